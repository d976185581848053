package monitor_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// What is due is decided at its instant, whatever the rounds' schedule: no round happens here.
func TestASweepDecidesAtTheInstant(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("T1", "", 0)
	d.round()
	d.want(0, d.sweep().Judged, "nothing is due")
	for _, c := range []struct {
		at   time.Duration
		want []string
	}{
		{time.Hour - time.Microsecond, nil},
		{time.Hour, []string{"50%: tell"}},
		{2 * time.Hour, []string{"50%: tell"}},
		{2*time.Hour + time.Microsecond, []string{"50%: tell", "missed: tell"}},
		{3 * time.Hour, []string{"50%: tell", "missed: tell"}},
	} {
		d.at(c.at)
		d.sweep()
		d.want(c.want, d.stages("T1"), c.at.String())
	}
	d.want(2, d.found, "calls to deliver")
	d.want([]string{"open>missed"}, d.verdicts("T1"), "verdicts")
}

func TestASweepTellsHowPunctualItWas(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("T1", "", 0)
	d.round()
	d.at(time.Hour + 300*time.Millisecond)
	lag := d.sweep().Lag
	if lag.Max != 300*time.Millisecond || lag.N() != 1 || lag.Counts[2] != 1 {
		t.Errorf("lag %+v", lag)
	}
}

// A callback one second before the warning, which no round has read, suppresses it; so does one before the miss.
func TestAFixSuppressesTheAlert(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("T1", "", 0)
	d.ask("T2", "", 0)
	d.round()
	d.at(time.Hour - time.Second)
	d.event("T1", "called", time.Hour-time.Second)
	d.at(time.Hour)
	d.sweep()
	d.want([]string(nil), d.stages("T1"), "fixed in time")
	d.want([]string{"50%: tell"}, d.stages("T2"), "not fixed")
	d.want([]string{"open>met"}, d.verdicts("T1"), "the verdict is known at once")
	d.at(2*time.Hour - time.Second)
	d.event("T2", "called", 2*time.Hour-time.Second)
	d.at(2*time.Hour + time.Microsecond)
	d.sweep()
	d.want([]string{"50%: tell", "kept: close"}, d.stages("T2"), "fixed before it was missed")
}

// Cured between two rounds: missed and recovered all the same, in one message.
func TestACureBetweenTwoRounds(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("T1", "", 0)
	d.at(3 * time.Hour)
	d.event("T1", "called", 2*time.Hour+time.Minute)
	d.round()
	d.want([]string{"50%: overtaken_by_miss", "missed: tell", "recovered: merged"}, d.stages("T1"), "stages")
	d.want([]string{"open>missed"}, d.verdicts("T1"), "verdicts")
	d.at(3*time.Hour + time.Minute)
	if again := d.round(); again.Effect != (monitor.Effect{}) {
		t.Errorf("the same again wrote %+v", again.Effect)
	}
}

// A round reads what changed, and an old ticket that nobody touched is not read again.
func TestARoundReadsWhatChanged(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("old", "", 0)
	d.at(time.Hour / 4)
	d.ask("T1", "", time.Hour/4)
	d.round()
	d.at(time.Hour / 2)
	d.ask("T2", "", time.Hour/2)
	if s := d.round(); s.Whole || s.Judged != 2 { // T1 is read once more: a commit may have been late
		t.Errorf("whole %v, judged %d", s.Whole, s.Judged)
	}
	if s := d.round(); s.Whole || s.Judged != 1 {
		t.Errorf("whole %v, judged %d", s.Whole, s.Judged)
	}
	d.rounds.Use(standing("2", rules.History{version(callback(), "v1")}))
	if s := d.round(); !s.Whole || s.Judged != 3 {
		t.Errorf("after the standards changed: whole %v, judged %d", s.Whole, s.Judged)
	}
	if s := d.round(); s.Whole {
		t.Error("and once is enough")
	}
}

// A start that is written down later, for before: the clock begins earlier, and nothing is told again.
func TestABackDatedStart(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("T1", "", 0)
	d.at(time.Hour)
	d.sweep()
	d.round()
	d.at(time.Hour + time.Minute)
	d.sweep()
	d.want([]string{"50%: tell"}, d.stages("T1"), "warned")
	d.event("T1", "asked", -time.Hour/2)
	d.round()
	d.want([]string{"50%: tell", "50%: carried"}, d.stages("T1"), "carried")
	d.want([]string{"running open", "cancelled cancelled"}, d.clocks("T1"), "clocks")
	d.want([]string{"open>cancelled not_started"}, d.verdicts("T1"), "verdicts")
	d.at(2 * time.Hour)
	d.sweep()
	d.want([]string{"50%: tell", "50%: carried", "missed: tell"}, d.stages("T1"), "missed")
	d.event("T1", "called", 2*time.Hour)
	d.round()
	d.want([]string{"50%: tell", "50%: carried", "missed: tell", "recovered: tell"}, d.stages("T1"), "recovered")
}

