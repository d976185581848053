package match

import (
	"math"
	"strconv"
	"strings"
)

// Bound is a Condition whose attributes are places in a ticket's values rather than names.
type Bound []boundClause

type boundClause struct {
	place int
	test  Test
}

// Bind finds the place of each attribute. Names that place does not know are
// given back, each once; a clause about one takes the attribute as missing.
func (c Condition) Bind(place func(name string) (int, bool)) (bound Bound, unknown []string) {
	for _, name := range c.Attributes() {
		if _, known := place(name); !known {
			unknown = append(unknown, name)
		}
	}
	for _, clause := range c {
		at, known := place(clause.Attribute)
		if !known {
			at = -1
		}
		bound = append(bound, boundClause{place: at, test: clause.Test})
	}
	return bound, unknown
}

// Matches tells whether the values meet every clause. It does not allocate.
func (b Bound) Matches(values []Value) bool {
	return b.FirstFailing(values) < 0
}

// FirstFailing gives the place among the condition's clauses of the first that
// the values do not meet, -1 where all are met.
func (b Bound) FirstFailing(values []Value) int {
	for i := range b {
		value := Value{Null: true}
		if at := b[i].place; at >= 0 && at < len(values) {
			value = values[at]
		}
		if !b[i].test.Passes(value) {
			return i
		}
	}
	return -1
}

// Passes tells whether a value passes every part of the test.
func (t *Test) Passes(v Value) bool {
	if t.Exists != nil && *t.Exists == v.Null {
		return false
	}
	if t.AnyOf != nil && !t.anyMatches(v) {
		return false
	}
	if t.Not != nil && t.Not.Passes(v) {
		return false
	}
	return len(t.Compare) == 0 || t.compares(v)
}

func (t *Test) anyMatches(v Value) bool {
	if v.Null {
		return false
	}
	for i := range t.AnyOf {
		if t.AnyOf[i].Matches(v.Text) {
			return true
		}
	}
	return false
}

func (t *Test) compares(v Value) bool {
	if v.Null {
		return false
	}
	number, ok := ParseNumber(v.Text)
	if !ok {
		return false
	}
	for _, c := range t.Compare {
		if !c.holds(number) {
			return false
		}
	}
	return true
}

func (c Comparison) holds(number float64) bool {
	switch c.Op {
	case GT:
		return number > c.Bound
	case GTE:
		return number >= c.Bound
	case LT:
		return number < c.Bound
	default:
		return number <= c.Bound
	}
}

// ParseNumber reads a decimal number as people write it: digits, a sign, a
// point, an exponent. What only programmers take for numbers (hex, underscores, NaN, infinities) is not one.
func ParseNumber(text string) (float64, bool) {
	text = trim(text)
	if text == "" || strings.Trim(text, "+-.0123456789eE") != "" {
		return 0, false
	}
	number, err := strconv.ParseFloat(text, 64)
	return number, err == nil && !math.IsInf(number, 0)
}
