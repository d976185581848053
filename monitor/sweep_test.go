package monitor_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// swept is rounds over sources in virtual time, with a ledger in memory.
type swept struct {
	ledger *memoryLedger
	rounds *monitor.Rounds
	began  calendar.Instant
}

func newSwept(speed float64, sources ...*memorySource) *swept {
	s := &swept{ledger: newMemoryLedger(), began: calendar.FromTime(time.Now())}
	began := time.Now()
	o := monitor.Options{
		Ledger: s.ledger, Agenda: s.ledger, Notices: s.ledger, Standing: first(), Log: quietLog, Speed: speed,
		Now: func() time.Time { return began.Add(time.Duration(float64(time.Since(began)) * max(speed, 1))) },
	}
	for _, source := range sources {
		o.Sources = append(o.Sources, monitor.Watch{Source: source, Overlap: 5 * time.Minute})
	}
	s.rounds = monitor.NewRounds(o)
	return s
}

// run sweeps for some time, doing something meanwhile, and gives how long it took to end.
func (s *swept) run(during time.Duration, meanwhile func()) time.Duration {
	ctx, stop := context.WithTimeout(context.Background(), during)
	defer stop()
	began, done := time.Now(), make(chan struct{})
	go func() {
		defer close(done)
		s.rounds.Sweeping(ctx, 10*time.Second)
	}()
	if meanwhile != nil {
		meanwhile()
	}
	<-done
	return time.Since(began) - during
}

// late gives how long after its instant each alert was found.
func (s *swept) late() []time.Duration {
	var late []time.Duration
	for _, t := range s.ledger.told {
		late = append(late, t.FoundAt.Sub(t.At))
	}
	return late
}

// Every alert is found within the rest that a sweep takes, without any round, and nothing is read in vain.
func TestSweepingSleepsUntilTheNextInstant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := newMemorySource("desk")
		s := newSwept(0, source)
		s.rounds.Round(t.Context())
		for i, id := range []string{"T1", "T2", "T3"} {
			source.add(id, s.began, s.began.Add(time.Duration(i)*7*time.Minute), "asked")
		}
		time.Sleep(14 * time.Minute)
		s.rounds.Round(t.Context())
		s.run(3*time.Hour, nil)
		const due = time.Microsecond // a miss is one only after its instant
		if diff := cmp.Diff([]time.Duration{0, 0, 0, due, due, due}, s.late()); diff != "" {
			t.Errorf("late (-want +got):\n%s", diff)
		}
		if n := len(source.reads); n != 2+6 {
			t.Errorf("the source was read %d times", n)
		}
	})
}

// A clock that a round finds may be due earlier than all that the sweeper waits for.
func TestARoundCallsTheSweeper(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := newMemorySource("desk")
		s := newSwept(0, source)
		s.rounds.Round(t.Context())
		s.run(time.Hour, func() {
			time.Sleep(17 * time.Second) // in the middle of its longest sleep
			source.add("T1", s.began, s.began.Add(-time.Hour+18*time.Second), "asked")
			s.rounds.Round(t.Context())
		})
		if diff := cmp.Diff(make([]time.Duration, 1), s.late()[:1]); diff != "" {
			t.Errorf("late (-want +got):\n%s", diff)
		}
	})
}

func TestAFastClockIsSweptInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := newMemorySource("desk")
		s := newSwept(60, source)
		s.rounds.Round(t.Context())
		source.add("T1", s.began, s.began, "asked")
		s.rounds.Round(t.Context())
		s.run(3*time.Minute, nil)
		for i, late := range s.late() {
			if late > 60*50*time.Millisecond {
				t.Errorf("alert %d is %v late", i, late)
			}
		}
		if len(s.late()) != 2 {
			t.Errorf("%d alerts", len(s.late()))
		}
	})
}

