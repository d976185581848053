package config

import (
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// runCases replays the tests of a set, so that no example or page says what is not so.
func runCases(t *testing.T, set *Set) {
	t.Helper()
	for i := range set.Tests {
		c := &set.Tests[i]
		s := set.Standards[slices.IndexFunc(set.Standards, func(s *rules.Standard) bool { return s.ID == c.Standard })]
		runCase(t, s, c)
	}
}

func runCase(t *testing.T, s *rules.Standard, c *Test) {
	t.Helper()
	var names []string
	ticket := rules.Ticket{Source: "test", ID: "1"}
	for _, a := range c.Ticket {
		names = append(names, a.Name)
		ticket.Attributes = append(ticket.Attributes, match.Value{Text: a.Value})
	}
	kinds, _ := kindsOf(&s.Measure)
	for _, e := range c.Timeline {
		kinds = append(kinds, e.Event)
	}
	vocabulary := rules.NewVocabulary("test", s.Calendar.Zone(), names, kinds)
	asOf := c.AsOf
	for _, e := range c.Timeline {
		kind, _ := vocabulary.Kind(e.Event)
		ticket.Events = append(ticket.Events, rules.Event{At: e.At, Kind: kind, Author: e.Author, Public: e.Public, Seq: e.Seq, HasSeq: e.HasSeq})
		if c.AsOf == calendar.None {
			asOf = max(asOf, e.At)
		}
	}
	book, _ := rules.Bind(rules.Since(s), vocabulary)
	var result rules.Result
	book.Replay(&ticket, asOf, &result)
	if len(result.Clocks) == 0 {
		t.Errorf("%s: no clock", c.Name)
		return
	}
	last := &result.Clocks[len(result.Clocks)-1]
	if e := c.Expect; e.Due != calendar.None && last.DueAt != e.Due || e.NoDue && last.DueAt != calendar.None ||
		e.Verdict != "" && last.Verdict.String() != e.Verdict {
		t.Errorf("%s: due %s, %s", c.Name, last.DueAt, last.Verdict)
	}
	if c.Expect.Alerts == nil {
		return
	}
	alerts := []string{}
	for _, stage := range rules.Stages(nil, last) {
		if stage.Kind != rules.StageKept {
			alerts = append(alerts, stage.Name)
		}
	}
	if diff := gocmp.Diff(c.Expect.Alerts, alerts); diff != "" {
		t.Errorf("%s: %s", c.Name, diff)
	}
}
