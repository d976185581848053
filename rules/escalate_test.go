package rules

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// escalating has two escalations: half an hour, and an hour and a half past due.
func escalating(s *Standard) {
	s.Escalate = []Escalation{
		{Stage: "escalate 30m", After: 30 * time.Minute, To: "leads"}, {Stage: "escalate 1h30m", After: 90 * time.Minute, To: "head"},
	}
}

// The clock of these cases is promised two hours, on weekdays from 08:00 to 18:00.
func TestEscalations(t *testing.T) {
	for _, c := range []struct {
		name   string
		events []string
		asOf   string
		want   []string
		next   string
	}{
		{"not due", []string{"23 10:00 requested"}, "23 12:00", nil, "2026-03-23 12:00:00.000001"},
		{"late, before the first", []string{"23 10:00 requested"}, "23 12:29", nil, "2026-03-23 12:30"},
		{"at its instant", []string{"23 10:00 requested"}, "23 12:30", []string{"escalate 30m 23 12:30 0"}, "2026-03-23 13:30"},
		{"after the last", []string{"23 10:00 requested"}, "24 12:00", []string{"escalate 30m 23 12:30 0", "escalate 1h30m 23 13:30 0"}, ""},
		{"only open time counts", []string{"23 15:45 requested"}, "24 09:30", []string{"escalate 30m 24 08:15 0", "escalate 1h30m 24 09:15 0"}, ""},
		{"by closing time, not at the next opening", []string{"23 15:30 requested"}, "24 08:00", []string{"escalate 30m 23 18:00 0"}, "2026-03-24 09:00"},
		{"done at its instant", []string{"23 10:00 requested", "23 12:30 called"}, "24 12:00", nil, ""},
		{"done after it", []string{"23 10:00 requested", "23 12:31 called"}, "24 12:00", []string{"escalate 30m 23 12:30 0"}, ""},
		{"cancelled before it", []string{"23 10:00 requested", "23 12:15 withdrawn"}, "24 12:00", nil, ""},
		{"cancelled after it", []string{"23 10:00 requested", "23 13:15 withdrawn"}, "24 12:00", []string{"escalate 30m 23 12:30 0"}, ""},
		{"a pause while late stands still", []string{"23 10:00 requested", "23 12:10 waiting"}, "23 17:00", nil, ""},
		{
			"and goes on with what was left",
			[]string{"23 10:00 requested", "23 12:10 waiting", "23 15:00 replied"},
			"23 17:00",
			[]string{"escalate 30m 23 15:20 0", "escalate 1h30m 23 16:20 0"},
			"",
		},
		{
			"one due as a pause begins comes as it ends",
			[]string{"23 10:00 requested", "23 12:30 waiting", "23 15:00 replied"},
			"23 15:00",
			[]string{"escalate 30m 23 15:00 0"},
			"2026-03-23 16:00",
		},
		{
			"a later life has its own",
			[]string{"23 10:00 requested", "23 12:45 called", "23 14:00 reopened"},
			"23 14:30",
			[]string{"escalate 30m 23 12:30 0", "escalate 30m 23 14:30 1"},
			"2026-03-23 15:30",
		},
		{
			"also where the first was not missed for so long",
			[]string{"23 10:00 requested", "23 12:29 called", "23 14:00 reopened"},
			"23 14:15",
			nil,
			"2026-03-23 14:30",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := callback(t)
			waiting(s)
			reopening(ThenResume)(s)
			escalating(s)
			clock := only(t, replayed(t, bind(t, s), line(t, c.events...), "2026-03-"+c.asOf))
			var got []string
			for _, s := range Stages(nil, clock) {
				if s.Kind == StageEscalated {
					got = append(got, s.Name+s.At.Time().In(berlin(t)).Format(" 02 15:04 ")+strconv.Itoa(int(s.Episode)))
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if next := at(t, c.next); clock.NextAt != next {
				t.Errorf("next %v, want %v", clock.NextAt, next)
			}
		})
	}
}

// A promised instant may lie before the start; nobody was late before there was anything to do.
func TestEscalationOfAPromiseThatWasPastAtTheStart(t *testing.T) {
	s := callback(t)
	escalating(s)
	s.Targets = []Target{{Due: "promised_at"}}
	tk := line(t, "23 10:00 requested")
	attribute(1, "2026-03-20 12:00:00")(tk)
	clock := only(t, replayed(t, bind(t, s), tk, "2026-03-23 10:10"))
	if want := at(t, "2026-03-23 10:30"); clock.NextAt != want {
		t.Errorf("next %v, want %v", clock.NextAt, want)
	}
}

// Where the calendar is not known nobody is called: the time past due would be that of nights, too.
func TestNoEscalationWithoutACalendar(t *testing.T) {
	s := callback(t)
	escalating(s)
	clock := only(t, replayed(t, bind(t, s), line(t, "23 10:00 requested"), "2026-03-24 12:00"))
	held := *clock
	held.On = nil
	for _, s := range Stages(nil, &held) {
		if s.Kind == StageEscalated {
			t.Errorf("%+v", s)
		}
	}
}

// What was missed when the clock stopped stays so, also where it had been paused until the stop: a reopening moves nothing.
func TestAReopeningMovesNoDueDayThatWasMissed(t *testing.T) {
	s := callback(t)
	waiting(s)
	reopening(ThenResume)(s)
	day := days(calendar.WorkingDays, 0, 12*60)
	s.Calendar, s.Targets = always(t), []Target{{Within: &day}}
	tk := line(t, "23 10:00 requested", "23 11:00 waiting", "24 13:30 called", "26 09:00 reopened", "26 10:00 replied")
	book := bind(t, s)
	before := only(t, replayed(t, book, tk, "2026-03-24 13:30"))
	passed := Stages(nil, before)
	if before.Verdict != Missed || len(passed) < 2 {
		t.Fatalf("%v %+v", before.Verdict, passed)
	}
	for _, asOf := range []string{"2026-03-26 09:30", "2026-03-26 10:00", "2026-03-28 00:00"} {
		after := only(t, replayed(t, book, tk, asOf))
		if now := Stages(nil, after); after.DueAt != before.DueAt || !cmp.Equal(passed, now[:len(passed)]) {
			t.Errorf("as of %s due %v, was %v: %+v, was %+v", asOf, after.DueAt, before.DueAt, now, passed)
		}
	}
}

func TestEscalationsDoNotAllocate(t *testing.T) {
	s := callback(t)
	waiting(s)
	reopening(ThenResume)(s)
	escalating(s)
	book := bind(t, s)
	tk := line(t, "23 10:00 requested", "23 12:10 waiting", "23 12:30 replied", "23 14:00 called", "23 15:00 reopened")
	asOf := at(t, "2026-03-23 15:40")
	stages := make([]Stage, 0, 16)
	var r Result
	replay := func() {
		book.Replay(tk, asOf, &r)
		stages = Stages(stages[:0], &r.Clocks[0])
	}
	replay()
	if n := testing.AllocsPerRun(100, replay); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if last := stages[len(stages)-1]; last.Kind != StageEscalated || last.Episode != 1 || r.Clocks[0].NextAt != at(t, "2026-03-23 16:30") {
		t.Errorf("%+v, next %v", last, r.Clocks[0].NextAt)
	}
}
