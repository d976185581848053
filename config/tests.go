package config

import (
	"regexp"
	"slices"
	"strconv"

	"github.com/yardstickd/yardstick/config/diag"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// testReader is one entry of tests: while it is read.
type testReader struct {
	at       value
	fields   fields
	zone     *calendar.Zone     // of the standard's calendar; nil is UTC, where that is not known
	standard *rules.Standard    // nil where it is not known
	draft    *standardDraft     // of standard
	strange  map[[2]string]bool // the standards and events that were hinted at, of all tests
	test     Test
}

// maxTests is more than anybody runs.
const maxTests = 10_000

var (
	testEntryKeys = []string{"name", "standard", "ticket", "timeline", "as_of", "expect"}
	testEventKeys = []string{"at", "event", "author", "public", "seq"}
	expectKeys    = []string{"due", "verdict", "alerts"}
)

// collectTests notes the tests of a file; they are read when all standards are.
func (s *reading) collectTests(v value) {
	items, _ := v.items("tests")
	if len(items) > maxTests {
		v.fail("tests", "more than %d tests in one file", maxTests)
		return
	}
	for _, item := range items {
		if f, ok := item.fields("a test", testEntryKeys...); ok {
			s.tests = append(s.tests, &testReader{at: item, fields: f, test: Test{
				AsOf: calendar.None, Expect: TestExpectation{Due: calendar.None},
				Place: diag.Pos{Line: item.node.Line, Col: item.node.Column}, File: item.doc.path,
			}})
		}
	}
}

// readTests fills the tests. Their names are what a failure is reported under, so they differ.
func (s *reading) readTests() {
	named, strange := map[string]value{}, map[[2]string]bool{}
	for _, t := range s.tests {
		t.strange = strange
		if v, ok := t.fields.need("name"); ok {
			t.name(v, named)
		}
		if v, ok := t.fields.need("standard"); ok {
			s.tested(t, v)
		}
		t.read()
	}
}

func (t *testReader) name(v value, named map[string]value) {
	var ok bool
	if t.test.Name, ok = v.filled("what the test shows"); !ok {
		return
	}
	if before, twice := named[t.test.Name]; twice {
		v.fail("duplicate", "there are two tests %s", quoted(t.test.Name)).Hint = "the first one is at " + before.place()
		return
	}
	named[t.test.Name] = v
}

// tested finds the standard that a test is of.
func (s *reading) tested(t *testReader, v value) {
	name, ok := v.filled("the id of a standard")
	if !ok {
		return
	}
	if len(s.standards.names) == 0 && !s.standards.unsure {
		v.fail("reference", "there is no standard in these files").
			Hint = "tests are read together with their standards: name the folder of both"
		return
	}
	if d := s.standards.find(v, "standard", name); d != nil {
		t.test.Standard, t.standard, t.draft, t.zone = name, d.standard, d, d.zone()
	}
}

func (t *testReader) read() {
	if v, ok := t.fields.get("ticket"); ok {
		t.test.Ticket = v.testTicket()
	}
	if v, ok := t.fields.get("as_of"); ok {
		t.test.AsOf, _ = v.stamp(t.zone, "a time such as 2026-03-27 15:30")
	}
	if v, ok := t.fields.need("timeline"); ok {
		items, _ := v.items("events")
		for _, item := range items {
			if e, ok := t.event(item); ok {
				t.remark(item, e)
				t.test.Timeline = append(t.test.Timeline, e)
			}
		}
	}
	if v, ok := t.fields.need("expect"); ok {
		t.expect(v)
	}
}

// testTicket reads the attributes of a ticket. One that is not named is one that the ticket does not have.
func (v value) testTicket() []TestAttribute {
	entries, _ := v.entries("a block of attributes with their values")
	var attributes []TestAttribute
	for _, e := range entries {
		name, named := e.key.filled("the name of a ticket attribute")
		text, ok := e.value.text("a value")
		if named && ok {
			attributes = append(attributes, TestAttribute{Name: name, Value: text})
		}
	}
	return attributes
}

const eventAdvice = `write "2026-03-27 15:30 opened", or { at: 2026-03-27 15:30, event: opened, author: customer }`

var shortEvent = regexp.MustCompile(`^(\d\S*[ T]\d\d:\S*)\s+(\S.*)$`)

// event reads "2026-03-27 15:30 opened", or a block that can say more.
func (t *testReader) event(v value) (TestEvent, bool) {
	if v.isMapping() && !v.spoilt() {
		return t.eventBlock(v)
	}
	text, ok := v.filled("an event with its time")
	if !ok {
		return TestEvent{}, false
	}
	m := shortEvent.FindStringSubmatch(text)
	if m == nil {
		v.fail("event", "%s is not an event with its time", quoted(text)).Hint = eventAdvice
		return TestEvent{}, false
	}
	at, wrong := parseStamp(m[1], t.zone)
	if wrong != nil {
		v.fail("time", "%s", wrong.why).Hint = wrong.advice
		return TestEvent{}, false
	}
	return TestEvent{At: at, Event: m[2]}, true
}

func (t *testReader) eventBlock(v value) (TestEvent, bool) {
	f, ok := v.fields("an event", testEventKeys...)
	if !ok {
		return TestEvent{}, false
	}
	var e TestEvent
	at, good := f.need("at")
	if good {
		e.At, good = at.stamp(t.zone, "a time such as 2026-03-27 15:30")
	}
	event, named := f.need("event")
	if named {
		e.Event, named = event.filled("the name of an event")
	}
	if author, ok := f.get("author"); ok {
		e.Author, ok = oneWord[rules.Author](author, "customer, agent or bot", authorWords, "")
		good = good && ok
	}
	if public, ok := f.get("public"); ok {
		e.Public, ok = public.visibility()
		good = good && ok
	}
	if seq, ok := f.get("seq"); ok {
		e.Seq, e.HasSeq = seq.whole()
		good = good && e.HasSeq
	}
	return e, good && named
}

var wholeForm = regexp.MustCompile(`^-?(?:0|[1-9]\d{0,17})$`)

// whole reads a whole number.
func (v value) whole() (int64, bool) {
	text, ok := v.filled("a whole number")
	if !ok {
		return 0, false
	}
	if !wholeForm.MatchString(text) {
		v.fail("number", "%s is not a whole number", quoted(text)).Hint = "write digits without leading zeros, such as 17"
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

// remark hints at an event that can't matter, once for each name: its writer may have meant another one.
func (t *testReader) remark(v value, e TestEvent) {
	if t.test.AsOf != calendar.None && e.At > t.test.AsOf {
		v.hint("not-seen", "this event is after as_of and not seen")
	}
	if t.standard == nil || len(t.standard.Measure.Start) == 0 {
		return
	}
	kinds, statuses := kindsOf(&t.standard.Measure)
	for _, selector := range t.draft.ignored {
		kinds = append(kinds, selector.Event)
	}
	key := [2]string{t.standard.ID, e.Event}
	if t.strange[key] || slices.Contains(kinds, e.Event) {
		return
	}
	if !statuses || slices.ContainsFunc(kinds, func(kind string) bool { return distance(kind, e.Event) == 1 }) {
		t.strange[key] = true
		v.hint("unknown-event", "the measure of %s knows no event %s", quoted(t.standard.ID), quoted(e.Event)).Hint = didYouMean(e.Event, kinds)
	}
}

// kindsOf gives the events that a measure names, each once, and whether any other may end one of its pauses.
func kindsOf(m *rules.Measure) (kinds []string, statuses bool) {
	roles := [][]rules.Selector{m.Start, m.Stop, m.Cancel, m.Reopen.Events}
	for _, p := range m.Pauses {
		roles = append(roles, p.When, p.Until, p.While)
		statuses = statuses || len(p.While) > 0
	}
	for _, selector := range slices.Concat(roles...) {
		if !slices.Contains(kinds, selector.Event) {
			kinds = append(kinds, selector.Event)
		}
	}
	return kinds, statuses
}
