package config

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

const beforeStandards = `
calendars: { office: { timezone: Europe/Berlin, hours: { mon-fri: "08:00-17:00" } } }
measures: { m: { start: a, stop: b } }
routes:
  front: { slack: "#front", digest: daily }
  leads: { slack: "#leads" }
journey: [awareness, after-sale/support]
`

const saidAbout = `, audience: internal, dimension: empathy, touchpoint: after-sale/support, review_by: 2027-06-01, owner: Jane Doe, ` +
	`evidence: { source: survey, asked: 2026-06-12, respondents: 212, expected: { within: 2h30m, share: 80% } }`

func setOf(t *testing.T, text string) *Set {
	t.Helper()
	set, problems := readStandards([]*document{parseDocument("x.yaml", []byte(text))})
	if set == nil {
		t.Fatal(problems)
	}
	return set
}

// TestAbout reads what standards are about: all that can be said, and nothing.
func TestAbout(t *testing.T) {
	set := setOf(t, beforeStandards+`standards:
  - { id: said, promise: P, measure: m, calendar: office, targets: [{ within: 2h }], route: front`+saidAbout+` }
  - { id: unsaid, promise: P, measure: m, calendar: office, targets: [{ within: 2h }], route: leads, escalate: [{ after: 1h, to: front }] }
  - { id: asked, promise: P, measure: m, calendar: office, targets: [{ within: 2h }], route: leads, evidence: { source: talks } }
`)
	day := func(y int, m time.Month, d int) calendar.Date { return calendar.DateOf(y, m, d) }
	want := []rules.About{
		{
			Audience: rules.Internal, Dimension: rules.Empathy, Touchpoint: "after-sale/support", ReviewBy: day(2027, 6, 1), Owner: "Jane Doe",
			Evidence: &rules.Evidence{
				Source: "survey", Asked: day(2026, 6, 12), Respondents: 212, Share: 0.8,
				Within: &calendar.Span{Unit: calendar.OpenTime, Open: 150 * time.Minute, By: calendar.NoClock, Cutoff: calendar.NoClock},
			},
		},
		{Audience: rules.External, ReviewBy: rules.NoDate},
		{Audience: rules.External, ReviewBy: rules.NoDate, Evidence: &rules.Evidence{Source: "talks", Asked: rules.NoDate}},
	}
	for i, s := range set.Standards {
		if diff := cmp.Diff(want[i], s.About); diff != "" {
			t.Errorf("%s: %s", s.ID, diff)
		}
	}
	if diff := cmp.Diff([]string{"awareness", "after-sale/support"}, set.Journey); diff != "" {
		t.Error(diff)
	}
	if !set.Routes[0].Daily || set.Routes[1].Daily {
		t.Errorf("%+v", set.Routes)
	}
	var ids []string
	for _, s := range set.Leading("front") {
		ids = append(ids, s.ID)
	}
	if diff := cmp.Diff([]string{"said", "unsaid"}, ids); diff != "" {
		t.Errorf("a route's digest is about what is its own and what escalates to it: %s", diff)
	}
}

// TestAboutIsNoVersion: what a standard is about makes no new version and is no part of what ledgers keep, but another fingerprint, so that a
// daemon takes it up.
func TestAboutIsNoVersion(t *testing.T) {
	read := func(about string) *Set {
		set, problems := LoadStandards(write(t, map[string]string{
			"a.yaml": beforeStandards + "standards: [{ id: s, promise: P, measure: m, calendar: office, targets: [{ within: 2h }], route: front" + about + " }]\n",
		}))
		if set == nil {
			t.Fatal(problems)
		}
		return set
	}
	plain, said := read(""), read(saidAbout)
	if cmp.Equal(plain.Standards[0].About, said.Standards[0].About) {
		t.Fatal("nothing is said")
	}
	if Hash(plain.Standards[0]) != Hash(said.Standards[0]) || Define(plain.Standards[0]) != Define(said.Standards[0]) {
		t.Error("it is another version")
	}
	if plain.Fingerprint == said.Fingerprint {
		t.Error("a daemon would not take it up")
	}
	recalled, err := said.Recall("s", Define(said.Standards[0]))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(unsaid(), recalled.About); diff != "" {
		t.Error(diff)
	}
}

// TestJourneyOfAllFiles: there is one journey, which the standards of every file go by, and a second one is an error that shows both places.
func TestJourneyOfAllFiles(t *testing.T) {
	standards := strings.Replace(beforeStandards, "journey: [awareness, after-sale/support]\n", "", 1) +
		"standards: [{ id: s, promise: P, measure: m, calendar: office, targets: [{ within: 2h }], route: front, touchpoint: after-sale }]\n"
	docs := func(texts ...string) (docs []*document) {
		for i, text := range texts {
			docs = append(docs, parseDocument(string(rune('a'+i))+".yaml", []byte(text)))
		}
		return docs
	}
	hinted := func(texts ...string) (n int) {
		set, problems := readStandards(docs(texts...))
		if set == nil {
			t.Fatal(problems)
		}
		for _, p := range problems {
			if p.Kind == "journey" {
				n++
			}
		}
		return n
	}
	if hinted(standards) != 0 || hinted(standards, "journey: [after-sale]\n") != 0 || hinted(standards, "journey: [sale]\n") != 1 || hinted("journey: [sale]\n", standards) != 1 {
		t.Error("a touchpoint is off the journey that there is, in whatever file")
	}
	set, problems := readStandards(docs(standards, "journey: [after-sale]\n", "journey: [after-sale, sale]\n"))
	if set != nil || len(problems) != 1 || problems[0].File != "c.yaml" || !strings.HasSuffix(problems[0].Hint, "b.yaml:1:10") {
		t.Errorf("%v", problems)
	}
}

// TestReported names what reports are broken down by and a source does not have, where it is written.
func TestReported(t *testing.T) {
	has := []string{"id", "team"}
	v, set := rules.NewVocabulary("desk", nil, has, nil), &Set{}
	byDefault := Config{Digest: Digest{By: defaultBy()}}
	if unknown := byDefault.Lacks(set, v); unknown != nil {
		t.Errorf("%+v", unknown)
	}
	written := Config{Digest: Digest{By: []string{"team", "squad"}, Named: true}}
	if diff := cmp.Diff([]rules.UnknownName{{What: "attribute", Name: "squad", Known: has}}, written.Lacks(set, v)); diff != "" {
		t.Error(diff)
	}
}
