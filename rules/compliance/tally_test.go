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
	tally := NewTally(histories)
	tally.Add(result([]rules.Outcome{rules.Clocked, rules.NotCovered},
		rules.Clock{State: rules.Stopped, Verdict: rules.Exceeded},
		rules.Clock{State: rules.Stopped, Verdict: rules.Met},
		rules.Clock{State: rules.Stopped, Verdict: rules.Missed},
		rules.Clock{State: rules.Running, Verdict: rules.Missed},
		rules.Clock{State: rules.Running, Verdict: rules.Open, AtRisk: true},
		rules.Clock{State: rules.Running, Verdict: rules.Open},
		rules.Clock{State: rules.Cancelled, Verdict: rules.CancelledVerdict},
		rules.Clock{State: rules.Cancelled, Verdict: rules.CancelledLate},
		rules.Clock{Place: 1, Verdict: rules.Unknown},
	))
	other := NewTally(histories)
	other.Add(result([]rules.Outcome{rules.Exempted, rules.NotApplied}, rules.Clock{State: rules.Stopped, Verdict: rules.Met}))
	tally.Merge(other)

	want := []Count{
		{Exceeded: 1, Met: 2, Missed: 2, Late: 1, Open: 2, AtRisk: 1, Cancelled: 1, CancelledLate: 1, Exempt: 1},
		{Unknown: 1, NotCovered: 1},
	}
	for i, line := range tally.Lines() {
		if diff := cmp.Diff(want[i], line.Count); diff != "" {
			t.Errorf("%s (-want +got):\n%s", line.Standard.ID, diff)
		}
	}
}

func TestAttainment(t *testing.T) {
	for _, c := range []struct {
		count Count
		want  float64
		ok    bool
	}{
		{Count{Met: 4}, 0, false},
		{Count{Met: 3, Exceeded: 1, Missed: 1, Open: 7, Unknown: 9, Cancelled: 3, CancelledLate: 2}, 0.8, true},
		{Count{Missed: 5}, 0, true},
		{Count{}, 0, false},
	} {
		if got, ok := c.count.Attainment(); got != c.want || ok != c.ok {
			t.Errorf("%+v: %v %v, want %v %v", c.count, got, ok, c.want, c.ok)
		}
	}
}
