package compliance

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules"
)

func result(outcomes []rules.Outcome, clocks ...rules.Clock) *rules.Result {
	return &rules.Result{Outcomes: outcomes, Clocks: clocks}
}

func TestTally(t *testing.T) {
	histories := rules.Since(&rules.Standard{ID: "a"}, &rules.Standard{ID: "b"})
	tally := NewTally(histories, func(c *rules.Clock) bool { return c.Ordinal == 7 })
	tally.Add(result([]rules.Outcome{rules.Clocked, rules.NotCovered},
		rules.Clock{State: rules.Stopped, Verdict: rules.Exceeded},
		rules.Clock{State: rules.Stopped, Verdict: rules.Met, Ordinal: 7}, // an excuse of what is no miss counts nothing
		rules.Clock{State: rules.Stopped, Verdict: rules.Missed, Ordinal: 7},
		rules.Clock{State: rules.Running, Verdict: rules.Missed},
		rules.Clock{State: rules.Running, Verdict: rules.Open, AtRisk: true},
		rules.Clock{State: rules.Running, Verdict: rules.Open},
		rules.Clock{State: rules.Cancelled, Verdict: rules.CancelledVerdict},
		rules.Clock{State: rules.Cancelled, Verdict: rules.CancelledLate},
		rules.Clock{Place: 1, Verdict: rules.Unknown},
	))
	other := NewTally(histories, nil)
	other.Add(result([]rules.Outcome{rules.Exempted, rules.NotApplied}, rules.Clock{State: rules.Stopped, Verdict: rules.Met}))
	tally.Merge(other)

	want := []Count{
		{Exceeded: 1, Met: 2, Missed: 2, Late: 1, Open: 2, AtRisk: 1, Cancelled: 1, CancelledLate: 1, Exempt: 1, Excused: 1},
		{Unknown: 1, NotCovered: 1},
	}
	for i, line := range tally.Lines() {
		if diff := cmp.Diff(want[i], line.Count); diff != "" {
			t.Errorf("%s (-want +got):\n%s", line.Standard.ID, diff)
		}
	}
}

func TestAttainment(t *testing.T) {
	const none = -1 // n is too small
	for _, c := range []struct {
		count         Count
		raw, adjusted float64
	}{
		{Count{Met: 4}, none, none},
		{Count{Met: 3, Exceeded: 1, Missed: 1, Open: 7, Unknown: 9, Cancelled: 3, CancelledLate: 2}, 0.8, 0.8},
		{Count{Met: 5, Missed: 5, Excused: 1}, 0.5, 5.0 / 9},
		{Count{Met: 5, Missed: 5, Excused: 5}, 0.5, 1},
		{Count{Met: 4, Missed: 1, Excused: 1}, 0.8, none},
		{Count{Missed: 5}, 0, 0},
		{Count{Missed: 5, Excused: 5}, 0, none},
		{Count{}, none, none},
	} {
		for what, share := range map[string]func() (float64, bool){"raw": c.count.Attainment, "adjusted": c.count.Adjusted} {
			want := map[string]float64{"raw": c.raw, "adjusted": c.adjusted}[what]
			if got, ok := share(); ok != (want != none) || ok && got != want {
				t.Errorf("%+v: %s %v %v, want %v", c.count, what, got, ok, want)
			}
		}
	}
}
