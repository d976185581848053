package match

import (
	"strings"
	"testing"
)

func text(s string) Value { return Value{Text: s} }

var null = Value{Null: true}

func anyOf(written ...string) Test {
	var t Test
	for _, w := range written {
		t.AnyOf = append(t.AnyOf, NewPattern(w))
	}
	return t
}

func TestPattern(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"ACME", "acme", true},
		{"ACME, Inc.", " acme, inc.\t", true},
		{"ACME", "ACME2", false},
		{"007", "7", false},
		{"007", "007", true},
		{"1.10", "1.1", false},
		{"2026-01-01", "2026-01-01", true},
		{"ÄRGER", "ärger", true},
		{"straße", "STRASSE", false}, // folding is one character to one
		{"K", "\u212a", true},        // the Kelvin sign folds to k
		{"", "", true},
		{"", "x", false},
		{"glob*", "Globex", true},
		{"glob*", "global", true},
		{"glob*", "a glob", false},
		{"*ex", "globEX", true},
		{"*ob*", "globex", true},
		{"g*b*x", "globex", true},
		{"g*b*y", "globex", false},
		{"a*a", "a", false},
		{"*", "", true},
		{"**", "anything", true},
		{"*é*", "cafÉ au lait", true},
		{"*x", "\xff\xfex", true},
		{"n\u00a0o", "\u00a0n\u00a0o\u00a0", true}, // a no-break space around is trimmed too
	} {
		if got := NewPattern(c.pattern).Matches(c.text); got != c.want {
			t.Errorf("%q matches %q: %v, want %v", c.pattern, c.text, got, c.want)
		}
	}
}

func TestTest(t *testing.T) {
	yes, no := true, false
	gold := anyOf("gold", "silver")
	span := Test{Compare: []Comparison{{GTE, 3}, {LT, 9}}}
	for _, c := range []struct {
		name  string
		test  Test
		value Value
		want  bool
	}{
		{"a list matches any of it", gold, text("Silver"), true},
		{"a list matches nothing else", gold, text("bronze"), false},
		{"a missing attribute equals nothing", gold, null, false},
		{"a missing attribute does not match a star", anyOf("*"), null, false},
		{"not matches what differs", Test{Not: &gold}, text("bronze"), true},
		{"not matches a missing attribute", Test{Not: &gold}, null, true},
		{"not refuses what equals", Test{Not: &gold}, text("GOLD"), false},
		{"exists wants it", Test{Exists: &yes}, text(""), true},
		{"exists refuses null", Test{Exists: &yes}, null, false},
		{"not existing wants null", Test{Exists: &no}, null, true},
		{"not existing refuses a text", Test{Exists: &no}, text("x"), false},
		{"the lower bound is inside", span, text("3"), true},
		{"the upper bound is outside", span, text(" 9.0 "), false},
		{"numbers, not texts", span, text("08.50"), true},
		{"no number, no comparison", span, text("many"), false},
		{"null is no number", span, null, false},
		{"not a number in disguise", span, text("0x5"), false},
		{"gt", Test{Compare: []Comparison{{GT, 3}}}, text("3"), false},
		{"lte", Test{Compare: []Comparison{{LTE, 3}}}, text("3"), true},
		{"all parts must hold", Test{Exists: &yes, Compare: []Comparison{{LT, 9}}, Not: &gold}, text("7"), true},
		{"the empty test passes", Test{}, null, true},
	} {
		if got := c.test.Passes(c.value); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestParseNumber(t *testing.T) {
	for written, want := range map[string]bool{
		"1": true, "-1.5": true, "1e3": true, ".5": true, "+2": true,
		"": false, "nan": false, "inf": false, "0x10": false, "1_000": false, "1e999": false, "1,5": false, "e": false,
	} {
		if _, ok := ParseNumber(written); ok != want {
			t.Errorf("ParseNumber(%q) = %v, want %v", written, ok, want)
		}
	}
}

func TestConditionBind(t *testing.T) {
	places := map[string]int{"tier": 0, "priority": 1}
	c := Condition{
		{"tier", anyOf("gold")},
		{"priority", anyOf("high", "urgent")},
		{"regoin", Test{Not: &Test{AnyOf: []Pattern{NewPattern("north")}}}},
	}
	bound, unknown := c.Bind(func(name string) (int, bool) { at, known := places[name]; return at, known })
	if strings.Join(unknown, " ") != "regoin" {
		t.Errorf("unknown: %v", unknown)
	}
	for _, c := range []struct {
		values []Value
		want   int
	}{
		{[]Value{text("gold"), text("High")}, -1},
		{[]Value{text("gold"), text("low")}, 1},
		{[]Value{null, text("high")}, 0},
		{nil, 0},
	} {
		if got := bound.FirstFailing(c.values); got != c.want {
			t.Errorf("%v fails at %d, want %d", c.values, got, c.want)
		}
	}
	if !Bound(nil).Matches(nil) {
		t.Error("no condition must match every ticket")
	}
}

func TestMatchingDoesNotAllocate(t *testing.T) {
	tests := []Test{anyOf("gold", "glo*ex", "*x*"), {Compare: []Comparison{{GTE, 3}}}}
	values := []Value{text("a rather long value that ends in Globex"), text("17.5")}
	if n := testing.AllocsPerRun(100, func() {
		for i := range tests {
			tests[i].Passes(values[i])
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzGlob holds the matcher against a plain recursive definition.
func FuzzGlob(f *testing.F) {
	f.Add("a*b*c", "aXbYc")
	f.Add("*\xff*", "\xff")
	f.Fuzz(func(t *testing.T, glob, s string) {
		if len(glob) > 12 || len(s) > 24 {
			return
		}
		if got, want := globFold(glob, s), slowGlob([]rune(glob), []rune(s)); got != want {
			t.Errorf("%q ~ %q: %v, want %v", glob, s, got, want)
		}
	})
}

func slowGlob(glob, s []rune) bool {
	switch {
	case len(glob) == 0:
		return len(s) == 0
	case glob[0] == '*':
		return slowGlob(glob[1:], s) || len(s) > 0 && slowGlob(glob, s[1:])
	default:
		return len(s) > 0 && strings.EqualFold(string(glob[0]), string(s[0])) && slowGlob(glob[1:], s[1:])
	}
}

func BenchmarkMatches(b *testing.B) {
	c := Condition{{"tier", anyOf("gold")}, {"priority", anyOf("high", "urgent")}}
	bound, _ := c.Bind(func(name string) (int, bool) { return map[string]int{"tier": 0, "priority": 1}[name], true })
	values := []Value{text("gold"), text("urgent")}
	b.ReportAllocs()
	for b.Loop() {
		bound.Matches(values)
	}
}
