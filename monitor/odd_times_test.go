package monitor_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
)

// An appointment that is stamped for later leaves its clock unknown; once it has happened a sweep judges it, though no
// round sees anything change.
func TestAFutureEventIsJudgedWhenItHasHappened(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("T1", "", 3*time.Hour)
	d.round()
	d.want([]string{"running unknown"}, d.clocks("T1"), "as long as it lies in the future")
	for _, after := range []time.Duration{30 * time.Minute, 3 * time.Hour, 4 * time.Hour, 5*time.Hour + time.Second} {
		d.at(after)
		d.round()
		d.sweep()
	}
	d.want([]string{"50%: tell", "missed: tell"}, d.stages("T1"), "told")
}

// ponderingSource takes long to answer what it has.
type ponderingSource struct {
	*memorySource
	takes time.Duration
}

func (s *ponderingSource) Vocabulary(ctx context.Context) (*rules.Vocabulary, error) {
	time.Sleep(s.takes)
	return s.memorySource.Vocabulary(ctx)
}

// A source that takes long to answer is judged as of when it is read, not as of when it was asked: else what happened
// meanwhile would lie in the future. The others do not wait for it.
func TestEachSourceIsJudgedAsOfItsReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow, next := newMemorySource("slow"), newMemorySource("next")
		ledger, began := newMemoryLedger(), time.Now()
		rounds := monitor.NewRounds(monitor.Options{
			Ledger: ledger, Agenda: ledger, Standing: first(), Log: quietLog, Now: time.Now,
			Sources: []monitor.Watch{{Source: &ponderingSource{slow, 10 * time.Minute}}, {Source: next}},
		})
		rounds.Round(t.Context())
		read := func(s *memorySource) []time.Duration {
			var after []time.Duration
			for _, at := range s.reads {
				after = append(after, at.Time().Sub(began))
			}
			return after
		}
		if diff := cmp.Diff([]time.Duration{10 * time.Minute}, read(slow)); diff != "" {
			t.Errorf("the slow one (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]time.Duration{0}, read(next)); diff != "" {
			t.Errorf("the next one (-want +got):\n%s", diff)
		}
	})
}

// Our clock is put forward by an hour, and back: what happens meanwhile is found by the next round, though the desk was quiet before.
func TestAClockThatIsPutForward(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("T1", "", 0)
	round := func(real, wrong time.Duration) {
		d.at(real + wrong)
		d.round()
	}
	round(time.Minute, 0)
	round(5*time.Minute, time.Hour)
	d.at(6 * time.Minute)
	d.ask("T2", "", 6*time.Minute)
	round(7*time.Minute, 0)
	d.want([]string{"running open"}, d.clocks("T2"), "the clock of what was asked meanwhile")
}