func TestABackDatedStartOfAMiss(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("T1", "", 0)
	d.at(3 * time.Hour)
	d.round()
	d.event("T1", "asked", -time.Hour/2)
	d.event("T1", "called", 3*time.Hour)
	d.round()
	d.want([]string{
		"50%: overtaken_by_miss", "missed: tell", "50%: overtaken_by_miss", "missed: carried", "recovered: tell",
	}, d.stages("T1"), "stages")
	d.want([]string{"stopped missed", "cancelled cancelled"}, d.clocks("T1"), "clocks")
	d.want([]string{"missed>cancelled not_started", "open>missed"}, sorted(d.verdicts("T1"))[:2], "verdicts")
}

func TestReopened(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("T1", "", 0)
	d.at(time.Hour)
	d.round()
	d.send()
	d.event("T1", "called", time.Hour+time.Minute)
	d.at(time.Hour + 2*time.Minute)
	d.round()
	d.want([]string{"50%: tell", "kept: close"}, d.stages("T1"), "kept")
	d.at(5 * time.Hour)
	d.event("T1", "reopened", 5*time.Hour)
	d.round()
	d.want([]string{"open>met", "met>open reopened"}, d.verdicts("T1"), "verdicts")
	d.at(6 * time.Hour) // 59 minutes were left
	d.sweep()
	d.want([]string{"50%: tell", "kept: close", "missed: tell"}, d.stages("T1"), "missed after all")
	d.event("T1", "called", 6*time.Hour)
	d.round()
	d.at(7 * time.Hour)
	d.event("T1", "reopened", 7*time.Hour)
	d.round()
	d.want([]string{"50%: tell", "kept: close", "missed: tell", "recovered: tell", "missed#1: tell"}, d.stages("T1"), "missed again")
	d.want([]string{"open>met", "met>open reopened", "open>missed", "missed>missed done_late", "missed>missed reopened"},
		d.verdicts("T1"), "verdicts")
}

func TestCancelledAfterTheMiss(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("T1", "", 0)
	d.at(3 * time.Hour)
	d.round()
	d.event("T1", "withdrawn", 3*time.Hour)
	s := d.round()
	d.want([]string{"50%: overtaken_by_miss", "missed: tell", "withdrawn: cancelled"}, d.stages("T1"), "stages")
	d.want([]string{"open>missed", "missed>cancelled_late cancelled"}, d.verdicts("T1"), "verdicts")
	d.want(1, s.CancelledLate, "counted")
}

// vanishing is a desk with a hundred tickets that are running, late since two hours.
func vanishing(t *testing.T, gone int) *helpdesk {
	d := newHelpdesk(t, first())
	for i := range 100 {
		d.ask(fmt.Sprintf("T%03d", i), "", 0)
	}
	d.at(4 * time.Hour)
	d.round()
	d.send()
	d.sql(`DELETE FROM desk.tickets WHERE id < $1`, fmt.Sprintf("T%03d", gone))
	d.at(5 * time.Hour)
	d.want(0, d.round().Vanished, "a round does not see it")
	return d
}

func TestTooManyVanish(t *testing.T) {
	d := vanishing(t, 21)
	for range 2 {
		s := d.reconcile()
		d.want([]int{0, 21}, []int{s.Vanished, s.Alarm}, "vanished, alarm")
	}
	d.want([]string{"100"}, d.query(`SELECT count(*)::text FROM yardstick.clock WHERE state = 'running'`), "running")
	d.want([]string{"#ops: 21 of 100 open tickets are no longer in source desk"}, d.notices(), "one notice")
}

