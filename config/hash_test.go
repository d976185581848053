package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// undecided are the fields of a standard that decide no verdict. A field that is added to the rules is either one of
// these or in the hash.
var undecided = []string{
	"Standard.ID", "Standard.Promise", "Standard.WarnAt", "Standard.Escalate", "Standard.Objective", "Standard.Route", "Standard.About", "Measure.Name",
	"Target.Exempt",         // that there is a reason counts, not which: TestHash
	"Standard.Sites",        // what calendars contain never counts
	"Standard.CalendarGone", // stands for Calendar's name: TestRecallWithoutCalendars
	"Target.CalendarGone",
}

// leaf is something in a standard that can be changed.
type leaf struct {
	path   string
	within string // the struct's and field's name
	value  reflect.Value
}

func leaves(s *rules.Standard) (found []leaf) {
	var walk func(path, within string, v reflect.Value)
	walk = func(path, within string, v reflect.Value) {
		if slices.Contains(undecided, within) {
			found = append(found, leaf{path, within, v})
			return
		}
		switch v.Interface().(type) {
		case *calendar.Calendar, match.Pattern:
			found = append(found, leaf{path, within, v})
			return
		}
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				name := v.Type().Field(i).Name
				walk(path+"."+name, v.Type().Name()+"."+name, v.Field(i))
			}
		case reflect.Slice:
			found = append(found, leaf{path, within, v})
			for i := range v.Len() {
				walk(fmt.Sprintf("%s[%d]", path, i), within, v.Index(i))
			}
		case reflect.Pointer:
			if !v.IsNil() {
				walk(path, within, v.Elem())
			}
		default:
			found = append(found, leaf{path, within, v})
		}
	}
	walk("", "", reflect.ValueOf(s).Elem())
	return found
}

// change makes something else of a leaf; false where there is nothing else.
func (l leaf) change(set *Set) bool {
	switch v := l.value.Interface().(type) {
	case *calendar.Calendar:
		other := set.Calendars[0]
		if v == other {
			other = set.Calendars[1]
		}
		l.value.Set(reflect.ValueOf(other))
		return true
	case match.Pattern:
		l.value.Set(reflect.ValueOf(match.NewPattern(v.String() + "x")))
		return true
	case rules.About:
		l.value.Set(reflect.ValueOf(rules.About{
			Audience: rules.Internal, Dimension: rules.Empathy, Touchpoint: v.Touchpoint + "x", Evidence: &rules.Evidence{Source: "s", Respondents: 3},
			ReviewBy: v.ReviewBy + 1, Owner: v.Owner + "x",
		}))
		return true
	case rules.Author:
		l.value.SetUint(uint64(v+1) % 4)
		return true
	case rules.Visibility:
		l.value.SetUint(uint64(v+1) % 3)
		return true
	case rules.Then: // ignore with events is none that the language gives
		l.value.SetUint(uint64(v) ^ 3)
		return v != rules.ThenIgnore
	case rules.Repeat:
		l.value.SetUint(uint64(v) ^ 1)
		return true
	case match.Op:
		l.value.SetUint(uint64(v+1) % 4)
		return true
	}
	switch l.value.Kind() {
	case reflect.String:
		l.value.SetString(l.value.String() + "x")
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		l.value.SetInt(l.value.Int() + 1_000_000)
	case reflect.Uint8:
		l.value.SetUint((l.value.Uint() + 1) % 3)
	case reflect.Float64:
		l.value.SetFloat(l.value.Float() + 1)
	case reflect.Bool:
		l.value.SetBool(!l.value.Bool())
	case reflect.Slice:
		if l.value.Len() == 0 {
			return false
		}
		l.value.Set(l.value.Slice(0, l.value.Len()-1))
	case reflect.Map:
		l.value.SetZero()
	default:
		panic("no change for " + l.path)
	}
	return true
}

