package explain

import (
	"flag"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
	_ "time/tzdata" // the tests run where there are no zone files, too

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

var update = flag.Bool("update", false, "write what is got into the golden files")

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// fixtures are the calendars of all cases, compiled once.
var fixtures = sync.OnceValues(func() (map[string]*calendar.Calendar, error) {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return nil, err
	}
	day := func(text string) calendar.Date {
		d, _ := calendar.ParseDate(text)
		return d
	}
	office := calendar.Spec{
		Name: "office", Location: loc,
		Holidays: map[calendar.Date]string{
			day("2026-04-03"): "Karfreitag", day("2026-04-06"): "Ostermontag",
		},
		Exceptions: map[calendar.Date][]calendar.Window{
			day("2026-12-24"): {{Open: 8 * 60, Close: 12 * 60}},
			day("2026-12-31"): nil,
		},
	}
	for d := time.Monday; d <= time.Thursday; d++ {
		office.Week[d] = []calendar.Window{{Open: 8 * 60, Close: 12 * 60}, {Open: 12*60 + 45, Close: 18 * 60}}
	}
	office.Week[time.Friday] = []calendar.Window{{Open: 8 * 60, Close: 16 * 60}}
	all := map[string]*calendar.Calendar{}
	for _, spec := range []calendar.Spec{office, {Name: "always", Location: time.UTC, Always: true}} {
		c, err := calendar.Compile(spec)
		if err != nil {
			return nil, err
		}
		all[spec.Name] = c
	}
	return all, nil
})

func on(t testing.TB, name string) *calendar.Calendar {
	t.Helper()
	all, err := fixtures()
	if err != nil {
		t.Fatal(err)
	}
	return all[name]
}

// at reads an instant written as wall clock in Berlin.
func at(t testing.TB, text string) calendar.Instant {
	t.Helper()
	i, err := calendar.ParseStamp(text, on(t, "office").Zone())
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func is(attribute string, patterns ...string) match.Clause {
	c := match.Clause{Attribute: attribute}
	for _, p := range patterns {
		c.Test.AnyOf = append(c.Test.AnyOf, match.NewPattern(p))
	}
	return c
}

func within(d time.Duration) *calendar.Span {
	return &calendar.Span{Unit: calendar.OpenTime, Open: d, By: calendar.NoClock, Cutoff: calendar.NoClock}
}

func days(unit calendar.Unit, n, by, cutoff int) *calendar.Span {
	return &calendar.Span{Unit: unit, Days: n, By: by, Cutoff: cutoff}
}

// callback is the standard of most cases.
func callback(t testing.TB) *rules.Standard {
	return &rules.Standard{
		ID: "callback", Promise: "We call you back within two working hours.",
		Measure: rules.Measure{
			Name: "callback", Start: rules.Kinds("callback_requested"),
			Stop:   []rules.Selector{{Event: "called_back", Author: rules.Agent}},
			Cancel: rules.Kinds("merged"),
			Pauses: []rules.Pause{{When: rules.Kinds("waiting"), Until: rules.Kinds("replied")}},
			Reopen: rules.Reopen{Events: rules.Kinds("reopened"), Then: rules.ThenResume},
			Repeat: rules.RepeatEach,
		},
		Calendar:  on(t, "office"),
		AppliesTo: match.Condition{is("channel", "phone", "email")},
		Targets: []rules.Target{
			{When: match.Condition{is("customer", "ACME, Inc.")}, Within: within(30 * time.Minute), Calendar: on(t, "always")},
			{When: match.Condition{is("tier", "gold"), is("priority", "high", "urgent")}, Within: within(time.Hour), Desired: within(20 * time.Minute)},
			{When: match.Condition{is("tier", "internal")}, Exempt: "Internal callbacks are handled under the agreement with IT."},
			{Within: within(2 * time.Hour)},
		},
		WarnAt: []rules.Warning{{Text: "50%", Share: 50_000}, {Text: "15m left", Left: 15 * time.Minute}},
	}
}

// vocabulary is the help desk of all cases.
func vocabulary(t testing.TB) *rules.Vocabulary {
	return rules.NewVocabulary(
		"helpdesk", calendar.NewZone(location(t, "Europe/Berlin")),
		[]string{"subject", "customer", "tier", "priority", "channel", "promised_at", "site"},
		[]string{"opened", "resolved", "callback_requested", "called_back", "merged", "waiting", "replied", "reopened", "noted"},
	)
}

// happened is an event of a case: at, kind and, where known, author.
type happened struct {
	at, kind string
	author   rules.Author
}

// explained replays a ticket under standards and explains it.
func explained(t testing.TB, asOf string, attributes map[string]string, events []happened, standards ...*rules.Standard) *Explanation {
	t.Helper()
	histories := rules.Since(standards...)
	for i := range histories {
		histories[i][0].Hash = "4f3a9c0d11e2"
	}
	return explainedBy(t, asOf, attributes, events, nil, histories)
}

// explainedBy is explained for histories, and verdicts that were given.
func explainedBy(
	t testing.TB, asOf string, attributes map[string]string, events []happened, pins []rules.Pin, histories []rules.History,
) *Explanation {
	t.Helper()
	v := vocabulary(t)
	ticket := &rules.Ticket{Source: "helpdesk", ID: "T-1"}
	for _, name := range v.Attributes() {
		text, known := attributes[name]
		ticket.Attributes = append(ticket.Attributes, match.Value{Text: text, Null: !known})
	}
	for _, h := range events {
		kind, known := v.Kind(h.kind)
		if !known {
			t.Fatalf("no kind %q", h.kind)
		}
		ticket.Events = append(ticket.Events, rules.Event{At: at(t, h.at), Kind: kind, Author: h.author})
	}
	book, unknown := rules.Bind(histories, v)
	if len(unknown) > 0 {
		t.Fatalf("unknown names: %+v", unknown)
	}
	result := rules.Result{Tracing: true}
	book.ReplayPinned(ticket, at(t, asOf), pins, &result)
	return New(book, ticket, &result, at(t, asOf))
}

var globex = map[string]string{
	"subject": "Printer on fire", "customer": "Globex", "tier": "gold", "priority": "normal", "channel": "phone",
}
