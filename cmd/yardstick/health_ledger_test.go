package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/yardstickd/yardstick/config/zone"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// standIn is a ledger that says what it is told to.
type standIn struct {
	asked  int
	err    error
	census []postgres.CensusLine
	rested func(context.Context) ([]postgres.CensusLine, error)
}

func (s *standIn) CensusRested(ctx context.Context) ([]postgres.CensusLine, error) {
	if s.rested == nil {
		return nil, s.err
	}
	return s.rested(ctx)
}

func (s *standIn) Census(context.Context) ([]postgres.CensusLine, error) {
	s.asked++
	return s.census, s.err
}

func (s *standIn) Queue(context.Context) (monitor.QueueReport, error) {
	return monitor.QueueReport{Lines: []monitor.QueueLine{{Medium: "chat", State: monitor.Failed, N: 2}}, Oldest: 90 * time.Second}, s.err
}

func TestLedgerInTheMetrics(t *testing.T) {
	now := time.Unix(0, 0)
	stand := &standIn{census: []postgres.CensusLine{{Source: "desk", State: "running", N: 7, Late: 3}, {Source: "desk", State: "paused", N: 2, Late: 1}}}
	view := newLedgerView(stand, slog.New(slog.DiscardHandler))
	view.now = func() time.Time { return now }
	const want = `yardstick_clocks{source="desk",state="paused"} 2
yardstick_clocks{source="desk",state="running"} 7
yardstick_clocks_late{source="desk"} 4
yardstick_queue{medium="chat",state="failed"} 2
yardstick_queue_oldest_seconds{} 90
`
	for range 3 {
		if diff := cmp.Diff(want, gathered(t, view)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	if stand.asked != 1 {
		t.Errorf("all clocks were counted %d times in a minute", stand.asked)
	}
	now, stand.err = now.Add(time.Hour), errors.New("away")
	if got := gathered(t, view); got != "" {
		t.Errorf("of a ledger that does not answer: %s", got)
	}
}

// TestRestedClocksHoldUpNoScrape counts what takes long beside the scrapes, for a hundredth of the time, until the end.
func TestRestedClocksHoldUpNoScrape(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var begun atomic.Int32
		stand := &standIn{census: []postgres.CensusLine{{Source: "desk", State: "running", N: 7}}}
		stand.rested = func(ctx context.Context) ([]postgres.CensusLine, error) {
			begun.Add(1)
			select {
			case <-ctx.Done():
				return nil, ctx.Err()
			case <-time.After(time.Minute):
				return []postgres.CensusLine{{Source: "desk", State: "stopped", N: 1_000_000}}, nil
			}
		}
		view := newLedgerView(stand, slog.New(slog.DiscardHandler))
		scrape := func(rested bool) {
			t.Helper()
			began := time.Now()
			got := gathered(t, view)
			if took := time.Since(began); took > 2*time.Second {
				t.Errorf("a scrape took %s", took)
			}
			if !strings.Contains(got, `{source="desk",state="running"} 7`) || !strings.Contains(got, "yardstick_queue{") {
				t.Errorf("a scrape shows only\n%s", got)
			}
			if strings.Contains(got, `{source="desk",state="stopped"} 1e+06`) != rested {
				t.Errorf("clocks at rest: wanted %t in\n%s", rested, got)
			}
		}
		scrape(false)
		scrape(false)
		time.Sleep(time.Minute)
		scrape(true)
		time.Sleep(99 * time.Minute)
		scrape(true)
		if begun.Load() != 1 {
			t.Errorf("counted %d times within a hundred times as long as it takes", begun.Load())
		}
		time.Sleep(2 * time.Minute)
		scrape(true)
		if begun.Load() != 2 {
			t.Errorf("counted %d times, not anew", begun.Load())
		}
		view.finish() // or the bubble would end with a count under way, which is a failure
		synctest.Wait()
		time.Sleep(24 * time.Hour)
		scrape(false)
		if begun.Load() != 2 {
			t.Error("counted once more after the end")
		}
	})
}

// The real ledger counts what is in it.
func TestCensus(t *testing.T) {
	ledger, err := postgres.OpenLedger(t.Context(), pgtest.Database(t), "", zone.Load)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ledger.Close() })
	if _, err := ledger.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := gathered(t, newLedgerView(ledger, slog.New(slog.DiscardHandler))); got != "yardstick_queue_oldest_seconds{} 0\n" {
		t.Errorf("an empty ledger shows %s", got)
	}
}

func TestDeliveredInTheMetrics(t *testing.T) {
	m := newMetrics()
	a := notifierstest.Sample(notifiers.Missed, "1")
	for _, c := range []struct {
		claim monitor.Claim
		state monitor.AlertState
	}{
		{monitor.Claim{Action: monitor.Post, Place: "#support", Message: notifiers.Message{Alert: a}}, monitor.Sent},
		{monitor.Claim{Action: monitor.Update, Place: "#support", Message: notifiers.Message{Alert: a}}, monitor.Sent},
		{monitor.Claim{Action: monitor.Post, Place: notifiers.Mail("a@example.com"), Message: notifiers.Message{Group: notifierstest.SampleGroup()}}, monitor.Unsure},
		{monitor.Claim{Action: monitor.Post, Place: notifiers.Webhook("pager"), Message: notifiers.Message{Notice: notifierstest.SampleNotice()}}, monitor.Failed},
	} {
		m.delivered(&c.claim, &monitor.Settlement{State: c.state})
	}
	const want = `yardstick_alerts_total{medium="chat",outcome="sent",stage="missed"} 1
yardstick_alerts_total{medium="chat",outcome="sent",stage="update"} 1
yardstick_alerts_total{medium="email",outcome="unsure",stage="group"} 1
yardstick_alerts_total{medium="webhook",outcome="failed",stage="notice"} 1
`
	if diff := cmp.Diff(want, gathered(t, m.told)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// gathered gives the values of a collector one a line.
func gathered(t *testing.T, c prometheus.Collector) string {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(c)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var lines strings.Builder
	for _, family := range families {
		for _, m := range family.GetMetric() {
			var labels []string
			for _, l := range m.GetLabel() {
				labels = append(labels, fmt.Sprintf("%s=%q", l.GetName(), l.GetValue()))
			}
			fmt.Fprintf(&lines, "%s{%s} %v\n", family.GetName(), strings.Join(labels, ","), m.GetGauge().GetValue()+m.GetCounter().GetValue())
		}
	}
	return lines.String()
}
