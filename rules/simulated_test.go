package rules

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

var simulatedKinds = []string{"requested", "called", "withdrawn", "waiting", "replied", "vendor", "delivered", "reopened", "noted"}

// plainEvents makes events at minutes of their own, all of them even so that half of a time is whole minutes.
func plainEvents(random *rand.Rand) []plainEvent {
	var events []plainEvent
	taken := map[int]bool{}
	at := 4*24*60 + 2*random.IntN(3*24*60)
	for range 1 + random.IntN(12) {
		kind := simulatedKinds[random.IntN(len(simulatedKinds))]
		if len(events) == 0 && random.IntN(4) > 0 {
			kind = "requested"
		}
		if !taken[at] {
			taken[at] = true
			events = append(events, plainEvent{at, kind})
		}
		at += 2 * (1 + random.IntN(1+random.IntN(2000)))
	}
	return events
}

func forms() []form {
	span := func(s calendar.Span) Target { return Target{Within: &s} }
	day := func(name string, unit calendar.Unit, n, by int) form {
		return form{name: name, target: span(days(unit, n, by)), unit: unit, days: n, by: by}
	}
	return []form{
		{name: "6h", target: Target{Within: within(6 * time.Hour)}, budget: 360},
		{name: "20h", target: Target{Within: within(20 * time.Hour)}, budget: 1200},
		day("next working day by noon", calendar.WorkingDays, 1, 12*60),
		day("two working days by 16:00", calendar.WorkingDays, 2, 16*60),
		day("same working day by 18:00", calendar.WorkingDays, 0, 18*60),
		day("three calendar days by 10:00", calendar.CalendarDays, 3, 10*60),
		{name: "promised", target: Target{Due: "promised_at"}, promised: 2 * 24 * 60},
	}
}

// The replay finds what a plain life through the minutes finds: due instants after pauses in every form, elapsed and paused
// time, what remains, verdicts, cycles and the stages with their episodes, escalations among them.
func TestReplayAgainstSimulation(t *testing.T) {
	m := newMonth(t)
	warnings := []Warning{{Text: "50%", Share: 50_000}, {Text: "14m left", Left: 14 * time.Minute}}
	escalations := []Escalation{
		{Stage: "escalate 10m", After: 10 * time.Minute}, {Stage: "escalate 2h", After: 2 * time.Hour}, {Stage: "escalate 12h", After: 12 * time.Hour},
	}
	reopens, paused, moved, escalated, again := 0, 0, 0, 0, 0
	for _, f := range forms() {
		t.Run(f.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(uint64(f.days), uint64(f.budget)))
			for range 50 {
				s := twoHours(t)
				waiting(s)
				s.Calendar, s.WarnAt, s.Escalate, s.Targets = small(t), warnings, escalations, []Target{f.target}
				s.Measure.Repeat = Repeat(random.IntN(2))
				reopening(Then(random.IntN(3)))(s)
				book := bind(t, s)
				for range 10 {
					events := plainEvents(random)
					tk := ticket(t)
					for _, e := range events {
						kind, _ := vocabulary(t).Kind(e.kind)
						tk.Events = append(tk.Events, Event{At: m.instant(e.at), Kind: kind})
					}
					until := events[random.IntN(len(events))].at + 2*random.IntN(4000)
					sim := simulation{month: m, form: &f, each: s.Measure.Repeat == RepeatEach, then: s.Measure.Reopen.Then}
					if f.promised > 0 {
						sim.promised = events[0].at + f.promised
						tk.Attributes[1] = match.Value{Text: m.instant(sim.promised).String()}
					}
					want := sim.live(events, until, warnings, escalations)
					var r Result
					book.Replay(tk, m.instant(until), &r)
					got := make([]string, len(r.Clocks))
					for i := range r.Clocks {
						c := &r.Clocks[i]
						got[i] = replayedLine(m, c)
						reopens += c.Reopenings()
						if c.State == Paused {
							paused++
						}
						if c.DueAt != calendar.None && len(c.Pauses) > 0 {
							moved++
						}
						for _, s := range Stages(nil, c) {
							if s.Kind == StageEscalated {
								escalated++
								again += int(min(1, s.Episode))
							}
						}
					}
					if !slices.Equal(want, got) {
						t.Fatalf("repeat %v, reopen %v, until %d, %+v (-simulated +replayed):\n%s",
							s.Measure.Repeat, s.Measure.Reopen.Then, until, events, cmp.Diff(want, got))
					}
				}
			}
		})
	}
	if reopens < 50 || paused < 500 || moved < 500 || escalated < 1000 || again < 20 {
		t.Errorf("too little was tried: %d reopenings, %d paused clocks, %d with pauses, %d escalations, %d of them of a later miss",
			reopens, paused, moved, escalated, again)
	}
}
