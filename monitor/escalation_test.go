package monitor_test

import (
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// places gives what was to be told of a ticket and where, as "place stage action".
func (d *helpdesk) places(ticket string) []string {
	d.t.Helper()
	return d.query(`SELECT a.place || ' ' || t.stage || ' ' || a.action FROM yardstick.alert AS a JOIN yardstick.transition AS t
		USING (transition_id) WHERE a.ticket = $1 ORDER BY a.transition_id, a.place`, ticket)
}

// said has somebody say, now, that they look after a ticket's callback asked at nine, or put its warnings off, for some time.
func (d *helpdesk) said(ticket string, kind monitor.CareKind, lasts time.Duration) {
	d.t.Helper()
	now := calendar.FromTime(d.now)
	said, err := d.ledger.Say(d.t.Context(), monitor.CareSaying{
		Source: "desk", Clock: monitor.ClockKey{Ticket: ticket, Standard: "callback", Cycle: rules.CycleKey{Start: calendar.FromTime(nine)}},
		Kind: kind, By: "Ada", ByID: "U1", At: now, Until: now.Add(lasts), Request: string(kind) + ticket + d.now.String(),
	})
	if err != nil || said.Word.N == 0 {
		d.t.Fatalf("%+v, %v", said, err)
	}
}

// next gives when a ticket's clock is looked at again, after nine; "" for never.
func (d *helpdesk) next(ticket string) string {
	d.t.Helper()
	return d.query(`SELECT coalesce(to_char(next_at AT TIME ZONE 'UTC' - interval '9 hours', 'HH24:MI:SS.US'), '')
		FROM yardstick.clock WHERE ticket = $1`, ticket)[0]
}

// Each escalation comes by itself at its instant, is told once and by its own route; that it is done is told to all who heard.
func TestAnEscalationGoesToItsOwnRouteOnce(t *testing.T) {
	d := newHelpdesk(t, escalated())
	d.ask("T1", "", 0)
	d.at(time.Minute)
	d.round()
	for _, c := range []struct {
		at   time.Duration
		want []string
		next string
	}{
		{2*time.Hour + time.Microsecond, []string{"#frontline missed post"}, "02:30:00.000000"},
		{2*time.Hour + 30*time.Minute - time.Microsecond, []string{"#frontline missed post"}, "02:30:00.000000"},
		{2*time.Hour + 30*time.Minute, []string{"#frontline missed post", "#leads escalate 30m post"}, "03:30:00.000000"},
		{3 * time.Hour, []string{"#frontline missed post", "#leads escalate 30m post"}, "03:30:00.000000"},
		{3*time.Hour + 30*time.Minute, []string{"#frontline missed post", "#leads escalate 30m post", "#head escalate 1h30m post"}, ""},
	} {
		d.at(c.at)
		d.sweep()
		d.round()
		d.want(c.want, d.places("T1"), c.at.String())
		d.want(c.next, d.next("T1"), "next, at "+c.at.String())
		if again := d.reconcile(); again.Effect != (monitor.Effect{}) {
			t.Errorf("the same again wrote %+v", again.Effect)
		}
	}
	d.send()
	d.at(4 * time.Hour)
	d.event("T1", "called", 4*time.Hour)
	d.round()
	d.want([]string{
		"#frontline missed post", "#leads escalate 30m post", "#head escalate 1h30m post",
		"#frontline recovered post", "#head recovered post", "#leads recovered post",
	}, d.places("T1"), "done")
}

// A withdrawal closes what was told, wherever it was.
func TestAWithdrawalReachesEveryRoute(t *testing.T) {
	d := newHelpdesk(t, escalated())
	d.ask("T1", "", 0)
	d.at(2*time.Hour + time.Microsecond)
	d.round()
	d.at(2*time.Hour + 30*time.Minute)
	d.sweep()
	d.send()
	d.event("T1", "withdrawn", 2*time.Hour+30*time.Minute)
	d.at(2*time.Hour + 31*time.Minute)
	d.round()
	d.want([]string{
		"#frontline missed post", "#leads escalate 30m post", "#frontline withdrawn update", "#leads withdrawn update",
	}, d.places("T1"), "withdrawn")
}

// While somebody looks after a clock nobody else is called; when that time is over and it is late still, one reminder comes.
func TestAcknowledgedUntilTheReminder(t *testing.T) {
	d := newHelpdesk(t, escalated())
	d.ask("T1", "", 0)
	d.at(2*time.Hour + 10*time.Minute)
	d.round()
	d.said("T1", monitor.Acknowledging, time.Hour)
	d.want("02:30:00.000000", d.next("T1"), "next, when it was said")
	d.at(2*time.Hour + 30*time.Minute)
	d.sweep()
	stages := []string{"50%: overtaken_by_miss", "missed: tell", "escalate 30m: acknowledged"}
	d.want(stages, d.stages("T1"), "acknowledged")
	d.want("03:10:00.000000", d.next("T1"), "next, which is when it runs out")
	if again := d.reconcile(); again.Effect != (monitor.Effect{}) {
		t.Errorf("the same again wrote %+v", again.Effect)
	}
	d.at(3*time.Hour + 10*time.Minute)
	d.sweep()
	stages = append(stages, "reminder#1: tell")
	d.want(stages, d.stages("T1"), "it ran out")
	d.want([]string{"#frontline missed post", "#frontline reminder post"}, d.places("T1"), "told")
	d.at(3*time.Hour + 20*time.Minute)
	d.said("T1", monitor.Acknowledging, time.Hour)
	d.at(3*time.Hour + 30*time.Minute)
	d.sweep()
	stages = append(stages, "escalate 1h30m: acknowledged")
	d.want(stages, d.stages("T1"), "and once more")
	d.send()
	d.at(4 * time.Hour)
	d.event("T1", "called", 4*time.Hour)
	d.round()
	d.want(append(stages, "recovered: tell"), d.stages("T1"), "done")
	d.at(5 * time.Hour)
	d.sweep()
	d.round()
	d.want(append(stages, "recovered: tell"), d.stages("T1"), "nobody is reminded of what is done")
	d.want("", d.next("T1"), "next")
}

// Warnings can be put off, a miss can't.
func TestSnoozedWarnings(t *testing.T) {
	d := newHelpdesk(t, escalated())
	d.ask("T1", "", 0)
	d.at(time.Minute)
	d.round()
	d.said("T1", monitor.Snoozing, 3*time.Hour)
	d.at(time.Hour)
	d.sweep()
	d.want([]string{"50%: snoozed"}, d.stages("T1"), "warned")
	d.at(2*time.Hour + 30*time.Minute)
	d.sweep()
	d.want([]string{"#frontline missed post", "#leads escalate 30m post"}, d.places("T1"), "told")
}

// An entry that is new in the standards comes to all that are late for so long at once: a few are told, the others counted.
func TestANewEscalationTellsOfAFew(t *testing.T) {
	d, told := crowd(t)
	d.at(3 * time.Hour)
	d.round()
	d.rounds.Use(func() monitor.Standing { s := escalated(); s.Fingerprint = "2"; return s }())
	d.at(3*time.Hour + time.Minute)
	d.round()
	d.want([]string{"escalate 30m: late_attached 5", "escalate 30m: late_summed 15", "missed: tell 20"}, told(), "told")
	d.want([]string{"#leads: 15 more tickets are late since their data, or the standards, were changed"}, d.notices(), "notices")
}

// A miss that was dropped before it left is told if the clock is late after all, in whatever order that is found.
func TestAMissThatWasDroppedIsNotLost(t *testing.T) {
	for name, seen := range map[string]bool{"seen in between": true, "not seen": false} {
		t.Run(name, func(t *testing.T) {
			d := newHelpdesk(t, first())
			d.ask("T1", "gold", 0)
			d.at(time.Hour + time.Microsecond)
			d.round()
			d.sql(`UPDATE yardstick.alert SET state = 'dropped', state_reason = 'corrected' WHERE ticket = 'T1'`)
			d.ticket("T1", "") // has two hours
			if seen {
				d.at(time.Hour + time.Minute)
				d.round()
			}
			d.at(2*time.Hour + time.Minute)
			d.round()
			stages := []string{"50%: overtaken_by_miss", "missed: tell", "withdrawn: unsent", "missed#1: tell"}
			d.want(stages, d.stages("T1"), "stages")
			d.send()
			d.at(3 * time.Hour)
			d.round()
			d.want(stages, d.stages("T1"), "and that is told once")
		})
	}
}

// A warning that is new in the standards drops nothing of a clock that is late already.
func TestANewWarningLeavesTheMiss(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("T1", "", 0)
	d.at(2*time.Hour + time.Minute)
	d.round()
	s := callback()
	s.WarnAt = append(s.WarnAt, rules.Warning{Text: "80%", Share: 80_000})
	d.rounds.Use(standing("2", rules.History{version(s, "v1")}))
	d.at(2*time.Hour + 2*time.Minute)
	d.round()
	d.want([]string{"50%: overtaken_by_miss", "missed: tell", "80%: overtaken_by_miss"}, d.stages("T1"), "stages")
	d.want([]string{"pending"}, d.query(`SELECT state FROM yardstick.alert WHERE ticket = 'T1'`), "the miss")
}

// A standard that is taken away has no route any more; what was told of its clocks is closed by the routes by which it was.
func TestATakenAwayStandardClosesWhatWasTold(t *testing.T) {
	d := newHelpdesk(t, escalated())
	d.ask("T1", "", 0)
	d.at(2*time.Hour + 30*time.Minute)
	d.round()
	d.send()
	gone := callback()
	gone.Promise, gone.WarnAt, gone.Route = "", nil, ""
	v := version(gone, "v1")
	d.at(3 * time.Hour)
	v.RetiredAt = calendar.FromTime(d.now)
	d.rounds.Use(standing("2", rules.History{v}))
	d.round()
	d.want([]string{
		"#frontline missed post", "#leads escalate 30m post", "#frontline withdrawn update", "#leads withdrawn update",
	}, d.places("T1"), "taken away")
	d.want([]string{"50%: overtaken_by_miss", "missed: tell", "escalate 30m: tell", "withdrawn: retired"}, d.stages("T1"), "stages")
}
