package rules

import (
	"testing"

	"github.com/yardstickd/yardstick/rules/calendar"
)

func pauseRulings(*testing.T) []ruling {
	const noon = 12 * 60
	working := func(n, by int) func(*Standard) { return promising(days(calendar.WorkingDays, n, by)) }
	statuses := func(s *Standard) { s.Measure.Pauses = []Pause{{While: Kinds("waiting", "vendor")}} }
	return []ruling{
		{
			"pause, hours form", "the budget stands still", waiting, nil,
			[]string{"23 10:00 requested", "23 10:30 waiting", "23 12:00 replied"},
			"23 12:10",
			[]string{"1 at 23 10:00 running open, due 23 13:30, elapsed 40m, paused 1h30m, left 1h20m"},
			"",
		},
		{
			"pause, hours form", "only the overlap with open time does not count", waiting, nil,
			[]string{"23 17:00 requested", "23 17:30 waiting", "24 09:00 replied"},
			"24 09:10",
			[]string{"1 at 23 17:00 running open, due 24 10:30, elapsed 40m, paused 15h30m, left 1h20m"},
			"",
		},
		{
			"pause, hours form", "a pause of closed time changes nothing", waiting, nil,
			[]string{"27 17:30 requested", "27 18:00 waiting", "30 08:00 replied"},
			"30 08:30",
			[]string{"1 at 27 17:30 running open, due 30 09:30, elapsed 1h, paused 61h, left 1h"},
			"",
		},
		{
			"pause, hours form", "one that begins past due moves nothing", waiting, nil,
			[]string{"23 10:00 requested", "23 13:00 waiting", "23 14:00 replied", "23 15:00 called"},
			"24 00:00",
			[]string{"1 at 23 10:00 stopped missed at 23 15:00, due 23 12:00, elapsed 4h, paused 1h"},
			"missed 23 12:00, recovered 23 15:00",
		},
		{
			"pause, working days", "one working day for every closing time inside", all(waiting, working(1, noon)), nil,
			[]string{"23 10:00 requested", "24 11:00 waiting", "26 10:00 replied"},
			"26 10:30",
			[]string{"1 at 23 10:00 running open, due 26 12:00, elapsed 11h30m, paused 47h, left 1h30m, at risk"},
			"",
		},
		{
			"pause, working days", "none for a pause between two closings", all(waiting, working(1, noon)), nil,
			[]string{"23 10:00 requested", "23 18:00:01 waiting", "24 11:00 replied"},
			"24 11:30",
			[]string{"1 at 23 10:00 running open, due 24 12:00, elapsed 8h30m, paused 16h59m59s, left 30m, at risk"},
			"",
		},
		{
			"pause, working days", "a weekend has no closing", all(waiting, working(1, calendar.NoClock)), nil,
			[]string{"27 10:00 requested", "27 18:30 waiting", "30 08:00 replied"},
			"30 09:00",
			[]string{"1 at 27 10:00 running open, due 30 10:00, elapsed 9h, paused 60h30m, left 1h, at risk"},
			"",
		},
		{
			"pause, working days", "over a weekend into the next week", all(waiting, working(1, calendar.ByClose)), nil,
			[]string{"26 10:00 requested", "26 17:00 waiting", "30 09:00 replied"},
			"30 10:00",
			[]string{"1 at 26 10:00 running open, due 31 18:00, elapsed 8h, paused 87h, left 18h"},
			"",
		},
		{
			"pause, working days", "several pauses add up", all(waiting, working(1, noon)), nil,
			[]string{"23 10:00 requested", "23 17:00 waiting", "23 19:00 replied", "24 17:00 vendor", "24 20:00 delivered"},
			"25 08:00",
			[]string{"1 at 23 10:00 running open, due 26 12:00, elapsed 16h, paused 5h, left 14h"},
			"",
		},
		{
			"pause, working days", "a closing behind the due instant counts no more", all(waiting, working(1, noon)), nil,
			[]string{"23 10:00 requested", "24 12:00:01 waiting", "26 10:00 replied"},
			"26 10:30",
			[]string{"1 at 23 10:00 running missed, due 24 12:00, elapsed 12h30m1s, paused 45h59m59s"},
			"missed 24 12:00",
		},
		{
			"pause, working days", "calendar days: one per local midnight, and by is kept",
			all(waiting, promising(days(calendar.CalendarDays, 2, 9*60))), nil,
			[]string{"26 10:00 requested", "27 23:00 waiting", "29 08:00 replied"},
			"29 09:00",
			[]string{"1 at 26 10:00 running open, due 30 09:00, elapsed 18h, paused 32h, left 1h, at risk"},
			"",
		},
		{
			"pause, working days", "calendar days: none without a midnight",
			all(waiting, promising(days(calendar.CalendarDays, 2, calendar.NoClock))), nil,
			[]string{"26 10:00 requested", "26 10:30 waiting", "26 23:59 replied"},
			"27 09:00",
			[]string{"1 at 26 10:00 running open, due 28 10:00, elapsed 1h30m, paused 13h29m, left 9h"},
			"",
		},
		{
			"pause, working days", "due: never moves", all(waiting, func(s *Standard) { s.Targets = []Target{{Due: "promised_at"}} }),
			attribute(1, "2026-03-23 15:00:00"),
			[]string{"23 10:00 requested", "23 11:00 waiting", "23 13:00 replied"},
			"23 14:00",
			[]string{"1 at 23 10:00 running open, due 23 15:00, elapsed 2h, paused 2h, left 1h"},
			"",
		},
		{
			"while paused", "due is not known, what remains is shown", waiting, nil,
			[]string{"23 10:00 requested", "23 10:30 waiting"},
			"27 12:10",
			[]string{"1 at 23 10:00 paused open, due none, elapsed 30m, paused 97h40m, left 1h30m"},
			"",
		},
		{
			"while paused", "what remains of days is counted as if it went on now", all(waiting, working(1, noon)), nil,
			[]string{"23 10:00 requested", "24 11:00 waiting"},
			"25 10:00",
			[]string{"1 at 23 10:00 paused open, due none, elapsed 11h, paused 23h, left 2h, at risk"},
			"",
		},
		{
			"while paused", "a clock past due when the pause began stays missed", waiting, nil,
			[]string{"23 10:00 requested", "23 13:00 waiting"},
			"23 14:00",
			[]string{"1 at 23 10:00 paused missed, due 23 12:00, elapsed 3h, paused 1h"},
			"missed 23 12:00",
		},
		{
			"while paused", "a promised instant goes by, and is told when the pause ends",
			all(waiting, func(s *Standard) { s.Targets = []Target{{Due: "promised_at"}} }),
			attribute(1, "2026-03-23 12:00:00"),
			[]string{"23 10:00 requested", "23 11:00 waiting", "23 14:00 replied"},
			"23 14:00",
			[]string{"1 at 23 10:00 running missed, due 23 12:00, elapsed 1h, paused 3h"},
			"missed 23 12:00",
		},
		{
			"pause edges", "before the start it counts from the start on", waiting, nil,
			[]string{"23 09:00 waiting", "23 10:00 requested", "23 11:00 replied"},
			"23 11:30",
			[]string{"1 at 23 10:00 running open, due 23 13:00, elapsed 30m, paused 1h, left 1h30m"},
			"",
		},
		{
			"pause edges", "unless the start event is in until",
			all(waiting, func(s *Standard) { s.Measure.Pauses[0].Until = Kinds("replied", "requested") }), nil,
			[]string{"23 09:00 waiting", "23 10:00 requested"},
			"23 11:30",
			[]string{"1 at 23 10:00 running open, due 23 12:00, elapsed 1h30m, left 30m, at risk"},
			"",
		},
		{
			"pause edges", "after the stop for nothing", waiting, nil,
			[]string{"23 10:00 requested", "23 11:00 called", "23 11:30 waiting"},
			"23 15:00",
			[]string{"1 at 23 10:00 stopped met at 23 11:00, due 23 12:00, elapsed 1h"},
			"",
		},
		{
			"pause edges", "a pause that lasts at the stop ends there", waiting, nil,
			[]string{"23 10:00 requested", "23 11:00 waiting", "23 15:00 called", "23 16:00 replied"},
			"23 17:00",
			[]string{"1 at 23 10:00 stopped met at 23 15:00, due 23 16:00, elapsed 1h, paused 4h"},
			"",
		},
		{
			"pause edges", "several pauses are a union", waiting, nil,
			[]string{
				"23 10:00 requested", "23 10:30 waiting", "23 11:00 vendor", "23 11:30 replied", "23 12:00 delivered", "23 12:30 waiting",
				"23 13:00 replied",
			},
			"23 13:10",
			[]string{"1 at 23 10:00 running open, due 23 14:00, elapsed 1h10m, paused 2h, left 50m"},
			"",
		},
		{
			"pause edges", "only kinds in until resume", waiting, nil,
			[]string{"23 10:00 requested", "23 10:30 waiting", "23 10:40 noted", "23 10:50 delivered"},
			"23 11:00",
			[]string{"1 at 23 10:00 paused open, due none, elapsed 30m, paused 30m, left 1h30m"},
			"",
		},
		{
			"pause edges", "a status outside while resumes, one inside goes on", statuses, nil,
			[]string{"23 10:00 requested", "23 10:30 waiting", "23 11:00 vendor", "23 11:30 working"},
			"23 11:40",
			[]string{"1 at 23 10:00 running open, due 23 13:00, elapsed 40m, paused 1h, left 1h20m"},
			"",
		},
		{
			"pause edges", "a column is no status", statuses, nil,
			[]string{"23 10:00 requested column", "23 10:30 waiting", "23 11:00 noted column"},
			"23 11:40",
			[]string{"1 at 23 10:00 paused open, due none, elapsed 30m, paused 1h10m, left 1h30m"},
			"",
		},
		{
			"pause edges", "a pause still on when the next cycle starts counts there, too", all(waiting, repeating), nil,
			[]string{"23 10:00 requested", "23 10:30 waiting", "23 11:00 called", "23 12:00 requested", "23 13:00 replied"},
			"23 14:00",
			[]string{
				"1 at 23 10:00 stopped met at 23 11:00, due 23 12:30, elapsed 30m, paused 30m",
				"2 at 23 12:00 running open, due 23 15:00, elapsed 1h, paused 1h, left 1h",
			},
			"",
		},
	}
}

