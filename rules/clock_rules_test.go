package rules

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// The days of March 2026 used below: the 23rd is a Monday, the 27th a Friday; on the 29th Berlin goes to summer time. The
// office is open on weekdays from 08:00 to 18:00.

// ruling is a row of the rules of the clock, with a worked example: what a timeline gives as of an instant.
type ruling struct {
	row     string // of the table
	example string
	change  func(*Standard)
	ticket  func(*Ticket)
	events  []string
	asOf    string
	want    []string // the clocks
	stages  string   // of the last clock, where it matters
}

// twoHours is callback without warnings or a desired level, so that a line of a case stays short.
func twoHours(t testing.TB) *Standard {
	s := callback(t)
	s.Targets = []Target{{Within: within(2 * time.Hour)}}
	s.WarnAt = nil
	return s
}

// waiting pauses from waiting to replied, and from vendor to delivered.
func waiting(s *Standard) {
	s.Measure.Pauses = []Pause{
		{When: Kinds("waiting"), Until: Kinds("replied")},
		{When: Kinds("vendor"), Until: Kinds("delivered")},
	}
}

func repeating(s *Standard) { s.Measure.Repeat = RepeatEach }

func reopening(then Then) func(*Standard) {
	return func(s *Standard) { s.Measure.Reopen = Reopen{Events: Kinds("reopened"), Then: then} }
}

func promising(span calendar.Span) func(*Standard) {
	return func(s *Standard) { s.Targets = []Target{{Within: &span}} }
}

func days(unit calendar.Unit, n, by int) calendar.Span {
	return calendar.Span{Unit: unit, Days: n, By: by, Cutoff: calendar.NoClock}
}

func all(changes ...func(*Standard)) func(*Standard) {
	return func(s *Standard) {
		for _, change := range changes {
			change(s)
		}
	}
}

func lost(kind string) func(*Ticket) {
	return func(tk *Ticket) {
		k := Kind(0)
		for i, name := range testKinds {
			if name == kind {
				k = Kind(i + 1)
			}
		}
		tk.Lost = append(tk.Lost, LostEvent{Kind: k, Reason: kind + ": 'infinity' is not an instant"})
	}
}

func attribute(place int, text string) func(*Ticket) {
	return func(tk *Ticket) { tk.Attributes[place] = match.Value{Text: text} }
}

