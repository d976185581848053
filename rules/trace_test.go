package rules

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules/calendar"
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

// What pauses, reopens, restarts and moves is told with the cycle it is about.
func TestTraceOfPausesAndCycles(t *testing.T) {
	kind := func(name string) Kind {
		k, _ := vocabulary(t).Kind(name)
		return k
	}
	day := func(text string) calendar.Instant { return now(t, text) }
	for _, c := range []struct {
		name   string
		change func(*Standard)
		events []string
		want   []Step
	}{
		{
			"a pause from before the start, and one that lasts", waiting,
			[]string{"23 09:00 waiting", "23 10:00 requested", "23 10:30 replied", "23 11:00 vendor"},
			[]Step{
				{Ordinal: 1, Kind: StepStarted, Event: kind("requested"), At: day("23 10:00")},
				{Ordinal: 1, Kind: StepPaused, Event: kind("waiting"), At: day("23 10:00")},
				{Ordinal: 1, Kind: StepResumed, Event: kind("replied"), At: day("23 10:30")},
				{Ordinal: 1, Kind: StepPaused, Event: kind("vendor"), At: day("23 11:00")},
				{Ordinal: 1, Kind: StepRowChosen},
				{Ordinal: 1, Kind: StepCalendar, Choice: ByStandard, Detail: "office"},
				{Ordinal: 1, Kind: StepOpens, At: day("23 10:00")},
				{Ordinal: 1, Kind: StepDue, At: day("23 12:00")},
				{Ordinal: 1, Kind: StepMoved, At: calendar.None},
				{Ordinal: 1, Kind: StepVerdict, Verdict: Open, At: day("24 00:00")},
			},
		},
		{
			"reopened and restarted", all(repeating, reopening(ThenResume)),
			[]string{"23 10:00 requested", "23 10:30 called", "23 11:00 reopened", "23 11:30 reopened", "23 12:00 called"},
			[]Step{
				{Ordinal: 1, Kind: StepStarted, Event: kind("requested"), At: day("23 10:00")},
				{Ordinal: 1, Kind: StepStopped, Event: kind("called"), At: day("23 10:30")},
				{Ordinal: 1, Kind: StepReopened, Event: kind("reopened"), At: day("23 11:00")},
				{Ordinal: 1, Kind: StepIgnored, Event: kind("reopened"), At: day("23 11:30")},
				{Ordinal: 1, Kind: StepStopped, Event: kind("called"), At: day("23 12:00")},
				{Ordinal: 1, Kind: StepRowChosen},
				{Ordinal: 1, Kind: StepCalendar, Choice: ByStandard, Detail: "office"},
				{Ordinal: 1, Kind: StepOpens, At: day("23 10:00")},
				{Ordinal: 1, Kind: StepDue, At: day("23 12:00")},
				{Ordinal: 1, Kind: StepMoved, At: day("23 12:30")},
				{Ordinal: 1, Kind: StepVerdict, Verdict: Met, At: day("24 00:00")},
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := twoHours(t)
			c.change(s)
			r := Result{Tracing: true}
			bind(t, s).Replay(line(t, c.events...), day("24 00:00"), &r)
			if diff := cmp.Diff(c.want, r.Trace); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Each version walks the timeline once in the trace, however often its cycles are asked for; what a pin decided is told.
func TestTraceOfVersionsAndPins(t *testing.T) {
	history := History{version(t, "old", 1, "", "24 00:00", nil), version(t, "new", 2, "24 00:00", "", nil)}
	history[1].RetiredAt = now(t, "24 12:00")
	book, _ := Bind([]History{history}, vocabulary(t))
	tk := line(t, "23 10:00 requested", "23 11:30 called", "24 10:00 requested", "24 11:00 called", "24 11:30 requested")
	pins := []Pin{
		{Cycle: CycleKey{Start: now(t, "24 10:00")}, Version: "old", DueAt: calendar.None},
		{Cycle: CycleKey{Start: now(t, "23 10:00")}, Version: "new", DueAt: calendar.None},
	}
	r := Result{Tracing: true}
	book.ReplayPinned(tk, now(t, "25 10:00"), pins, &r)
	counts := map[StepKind]int{}
	for _, step := range r.Trace {
		counts[step.Kind]++
		if step.Kind == StepRetired && (step.Version != 1 || step.Ordinal != 3 || step.At != now(t, "24 12:00")) {
			t.Errorf("%+v", step)
		}
	}
	if counts[StepStarted] != 6 || counts[StepPinned] != 2 || counts[StepRetired] != 1 || counts[StepVerdict] != 3 {
		t.Errorf("%v: %+v", counts, r.Trace)
	}
	want := []string{
		"1 at 23 10:00 stopped met at 23 11:30, due 23 12:00, elapsed 1h30m",
		"2 at 24 10:00 stopped met at 24 11:00, due 24 11:00, elapsed 1h",
		"3 at 24 11:30 cancelled cancelled at 24 12:00 (retired), due 24 13:30, elapsed 30m",
	}
	if diff := cmp.Diff(want, summaries(t, &r)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
