package config

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

const everyRoute = calendarsOfGenerated + `
measures: { m: { start: a, stop: b } }
standards:
  - { id: s, promise: P, measure: m, calendar: office, targets: [{ within: 2h }], route: all,
      escalate: [{ after: 4h, to: boss }, { after: 1h30m, to: all }, { after: 2h, to: boss }] }
`

const allRoutes = `routes:
  all:
    slack: "#front"
    email: leads@example.com
    webhook: [pager, tv]
    mention: ["@oncall", "@here", "{ assignee }", "@größe.1"]
    per:
      team: { Hamburg: { slack: C0123456789, mention: "{lead}" }, "": { quiet: { outside: always } } }
      tier: { gold: { email: [a@example.com, b@localhost] } }
    quiet: { outside: office, except: { priority: [urgent, 1] } }
  boss: { email: boss@example.com }
`

func setOfRoutes(t *testing.T, text string) *Set {
	t.Helper()
	set, problems := readStandards([]*document{parseDocument("x.yaml", []byte(text)), parseDocument("y.yaml", []byte(allRoutes))})
	if set == nil {
		t.Fatal(problems)
	}
	return set
}

// TestRoutes reads every key of a route.
func TestRoutes(t *testing.T) {
	set := setOfRoutes(t, everyRoute)
	office, always := set.Calendars[0], set.Calendars[2]
	test := match.Test{AnyOf: []match.Pattern{match.NewPattern("urgent"), match.NewPattern("1")}}
	want := []Route{
		{
			Name: "all",
			Destination: Destination{
				Slack: "#front", Email: []string{"leads@example.com"}, Webhooks: []string{"pager", "tv"},
				Mention: []Mention{{Group: "oncall"}, {Group: "here"}, {Attribute: "assignee"}, {Group: "größe.1"}},
				Quiet:   &Quiet{Outside: office, Except: match.Condition{{Attribute: "priority", Test: test}}},
			},
			Per: []RoutePer{
				{"team", "Hamburg", Destination{Slack: "C0123456789", Mention: []Mention{{Attribute: "lead"}}}},
				{"team", "", Destination{Quiet: &Quiet{Outside: always}}},
				{"tier", "gold", Destination{Email: []string{"a@example.com", "b@localhost"}}},
			},
		},
		{Name: "boss", Destination: Destination{Email: []string{"boss@example.com"}}},
	}
	same := cmp.Options{
		cmp.Comparer(func(a, b *calendar.Calendar) bool { return a == b }),
		cmp.Comparer(func(a, b match.Pattern) bool { return a.String() == b.String() }),
	}
	if diff := cmp.Diff(want, set.Routes[1:], same); diff != "" {
		t.Error(diff)
	}
}

// TestEscalate sorts the steps by their time, and a route that only they lead to is used.
func TestEscalate(t *testing.T) {
	set, problems := readStandards([]*document{parseDocument("x.yaml", []byte(`
calendars: { c: { timezone: UTC, hours: 24x7 } }
measures: { m: { start: a, stop: b } }
routes: { front: { slack: "#a" }, leads: { slack: "#b" }, boss: { email: a@example.com } }
standards:
  - { id: s, promise: P, measure: m, calendar: c, targets: [{ within: 2h }], route: front,
      escalate: [{ after: 4h, to: boss }, { after: 1h30m, to: front }, { after: 120m, to: leads }] }
`))})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := []rules.Escalation{
		{Stage: "escalate 1h30m", After: 90 * time.Minute, To: "front"},
		{Stage: "escalate 120m", After: 2 * time.Hour, To: "leads"},
		{Stage: "escalate 4h", After: 4 * time.Hour, To: "boss"},
	}
	if diff := cmp.Diff(want, set.Standards[0].Escalate); diff != "" {
		t.Error(diff)
	}
}

// TestLacks names what a source does not have, once a route, in the order written.
func TestLacks(t *testing.T) {
	set := setOfRoutes(t, everyRoute)
	if diff := cmp.Diff([]string{"assignee", "priority", "team", "lead", "tier"}, set.Routes[1].Attributes()); diff != "" {
		t.Error(diff)
	}
	has := []string{"id", "team", "priority", "Tier"}
	want := []rules.UnknownName{
		{Route: "all", What: "attribute", Name: "assignee", Known: has},
		{Route: "all", What: "attribute", Name: "lead", Known: has},
		{Route: "all", What: "attribute", Name: "tier", Known: has},
	}
	if diff := cmp.Diff(want, set.Lacks(rules.NewVocabulary("desk", nil, has, nil))); diff != "" {
		t.Error(diff)
	}
}

// TestRoutesAreNoVersion: whom alerts go to makes no new version and is no part of what ledgers keep, but another
// fingerprint, so that a daemon takes it up.
func TestRoutesAreNoVersion(t *testing.T) {
	plain := `
calendars: { c: { timezone: UTC, hours: 24x7 } }
measures: { m: { start: a, stop: b } }
standards: [{ id: s, promise: P, measure: m, calendar: c, targets: [{ within: 2h }], route: front`
	read := func(escalate, route string) *Set {
		dir := write(t, map[string]string{"a.yaml": plain + escalate + " }]\n" + "routes: { front: { slack: \"#a\"" + route + " }, leads: { slack: \"#b\" } }\n"})
		set, problems := LoadStandards(dir)
		if set == nil {
			t.Fatal(problems)
		}
		return set
	}
	was := read("", "")
	for _, other := range []*Set{
		read(", escalate: [{ after: 30m, to: leads }]", ""), read("", `, mention: "@here"`), read("", ", quiet: { outside: c }"),
		read("", `, per: { team: { x: { slack: "#x" } } }`),
	} {
		before, after := was.Standards[0], other.Standards[0]
		if Hash(before) != Hash(after) || Define(before) != Define(after) {
			t.Errorf("another version: %s", Define(after))
		}
		if was.Fingerprint == other.Fingerprint {
			t.Error("the same fingerprint")
		}
		recalled, err := other.Recall("s", Define(after))
		if err != nil || recalled.Escalate != nil || recalled.Route != "" || Hash(recalled) != Hash(after) {
			t.Errorf("%v, %+v", err, recalled)
		}
	}
}
