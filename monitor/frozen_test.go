package monitor

import (
	"testing"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// The recorded clock was desired at 40 and due at 100; by what is edited now it is due at 200, desired never.
func TestFreeze(t *testing.T) {
	const never = calendar.None
	for name, c := range map[string]struct {
		before     rules.Verdict
		beforeDue  calendar.Instant
		asOf, stop calendar.Instant
		cancelled  bool
		replayed   rules.Verdict
		want       rules.Verdict
		due        calendar.Instant
	}{
		"a late clock stays late":              {rules.Missed, 100, 150, never, false, rules.Open, rules.Missed, 100},
		"done late, it stays missed":           {rules.Missed, 100, 150, 130, false, rules.Met, rules.Missed, 100},
		"a corrected stop is in time":          {rules.Missed, 100, 150, 100, false, rules.Met, rules.Met, 100},
		"a corrected stop is early":            {rules.Missed, 100, 150, 40, false, rules.Met, rules.Exceeded, 100},
		"a late clock that is cancelled":       {rules.Missed, 100, 150, 130, true, rules.CancelledVerdict, rules.CancelledLate, 100},
		"met stays met":                        {rules.Met, 100, 150, 90, false, rules.Missed, rules.Met, 100},
		"a corrected stop is late":             {rules.Met, 100, 150, 110, false, rules.Met, rules.Missed, 100},
		"exceeded stays exceeded":              {rules.Exceeded, 100, 150, 40, false, rules.Met, rules.Exceeded, 100},
		"the stop is gone: it runs on":         {rules.Met, 100, 150, never, false, rules.Open, rules.Open, 200},
		"cancelled stays cancelled":            {rules.CancelledVerdict, 100, 150, 90, true, rules.CancelledLate, rules.CancelledVerdict, 100},
		"cancelled by being gone, it is back":  {rules.CancelledVerdict, 100, 150, never, false, rules.Open, rules.Open, 200},
		"cancelled while unknown":              {rules.CancelledVerdict, never, 150, 90, true, rules.CancelledVerdict, rules.CancelledVerdict, 200},
		"an open clock follows the attributes": {rules.Open, 100, 90, never, false, rules.Open, rules.Open, 200},
		"unknown now":                          {rules.Missed, 100, 150, 130, false, rules.Unknown, rules.Unknown, 200},
		"our clock goes back to before due":    {rules.Missed, 100, 100, never, false, rules.Open, rules.Open, 200},
	} {
		clock := &rules.Clock{AsOf: c.asOf, StoppedAt: c.stop, Verdict: c.replayed, DueAt: 200, DesiredAt: never}
		switch {
		case c.cancelled:
			clock.State = rules.Cancelled
		case c.stop != never:
			clock.State = rules.Stopped
		}
		freeze(clock, &ClockRow{Verdict: c.before, DueAt: c.beforeDue, DesiredAt: 40})
		if clock.Verdict != c.want || clock.DueAt != c.due {
			t.Errorf("%s: %v, due %d; want %v, due %d", name, clock.Verdict, clock.DueAt, c.want, c.due)
		}
	}
}
