package rules

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// version makes a version of a standard with a budget of hours, live in [from, until).
func version(t testing.TB, hash string, hours int, from, until string, change func(*Standard)) Version {
	s := twoHours(t)
	s.Measure.Repeat = RepeatEach
	s.Targets = []Target{{Within: within(time.Duration(hours) * time.Hour)}}
	if change != nil {
		change(s)
	}
	return Version{LiveFrom: now(t, from), LiveUntil: now(t, until), RetiredAt: calendar.None, Hash: hash, Standard: s}
}

func replayedHistory(t testing.TB, h History, tk *Ticket, asOf string, pins ...Pin) []string {
	book, _ := Bind([]History{h}, vocabulary(t))
	var r Result
	book.ReplayPinned(tk, now(t, asOf), pins, &r)
	return summaries(t, &r)
}

func TestCyclesAreJudgedByTheVersionOfTheirStart(t *testing.T) {
	history := History{version(t, "old", 2, "", "24 00:00", nil), version(t, "new", 4, "24 00:00", "", nil)}
	tk := line(t, "23 10:00 requested", "23 11:00 called", "23 17:00 requested", "24 08:30 called", "24 10:00 requested")
	want := []string{
		"1 at 23 10:00 stopped met at 23 11:00, due 23 12:00, elapsed 1h",
		"2 at 23 17:00 stopped met at 24 08:30, due 24 09:00, elapsed 1h30m",
		"3 at 24 10:00 running open, due 24 14:00, elapsed 1h, left 3h",
	}
	if diff := cmp.Diff(want, replayedHistory(t, history, tk, "24 11:00")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	history[0].LiveFrom = now(t, "23 12:00")
	if diff := cmp.Diff(want[1:], replayedHistory(t, history, tk, "24 11:00")); diff != "" {
		t.Errorf("a start before the first version has no clock (-want +got):\n%s", diff)
	}
	history[1].LiveFrom, history[1].LiveUntil = now(t, "24 00:00"), now(t, "24 00:00")
	if diff := cmp.Diff(want[1:2], replayedHistory(t, history, tk, "24 11:00")); diff != "" {
		t.Errorf("a version with an empty range judges nothing (-want +got):\n%s", diff)
	}
}

func TestRetirementCancelsWhatIsOpen(t *testing.T) {
	retired := func(at string) History {
		h := History{version(t, "old", 2, "", at, waiting)}
		h[0].RetiredAt = now(t, at)
		return h
	}
	for _, c := range []struct {
		name, at, asOf string
		events         []string
		want           []string
	}{
		{
			"open", "23 11:00", "24 00:00",
			[]string{"23 10:00 requested", "23 11:30 called"},
			[]string{"1 at 23 10:00 cancelled cancelled at 23 11:00 (retired), due 23 12:00, elapsed 1h"},
		},
		{
			"not yet", "23 11:00", "23 10:59",
			[]string{"23 10:00 requested"},
			[]string{"1 at 23 10:00 running open, due 23 12:00, elapsed 59m, left 1h1m"},
		},
		{
			"past due", "23 13:00", "24 00:00",
			[]string{"23 10:00 requested"},
			[]string{"1 at 23 10:00 cancelled cancelled_late at 23 13:00 (retired), due 23 12:00, elapsed 3h"},
		},
		{
			"paused", "23 13:00", "24 00:00",
			[]string{"23 10:00 requested", "23 11:00 waiting"},
			[]string{"1 at 23 10:00 cancelled cancelled at 23 13:00 (retired), due 23 14:00, elapsed 1h, paused 2h"},
		},
		{
			"stopped at that instant", "23 11:00", "24 00:00",
			[]string{"23 10:00 requested", "23 11:00 called"},
			[]string{"1 at 23 10:00 stopped met at 23 11:00, due 23 12:00, elapsed 1h"},
		},
		{
			"what starts later has no clock", "23 09:00", "24 00:00",
			[]string{"23 10:00 requested"},
			[]string{"not started"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, replayedHistory(t, retired(c.at), line(t, c.events...), c.asOf)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRetiredStandardThatComesBack(t *testing.T) {
	first, again := version(t, "a", 2, "", "23 12:00", nil), version(t, "a", 2, "24 09:00", "", nil)
	first.RetiredAt = now(t, "23 12:00")
	tk := line(t, "23 11:00 requested", "23 18:00 called", "24 10:00 requested")
	want := []string{
		"1 at 23 11:00 cancelled cancelled at 23 12:00 (retired), due 23 13:00, elapsed 1h",
		"2 at 24 10:00 running open, due 24 12:00, elapsed 30m, left 1h30m",
	}
	if diff := cmp.Diff(want, replayedHistory(t, History{first, again}, tk, "24 10:30")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOnlyTheLiveVersionsNamesAreMissed(t *testing.T) {
	strange := func(name string) func(*Standard) {
		return func(s *Standard) {
			s.Measure.Pauses = []Pause{{When: Kinds(name), Until: Kinds(name + "-end")}, {While: Kinds(name + "-status")}}
			s.Measure.Reopen = Reopen{Events: Kinds(name + "-reopen"), Then: ThenResume}
			s.Measure.CalendarFrom = name + "-site"
		}
	}
	names := func(h History) string {
		_, unknown := Bind([]History{h}, vocabulary(t))
		var all []string
		for _, u := range unknown {
			all = append(all, u.What+" "+u.Name)
		}
		return strings.Join(all, ", ")
	}
	h := History{version(t, "old", 2, "", "24 00:00", strange("old")), version(t, "new", 2, "24 00:00", "", strange("new"))}
	const want = "event new, event new-end, event new-status, event new-reopen, attribute new-site"
	if got := names(h); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	h[1].RetiredAt = now(t, "24 12:00")
	if got := names(h); got != "" {
		t.Errorf("of a retired standard: %s", got)
	}
	ignored := version(t, "x", 2, "", "", func(s *Standard) {
		s.Measure.Reopen = Reopen{Events: Kinds("rareopened"), Then: ThenIgnore}
	})
	if got := names(History{ignored}); got != "event rareopened" {
		t.Errorf("of an ignored reopening: %s", got)
	}
}

func TestEventsSince(t *testing.T) {
	v := NewVocabulary("desk", vocabulary(t).Zone(), testAttributes, testKinds)
	v.EventsSince(now(t, "24 00:00"), 3) // requested, called and withdrawn are columns
	for _, c := range []struct {
		name   string
		change func(*Standard)
		events []string
		want   []string
	}{
		{
			"a measure of columns needs no history", nil,
			[]string{"23 10:00 requested column", "23 11:00 called column"},
			[]string{"1 at 23 10:00 stopped met at 23 11:00, due 23 12:00, elapsed 1h"},
		},
		{
			"one that pauses by events does", waiting,
			[]string{"23 10:00 requested column", "23 11:00 called column"},
			[]string{"1 at 23 10:00 stopped unknown at 23 11:00 (it starts before the history of its events, which begins 2026-03-23T23:00:00Z)"},
		},
		{
			"from its beginning on all is known", waiting,
			[]string{"24 00:00 requested column", "24 11:00 called column"},
			[]string{"1 at 24 00:00 stopped missed at 24 11:00, due 24 10:00, elapsed 3h"},
		},
		{
			"by cycle", all(repeating, waiting),
			[]string{"23 10:00 requested column", "23 11:00 called column", "24 10:00 requested"},
			[]string{
				"1 at 23 10:00 stopped unknown at 23 11:00 (it starts before the history of its events, which begins 2026-03-23T23:00:00Z)",
				"2 at 24 10:00 running open, due 24 12:00, elapsed 1h30m, left 30m, at risk",
			},
		},
	} {
		t.Run("history begins/"+c.name, func(t *testing.T) {
			s := twoHours(t)
			if c.change != nil {
				c.change(s)
			}
			book, _ := Bind(Since(s), v)
			var r Result
			book.Replay(line(t, c.events...), now(t, "24 11:30"), &r)
			if diff := cmp.Diff(c.want, summaries(t, &r)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPins(t *testing.T) {
	gold := match.Condition{{Attribute: "tier", Test: match.Test{AnyOf: []match.Pattern{match.NewPattern("gold")}}}}
	rows := func(s *Standard) {
		s.AppliesTo = match.Condition{{Attribute: "tier", Test: match.Test{Not: &match.Test{AnyOf: []match.Pattern{match.NewPattern("internal")}}}}}
		s.Measure.CalendarFrom = "site"
		s.Sites = map[string]*calendar.Calendar{"always": always(t), "office": office(t)}
		s.Targets = []Target{{When: gold, Within: within(time.Hour)}, {Due: "promised_at"}, {Within: within(2 * time.Hour)}}
	}
	history := History{version(t, "old", 2, "", "23 09:00", rows), version(t, "new", 2, "23 09:00", "", func(s *Standard) {
		rows(s)
		s.Targets = []Target{{Within: within(8 * time.Hour)}}
	})}
	start := now(t, "23 10:00")
	pin := Pin{Cycle: CycleKey{Start: start}, Version: "old", Row: 2, DueAt: calendar.None, Calendar: "office"}
	on := func(change func(*Pin)) Pin {
		p := pin
		change(&p)
		return p
	}
	stopped := []string{"23 10:00 requested", "23 12:30 called"}
	for _, c := range []struct {
		name   string
		pin    Pin
		ticket func(*Ticket)
		events []string
		want   string
	}{
		{
			"unpinned, by the version of its start", on(func(p *Pin) { p.Cycle.N = 7 }), nil, stopped,
			"1 at 23 10:00 stopped met at 23 12:30, due 23 18:00, elapsed 2h30m",
		},
		{"the version and row that were", pin, nil, stopped, "1 at 23 10:00 stopped missed at 23 12:30, due 23 12:00, elapsed 2h30m"},
		{
			"another row, whose condition no longer holds", on(func(p *Pin) { p.Row = 0 }), nil, stopped,
			"1 at 23 10:00 stopped missed at 23 12:30, due 23 11:00, elapsed 2h30m",
		},
		{
			"the promised instant that was", on(func(p *Pin) { p.Row, p.DueAt = 1, now(t, "23 12:15") }), attribute(1, "2026-03-23 15:00:00"), stopped,
			"1 at 23 10:00 stopped missed at 23 12:30, due 23 12:15, elapsed 2h30m",
		},
		{
			"the calendar that was", on(func(p *Pin) { p.Calendar = "always" }), nil,
			[]string{"21 10:00 requested", "21 12:30 called"},
			"1 at 21 10:00 stopped missed at 21 12:30, due 21 12:00, elapsed 2h30m",
		},
		{
			"a calendar that is gone, so by the rule", on(func(p *Pin) { p.Calendar = "porto" }), attribute(2, "always"), stopped,
			"1 at 23 10:00 stopped missed at 23 12:30, due 23 12:00, elapsed 2h30m",
		},
		{
			"applies_to matches no more", pin, attribute(0, "internal"), stopped,
			"1 at 23 10:00 stopped missed at 23 12:30, due 23 12:00, elapsed 2h30m",
		},
		{
			"a version that is not in the history", on(func(p *Pin) { p.Version = "lost" }), nil, stopped,
			"1 at 23 10:00 stopped met at 23 12:30, due 23 18:00, elapsed 2h30m",
		},
		{
			"a row that is not in the version", on(func(p *Pin) { p.Row = 3 }), nil, stopped,
			"1 at 23 10:00 stopped met at 23 12:30, due 23 18:00, elapsed 2h30m",
		},
		{
			"another standard's", on(func(p *Pin) { p.Place = 1 }), nil, stopped,
			"1 at 23 10:00 stopped met at 23 12:30, due 23 18:00, elapsed 2h30m",
		},
		{
			"its end was taken back, and it is not late", pin, nil,
			[]string{"23 16:00 requested"},
			"1 at 23 16:00 running open, due 24 14:00, elapsed 30m, left 7h30m",
		},
		{
			"its end was taken back, and it is late as it was", pin, nil,
			[]string{"23 10:00 requested"},
			"1 at 23 10:00 running missed, due 23 12:00, elapsed 6h30m",
		},
		{
			"its start was taken back", pin, nil, []string{"23 12:30 called"}, "not started",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			tk := line(t, c.events...)
			if c.ticket != nil {
				c.ticket(tk)
			}
			if c.pin.Cycle.Start == start && strings.HasSuffix(c.events[0], "requested") {
				c.pin.Cycle.Start = tk.Events[0].At
			}
			if diff := cmp.Diff([]string{c.want}, replayedHistory(t, history, tk, "23 16:30", c.pin)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Pinned and other cycles stand in the order of their starts, each once.
func TestPinsAmongCycles(t *testing.T) {
	history := History{version(t, "old", 1, "23 00:00", "23 00:00", nil), version(t, "new", 2, "", "", nil)}
	tk := line(t, "23 10:00 requested", "23 11:30 called", "23 14:00 requested", "23 15:30 called", "24 10:00 requested")
	pins := []Pin{
		{Cycle: CycleKey{Start: now(t, "23 14:00")}, Version: "old", DueAt: calendar.None},
		{Cycle: CycleKey{Start: now(t, "23 14:00")}, Version: "new", DueAt: calendar.None},
		{Cycle: CycleKey{Start: now(t, "24 10:00")}, Version: "old", DueAt: calendar.None},
	}
	want := []string{
		"1 at 23 10:00 stopped met at 23 11:30, due 23 12:00, elapsed 1h30m",
		"2 at 23 14:00 stopped missed at 23 15:30, due 23 15:00, elapsed 1h30m",
		"3 at 24 10:00 running open, due 24 12:00, elapsed 30m, left 1h30m",
	}
	if diff := cmp.Diff(want, replayedHistory(t, history, tk, "24 10:30", pins...)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
