package config

import (
	"regexp"
	"slices"
	"strings"

	"github.com/yardstickd/yardstick/config/diag"
	"github.com/yardstickd/yardstick/rules"
)

// verdictWords are what a test may expect: the verdict of the last clock, or why there is no clock.
func verdictWords() []string {
	var words []string
	for v := rules.Open; v <= rules.Unknown; v++ {
		words = append(words, v.String())
	}
	return append(words, "no_clock", "not_applied", "not_covered", "exempt")
}

// expect reads what a test expects; what is not said is not looked at.
func (t *testReader) expect(v value) {
	f, ok := v.fields("expect", expectKeys...)
	if !ok {
		return
	}
	if len(f.byKey) == 0 && len(f.meant) == 0 {
		v.fail("missing", "this test expects nothing").Hint = "write one of: " + strings.Join(expectKeys, ", ")
	}
	expect := &t.test.Expect
	if due, ok := f.get("due"); ok {
		expect.DueAt = due.pos()
		if text := due.plainText(); text == "none" {
			expect.NoDue = true
		} else {
			expect.Due, _ = due.stamp(t.zone, "a time such as 2026-03-30 09:30, or none,")
		}
	}
	if verdict, ok := f.get("verdict"); ok {
		expect.VerdictAt = verdict.pos()
		expect.Verdict = verdict.verdict()
	}
	if alerts, ok := f.get("alerts"); ok {
		expect.AlertsAt = alerts.pos()
		expect.Alerts = t.alerts(alerts)
	}
}

func (v value) pos() diag.Pos { return diag.Pos{Line: v.node.Line, Col: v.node.Column} }

// plainText is text that reports nothing; "" where there is none.
func (v value) plainText() string {
	if v.spoilt() || !v.isText() {
		return ""
	}
	return strings.TrimSpace(v.node.Value)
}

// ordinaryVerdicts is the advice for words that people use for verdicts.
var ordinaryVerdicts = map[string]string{
	"late": "write missed: what is past due is missed, done or not", "overdue": "write missed: what is past due is missed, done or not", "breached": "write missed",
	"kept": "write met; or exceeded, where it was done within desired", "paused": "write open, with due: none",
	"excused": "a miss that is excused stays missed; yardstick excuse says so of a ticket",
	"none":    "write no_clock, not_applied, not_covered or exempt, by the reason why there is no clock",
}

func (v value) verdict() string {
	text, ok := v.filled("a verdict such as met")
	if !ok {
		return ""
	}
	if words := verdictWords(); !slices.Contains(words, text) {
		p := v.fail("verdict", "%s is not a verdict", quoted(text))
		if p.Hint = ordinaryVerdicts[strings.ToLower(text)]; p.Hint == "" {
			p.Hint = didYouMean(text, words)
		}
		return ""
	}
	return text
}

// alerts reads the stages that a test expects, in order; an empty list expects none. One may come more than once, since
// a clock that is reopened may be missed again.
func (t *testReader) alerts(v value) []string {
	alerts := []string{}
	if v.isList() && len(v.node.Content) == 0 && !v.spoilt() {
		return alerts
	}
	if text := v.plainText(); text == "none" {
		v.fail("type", "a list of alerts is wanted here").Hint = "no alerts are an empty list: []"
		return nil
	}
	items, _ := v.items("alerts")
	for _, item := range items {
		if text, ok := item.filled("an alert such as 80% or missed"); ok && t.known(item, text) {
			alerts = append(alerts, text)
		}
	}
	return alerts
}

var (
	shareOrLeft = regexp.MustCompile(`%$| left$`)
	escalated   = regexp.MustCompile(`^escalate `)
)

// known tells whether the standard gives such an alert.
func (t *testReader) known(v value, alert string) bool {
	if t.standard == nil || t.draft.unsureWarnings && shareOrLeft.MatchString(alert) ||
		t.draft.unsureEscalations && escalated.MatchString(alert) {
		return true
	}
	var names []string
	for _, w := range t.standard.WarnAt {
		names = append(names, w.Text)
	}
	names = append(names, "missed")
	for _, e := range t.standard.Escalate {
		names = append(names, e.Stage)
	}
	names = append(names, "recovered")
	if slices.Contains(names, alert) {
		return true
	}
	v.fail("alert", "standard %s gives no alert %s", quoted(t.standard.ID), quoted(alert)).
		Hint = "it gives: " + strings.Join(names, ", ")
	return false
}