// A source that fails is asked again after 1, 2, 4 … 30 seconds, and holds up no other.
func TestASourceThatFailsStopsOnlyItsSweep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		good, bad := newMemorySource("good"), newMemorySource("bad")
		s := newSwept(0, bad, good)
		s.rounds.Round(t.Context())
		for _, source := range []*memorySource{good, bad} {
			source.add("T1", s.began, s.began, "asked")
		}
		s.rounds.Round(t.Context())
		time.Sleep(time.Hour)
		bad.mu.Lock()
		bad.broken, bad.reads = true, nil
		bad.mu.Unlock()
		began := calendar.FromTime(time.Now())
		s.run(100*time.Second, func() {
			time.Sleep(95 * time.Second)
			bad.mu.Lock()
			bad.broken = false
			bad.mu.Unlock()
		})
		// It is asked for its vocabulary first: what fails then is no reading. The first attempt has it still.
		if len(bad.reads) != 1 || bad.reads[0] != began {
			t.Errorf("read at %v", bad.reads)
		}
		if len(s.ledger.told) != 1 || s.ledger.told[0].FoundAt != began {
			t.Errorf("told: %+v", s.ledger.told)
		}
		s.run(30*time.Second, nil)
		if len(s.ledger.told) != 2 {
			t.Errorf("after it was mended: %+v", s.ledger.told)
		}
	})
}

func TestALedgerThatFailsIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := newMemorySource("desk")
		s := newSwept(0, source)
		source.add("T1", s.began, s.began, "asked")
		s.rounds.Round(t.Context())
		time.Sleep(time.Hour)
		s.ledger.broken = true
		s.run(100*time.Second, func() {
			time.Sleep(10 * time.Second)
			s.ledger.mu.Lock()
			s.ledger.broken = false
			s.ledger.mu.Unlock()
		})
		if diff := cmp.Diff([]time.Duration{15 * time.Second}, s.late()); diff != "" { // tried after 0, 1, 3, 7 and 15 s
			t.Errorf("late (-want +got):\n%s", diff)
		}
	})
}

// What is under way when it is to end is finished, or cut off when the time for it is over.
func TestSweepingEnds(t *testing.T) {
	for name, c := range map[string]struct{ takes, want time.Duration }{
		"between sweeps":   {0, 0},
		"after the sweep":  {4 * time.Second, 3 * time.Second},
		"cut off":          {time.Hour, 10 * time.Second},
		"hung and cut off": {1000 * time.Hour, 10 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				source := newMemorySource("desk")
				slow := &slowSource{memorySource: source}
				s := newSwept(0, source)
				source.add("T1", s.began, s.began, "asked")
				s.rounds.Round(t.Context())
				slow.takes = c.takes
				s.rounds = monitor.NewRounds(monitor.Options{
					Ledger: s.ledger, Agenda: s.ledger, Sources: []monitor.Watch{{Source: slow}}, Standing: first(), Now: time.Now, Log: quietLog,
				})
				time.Sleep(time.Hour)
				if took := s.run(time.Second, nil); took != c.want {
					t.Errorf("ended after %v, want %v", took, c.want)
				}
			})
		})
	}
}

// What is due when it is to end may be more than one batch: the one under way is the last, and the next start does the rest.
func TestSweepingEndsBetweenBatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := newMemorySource("desk")
		for i := range 1200 {
			source.add(fmt.Sprint("T", i), calendar.FromTime(time.Now()), calendar.FromTime(time.Now()), "asked")
		}
		s := newSwept(0, source)
		s.rounds.Round(t.Context())
		slow := &slowSource{memorySource: source, takes: 4 * time.Second}
		s.rounds = monitor.NewRounds(monitor.Options{
			Ledger: s.ledger, Agenda: s.ledger, Sources: []monitor.Watch{{Source: slow}}, Standing: first(), Now: time.Now, Log: quietLog,
		})
		time.Sleep(time.Hour)
		if took := s.run(time.Second, nil); took != 3*time.Second || len(s.ledger.told) != 500 {
			t.Errorf("ended after %v, %d told", took, len(s.ledger.told))
		}
	})
}

// slowSource takes some time to read.
type slowSource struct {
	*memorySource
	takes time.Duration
}

func (s *slowSource) Read(ctx context.Context, q monitor.Query, each func(*monitor.Batch) error) (monitor.Reading, error) {
	select {
	case <-ctx.Done():
		return monitor.Reading{}, ctx.Err()
	case <-time.After(s.takes):
	}
	return s.memorySource.Read(ctx, q, each)
}
