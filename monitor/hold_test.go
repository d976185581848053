package monitor_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// A standard is taken away together with its calendar, and the ledger can't make the calendar up: what was told is
// withdrawn all the same, also of a ticket that vanishes.
func TestARetiredStandardWithoutItsCalendar(t *testing.T) {
	d := newHelpdesk(t, first())
	for _, id := range []string{"T1", "T2"} {
		d.ask(id, "", 0)
	}
	d.at(3 * time.Hour)
	d.round()
	d.send()
	s := callback()
	s.Calendar, s.Route, s.WarnAt = nil, "", nil
	gone := version(s, "v1")
	gone.RetiredAt = calendar.FromTime(d.now)
	gone.LiveUntil = gone.RetiredAt
	console := standing("2", rules.History{gone})
	console.Route = func(string) (monitor.Route, bool) {
		return monitor.Route{Places: []notifiers.Place{"console"}}, true
	}
	d.rounds.Use(console)
	d.sql("DELETE FROM desk.tickets WHERE id = 'T2'")
	d.at(3*time.Hour + time.Minute)
	d.round()
	d.reconcile()
	for id, why := range map[string]string{"T1": "retired", "T2": "vanished"} {
		d.want([]string{"cancelled cancelled_late"}, d.clocks(id), "the clock of "+id)
		d.want([]string{"50%: overtaken_by_miss", "missed: tell", "withdrawn: " + why}, d.stages(id), "told of "+id)
	}
}

// A calendar is called something else from now on, so that the version of before lacks the one it names: what was said
// by then stays said, and a miss still ends. What was open nobody can judge.
func TestACalendarThatIsRenamed(t *testing.T) {
	d := newHelpdesk(t, first())
	for _, id := range []string{"met", "late", "over", "gone", "open"} {
		d.ask(id, "", 0)
	}
	d.event("met", "called", time.Hour)
	d.event("over", "called", 150*time.Minute)
	d.at(3 * time.Hour)
	d.ask("open", "", 3*time.Hour)
	d.sql("DELETE FROM desk.events WHERE ticket_id = 'open' AND at = $1", nine)
	d.round()
	old := callback()
	old.Calendar, old.CalendarGone = nil, "always"
	was, is := version(old, "v1"), version(callback(), "v2")
	is.LiveFrom = calendar.FromTime(d.now.Add(time.Minute))
	was.LiveUntil = is.LiveFrom
	d.at(3*time.Hour + time.Minute)
	d.rounds.Use(standing("2", rules.History{was, is}))
	if s := d.round(); s.Restated != 0 {
		t.Errorf("%d verdicts were restated", s.Restated)
	}
	clocks := func() []string {
		return d.query(`SELECT ticket || ' ' || state || ' ' || verdict FROM yardstick.clock ORDER BY ticket`)
	}
	d.want([]string{
		"gone running missed", "late running missed", "met stopped met", "open running unknown", "over stopped missed",
	}, clocks(), "clocks")
	d.at(4 * time.Hour)
	d.event("late", "called", 4*time.Hour)
	d.event("gone", "withdrawn", 4*time.Hour)
	d.round()
	d.want([]string{
		"gone cancelled cancelled_late", "late stopped missed", "met stopped met", "open running unknown", "over stopped missed",
	}, clocks(), "clocks that ended")
	d.want([]string{"50%: overtaken_by_miss", "missed: tell", "recovered: tell"}, d.stages("late"), "told")
	d.want([]string{"open>missed", "missed>missed done_late"}, d.verdicts("late"), "said")
	if again := d.round(); again.Effect != (monitor.Effect{}) {
		t.Errorf("again: %+v", again.Effect)
	}
}

// A source that comes after a standard was taken away was never promised anything by it.
func TestANewSourceKnowsNothingOfARetiredStandard(t *testing.T) {
	old := callback()
	old.ID = "old"
	gone := version(old, "o1")
	gone.RetiredAt = calendar.FromTime(nine.Add(time.Hour))
	gone.LiveUntil = gone.RetiredAt
	d := newHelpdesk(t, standing("1", rules.History{version(callback(), "v1")}, rules.History{version(old, "o1")}))
	d.ask("T1", "", 0)
	d.at(30 * time.Minute)
	d.round()
	d.at(5 * time.Hour)
	d.sql(fmt.Sprintf(deskTables, "late"))
	d.names = append(d.names, "late")
	d.sql("INSERT INTO late.tickets SELECT * FROM desk.tickets")
	d.sql("INSERT INTO late.events SELECT * FROM desk.events")
	d.start(standing("2", rules.History{version(callback(), "v1")}, rules.History{gone}))
	d.round()
	d.round()
	d.want([]string{
		"desk callback running missed", "desk old cancelled cancelled", "late callback running missed",
	}, d.query(`SELECT source || ' ' || standard || ' ' || state || ' ' || verdict FROM yardstick.clock ORDER BY source, standard`), "clocks")
}
