package monitor_test

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// slowRows is a source whose rows are some time on their way: what is judged is older than it seems.
type slowRows struct {
	*memorySource
	random *rand.Rand
	mu     sync.Mutex
}

func (s *slowRows) Read(ctx context.Context, q monitor.Query, each func(*monitor.Batch) error) (monitor.Reading, error) {
	return s.memorySource.Read(ctx, q, func(b *monitor.Batch) error {
		s.mu.Lock()
		wait := time.Duration(s.random.IntN(90)) * time.Second
		s.mu.Unlock()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
		return each(b)
	})
}

// Rounds, reconciliations and sweeps overlap, each on the way with what it read; the standards are swapped meanwhile.
// Nothing is told twice, no verdict is given from older data after one from newer, and in the end the ledger says what
// one look at everything says.
func TestPassesOverlap(t *testing.T) {
	for seed := range uint64(40) {
		synctest.Test(t, func(t *testing.T) {
			overlap(t, seed)
		})
	}
}

func overlap(t *testing.T, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 9))
	source, ledger := newMemorySource("desk"), newMemoryLedger()
	source.kinds = append(source.kinds, "noted")
	o := monitor.Options{
		Ledger: ledger, Agenda: ledger, Notices: ledger, Standing: first(), Log: quietLog, Now: time.Now,
		Sources: []monitor.Watch{{
			Source: &slowRows{memorySource: source, random: rand.New(rand.NewPCG(seed, 8))}, Overlap: 5 * time.Minute,
		}},
	}
	rounds := monitor.NewRounds(o)
	// The first load is over: a reconciliation would wait for it at a lock, which virtual time does not pass by.
	source.add("T9", calendar.FromTime(time.Now()), calendar.FromTime(time.Now()), "asked")
	rounds.Round(t.Context())
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	every := func(pause time.Duration, do func()) {
		running.Go(func() {
			for ctx.Err() == nil {
				do()
				time.Sleep(pause)
			}
		})
	}
	running.Go(func() { rounds.Sweeping(ctx, time.Minute) })
	every(time.Minute, func() { rounds.Round(ctx) })
	every(7*time.Minute, func() { rounds.Reconcile(ctx) })
	text := 0
	every(47*time.Minute, func() {
		text++
		rounds.Use(standing(time.Duration(text).String(), rules.History{version(callback(), "v1")}))
	})
	began := calendar.FromTime(time.Now())
	for _, s := range history(random) {
		at := began + s.now - calendar.FromTime(nine)
		time.Sleep(at.Sub(calendar.FromTime(time.Now())))
		source.add(s.ticket, at, at+s.at-s.now, s.kind)
	}
	time.Sleep(12 * time.Hour)
	stop()
	running.Wait()

	got := ledger.outlook(t)
	o.Sources[0].Source = source
	alone := newMemoryLedger()
	o.Ledger, o.Agenda, o.Notices = alone, alone, alone
	monitor.NewRounds(o).Round(t.Context())
	if diff := cmp.Diff(alone.outlook(t).clocks, got.clocks); diff != "" || t.Failed() {
		t.Errorf("seed %d (-one look +overlapping):\n%s", seed, diff)
	}
}

// held is a source in which things happen between the snapshot and the rows, once.
type held struct {
	*memorySource
	meanwhile func()
}

func (s *held) Read(ctx context.Context, q monitor.Query, each func(*monitor.Batch) error) (monitor.Reading, error) {
	return s.memorySource.Read(ctx, q, func(b *monitor.Batch) error {
		if do := s.meanwhile; do != nil {
			s.meanwhile = nil
			do()
		}
		return each(b)
	})
}

// A reconciliation reads that a ticket is closed, which was a slip; before it comes to that ticket the slip is mended and
// a round has looked, which found everything as it was recorded and wrote nothing. The older reading must not count.
func TestAReconciliationIsOvertakenByWhatWroteNothing(t *testing.T) {
	source, ledger, now := newMemorySource("desk"), newMemoryLedger(), nine
	slow := &held{memorySource: source}
	rounds := monitor.NewRounds(monitor.Options{
		Ledger: ledger, Agenda: ledger, Standing: first(), Log: quietLog, Now: func() time.Time { return now },
		Sources: []monitor.Watch{{Source: slow}},
	})
	state := func() (s rules.State) {
		for _, r := range ledger.clocks {
			s = r.Row.State
		}
		return s
	}
	source.add("T1", atNine, atNine, "asked")
	rounds.Round(t.Context())
	now = now.Add(time.Minute)
	source.add("T1", calendar.FromTime(now), calendar.FromTime(now), "called")
	slow.meanwhile = func() {
		source.tickets["T1"].events = source.tickets["T1"].events[:1]
		for range 2 { // the mark moves past the change
			now = now.Add(time.Minute)
			rounds.Round(t.Context())
		}
	}
	rounds.Reconcile(t.Context())
	if got := state(); got != rules.Running {
		t.Errorf("after the reconciliation it is %v", got)
	}
	now = now.Add(time.Minute)
	source.add("T1", calendar.FromTime(now), calendar.FromTime(now), "called")
	rounds.Reconcile(t.Context())
	if got := state(); got != rules.Stopped {
		t.Errorf("after the next one it is %v", got)
	}
}
