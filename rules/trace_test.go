package rules

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules/match"
)

func TestTraceTellsEveryDecision(t *testing.T) {
	s := callback(t)
	gold := match.Condition{{Attribute: "tier", Test: match.Test{AnyOf: []match.Pattern{match.NewPattern("gold")}}}}
	s.Targets = append([]Target{{When: gold, Within: within(1)}}, s.Targets...)
	other := callback(t)
	other.ID, other.AppliesTo = "other", gold
	tk := ticket(
		t,
		happened{at: "2026-03-23 09:00", kind: "called"},
		happened{at: "2026-03-23 10:00", kind: "requested"},
		happened{at: "2026-03-23 10:05", kind: "requested"},
		happened{at: "2026-03-23 10:30", kind: "called"},
		happened{at: "2026-03-23 11:30", kind: "withdrawn"},
	)
	r := Result{Tracing: true}
	bind(t, s, other).Replay(tk, at(t, "2026-03-24 00:00"), &r)
	requested, _ := vocabulary(t).Kind("requested")
	called, _ := vocabulary(t).Kind("called")
	withdrawn, _ := vocabulary(t).Kind("withdrawn")
	want := []Step{
		{Kind: StepIgnored, Event: called, At: at(t, "2026-03-23 09:00")},
		{Ordinal: 1, Kind: StepStarted, Event: requested, At: at(t, "2026-03-23 10:00")},
		{Ordinal: 1, Kind: StepJoined, Event: requested, At: at(t, "2026-03-23 10:05")},
		{Ordinal: 1, Kind: StepStopped, Event: called, At: at(t, "2026-03-23 10:30")},
		{Ordinal: 1, Kind: StepIgnored, Event: withdrawn, At: at(t, "2026-03-23 11:30")},
		{Ordinal: 1, Kind: StepRowRejected, Row: 0},
		{Ordinal: 1, Kind: StepRowChosen, Row: 1},
		{Ordinal: 1, Kind: StepCalendar, Choice: ByStandard, Detail: "office"},
		{Ordinal: 1, Kind: StepOpens, At: at(t, "2026-03-23 10:00")},
		{Ordinal: 1, Kind: StepDue, At: at(t, "2026-03-23 12:00")},
		{Ordinal: 1, Kind: StepDesired, At: at(t, "2026-03-23 10:20")},
		{Ordinal: 1, Kind: StepVerdict, Verdict: Met, At: at(t, "2026-03-24 00:00")},
		{Place: 1, Kind: StepNotApplied},
	}
	if diff := cmp.Diff(want, r.Trace); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	again := Result{}
	bind(t, s, other).Replay(tk, at(t, "2026-03-24 00:00"), &again)
	if len(again.Trace) > 0 {
		t.Errorf("a trace nobody asked for: %v", again.Trace)
	}
	if diff := cmp.Diff(r.Clocks, again.Clocks, sameClocks); diff != "" {
		t.Errorf("tracing changed the clocks:\n%s", diff)
	}
}