func (c *ruling) test(t *testing.T) {
	t.Helper()
	s := twoHours(t)
	if c.change != nil {
		c.change(s)
	}
	tk := line(t, c.events...)
	if c.ticket != nil {
		c.ticket(tk)
	}
	var r Result
	bind(t, s).Replay(tk, now(t, c.asOf), &r)
	if diff := cmp.Diff(c.want, summaries(t, &r)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if c.stages != "" {
		if got := passedStages(t, &r.Clocks[len(r.Clocks)-1]); got != c.stages {
			t.Errorf("stages %s, want %s", got, c.stages)
		}
	}
}

func rulings(t *testing.T, table string, cases []ruling) {
	t.Run(table, func(t *testing.T) {
		byRow := map[string][]ruling{}
		var rows []string
		for _, c := range cases {
			if byRow[c.row] == nil {
				rows = append(rows, c.row)
			}
			byRow[c.row] = append(byRow[c.row], c)
		}
		for _, row := range rows {
			t.Run(row, func(t *testing.T) {
				for _, c := range byRow[row] {
					t.Run(c.example, func(t *testing.T) { c.test(t) })
				}
			})
		}
	})
}

func TestRule(t *testing.T) {
	rulings(t, "Time", timeRulings(t))
	rulings(t, "Cycles", slices.Concat(cycleRulings(t), pauseRulings(t), reopenRulings(t), calendarRulings(t)))
	rulings(t, "Verdicts", verdictRulings(t))
	rulings(t, "Stages", stageRulings(t))
}

func timeRulings(t *testing.T) []ruling {
	never, err := calendar.Compile(calendar.Spec{Name: "never", Location: berlin(t)})
	if never == nil || err == nil {
		t.Fatal("a calendar that never opens compiles")
	}
	nights := calendar.Spec{Name: "nights", Location: berlin(t), Holidays: map[calendar.Date]string{calendar.DateOf(2026, 3, 25): "a holiday"}}
	for day := range nights.Week {
		nights.Week[day] = []calendar.Window{{Open: 22 * 60, Close: 30 * 60}}
	}
	night, err := calendar.Compile(nights)
	if err != nil {
		t.Fatal(err)
	}
	on := func(c *calendar.Calendar) func(*Standard) { return func(s *Standard) { s.Calendar = c } }
	return []ruling{
		{
			"time base", "an hour that daylight saving time takes away is none", on(always(t)), nil,
			[]string{"29 01:30 requested"},
			"29 03:15",
			[]string{"1 at 29 01:30 running open, due 29 04:30, elapsed 45m, left 1h15m"},
			"",
		},
		{
			"exactly on time", "stopped at the due instant", nil, nil,
			[]string{"23 10:00 requested", "23 12:00 called"},
			"24 00:00",
			[]string{"1 at 23 10:00 stopped met at 23 12:00, due 23 12:00, elapsed 2h"},
			"",
		},
		{
			"exactly on time", "open at the due instant", nil, nil,
			[]string{"23 10:00 requested"},
			"23 12:00",
			[]string{"1 at 23 10:00 running open, due 23 12:00, elapsed 2h, at risk"},
			"",
		},
		{
			"exactly on time", "a microsecond later", nil, nil,
			[]string{"23 10:00 requested"},
			"23 12:00:00.000001",
			[]string{"1 at 23 10:00 running missed, due 23 12:00, elapsed 2h0m0.000001s"},
			"missed 23 12:00",
		},
		{
			"start outside hours", "idle until the calendar opens", nil, nil,
			[]string{"28 11:00 requested"},
			"29 20:00",
			[]string{"1 at 28 11:00 running open, due 30 10:00, left 2h"},
			"",
		},
		{
			"due on a boundary", "Friday 18:00, not Monday 08:00", nil, nil,
			[]string{"27 16:00 requested"},
			"27 16:30",
			[]string{"1 at 27 16:00 running open, due 27 18:00, elapsed 30m, left 1h30m"},
			"",
		},
		{
			"due on a boundary", "a pause that begins as the time is used up moves nothing", waiting, nil,
			[]string{"27 16:00 requested", "27 18:00 waiting", "30 08:30 replied"},
			"30 09:00",
			[]string{"1 at 27 16:00 running missed, due 27 18:00, elapsed 2h30m, paused 61h30m"},
			"missed 27 18:00",
		},
		{
			"holidays and windows over midnight", "a holiday closes the tail of last night's window", on(night), nil,
			[]string{"24 23:00 requested"},
			"25 03:00",
			[]string{"1 at 24 23:00 running open, due 26 01:00, elapsed 1h, left 1h"},
			"",
		},
		{
			"calendar that never opens", "nothing can be said, and nothing hangs", on(never), nil,
			[]string{"23 10:00 requested"},
			"24 10:00",
			[]string{"1 at 23 10:00 running unknown (outside the calendar's years)"},
			"",
		},
		{
			"range of a compiled calendar", "before it", nil, nil,
			[]string{"1989-03-01 10:00 requested"},
			"24 10:00",
			[]string{"1 at 1989-03-01 10:00 running unknown (outside the calendar's years)"},
			"",
		},
		{
			"range of a compiled calendar", "due behind it", promising(days(calendar.CalendarDays, 20_000, calendar.NoClock)), nil,
			[]string{"23 10:00 requested"},
			"24 10:00",
			[]string{"1 at 23 10:00 running unknown (outside the calendar's years)"},
			"",
		},
		{
			"arithmetic", "what has passed and what is left are the whole, pauses aside", waiting, nil,
			[]string{"27 17:30 requested", "30 08:15:30 waiting", "30 09:00 replied"},
			"30 09:20",
			[]string{"1 at 27 17:30 running open, due 30 10:14:30, elapsed 1h5m30s, paused 44m30s, left 54m30s"},
			"",
		},
	}
}

func cycleRulings(*testing.T) []ruling {
	return []ruling{
		{
			"order at one instant", "without seq stop comes before start: the next cycle stays open", repeating, nil,
			[]string{"23 10:00 requested", "23 11:00 requested", "23 11:00 called"},
			"23 11:30",
			[]string{
				"1 at 23 10:00 stopped met at 23 11:00, due 23 12:00, elapsed 1h",
				"2 at 23 11:00 running open, due 23 13:00, elapsed 30m, left 1h30m",
			},
			"",
		},
		{
			"order at one instant", "by seq the start comes first, and joins", repeating, nil,
			[]string{"23 10:00 requested", "23 11:00 requested seq 1", "23 11:00 called seq 2"},
			"23 11:30",
			[]string{"1 at 23 10:00 stopped met at 23 11:00, due 23 12:00, elapsed 1h"},
			"",
		},
		{
			"order at one instant", "a cycle that starts and stops at once took no time", nil, nil,
			[]string{"23 10:00 called", "23 10:00 requested"},
			"23 11:30",
			[]string{"1 at 23 10:00 stopped met at 23 10:00, due 23 12:00"},
			"",
		},
		{
			"order at one instant", "two cycles that share a start are numbered", repeating, nil,
			[]string{"23 10:00 requested seq 1", "23 10:00 called seq 2", "23 10:00 requested seq 3"},
			"23 10:30",
			[]string{
				"1 at 23 10:00 stopped met at 23 10:00, due 23 12:00",
				"2 at 23 10:00#1 running open, due 23 12:00, elapsed 30m, left 1h30m",
			},
			"",
		},
		{
			"order at one instant", "the second of two stops finds no cycle open, so it is of the one that starts then",
			all(repeating, func(s *Standard) { s.Measure.Stop = Kinds("called", "noted") }), nil,
			[]string{"23 10:00 requested", "23 11:00 called", "23 11:00 noted", "23 11:00 requested"},
			"23 11:30",
			[]string{
				"1 at 23 10:00 stopped met at 23 11:00, due 23 12:00, elapsed 1h",
				"2 at 23 11:00 stopped met at 23 11:00, due 23 13:00",
			},
			"",
		},
		{
			"order at one instant", "so is a cancel after a stop", repeating, nil,
			[]string{"23 10:00 requested", "23 11:00 requested", "23 11:00 withdrawn", "23 11:00 called"},
			"23 11:30",
			[]string{
				"1 at 23 10:00 stopped met at 23 11:00, due 23 12:00, elapsed 1h",
				"2 at 23 11:00 cancelled cancelled at 23 11:00 (withdrawn), due 23 13:00",
			},
			"",
		},
		{
			"order at one instant", "an event that stops and starts hands over, and is not its own stop",
			all(repeating, func(s *Standard) { s.Measure.Start, s.Measure.Stop = Kinds("requested", "noted"), Kinds("noted") }), nil,
			[]string{"23 10:00 noted", "23 11:00 noted"},
			"23 11:30",
			[]string{
				"1 at 23 10:00 stopped met at 23 11:00, due 23 12:00, elapsed 1h",
				"2 at 23 11:00 running open, due 23 13:00, elapsed 30m, left 1h30m",
			},
			"",
		},
		{
			"order at one instant", "pause before resume: what ends at the instant it begins is none", waiting, nil,
			[]string{"23 10:00 requested", "23 11:00 replied", "23 11:00 waiting"},
			"23 11:30",
			[]string{"1 at 23 10:00 running open, due 23 12:00, elapsed 1h30m, left 30m, at risk"},
			"",
		},
		{
			"order at one instant", "resume before pause by seq", waiting, nil,
			[]string{"23 10:00 requested", "23 11:00 replied seq 1", "23 11:00 waiting seq 2"},
			"23 11:30",
			[]string{"1 at 23 10:00 paused open, due none, elapsed 1h, paused 30m, left 1h"},
			"",
		},
		{
			"order at one instant", "a column that starts leaves the seq of the others alone", waiting, nil,
			[]string{"23 10:00 requested column", "23 10:00 replied seq 1", "23 10:00 waiting seq 2"},
			"23 11:00",
			[]string{"1 at 23 10:00 paused open, due none, paused 1h, left 2h"},
			"",
		},
		{
			"order at one instant", "a column that stops comes before what has a seq", repeating, nil,
			[]string{"23 10:00 requested", "23 11:00 called column", "23 11:00 noted seq 1", "23 11:00 requested seq 2"},
			"23 11:30",
			[]string{
				"1 at 23 10:00 stopped met at 23 11:00, due 23 12:00, elapsed 1h",
				"2 at 23 11:00 running open, due 23 13:00, elapsed 30m, left 1h30m",
			},
			"",
		},
		{
			"repeat", "first: one cycle a ticket", nil, nil,
			[]string{"23 10:00 requested", "23 11:00 called", "24 10:00 requested"},
			"24 11:00",
			[]string{"1 at 23 10:00 stopped met at 23 11:00, due 23 12:00, elapsed 1h"},
			"",
		},
		{
			"repeat", "each: one after the other, also after a cancel", repeating, nil,
			[]string{"23 10:00 requested", "23 11:00 called", "24 10:00 requested", "24 13:00 withdrawn", "24 17:00 requested"},
			"25 08:30",
			[]string{
				"1 at 23 10:00 stopped met at 23 11:00, due 23 12:00, elapsed 1h",
				"2 at 24 10:00 cancelled cancelled_late at 24 13:00 (withdrawn), due 24 12:00, elapsed 3h",
				"3 at 24 17:00 running open, due 25 09:00, elapsed 1h30m, left 30m, at risk",
			},
			"",
		},
		{
			"repeat", "a start while one is open joins it: the oldest counts", repeating, nil,
			[]string{"23 10:00 requested", "23 11:00 requested", "23 12:30 called"},
			"24 11:00",
			[]string{"1 at 23 10:00 stopped missed at 23 12:30, due 23 12:00, elapsed 2h30m"},
			"missed 23 12:00, recovered 23 12:30",
		},
		{
			"stop without an open cycle", "ignored", nil, nil,
			[]string{"23 09:00 called", "23 10:00 requested"},
			"23 10:30",
			[]string{"1 at 23 10:00 running open, due 23 12:00, elapsed 30m, left 1h30m"},
			"",
		},
		{
			"stop without an open cycle", "columns that contradict each other", nil, nil,
			[]string{"23 09:00 called column", "23 10:00 requested column"},
			"23 10:30",
			[]string{"1 at 23 10:00 running unknown (called lies before the start: 2026-03-23T08:00:00Z)"},
			"",
		},
		{
			"stop without an open cycle", "a column that stopped the cycle of its instant contradicts no later one", repeating, nil,
			[]string{"23 10:00 requested", "23 10:00 called column", "24 10:00 requested column"},
			"24 10:30",
			[]string{
				"1 at 23 10:00 stopped met at 23 10:00, due 23 12:00",
				"2 at 24 10:00 running open, due 24 12:00, elapsed 30m, left 1h30m",
			},
			"",
		},
		{
			"cancel", "ends an open clock", nil, nil,
			[]string{"23 10:00 requested", "23 11:00 withdrawn"},
			"24 00:00",
			[]string{"1 at 23 10:00 cancelled cancelled at 23 11:00 (withdrawn), due 23 12:00, elapsed 1h"},
			"",
		},
		{
			"cancel", "after the due instant the miss is shown", nil, nil,
			[]string{"23 10:00 requested", "23 13:00 withdrawn"},
			"24 00:00",
			[]string{"1 at 23 10:00 cancelled cancelled_late at 23 13:00 (withdrawn), due 23 12:00, elapsed 3h"},
			"missed 23 12:00",
		},
		{
			"cancel", "after a stop it does nothing", nil, nil,
			[]string{"23 10:00 requested", "23 11:00 called", "23 11:30 withdrawn"},
			"24 00:00",
			[]string{"1 at 23 10:00 stopped met at 23 11:00, due 23 12:00, elapsed 1h"},
			"",
		},
		{
			"cancel", "a paused clock is ended as well", waiting, nil,
			[]string{"23 10:00 requested", "23 10:30 waiting", "23 15:00 withdrawn"},
			"24 00:00",
			[]string{"1 at 23 10:00 cancelled cancelled at 23 15:00 (withdrawn), due 23 16:30, elapsed 30m, paused 4h30m"},
			"",
		},
		{
			"attribute change", "targets follow the attributes as of now, elapsed carries",
			func(s *Standard) {
				gold := match.Condition{{Attribute: "tier", Test: match.Test{AnyOf: []match.Pattern{match.NewPattern("gold")}}}}
				s.Targets = []Target{{When: gold, Within: within(time.Hour)}, {Within: within(2 * time.Hour)}}
			},
			attribute(0, "gold"),
			[]string{"23 10:00 requested"},
			"23 11:30",
			[]string{"1 at 23 10:00 running missed, due 23 11:00, elapsed 1h30m"},
			"missed 23 11:00",
		},
		{
			"--at in the past", "events after it are not seen", all(waiting, reopening(ThenResume)), nil,
			[]string{"23 10:00 requested", "23 10:30 waiting", "23 11:00 replied", "23 11:30 called", "23 12:00 reopened"},
			"23 10:59",
			[]string{"1 at 23 10:00 paused open, due none, elapsed 30m, paused 29m, left 1h30m"},
			"",
		},
	}
}
