package monitor_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// trialClocks is the variable that says how many clocks run in the trial of punctuality: 20,000 if nothing is said.
//
//	YARDSTICK_TRIAL_CLOCKS=1000000 go test ./monitor -run - -bench Punctuality -benchtime 1x -timeout 30m
const trialClocks = "YARDSTICK_TRIAL_CLOCKS"

const (
	trialRate = 75               // misses a second
	trialLead = 10 * time.Second // until the first
)

// BenchmarkPunctuality tells how long after its instant a miss is decided and handed to delivery: the time of the commit
// of its intent, less the due instant. Many clocks run; 75 a second fall due (for a minute, where the number of clocks is
// said), and nothing else happens, or rounds do, or all tickets are reconciled meanwhile, again and again.
func BenchmarkPunctuality(b *testing.B) {
	clocks, span := 20_000, 10*time.Second
	if text := os.Getenv(trialClocks); text != "" {
		var err error
		if clocks, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
		span = time.Minute
	}
	d := newTrial(b, clocks)
	d.span = span
	for _, c := range []struct {
		name      string
		meanwhile func(context.Context)
	}{
		{"alone", func(context.Context) {}},
		{"beside rounds", func(ctx context.Context) { d.repeat(ctx, d.rounds.Round, 5*time.Second) }},
		{"beside reconciliations", func(ctx context.Context) { d.repeat(ctx, d.rounds.Reconcile, 0) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				lags := d.trial(b, c.meanwhile)
				b.ReportMetric(float64(clocks), "clocks")
				b.ReportMetric(float64(len(lags)), "misses")
				b.ReportMetric(milliseconds(lags[len(lags)/2]), "p50-ms")
				b.ReportMetric(milliseconds(lags[len(lags)*99/100]), "p99-ms")
				b.ReportMetric(milliseconds(lags[len(lags)-1]), "max-ms")
			}
		})
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// trial is a desk on real time whose ledger tells when what was committed.
type trial struct {
	*helpdesk
	timed   *timedLedger
	span    time.Duration // in which misses fall due
	batches int
}

// timedLedger notes how late each miss is when its commit is over.
type timedLedger struct {
	monitor.Ledger
	mu   sync.Mutex
	lags []time.Duration
}

func (l *timedLedger) Commit(ctx context.Context, c *monitor.Change) (monitor.Effect, error) {
	effect, err := l.Ledger.Commit(ctx, c)
	now := calendar.FromTime(time.Now())
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range c.Transitions {
		if t := &c.Transitions[i]; err == nil && t.Kind == notifiers.Missed && t.Reason == monitor.Tell {
			l.lags = append(l.lags, now.Sub(t.At))
		}
	}
	return effect, err
}

// newTrial makes a desk with clocks that all are due later than anybody waits.
func newTrial(b *testing.B, clocks int) *trial {
	b.Helper()
	d := &trial{helpdesk: newHelpdesk(b, first())}
	d.timed = &timedLedger{Ledger: d.ledger}
	d.judge(d.timed, time.Now, first())
	d.sql(`INSERT INTO desk.tickets SELECT 'N' || n, '', now() - interval '1 hour' FROM generate_series(1, $1) AS n`, clocks)
	d.sql(`INSERT INTO desk.events SELECT 'N' || n, now() - n * interval '1 minute' / $1, 'asked', now() - interval '1 hour' FROM generate_series(1, $1) AS n`, clocks)
	// A round reads what changed since the latest stamps: those of this one.
	d.sql(`INSERT INTO desk.tickets VALUES ('last', '', now())`)
	d.sql(`INSERT INTO desk.events VALUES ('last', now(), 'asked', now())`)
	d.sql(`CREATE INDEX ON desk.tickets (changed_at)`)
	d.sql(`CREATE INDEX ON desk.events (changed_at)`)
	d.sql(`ANALYZE`)
	began := time.Now()
	s := d.round()
	b.Logf("the first round judged %d tickets in %v", s.Judged, time.Since(began))
	d.sql(`ANALYZE`)
	return d
}

// repeat runs passes until ctx ends.
func (d *trial) repeat(ctx context.Context, pass func(context.Context) monitor.Report, pause time.Duration) {
	n := 0
	for ctx.Err() == nil {
		if r := pass(ctx); r.Failed() && ctx.Err() == nil {
			d.t.Error(r.Sources[0].Err)
		}
		n++
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
	d.t.Logf("%d passes", n)
}

// trial has misses fall due one after the other, and gives how late each was committed, the least first.
func (d *trial) trial(b *testing.B, meanwhile func(context.Context)) []time.Duration {
	b.Helper()
	misses := int(d.span/time.Second) * trialRate
	d.batches++
	d.timed.lags = nil
	begins := time.Now().Add(trialLead)
	name := fmt.Sprint("D", d.batches, "-")
	d.sql(`INSERT INTO desk.tickets SELECT $1 || n, '', now() FROM generate_series(1, $2) AS n`, name, misses)
	d.sql(`INSERT INTO desk.events SELECT $1 || n, $2::timestamptz - interval '2 hours' + n * interval '1 second' / $3, 'asked', now()
		FROM generate_series(1, $4) AS n`, name, begins, trialRate, misses)
	if s := d.round(); time.Now().After(begins) {
		b.Fatalf("the round took longer than %v: %+v", trialLead, s)
	}
	ctx, stop := context.WithDeadline(b.Context(), begins.Add(d.span+5*time.Second))
	defer stop()
	var running sync.WaitGroup
	running.Go(func() { d.rounds.Sweeping(ctx, time.Minute) })
	running.Go(func() { meanwhile(ctx) })
	running.Wait()
	d.timed.mu.Lock()
	defer d.timed.mu.Unlock()
	if len(d.timed.lags) != misses {
		b.Errorf("%d of %d misses were told", len(d.timed.lags), misses)
	}
	if len(d.timed.lags) == 0 {
		b.FailNow()
	}
	slices.Sort(d.timed.lags)
	return d.timed.lags
}