func TestAFewVanishAndReturn(t *testing.T) {
	d := vanishing(t, 20)
	d.want(20, d.reconcile().Vanished, "vanished")
	d.want(0, d.reconcile().Vanished, "and no more")
	d.want([]string(nil), d.notices(), "notices")
	d.want([]string{"cancelled cancelled_late"}, d.clocks("T019"), "gone")
	d.want([]string{"running missed"}, d.clocks("T020"), "there")
	d.want([]string{"50%: overtaken_by_miss", "missed: tell", "withdrawn: vanished"}, d.stages("T019"), "its message is withdrawn")
	d.send()
	d.at(6 * time.Hour)
	d.ticket("T019", "")
	d.round()
	d.want([]string{"running missed"}, d.clocks("T019"), "back")
	d.want([]string{"open>missed", "missed>cancelled_late vanished", "cancelled_late>missed returned"}, d.verdicts("T019"), "verdicts")
	d.want([]string{"50%: overtaken_by_miss", "missed: tell", "withdrawn: vanished", "missed#1: tell"}, d.stages("T019"), "told again")
}

// A ticket that is found to be gone only after its clock was due: deleting it must not hide that nobody came in time.
func TestGoneAfterItWasDue(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("T1", "", 0)
	d.round()
	d.sql(`DELETE FROM desk.tickets`)
	d.at(5 * time.Hour)
	d.sweep()
	d.want([]string{"running open"}, d.clocks("T1"), "a sweep can't tell")
	d.want(1, d.reconcile().Vanished, "vanished")
	d.want([]string{"cancelled cancelled_late"}, d.clocks("T1"), "gone")
	d.want([]string(nil), d.stages("T1"), "and nothing is told")
}

// A ticket whose row can't be read is there.
func TestAnUnreadableTicketHasNotVanished(t *testing.T) {
	d := newHelpdesk(t, first())
	for i := range 9 {
		d.ask(fmt.Sprintf("T%d", i), "", 0)
	}
	d.round()
	d.sql(`ALTER TABLE desk.tickets DROP CONSTRAINT tickets_pkey`)
	d.sql(`INSERT INTO desk.tickets SELECT * FROM desk.tickets WHERE id = 'T3'`)
	d.sql(`DELETE FROM desk.tickets WHERE id = 'T5'`)
	d.want(1, d.reconcile().Vanished, "vanished")
	d.want([]string{"running open"}, d.clocks("T3"), "a duplicate id")
	d.want([]string{"cancelled cancelled"}, d.clocks("T5"), "deleted")
}

// A ticket that a sweep does not get is asked for once, and again when it is back.
func TestASweepLeavesTheAbsent(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("T1", "", 0)
	d.round()
	d.sql(`DELETE FROM desk.tickets`)
	d.at(3 * time.Hour)
	d.want(1, d.sweep().Absent, "asked for")
	d.want(0, d.sweep().Absent, "not again")
	d.ticket("T1", "")
	d.round()
	d.want([]string{"50%: overtaken_by_miss", "missed: tell"}, d.stages("T1"), "back")
}

func TestTwoSourcesWithTheSameIDs(t *testing.T) {
	d := newHelpdesk(t, first(), "desk", "lab")
	d.ask("T1", "", 0)
	d.sql(`INSERT INTO lab.tickets VALUES ('T1', '', $1)`, d.now)
	d.sql(`INSERT INTO lab.events VALUES ('T1', $1, 'asked', $1)`, d.now.Add(-time.Hour))
	d.round()
	d.at(time.Hour + time.Microsecond)
	r := d.rounds.Sweep(t.Context())
	d.want([]int{1, 1}, []int{r.Sources[0].Judged, r.Sources[1].Judged}, "judged")
	d.sql(`DELETE FROM lab.tickets`)
	r = d.rounds.Reconcile(t.Context())
	d.want([]int{0, 1}, []int{r.Sources[0].Vanished, r.Sources[1].Vanished}, "vanished")
	d.want([]string{"desk running", "lab cancelled"}, d.query(`SELECT source || ' ' || state FROM yardstick.clock ORDER BY 1`), "clocks")
}

// edited is the callback standard with all that a manager might change.
func edited(within1, within2 time.Duration, warn string, share int32) *rules.Standard {
	s := callback()
	s.Targets = []rules.Target{{When: tier("gold"), Within: within(within1)}, {Within: within(within2)}}
	s.WarnAt = []rules.Warning{{Text: warn, Share: share}}
	return s
}

