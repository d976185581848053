package config

import (
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/config/diag"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// TestTests reads every form of a test, local to the standard's calendar, from a file of its own.
func TestTests(t *testing.T) {
	dir := write(t, map[string]string{
		"a.yaml": `
calendars: { office: { timezone: Europe/Berlin, hours: { mon-fri: "08:00-17:00" } } }
measures: { m: { start: opened, stop: { event: comment, author: agent }, pause: { while: [waiting] } } }
standards: [{ id: s, promise: P, measure: m, calendar: office, warn_at: [50%], targets: [{ within: 2h }] }]
`,
		"b.yaml": `tests:
  - name: Friday
    standard: s
    ticket: { customer: Globex, number: 007, note: "" }
    timeline:
      - 2026-03-27 15:30 opened
      - "2026-03-27T15:30:05.5 gone to lunch"
      - 2026-03-27 15:30:00Z opened
      - { at: 2026-03-30 08:50, event: comment, author: agent, public: false, seq: 17 }
    as_of: 2026-03-30 12:00
    expect: { due: 2026-03-30 09:30, verdict: met, alerts: [50%, missed, missed] }
  - { name: Open, standard: s, timeline: [2026-03-27 opened waiting] , expect: { due: none, alerts: [] } }
`,
	})
	if _, problems := LoadStandards(dir); !diag.Failed(problems) || len(problems) != 1 {
		t.Fatal(problems) // 2026-03-27 alone is no time
	}
	text := strings.Replace(readFile(t, dir+"/b.yaml"), "2026-03-27 opened waiting", "2026-03-27 08:00 opened", 1)
	rewrite(t, dir+"/b.yaml", text)
	set, problems := LoadStandards(dir)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := []Test{{
		Name: "Friday", Standard: "s", Place: diag.Pos{Line: 2, Col: 5}, File: dir + "/b.yaml",
		Ticket: []TestAttribute{{"customer", "Globex"}, {"number", "007"}, {"note", ""}},
		Timeline: []TestEvent{
			{At: instant(t, "2026-03-27T15:30:00+01:00"), Event: "opened"},
			{At: instant(t, "2026-03-27T15:30:05.5+01:00"), Event: "gone to lunch"},
			{At: instant(t, "2026-03-27T15:30:00Z"), Event: "opened"},
			{At: instant(t, "2026-03-30T08:50:00+02:00"), Event: "comment", Author: rules.Agent, Public: rules.Private, Seq: 17, HasSeq: true},
		},
		AsOf: instant(t, "2026-03-30T12:00:00+02:00"),
		Expect: TestExpectation{
			Due: instant(t, "2026-03-30T09:30:00+02:00"), Verdict: "met", Alerts: []string{"50%", "missed", "missed"},
			DueAt: diag.Pos{Line: 11, Col: 20}, VerdictAt: diag.Pos{Line: 11, Col: 47}, AlertsAt: diag.Pos{Line: 11, Col: 60},
		},
	}, {
		Name: "Open", Standard: "s", Place: diag.Pos{Line: 12, Col: 5}, File: dir + "/b.yaml", AsOf: calendar.None,
		Timeline: []TestEvent{{At: instant(t, "2026-03-27T08:00:00+01:00"), Event: "opened"}},
		Expect: TestExpectation{
			Due: calendar.None, NoDue: true, Alerts: []string{}, DueAt: diag.Pos{Line: 12, Col: 85}, AlertsAt: diag.Pos{Line: 12, Col: 99},
		},
	}}
	if diff := gocmp.Diff(want, set.Tests); diff != "" {
		t.Error(diff)
	}
}

// TestManyHints wants no number of hints to make an error of them.
func TestManyHints(t *testing.T) {
	text := oneStandard + "tests:\n- name: n\n  standard: s\n  expect: { verdict: no_clock }\n  timeline:\n"
	for i := range 2 * maxProblems {
		text += "  - 2026-03-27 15:30 " + word(i) + "x\n"
	}
	set, problems := readStandards([]*document{parseDocument("x.yaml", []byte(text))})
	if set == nil || len(problems) != maxProblems || diag.Failed(problems) {
		t.Errorf("%d problems", len(problems))
	}
}
