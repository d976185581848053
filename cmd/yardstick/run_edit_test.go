package main

import (
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
)

// A ticket that is moved to another standard ends its clock; what waits is not told.
func TestRunEndsClocksThatAreGone(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.start(nil)
	p.round()
	o.ask("T1", "gold", 0)
	o.at(61 * time.Minute)
	p.round()
	o.ask("done", "gold", 0)
	o.call("done", 10*time.Minute)
	p.round()
	o.sql("UPDATE calls SET tier = 'vip' WHERE id IN ('T1', 'done')")
	p.round()
	wantEqual(t, []string{"T1 50%25: dropped", "T1 missed: pending", "T1 withdrawn: pending"}, o.states(), "alerts")
	var state, reason string
	if err := o.db.QueryRow("SELECT state FROM yardstick.clock WHERE ticket = 'done' AND standard = 'callback'").Scan(&state); err != nil || state != "stopped" {
		t.Errorf("a clock that had ended is %q, %v", state, err)
	}
	row := o.db.QueryRow("SELECT state, reason FROM yardstick.clock WHERE ticket = 'T1' AND standard = 'callback'")
	if err := row.Scan(&state, &reason); err != nil || state != "cancelled" || !strings.Contains(reason, "no longer") {
		t.Errorf("state %q, reason %q, %v", state, reason, err)
	}
}

// An edited standard moves no verdict, and tells nothing of tickets that are long done.
func TestRunKeepsVerdictsWhenAStandardIsEdited(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.start(nil)
	p.round()
	o.ask("T1", "gold", 0)
	o.call("T1", 90*time.Minute)
	o.at(95 * time.Minute)
	p.round()
	o.replace("standards/standards.yaml", "targets: [{ within: 2h }]=>targets: [{ within: 1h }]")
	o.replace("standards/standards.yaml", "warn_at: [50%, 80%]=>warn_at: [40%, 80%]")
	p = o.start(nil)
	if report := p.round(); report.Effect != (monitor.Effect{}) {
		t.Errorf("the edit wrote %+v", report.Effect)
	}
	o.ask("T2", "gold", 95*time.Minute)
	o.at(125 * time.Minute)
	p.round()
	p.deliver()
	wantEqual(t, []string{"T2 40%25"}, o.messages("frontline"), "messages")
}

// A standard under another name is a new one: the old one's clocks end, and what was so before is summed up.
func TestRunConnectsARenamedStandard(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.start(nil)
	p.round()
	o.ask("T1", "gold", 0)
	o.at(61 * time.Minute)
	p.round()
	o.replace("standards/standards.yaml", "id: callback\n=>id: callback-2\n")
	o.at(62 * time.Minute)
	p = o.start(nil)
	p.round()
	p.deliver()
	wantEqual(t, []string{"summary"}, o.messages("frontline"), "messages")
	wantEqual(t, []string{"T1 50%25: dropped", "T1 withdrawn: dropped", "summary: sent"}, o.states(), "alerts")
	o.at(121 * time.Minute)
	p.round()
	p.deliver()
	wantEqual(t, []string{"summary", "T1 missed"}, o.messages("frontline"), "messages of the new one")
}

// A clock that is late stays so, and is told once, however its ticket is edited.
func TestRunKeepsAMissWhenTheTicketIsEdited(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.replace("standards/standards.yaml", "targets: [{ within: 2h }]=>targets: [{ when: { tier: gold }, within: 1h }, { within: 5h }]")
	p := o.start(nil)
	p.round()
	o.ask("T1", "gold", 0)
	o.at(61 * time.Minute)
	p.round()
	o.sql("UPDATE calls SET tier = 'silver'")
	o.at(70 * time.Minute)
	if report := p.round(); report.Effect != (monitor.Effect{}) || report.Late != 1 {
		t.Errorf("the edit wrote %+v, %d late", report.Effect, report.Late)
	}
	o.call("T1", 80*time.Minute)
	o.at(6 * time.Hour)
	p.round()
	p.deliver()
	wantEqual(t, []string{"T1 missed edited 1×", "T1 recovered"}, o.messages("frontline"), "messages")
}

// What was told and is no longer so is taken back where it stands; nothing more is posted.
func TestRunTakesBackWhatIsNoLongerSo(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]string{
		"cancelled":              "UPDATE calls SET withdrawn = asked + interval '70 minutes'",
		"gone":                   "UPDATE calls SET asked = NULL",
		"done in time after all": "UPDATE calls SET called = asked + interval '59 minutes'",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			p := o.start(nil)
			p.round()
			o.ask("V1", "vip", 0)
			o.at(61 * time.Minute)
			p.round()
			p.deliver()
			o.sql(change)
			o.at(71 * time.Minute)
			p.round()
			p.round()
			p.deliver()
			wantEqual(t, []string{"V1 missed edited 1×"}, o.messages("vip"), "messages")
			wantEqual(t, []string{"V1 missed: sent", "V1 withdrawn: sent"}, o.states(), "alerts")
			blocks := string(o.slack.Messages("vip")[0].Blocks)
			for _, want := range []string{"Withdrawn", "Ended", "printer V1", "Globex"} {
				if !strings.Contains(blocks, want) {
					t.Errorf("no %q in %s", want, blocks)
				}
			}
		})
	}
}
