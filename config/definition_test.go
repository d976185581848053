package config

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/yardstickd/yardstick/config/diag"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// sameVersion compares what a version keeps: calendars are the very same, clauses in any order.
var sameVersion = gocmp.Options{
	gocmp.AllowUnexported(match.Pattern{}),
	gocmp.Comparer(func(a, b *calendar.Calendar) bool { return a == b }),
	cmpopts.IgnoreFields(rules.Standard{}, "Promise", "WarnAt", "Escalate", "Objective", "Route", "About"),
	cmpopts.SortSlices(func(a, b match.Clause) bool { return cmp.Less(a.Attribute, b.Attribute) }),
	cmpopts.EquateEmpty(),
}

func checkRecall(t *testing.T, set *Set, s *rules.Standard) {
	t.Helper()
	text := Define(s)
	got, err := set.Recall(s.ID, text)
	if err != nil {
		t.Errorf("%v: %s", err, text)
		return
	}
	if diff := gocmp.Diff(s, got, sameVersion); diff != "" {
		t.Errorf("%s\n%s", text, diff)
	}
	if Hash(got) != Hash(s) || Define(got) != text {
		t.Errorf("recalled as %s\n%s", Define(got), text)
	}
}

func TestRecallGenerated(t *testing.T) { eachGenerated(t, checkRecall) }

// TestRecallEverything takes every set of standards that the fixtures and examples have.
func TestRecallEverything(t *testing.T) {
	fixtures, _ := filepath.Glob("testdata/mistakes/hint-*.yaml")
	examples, _ := filepath.Glob("../examples/*/standards")
	recalled := 0
	for _, path := range append(append(fixtures, examples...), "../examples/standards", "testdata/standards") {
		if _, err := os.Stat(path); err != nil {
			t.Fatal(err)
		}
		set, problems := LoadStandards(path)
		if set == nil {
			t.Errorf("%s: %v", path, problems)
			continue
		}
		for _, s := range set.Standards {
			checkRecall(t, set, s)
			recalled++
		}
	}
	if recalled < 10 {
		t.Errorf("only %d standards", recalled)
	}
}

const everyKey = calendarsOfGenerated + `
measures:
  all:
    start: [asked, { event: comment, author: customer, public: true }]
    stop: { event: comment, author: agent, public: false }
    cancel: [merged, { event: spam, author: bot }]
    pause: [{ when: waiting, until: [{ event: answered, author: customer }, resumed] }, { while: [on_hold, with_vendor] }]
    repeat: each
    reopen: { event: reopened, then: restart }
    calendar_from: site
standards:
  - id: everything
    promise: P
    measure: all
    calendar: office
    applies_to: { channel: [phone, "e-mail"], customer: "Glob*", team: { not: [a, b] }, level: { gte: 3, lt: 9.5 }, deal: { exists: true } }
    targets:
      - { when: { tier: gold }, within: 1h30m, desired: 20m, calendar: always }
      - { when: { tier: 007 }, within: next working day, by: "12:00", cutoff: "15:00", desired: same working day }
      - { when: { tier: x }, within: 3 working days, by: close }
      - { when: { tier: y }, within: 30 calendar days, by: "24:00" }
      - { when: { kind: { gt: -1, lte: 2 } }, exempt: Nothing <was> promised & "that" is it. }
      - due: promised_at
      - within: 2h
`

// TestDefinitionStays reads a definition with every key, as a ledger may have it. A change of the file tells everybody's
// ledgers otherwise than they were told: a key may be added to it, nothing else.
func TestDefinitionStays(t *testing.T) {
	set, problems := readStandards([]*document{parseDocument("x.yaml", []byte(everyKey))})
	if set == nil {
		t.Fatal(problems)
	}
	s := set.Standards[0]
	text := Define(s)
	golden(t, "testdata/definition.json", []byte(text+"\n"))
	checkRecall(t, set, s)
	for _, key := range append(append(slices.Clone(measureKeys), targetKeys...), selectorKeys...) {
		if !strings.Contains(text, `"`+key+`":`) {
			t.Errorf("the definition lacks %s", key)
		}
	}
}

// TestRecallWithoutCalendars keeps the names of calendars that are gone, and so the hash.
func TestRecallWithoutCalendars(t *testing.T) {
	set, problems := readStandards([]*document{parseDocument("x.yaml", []byte(everyKey))})
	if set == nil {
		t.Fatal(problems)
	}
	s := set.Standards[0]
	got, err := new(Set).Recall(s.ID, Define(s))
	if err != nil {
		t.Fatal(err)
	}
	row := got.Targets[0]
	if got.Calendar != nil || got.CalendarGone != "office" || row.Calendar != nil || row.CalendarGone != "always" ||
		got.Targets[1].CalendarGone != "" || len(got.Sites) != 0 {
		t.Errorf("%+v", got)
	}
	if Hash(got) != Hash(s) || Define(got) != Define(s) {
		t.Error("a version is another one without its calendars")
	}
}

// TestRecallRefuses wants an error, and never a standard with another meaning, for what this program can't read.
func TestRecallRefuses(t *testing.T) {
	set, problems := readStandards([]*document{parseDocument("x.yaml", []byte(everyKey))})
	if set == nil {
		t.Fatal(problems)
	}
	text := Define(set.Standards[0])
	for _, change := range [][2]string{
		{text, ""},
		{text, "{}"},
		{text, "null"},
		{text, text + "{}"},
		{`"repeat":"each"`, `"repeat":"often"`},
		{`"then":"restart"`, `"then":"rewind"`},
		{`"author":"bot"`, `"author":"robot"`},
		{`"public":true`, `"pubic":true`},
		{`"calendar_from"`, `"calendar_for"`},
		{`"gte":3`, `"over":3`},
		{`{"exists":true}`, `{}`},
		{`"1h30m"`, `"1h30"`},
		{`"by":"12:00"`, `"by":"noon"`},
		{`"due":"promised_at"`, `"due":""`},
		{`"due":"promised_at"`, `"due":"promised_at","exempt":"x"`},
		{`{"event":"spam","author":"bot"}`, `{"author":"bot"}`},
		{`"while":["on_hold","with_vendor"]`, ``},
		{`"targets":[`, `"targets":[],"more":[`},
		{`"start":[`, `"begin":[`},
	} {
		changed := strings.Replace(text, change[0], change[1], 1)
		if changed == text {
			t.Errorf("%s is not there", change[0])
		}
		if s, err := set.Recall("everything", changed); err == nil || s != nil || !strings.Contains(err.Error(), "everything") {
			t.Errorf("%s for %s gives %v", change[1], change[0], err)
		}
	}
}

func FuzzRecall(f *testing.F) {
	set, problems := readStandards([]*document{parseDocument("x.yaml", []byte(everyKey))})
	if set == nil || diag.Failed(problems) {
		f.Fatal(problems)
	}
	f.Add(Define(set.Standards[0]))
	f.Fuzz(func(t *testing.T, text string) {
		s, err := set.Recall("x", text)
		if err != nil {
			return
		}
		again, err := set.Recall("x", Define(s))
		if err != nil || Hash(again) != Hash(s) {
			t.Errorf("%v\n%s\n%s", err, text, Define(s))
		}
	})
}
