package explain

import (
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// TestSaid wants what the ledger has said to stand with its clock and stage, or with the standard where the clock is gone.
func TestSaid(t *testing.T) {
	e := cases(t)["late"]
	c := &e.Standards[0].Clocks[0]
	cycle := rules.CycleKey{Start: calendar.Instant(c.Cycle)}
	when := at(t, "2026-03-24 09:00:01")

	verdict := Unsaid(SaidVerdict, when)
	verdict.Verdict, verdict.DueAt = "missed", c.DueAt
	e.Add("callback", cycle, verdict)
	if said, differs := c.Differs(); differs {
		t.Errorf("it differs: %+v", said)
	}
	verdict.Previous, verdict.Verdict, verdict.Reason, verdict.Words = "missed", "met", "corrected", "the data were corrected"
	e.Add("callback", cycle, verdict)
	if said, differs := c.Differs(); !differs || said.Verdict != "met" {
		t.Errorf("it does not differ: %+v", said)
	}

	sent, not := Unsaid(SaidStage, when), Unsaid(SaidStage, when)
	sent.Stage, sent.Place, sent.ToldAt = "missed", "#support", Instant(when)
	not.Stage, not.Reason = "50%", "already_done"
	e.Add("callback", cycle, sent)
	e.Add("callback", cycle, not)
	for _, s := range c.Stages {
		switch {
		case s.Name == "missed" && (s.Place != "#support" || s.ToldAt != Instant(when)):
			t.Errorf("%+v", s)
		case s.Name == "50%" && (s.Untold != "already done" || !s.ToldAt.none()):
			t.Errorf("%+v", s)
		}
	}

	acknowledged, snoozed := Unsaid(SaidCare, when), Unsaid(SaidCare, when)
	acknowledged.Care, acknowledged.By, acknowledged.Until = "acknowledge", "Jane", Instant(when)
	snoozed.Care, snoozed.By, snoozed.Until = "snooze", "Jane\n\x1b[31m", Instant(when)
	e.Add("callback", cycle, acknowledged)
	e.Add("callback", cycle, snoozed)

	excuse := Unsaid(SaidExcuse, when)
	excuse.By, excuse.Why = "jane@example.com", "The line was dead."
	e.Add("callback", cycle, excuse)
	if _, excused := c.Excused(); !excused {
		t.Error("it is not excused")
	}
	golden(t, "said.txt", e.Text(Options{}))
	excuse.Undo = true
	e.Add("callback", cycle, excuse)
	if _, excused := c.Excused(); excused {
		t.Error("it is still excused")
	}

	gone := Unsaid(SaidVerdict, when)
	gone.Verdict = "missed"
	e.Add("callback", rules.CycleKey{Start: 1}, gone)
	e.Add("nobody", cycle, gone)
	if n := len(e.Standards[0].Said); n != 1 || e.Standards[0].Said[0].Cycle != 1 {
		t.Errorf("%+v", e.Standards[0].Said)
	}
}

// A verdict that the next round restates does not stand.
func TestVerdictStands(t *testing.T) {
	for verdict, stands := range map[string]bool{"missed": true, "met": false} {
		e := cases(t)["pinned"]
		c := &e.Standards[0].Clocks[0]
		said := Unsaid(SaidVerdict, at(t, "2026-03-24 13:00"))
		said.Verdict = verdict
		e.Add("callback", rules.CycleKey{Start: calendar.Instant(c.Cycle)}, said)
		text := strings.Join(strings.Fields(e.Text(Options{})), " ")
		if !strings.Contains(text, "its verdict was given under it") || strings.Contains(text, ", and stands") != stands {
			t.Errorf("with the verdict %s in the ledger:\n%s", verdict, text)
		}
	}
}
