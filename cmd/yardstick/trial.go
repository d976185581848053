package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/config/diag"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/explain"
	"github.com/yardstickd/yardstick/rules/match"
)

// trial is one test of the service manager's, and what came of it.
type trial struct {
	test        *config.Test
	failures    []failure
	explanation *explain.Explanation
}

// failure is one expectation that was not met.
type failure struct {
	What     string // due, verdict or alerts
	Place    diag.Pos
	Expected string
	Found    string
}

// try runs a test: its timeline is replayed under its standard as it stands in the files, and nothing else.
func try(t *config.Test, history rules.History) trial {
	standard := history.Live().Standard
	vocabulary, ticket := trialTicket(t, standard)
	asOf := t.AsOf
	if asOf == calendar.None {
		asOf = 0
		for i := range t.Timeline {
			asOf = max(asOf, t.Timeline[i].At)
		}
	}
	book, _ := rules.Bind([]rules.History{history}, vocabulary) // what a test does not name is missing, as in a ticket without it
	result := rules.Result{Tracing: true}
	book.Replay(ticket, asOf, &result)
	done := trial{test: t, explanation: explain.New(book, ticket, &result, asOf)}
	done.compare(&result, standard)
	return done
}

// trialTicket makes the ticket of a test. Its vocabulary is what the test names and what the standard asks for; every
// event is one of the events query, and naive times are local to the standard's calendar.
func trialTicket(t *config.Test, s *rules.Standard) (*rules.Vocabulary, *rules.Ticket) {
	var attributes []string
	for _, a := range t.Ticket {
		attributes = append(attributes, a.Name)
	}
	for _, name := range askedAttributes(s) {
		if !slices.Contains(attributes, name) {
			attributes = append(attributes, name)
		}
	}
	kinds := measuredKinds(&s.Measure)
	for i := range t.Timeline {
		kinds = append(kinds, t.Timeline[i].Event)
	}
	vocabulary := rules.NewVocabulary("tests", trialZone(s), attributes, kinds)
	ticket := &rules.Ticket{Source: "tests", ID: t.Name, Attributes: make([]match.Value, len(attributes))}
	for i := range ticket.Attributes {
		ticket.Attributes[i].Null = true
	}
	for i, a := range t.Ticket {
		ticket.Attributes[i] = match.Value{Text: a.Value}
	}
	for i := range t.Timeline {
		e := &t.Timeline[i]
		kind, _ := vocabulary.Kind(e.Event)
		ticket.Events = append(ticket.Events, rules.Event{
			At: e.At, Seq: e.Seq, HasSeq: e.HasSeq, Kind: kind, Author: e.Author, Public: e.Public,
		})
	}
	return vocabulary, ticket
}

func trialZone(s *rules.Standard) *calendar.Zone {
	if s.Calendar == nil {
		return calendar.NewZone(nil)
	}
	return s.Calendar.Zone()
}

// askedAttributes gives the attributes that a standard asks for.
func askedAttributes(s *rules.Standard) []string {
	names := s.AppliesTo.Attributes()
	for i := range s.Targets {
		names = append(names, s.Targets[i].When.Attributes()...)
		if due := s.Targets[i].Due; due != "" {
			names = append(names, due)
		}
	}
	if from := s.Measure.CalendarFrom; from != "" {
		names = append(names, from)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// measuredKinds gives the event kinds that a measure names.
func measuredKinds(m *rules.Measure) []string {
	var kinds []string
	take := func(selectors []rules.Selector) {
		for _, s := range selectors {
			kinds = append(kinds, s.Event)
		}
	}
	take(m.Start)
	take(m.Stop)
	take(m.Cancel)
	take(m.Reopen.Events)
	for i := range m.Pauses {
		take(m.Pauses[i].When)
		take(m.Pauses[i].Until)
		take(m.Pauses[i].While)
	}
	return kinds
}

// compare notes which expectations the last clock, or that there is none, does not meet.
func (t *trial) compare(r *rules.Result, s *rules.Standard) {
	var last *rules.Clock
	if n := len(r.Clocks); n > 0 {
		last = &r.Clocks[n-1]
	}
	expect := &t.test.Expect
	if found := foundVerdict(last, r.Outcomes[0]); expect.Verdict != "" && expect.Verdict != found {
		t.fail("verdict", expect.VerdictAt, expect.Verdict, found)
	}
	due := calendar.None
	if last != nil {
		due = last.DueAt
	}
	show := func(at calendar.Instant) string {
		if at == calendar.None {
			return "none"
		}
		form := stampForm
		if at%60_000_000 != 0 {
			form = strings.Replace(form, "15:04", "15:04:05.999999", 1)
		}
		return at.Time().In(trialZone(s).Location()).Format(form)
	}
	if (expect.NoDue || expect.Due != calendar.None) && expect.Due != due {
		t.fail("due", expect.DueAt, show(expect.Due), show(due))
	}
	if found := foundAlerts(last); expect.Alerts != nil && !slices.Equal(expect.Alerts, found) {
		t.fail("alerts", expect.AlertsAt, alertList(expect.Alerts), alertList(found))
	}
	slices.SortStableFunc(t.failures, func(a, b failure) int {
		return cmp.Or(cmp.Compare(a.Place.Line, b.Place.Line), cmp.Compare(a.Place.Col, b.Place.Col))
	})
}

func (t *trial) fail(what string, place diag.Pos, expected, found string) {
	t.failures = append(t.failures, failure{What: what, Place: place, Expected: expected, Found: found})
}

// foundVerdict is the word for what came of a test.
func foundVerdict(last *rules.Clock, outcome rules.Outcome) string {
	switch {
	case last != nil:
		return last.Verdict.String()
	case outcome == rules.NotApplied:
		return "not_applied"
	case outcome == rules.NotCovered:
		return "not_covered"
	case outcome == rules.Exempted:
		return "exempt"
	}
	return "no_clock"
}

// foundAlerts gives the names of the stages that a clock has passed, without kept, which tells nobody anything.
func foundAlerts(c *rules.Clock) []string {
	names := []string{}
	if c == nil {
		return names
	}
	for _, s := range rules.Stages(nil, c) {
		if s.Kind != rules.StageKept {
			names = append(names, s.Name)
		}
	}
	return names
}

func alertList(names []string) string { return "[" + strings.Join(names, ", ") + "]" }
