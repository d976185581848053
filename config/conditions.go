package config

import (
	"regexp"
	"strings"

	"github.com/yardstickd/yardstick/rules/match"
)

// condition reads applies_to and when: every attribute must pass its test. An
// empty one, which says nothing, is refused; nil means that it could not be read.
func (v value) condition() match.Condition {
	entries, ok := v.entries("a block of attributes with their values")
	if !ok {
		return nil
	}
	if len(entries) == 0 {
		v.fail("empty", "this condition is empty").Hint = "leave it out to mean every ticket"
		return nil
	}
	condition := make(match.Condition, 0, len(entries))
	for _, e := range entries {
		name, named := e.key.filled("the name of a ticket attribute")
		test, ok := e.value.test()
		if named && ok {
			condition = append(condition, match.Clause{Attribute: name, Test: test})
		}
	}
	return condition
}

var testKeys = []string{"not", "gt", "gte", "lt", "lte", "exists"}

// test reads what one attribute must pass: a value, a list, or a block of operators.
func (v value) test() (match.Test, bool) {
	if !v.isMapping() {
		patterns, ok := v.patterns()
		return match.Test{AnyOf: patterns}, ok
	}
	f, ok := v.fields("a condition", testKeys...)
	if !ok {
		return match.Test{}, false
	}
	if len(v.node.Content) == 0 {
		v.fail("empty", "this condition is empty").Hint = "write a value, a list of values, or one of: " + strings.Join(testKeys, ", ")
		return match.Test{}, false
	}
	var test match.Test
	if not, ok := f.get("not"); ok {
		if inner, good := not.test(); good {
			test.Not = &inner
		}
	}
	if exists, ok := f.get("exists"); ok {
		test.Exists = exists.truth()
	}
	test.Compare = f.comparisons()
	return test, true
}

// patterns reads a value or a list of values, by their written text.
func (v value) patterns() ([]match.Pattern, bool) {
	items, ok := v.oneOrMore("values")
	if !ok {
		return nil, false
	}
	var patterns []match.Pattern
	for _, item := range items {
		text, good := item.text("a value")
		ok = ok && good
		patterns = append(patterns, match.NewPattern(text))
	}
	return patterns, ok
}

// truth reads true or false; what YAML 1.1 also took for one is refused.
func (v value) truth() *bool {
	text, ok := v.filled("true or false")
	if !ok {
		return nil
	}
	yes := text == "true"
	if !yes && text != "false" {
		v.fail("type", "%s is neither true nor false", quoted(text)).Hint = didYouMean(text, []string{"true", "false"})
		return nil
	}
	return &yes
}

// comparisons reads gt, gte, lt and lte.
func (f fields) comparisons() []match.Comparison {
	var compare []match.Comparison
	for _, op := range []match.Op{match.GT, match.GTE, match.LT, match.LTE} {
		v, ok := f.get(op.String())
		if !ok {
			continue
		}
		if bound, ok := v.number(); ok {
			compare = append(compare, match.Comparison{Op: op, Bound: bound})
		}
	}
	f.only("gt", "gte")
	f.only("lt", "lte")
	f.checkBounds(compare)
	return compare
}

// checkBounds reports bounds between which no number lies.
func (f fields) checkBounds(compare []match.Comparison) {
	if len(compare) != 2 || compare[0].Op >= match.LT || compare[1].Op < match.LT {
		return
	}
	low, high := compare[0], compare[1]
	if low.Bound > high.Bound || low.Bound == high.Bound && (low.Op == match.GT || high.Op == match.LT) {
		f.at.fail("condition", "no number can be both %s %v and %s %v", low.Op, low.Bound, high.Op, high.Bound)
	}
}

// numberPattern leaves out what YAML would read as another number than it shows: 017, 1e3, 1_000, 0x10.
const numberPattern = `-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?`

var numberForm = regexp.MustCompile(`^` + numberPattern + `$`)

// number reads a bound.
func (v value) number() (float64, bool) {
	text, ok := v.filled("a number")
	if !ok {
		return 0, false
	}
	bound, isNumber := match.ParseNumber(text)
	if !isNumber || !numberForm.MatchString(text) {
		v.fail("number", "%s is not a plain number", quoted(text)).Hint = "write digits without leading zeros, such as 17 or 2.5"
		return 0, false
	}
	return bound, true
}