// The standards are edited while a miss is open, in every way, and nothing is told twice.
func TestEditingTheStandardsDuringAnOpenMiss(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("T1", "", 0)
	d.at(3 * time.Hour)
	d.round()
	want := []string{"50%: overtaken_by_miss", "missed: tell"}
	for i, target := range []time.Duration{8 * time.Hour, time.Hour, 2 * time.Hour} {
		was, is := version(callback(), "v1"), version(edited(target, target, "50%", 50_000), "v"+target.String())
		is.LiveFrom, was.LiveUntil = calendar.FromTime(nine.Add(-time.Hour)), calendar.FromTime(nine.Add(-time.Hour))
		d.rounds.Use(standing(fmt.Sprint("edit ", i), rules.History{was, is}))
		d.round()
		d.want(want, d.stages("T1"), "stages")
		d.want([]string{"open>missed"}, d.verdicts("T1"), "verdicts")
	}
}

// A version whose effective_from lies in the past re-targets what runs, never what has a verdict.
func TestEffectiveFromInThePast(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("done", "", 0)
	d.event("done", "called", 90*time.Minute)
	d.ask("runs", "", 80*time.Minute)
	d.at(100 * time.Minute)
	d.round()
	was, is := version(callback(), "v1"), version(edited(time.Hour, time.Hour, "50%", 50_000), "v2")
	is.LiveFrom, was.LiveUntil = calendar.FromTime(nine.Add(-time.Hour)), calendar.FromTime(nine.Add(-time.Hour))
	d.rounds.Use(standing("2", rules.History{was, is}))
	d.round()
	d.want([]string{"v1 2026-03-30 11:00:00+00", "v2 2026-03-30 11:20:00+00"},
		d.query(`SELECT version || ' ' || due_at FROM yardstick.clock ORDER BY ticket`), "due")
	d.want([]string{"open>met"}, d.verdicts("done"), "the verdict stands")
}

func TestARetiredStandard(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("late", "", 0)
	d.ask("done", "", 0)
	d.event("done", "called", time.Hour)
	d.ask("runs", "", 2*time.Hour)
	d.at(3 * time.Hour)
	d.round()
	d.send()
	retired := version(callback(), "v1")
	retired.RetiredAt = calendar.FromTime(nine.Add(200 * time.Minute))
	d.at(4 * time.Hour)
	d.rounds.Use(standing("2", rules.History{retired}))
	d.round()
	d.want([]string{"stopped met"}, d.clocks("done"), "done")
	d.want([]string{"open>cancelled retired"}, d.verdicts("runs"), "running")
	d.want([]string{"open>missed", "missed>cancelled_late retired"}, d.verdicts("late"), "late")
	d.want([]string{"50%: overtaken_by_miss", "missed: tell", "withdrawn: retired"}, d.stages("late"), "its message")
}

// Fifty clocks become late at once since somebody made the customers gold: five are told, one notice speaks of the rest.
func TestLateAttached(t *testing.T) {
	d := newHelpdesk(t, first())
	for i := range 50 {
		d.ask(fmt.Sprintf("T%02d", i), "", 0)
	}
	d.at(90 * time.Minute)
	d.round()
	d.sql(`UPDATE desk.tickets SET tier = 'gold', changed_at = $1`, d.now)
	s := d.round()
	d.want(50, s.LateAttached, "late at once")
	d.want([]string{"late_attached 5", "late_summed 45"}, d.query(`SELECT reason || ' ' || count(*)
		FROM yardstick.transition WHERE stage = 'missed' GROUP BY reason ORDER BY reason`), "told")
	d.want([]string{"#frontline: 45 more tickets are late since their data, or the standards, were changed"}, d.notices(), "notices")
	d.want("open>missed", d.verdicts("T42")[0], "the verdict")
	d.at(91 * time.Minute)
	if again := d.round(); again.Effect != (monitor.Effect{}) || again.LateAttached != 0 {
		t.Errorf("again: %+v", again)
	}
	d.event("T00", "called", 91*time.Minute)
	d.event("T42", "called", 91*time.Minute)
	d.round()
	d.want("recovered: tell", d.stages("T00")[2], "of one that was told")
	d.want("recovered: untold", d.stages("T42")[2], "of one that was not")
}

// A version that is effective from the past brings clocks that were missed long before: that is no news of now.
func TestNewClocksOfThePastAreLateAttached(t *testing.T) {
	vip := callback()
	vip.AppliesTo = tier("vip")
	d := newHelpdesk(t, standing("1", rules.History{version(vip, "v1")}))
	for i := range 7 {
		d.ask(fmt.Sprint("T", i), "", 0)
	}
	d.at(5 * time.Hour)
	d.round()
	was, is := version(vip, "v1"), version(callback(), "v2")
	is.LiveFrom, was.LiveUntil = calendar.FromTime(nine), calendar.FromTime(nine)
	d.at(5*time.Hour + 11*time.Minute)
	d.round()
	d.rounds.Use(standing("2", rules.History{was, is}))
	d.round()
	d.want([]string{"late_attached 5", "late_summed 2"}, d.query(`SELECT reason || ' ' || count(*)
		FROM yardstick.transition WHERE stage = 'missed' GROUP BY reason ORDER BY reason`), "told")
}