// TestHashKnowsAllThatDecides changes one thing after the other in standards of every form: what decides changes the
// hash, and nothing else does.
func TestHashKnowsAllThatDecides(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine and a minute of the race detector's time: the full run does it")
	}
	changed := map[string]bool{}
	eachGenerated(t, func(t *testing.T, set *Set, s *rules.Standard) {
		was, text := Hash(s), Define(s)
		for i := range leaves(s) {
			edited, err := set.Recall(s.ID, text)
			if err != nil {
				t.Fatal(err)
			}
			found := leaves(edited)
			if len(found) <= i { // what a version does not keep is shorter
				break
			}
			l := found[i]
			silent := slices.Contains(undecided, l.within)
			if l.within == "Target.Exempt" && l.value.String() == "" || strings.HasPrefix(l.path, ".Measure.Reopen") && s.Measure.Reopen.Then == rules.ThenIgnore {
				continue
			}
			if l.within == "Target.CalendarGone" || l.within == "Standard.CalendarGone" || !l.change(set) {
				continue
			}
			changed[l.within] = true
			if same := Hash(edited) == was; same != silent {
				t.Fatalf("%s: the same version: %v, decides nothing: %v\n%s", l.path, same, silent, text)
			}
		}
	})
	for _, within := range []string{
		"Selector.Event", "Selector.Author", "Selector.Public", "Measure.Start", "Measure.Cancel", "Measure.Pauses", "Pause.When", "Pause.Until",
		"Pause.While", "Measure.Repeat", "Reopen.Events", "Reopen.Then", "Measure.CalendarFrom", "Standard.Calendar", "Standard.AppliesTo",
		"Clause.Attribute", "Test.AnyOf", "Test.Compare", "Comparison.Bound", "Comparison.Op", "Test.Exists", "Standard.Targets", "Target.Due",
		"Target.Calendar", "Span.Unit", "Span.Open", "Span.Days", "Span.By", "Span.Cutoff", "Measure.Name", "Standard.Promise",
	} {
		if !changed[within] {
			t.Errorf("%s was never changed", within)
		}
	}
}

// TestHashTakesAnyOrder writes the same in other words and another order.
func TestHashTakesAnyOrder(t *testing.T) {
	const head = calendarsOfGenerated + "standards: [{ id: s, promise: P, measure: m, calendar: office, targets: [{ within: 2h }] }]\nmeasures: { m: { "
	hash := func(measure string) string {
		set, problems := readStandards([]*document{parseDocument("x.yaml", []byte(head+measure+" } }\n"))})
		if set == nil {
			t.Fatal(problems)
		}
		return Hash(set.Standards[0])
	}
	for _, same := range [][]string{
		{"start: [a, b], stop: { event: c }", "start: [b, { event: a }], stop: [c]", "start: [b, a], stop: c, repeat: first, reopen: { event: x, then: ignore }"},
		{
			"start: a, stop: b, pause: [{ when: [c, d], until: e }, { while: [f, g] }]",
			"start: a, stop: b, pause: [{ while: [g, f] }, { when: [d, c], until: e }]",
			"start: a, stop: b, pause: [{ while: [g, f] }, { when: [d, c], until: e }, { while: [f, g] }]",
		},
		{
			"start: [{ event: c, author: bot }, { event: c, author: agent }, d], stop: b, reopen: { event: [x, y], then: resume }",
			"start: [d, { event: c, author: agent }, { event: c, author: bot }], stop: b, reopen: { event: [y, x], then: resume }",
		},
	} {
		for _, other := range same[1:] {
			if hash(same[0]) != hash(other) {
				t.Errorf("another version:\n%s\n%s", same[0], other)
			}
		}
	}
	different := map[string]string{}
	for _, measure := range []string{
		"start: a, stop: b", "start: a, stop: b, repeat: each", "start: a, stop: b, reopen: { event: c, then: resume }",
		"start: a, stop: b, reopen: { event: c, then: restart }", "start: a, stop: b, calendar_from: c", "start: a, stop: b, pause: { while: c }",
		"start: a, stop: b, pause: { when: c, until: d }", "start: a, stop: b, pause: { when: d, until: c }", "start: a, stop: { event: b, author: agent }",
		"start: a, stop: { event: b, author: bot }", "start: a, stop: { event: b, public: true }", "start: a, stop: { event: b, public: false }",
		"start: a, stop: [b, c]", `start: a, stop: "b\" \"c"`,
	} {
		h := hash(measure)
		if before, taken := different[h]; taken {
			t.Errorf("one version:\n%s\n%s", before, measure)
		}
		different[h] = measure
	}
}