func reopenRulings(*testing.T) []ruling {
	return []ruling{
		{
			"reopen", "resume: the resolved span counts as paused", reopening(ThenResume), nil,
			[]string{"23 10:00 requested", "23 10:30 called", "23 14:00 reopened"},
			"23 14:30",
			[]string{"1 at 23 10:00 running open, due 23 15:30, elapsed 1h, paused 3h30m, left 1h"},
			"",
		},
		{
			"reopen", "resume: stopped again", reopening(ThenResume), nil,
			[]string{"23 10:00 requested", "23 10:30 called", "23 14:00 reopened", "23 15:31 called"},
			"24 00:00",
			[]string{"1 at 23 10:00 stopped missed at 23 15:31, due 23 15:30, elapsed 2h1m, paused 3h30m"},
			"missed 23 15:30, recovered 23 15:31",
		},
		{
			"reopen", "resume: a miss stays a miss, and misses again", reopening(ThenResume), nil,
			[]string{"23 10:00 requested", "23 13:00 called", "23 14:00 reopened", "23 15:00 called"},
			"24 00:00",
			[]string{"1 at 23 10:00 stopped missed at 23 15:00, due 23 12:00, elapsed 4h, paused 1h"},
			"missed 23 12:00, recovered 23 13:00, missed 23 14:00 (again, 1), recovered 23 15:00 (again, 1)",
		},
		{
			"reopen", "resume: what was paused at the stop goes on after it", all(waiting, reopening(ThenResume)), nil,
			[]string{"23 10:00 requested", "23 10:30 waiting", "23 11:00 called", "23 12:00 reopened", "23 13:00 replied"},
			"23 13:30",
			[]string{"1 at 23 10:00 running open, due 23 14:30, elapsed 1h, paused 2h30m, left 1h"},
			"",
		},
		{
			"reopen", "resume: a pause that lasts before and after the resolved span is one with it",
			all(waiting, reopening(ThenResume), promising(days(calendar.WorkingDays, 1, 12*60))), nil,
			[]string{"23 10:00 requested", "24 10:30 waiting", "24 11:00 called", "25 13:00 reopened"},
			"25 14:00",
			[]string{"1 at 23 10:00 paused open, due none, elapsed 10h30m, paused 27h30m, at risk"},
			"",
		},
		{
			"reopen", "restart: a new cycle, whatever repeat says", reopening(ThenRestart), nil,
			[]string{"23 10:00 requested", "23 10:30 called", "23 14:00 reopened", "23 14:10 requested"},
			"23 14:30",
			[]string{
				"1 at 23 10:00 stopped met at 23 10:30, due 23 12:00, elapsed 30m",
				"2 at 23 14:00 running open, due 23 16:00, elapsed 30m, left 1h30m",
			},
			"",
		},
		{
			"reopen", "ignore", reopening(ThenIgnore), nil,
			[]string{"23 10:00 requested", "23 10:30 called", "23 14:00 reopened"},
			"23 14:30",
			[]string{"1 at 23 10:00 stopped met at 23 10:30, due 23 12:00, elapsed 30m"},
			"",
		},
		{
			"reopen", "only what stopped, and only the last cycle", all(repeating, reopening(ThenResume)), nil,
			[]string{"23 10:00 requested", "23 10:30 called", "23 11:00 requested", "23 11:30 withdrawn", "23 12:00 reopened"},
			"23 12:30",
			[]string{
				"1 at 23 10:00 stopped met at 23 10:30, due 23 12:00, elapsed 30m",
				"2 at 23 11:00 cancelled cancelled at 23 11:30 (withdrawn), due 23 13:00, elapsed 30m",
			},
			"",
		},
		{
			"reopen", "the first of two stops counts", reopening(ThenResume), nil,
			[]string{"23 10:00 requested", "23 10:30 called", "23 11:00 called", "23 14:00 reopened"},
			"23 14:30",
			[]string{"1 at 23 10:00 running open, due 23 15:30, elapsed 1h, paused 3h30m, left 1h"},
			"",
		},
		{
			"reopen", "at the instant of the stop nothing has stopped", reopening(ThenResume), nil,
			[]string{"23 10:00 requested", "23 11:00 called", "23 11:00 reopened"},
			"23 11:30",
			[]string{"1 at 23 10:00 running open, due 23 12:00, elapsed 1h30m, left 30m, at risk"},
			"",
		},
		{
			"reopen", "working days: the resolved span moves the day", all(reopening(ThenResume), promising(days(calendar.WorkingDays, 1, 12*60))), nil,
			[]string{"23 10:00 requested", "23 17:00 called", "25 09:00 reopened"},
			"25 10:00",
			[]string{"1 at 23 10:00 running open, due 26 12:00, elapsed 8h, paused 40h, left 12h"},
			"",
		},
	}
}