// A pause that is written down late found the clock past its warning, but not past due.
func TestAWarningFoundInAPause(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("T1", "", 0)
	d.at(90 * time.Minute)
	d.event("T1", "waiting", 80*time.Minute)
	d.round()
	d.want([]string{"50%: paused_meanwhile"}, d.stages("T1"), "stages")
	d.want([]string{"paused open"}, d.clocks("T1"), "clock")
	d.want(0, d.sweep().Judged, "nothing is due in a pause")
	d.at(5 * time.Hour)
	d.event("T1", "resumed", 5*time.Hour)
	d.round()
	d.at(5*time.Hour + 40*time.Minute + time.Microsecond)
	d.sweep()
	d.want([]string{"50%: paused_meanwhile", "missed: tell"}, d.stages("T1"), "stages")
}

// A ticket that is edited out of a standard ends its open clock, and one edited back has it again.
func TestATicketThatNoLongerStartsTheClock(t *testing.T) {
	s := callback()
	s.AppliesTo = tier("gold", "silver")
	d := newHelpdesk(t, standing("1", rules.History{version(s, "v1")}))
	d.ask("T1", "silver", 0)
	d.at(time.Hour)
	d.round()
	d.send()
	d.ticket("T1", "none")
	d.round()
	d.want([]string{"open>cancelled not_started"}, d.verdicts("T1"), "verdicts")
	d.want([]string{"50%: tell", "withdrawn: gone"}, d.stages("T1"), "stages")
	d.at(3 * time.Hour)
	d.ticket("T1", "silver")
	d.round()
	d.want([]string{"open>cancelled not_started", "cancelled>missed started_again"}, d.verdicts("T1"), "verdicts")
}

// The verdict row keeps what the ticket was when it was given.
func TestAVerdictKeepsItsAttributes(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("T1", `a "gold" <b>`, 0)
	d.at(3 * time.Hour)
	d.round()
	d.ticket("T1", "silver")
	d.event("T1", "called", 3*time.Hour)
	d.round()
	d.want([]string{`a "gold" <b>`, "silver"}, d.query(`SELECT attributes::json ->> 'tier' FROM yardstick.verdict ORDER BY serial`), "attributes")
}

func TestDataThatAreCorrected(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("T1", "", 0)
	d.at(3 * time.Hour)
	d.round()
	d.send()
	d.event("T1", "called", time.Hour)
	d.round()
	d.want([]string{"open>missed", "missed>met corrected"}, d.verdicts("T1"), "verdicts")
	d.want([]string{"50%: overtaken_by_miss", "missed: tell", "withdrawn: corrected"}, d.stages("T1"), "stages")
	d.sql(`UPDATE desk.events SET at = $1, changed_at = $2 WHERE kind = 'called'`, nine.Add(150*time.Minute), d.now)
	d.round()
	d.want([]string{
		"50%: overtaken_by_miss", "missed: tell", "withdrawn: corrected", "missed#1: tell", "recovered#1: merged",
	}, d.stages("T1"), "late after all")
}

func TestWhenTheLastReconciliationWas(t *testing.T) {
	s := first()
	d := newHelpdesk(t, s) // its first round finds nothing recorded, and so nothing to reconcile
	reconciled := func(want time.Duration) {
		t.Helper()
		if at, known := d.rounds.Patrols()[0].Reconciled(); !known || !at.Equal(nine.Add(want)) {
			t.Errorf("reconciled at %v, %v; want %v after nine", at, known, want)
		}
	}
	reconciled(0)
	d.at(time.Hour)
	d.ask("T1", "gold", time.Hour)
	d.round()
	reconciled(time.Hour) // nothing was recorded before it, either
	d.at(90 * time.Minute)
	d.round()
	reconciled(time.Hour)
	d.at(2 * time.Hour)
	d.ended(d.rounds.Reconcile(t.Context()))
	reconciled(2 * time.Hour)
	d.at(3 * time.Hour)
	d.start(s)
	if at, known := d.rounds.Patrols()[0].Reconciled(); known {
		t.Errorf("before its first round a process says %v", at)
	}
	d.round()
	reconciled(2 * time.Hour)
}
