package monitor_test

import (
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
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

// A source that takes long leaves the next one judged as of when that is read: else what happened meanwhile would lie in the future.
func TestEachSourceIsJudgedAsOfItsReading(t *testing.T) {
	slow, next := newMemorySource("slow"), newMemorySource("next")
	now, ledger := nine, newMemoryLedger()
	rounds := monitor.NewRounds(monitor.Options{
		Ledger: ledger, Agenda: ledger, Standing: first(), Log: quietLog, Now: func() time.Time { return now },
		Sources: []monitor.Watch{
			{Source: &swappingSource{memorySource: slow, then: func() { now = now.Add(10 * time.Minute) }}}, {Source: next},
		},
	})
	rounds.Round(t.Context())
	if got := next.reads[0].Time(); !got.Equal(now) {
		t.Errorf("read at %v as of %v", now, got)
	}
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
