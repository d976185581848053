package rules

import (
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

func calendarRulings(t *testing.T) []ruling {
	sites := func(s *Standard) {
		s.Measure.CalendarFrom = "site"
		s.Sites = map[string]*calendar.Calendar{"always": always(t), "porto": office(t), "gone": nil}
	}
	ownRow := func(s *Standard) { s.Targets[0].Calendar = always(t) }
	saturday := []string{"28 11:00 requested"}
	return []ruling{
		{
			"calendar", "the target row's comes first", all(sites, ownRow), attribute(2, "porto"), saturday, "28 12:00",
			[]string{"1 at 28 11:00 running open, due 28 13:00, elapsed 1h, left 1h"},
			"",
		},
		{
			"calendar", "then the one the ticket names, without regard to case", sites, attribute(2, "  ALWAYS "), saturday, "28 12:00",
			[]string{"1 at 28 11:00 running open, due 28 13:00, elapsed 1h, left 1h"},
			"",
		},
		{
			"calendar", "where the ticket names none, the standard's", sites, attribute(2, "  "), saturday, "28 12:00",
			[]string{"1 at 28 11:00 running open, due 30 10:00, left 2h"},
			"",
		},
		{
			"calendar", "an unknown name", sites, attribute(2, "Lisboa"), saturday, "28 12:00",
			[]string{`1 at 28 11:00 running unknown (calendar "Lisboa" is not one of the standards')`},
			"",
		},
		{
			"calendar", "one that is no longer defined", sites, attribute(2, "gone"), saturday, "28 12:00",
			[]string{`1 at 28 11:00 running unknown (calendar "gone" is not one of the standards')`},
			"",
		},
		{
			"calendar", "the standard's is no longer defined", func(s *Standard) { s.Calendar, s.CalendarGone = nil, "hamburg" }, nil, saturday, "28 12:00",
			[]string{`1 at 28 11:00 running unknown (calendar "hamburg" is not one of the standards')`},
			"",
		},
		{
			"calendar", "the row's is no longer defined", func(s *Standard) { s.Targets[0].CalendarGone = "nights" }, nil, saturday, "28 12:00",
			[]string{`1 at 28 11:00 running unknown (calendar "nights" is not one of the standards')`},
			"",
		},
	}
}

func verdictRulings(t *testing.T) []ruling {
	desired := func(s *Standard) { s.Targets[0].Desired = within(30 * time.Minute) }
	byAgent := func(s *Standard) {
		s.Measure.Stop = []Selector{{Event: "called", Author: Agent}, {Event: "noted", Author: Agent, Public: Public}}
	}
	return []ruling{
		{
			"verdict", "exceeded at the desired instant", desired, nil,
			[]string{"23 10:00 requested", "23 10:30 called"},
			"24 00:00",
			[]string{"1 at 23 10:00 stopped exceeded at 23 10:30, due 23 12:00, elapsed 30m"},
			"",
		},
		{
			"verdict", "desired is computed with the same pauses", all(desired, waiting), nil,
			[]string{"23 10:00 requested", "23 10:20 waiting", "23 11:00 replied", "23 11:10 called"},
			"24 00:00",
			[]string{"1 at 23 10:00 stopped exceeded at 23 11:10, due 23 12:40, elapsed 30m, paused 40m"},
			"",
		},
		{
			"verdict", "met a microsecond later", desired, nil,
			[]string{"23 10:00 requested", "23 10:30:00.000001 called"},
			"24 00:00",
			[]string{"1 at 23 10:00 stopped met at 23 10:30:00.000001, due 23 12:00, elapsed 30m0.000001s"},
			"",
		},
		{
			"set aside or unknown", "a lost stop", nil, lost("called"),
			[]string{"23 10:00 requested"},
			"24 00:00",
			[]string{"1 at 23 10:00 running unknown (set aside: called: 'infinity' is not an instant)"},
			"",
		},
		{
			"set aside or unknown", "a lost pause", waiting, lost("delivered"),
			[]string{"23 10:00 requested"},
			"24 00:00",
			[]string{"1 at 23 10:00 running unknown (set aside: delivered: 'infinity' is not an instant)"},
			"",
		},
		{
			"set aside or unknown", "a lost reopening", reopening(ThenResume), lost("reopened"),
			[]string{"23 10:00 requested", "23 11:00 called"},
			"24 00:00",
			[]string{"1 at 23 10:00 stopped unknown at 23 11:00 (set aside: reopened: 'infinity' is not an instant)"},
			"",
		},
		{
			"set aside or unknown", "a lost reopening that is ignored", reopening(ThenIgnore), lost("reopened"),
			[]string{"23 10:00 requested", "23 11:00 called"},
			"24 00:00",
			[]string{"1 at 23 10:00 stopped met at 23 11:00, due 23 12:00, elapsed 1h"},
			"",
		},
		{
			"set aside or unknown", "any lost status, where statuses pause", func(s *Standard) { s.Measure.Pauses = []Pause{{While: Kinds("waiting")}} },
			lost("working"),
			[]string{"23 10:00 requested"},
			"24 00:00",
			[]string{"1 at 23 10:00 running unknown (set aside: working: 'infinity' is not an instant)"},
			"",
		},
		{
			"set aside or unknown", "every cycle of the ticket", repeating, lost("called"),
			[]string{"23 10:00 requested", "23 11:00 called", "23 12:00 requested"},
			"24 00:00",
			[]string{
				"1 at 23 10:00 stopped unknown at 23 11:00 (set aside: called: 'infinity' is not an instant)",
				"2 at 23 12:00 running unknown (set aside: called: 'infinity' is not an instant)",
			},
			"",
		},
		{
			"set aside or unknown", "a lost start, of which nobody sees a cycle", nil, lost("requested"), nil, "24 00:00",
			[]string{"1 at none running unknown (set aside: requested: 'infinity' is not an instant)"},
			"",
		},
		{
			"set aside or unknown", "an event that the measure does not use", waiting, lost("noted"),
			[]string{"23 10:00 requested"},
			"23 11:00",
			[]string{"1 at 23 10:00 running open, due 23 12:00, elapsed 1h, left 1h"},
			"",
		},
		{
			"future stamps", "the clock is unknown", nil, nil,
			[]string{"23 10:00 requested", "2031-01-01 00:00 called future"},
			"24 00:00",
			[]string{"1 at 23 10:00 running unknown (called lies in the future: 2030-12-31T23:00:00Z)"},
			"",
		},
		{
			"future stamps", "of a pause, too", waiting, nil,
			[]string{"23 10:00 requested", "2031-01-01 00:00 vendor future"},
			"24 00:00",
			[]string{"1 at 23 10:00 running unknown (vendor lies in the future: 2030-12-31T23:00:00Z)"},
			"",
		},
		{
			"future stamps", "not of an event that no selector picks", byAgent, nil,
			[]string{"23 10:00 requested", "2031-01-01 00:00 called by customer future"},
			"23 11:00",
			[]string{"1 at 23 10:00 running open, due 23 12:00, elapsed 1h, left 1h"},
			"",
		},
		{
			"identical event rows", "count once", repeating, nil,
			[]string{"23 10:00 called", "23 10:00 requested", "23 10:00 called", "23 10:00 requested"},
			"23 11:00",
			[]string{"1 at 23 10:00 stopped met at 23 10:00, due 23 12:00"},
			"",
		},
		{
			"identical event rows", "with a seq, too", repeating, nil,
			[]string{"23 10:00 requested seq 1", "23 10:00 called seq 2", "23 10:00 called seq 2", "23 10:00 requested seq 1"},
			"23 11:00",
			[]string{"1 at 23 10:00 stopped met at 23 10:00, due 23 12:00"},
			"",
		},
		{
			"null author or public", "matches no selector that asks", byAgent, nil,
			[]string{"23 10:00 requested", "23 10:30 called", "23 10:40 noted by agent", "23 10:50 noted public"},
			"23 11:00",
			[]string{"1 at 23 10:00 running open, due 23 12:00, elapsed 1h, left 1h"},
			"",
		},
		{
			"null author or public", "the first event picked counts", byAgent, nil,
			[]string{"23 10:00 requested", "23 10:20 called by bot", "23 10:30 noted by agent private", "23 10:40 noted by agent public"},
			"23 11:00",
			[]string{"1 at 23 10:00 stopped met at 23 10:40, due 23 12:00, elapsed 40m"},
			"",
		},
		{
			"null author or public", "one that asks for nothing picks any", nil, nil,
			[]string{"23 10:00 requested by bot private", "23 10:30 called"},
			"23 11:00",
			[]string{"1 at 23 10:00 stopped met at 23 10:30, due 23 12:00, elapsed 30m"},
			"",
		},
		{
			"breach and cure between two runs", "missed: verdicts come from event times", nil, nil,
			[]string{"23 10:00 requested", "23 12:01 called"},
			"2026-06-01 00:00",
			[]string{"1 at 23 10:00 stopped missed at 23 12:01, due 23 12:00, elapsed 2h1m"},
			"missed 23 12:00, recovered 23 12:01",
		},
	}
}

func stageRulings(*testing.T) []ruling {
	warned := func(s *Standard) {
		s.WarnAt = []Warning{{Text: "50%", Share: 50_000}, {Text: "15m left", Left: 15 * time.Minute}}
	}
	byDay := func(s *Standard) {
		s.WarnAt = []Warning{{Text: "90%", Share: 90_000}}
		s.Targets = []Target{{Within: &calendar.Span{Unit: calendar.WorkingDays, Days: 0, By: 18 * 60, Cutoff: calendar.NoClock}}}
	}
	promised := func(s *Standard) { s.Targets = []Target{{Due: "promised_at"}} }
	return []ruling{
		{
			"p %", "of the unpaused open time", all(warned, waiting), nil,
			[]string{"23 10:00 requested", "23 10:30 waiting", "23 12:00 replied"},
			"23 13:20",
			[]string{"1 at 23 10:00 running open, due 23 13:30, elapsed 1h50m, paused 1h30m, left 10m, at risk"},
			"50% 23 12:30, 15m left 23 13:15",
		},
		{
			"p %", "while paused no stage fires", all(warned, waiting), nil,
			[]string{"23 10:00 requested", "23 11:10 waiting"},
			"27 12:00",
			[]string{"1 at 23 10:00 paused open, due none, elapsed 1h10m, paused 96h50m, left 50m, at risk"},
			"50% 23 11:00",
		},
		{
			"p %", "a pause at the instant of a warning comes first", all(warned, waiting), nil,
			[]string{"23 10:00 requested", "23 11:00 waiting"},
			"23 14:00",
			[]string{"1 at 23 10:00 paused open, due none, elapsed 1h, paused 3h, left 1h"},
			"",
		},
		{
			"p %", "and the warning is given when the clock goes on", all(warned, waiting), nil,
			[]string{"23 10:00 requested", "23 11:00 waiting", "23 14:00 replied"},
			"23 14:00",
			[]string{"1 at 23 10:00 running open, due 23 15:00, elapsed 1h, paused 3h, left 1h, at risk"},
			"50% 23 14:00",
		},
		{
			"p %", "given once, though a pause moves the day", all(byDay, waiting), nil,
			[]string{"23 08:00 requested", "23 17:30 waiting", "23 18:30 replied", "24 17:30 called"},
			"24 18:00",
			[]string{"1 at 23 08:00 stopped met at 24 17:30, due 24 18:00, elapsed 19h, paused 1h"},
			"90% 23 17:00, kept 24 17:30",
		},
		{
			"p %", "of what is left of a promised instant, once a pause took its part", all(promised, waiting, warned),
			attribute(1, "2026-03-23 12:00:00"),
			[]string{"23 10:00 requested", "23 10:40 waiting", "23 11:20 replied"},
			"23 11:30",
			[]string{"1 at 23 10:00 running open, due 23 12:00, elapsed 50m, paused 40m, left 30m, at risk"},
			"50% 23 11:20",
		},
		{
			"p %", "a reopened clock has the warnings it had", all(warned, reopening(ThenResume)), nil,
			[]string{"23 10:00 requested", "23 11:10 called", "23 14:00 reopened", "23 14:40 called"},
			"23 16:00",
			[]string{"1 at 23 10:00 stopped met at 23 14:40, due 23 14:50, elapsed 1h50m, paused 2h50m"},
			"50% 23 11:00, kept 23 11:10, 15m left 23 14:35, kept 23 14:40 (again, 1)",
		},
		{
			"missed", "not while a promised instant goes by in a pause", all(promised, waiting), attribute(1, "2026-03-23 12:00:00"),
			[]string{"23 10:00 requested", "23 11:00 waiting"},
			"23 14:00",
			[]string{"1 at 23 10:00 paused missed, due 23 12:00, elapsed 1h, paused 3h"},
			"",
		},
		{
			"missed", "but when the clock stops", all(promised, waiting), attribute(1, "2026-03-23 12:00:00"),
			[]string{"23 10:00 requested", "23 11:00 waiting", "23 13:00 called"},
			"23 14:00",
			[]string{"1 at 23 10:00 stopped missed at 23 13:00, due 23 12:00, elapsed 1h, paused 2h"},
			"missed 23 12:00, recovered 23 13:00",
		},
		{
			"identity", "the episode grows when a reopened clock misses again", reopening(ThenResume), nil,
			[]string{"23 10:00 requested", "23 11:00 called", "23 12:00 reopened", "23 13:30 called", "23 14:00 reopened"},
			"23 14:30",
			[]string{"1 at 23 10:00 running missed, due 23 13:00, elapsed 3h, paused 1h30m"},
			"missed 23 13:00, recovered 23 13:30, missed 23 14:00 (again, 1)",
		},
	}
}
