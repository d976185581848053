package config

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

func defineTarget(row *rules.Target) definedTarget {
	d := definedTarget{When: defineMatch(row.When), Due: row.Due, Exempt: row.Exempt, Calendar: cmp.Or(calendarName(row.Calendar), row.CalendarGone)}
	if row.Within != nil {
		d.Within, d.By, d.Cutoff = row.Within.Written()
	}
	if row.Desired != nil {
		d.Desired, _, _ = row.Desired.Written() // by and cutoff are not its own, see value.desired
	}
	return d
}

func (s *Set) recallTarget(d *definedTarget) (rules.Target, error) {
	row := rules.Target{Due: d.Due, Exempt: d.Exempt}
	if d.Calendar != "" {
		row.Calendar, row.CalendarGone = s.calendar(d.Calendar)
	}
	var err error
	if row.When, err = d.When.recall(); err != nil {
		return row, err
	}
	if row.Within, err = d.within(); err != nil {
		return row, err
	}
	if d.Desired != "" {
		if row.Desired, err = recallSpan(d.Desired); err != nil {
			return row, err
		}
		inheritCutoff(row.Desired, row.Within)
	}
	set := 0
	for _, is := range []bool{row.Within != nil, row.Due != "", row.Exempt != ""} {
		if is {
			set++
		}
	}
	if set != 1 {
		return row, errors.New("a target has not just one of within, due and exempt")
	}
	return row, nil
}

func (d *definedTarget) within() (*calendar.Span, error) {
	if d.Within == "" {
		return nil, nil
	}
	span, err := recallSpan(d.Within)
	if err != nil {
		return nil, err
	}
	if d.By == "close" {
		span.By = calendar.ByClose
	} else if d.By != "" {
		if span.By, err = recallClock(d.By); err != nil {
			return nil, err
		}
	}
	if d.Cutoff != "" {
		if span.Cutoff, err = recallClock(d.Cutoff); err != nil {
			return nil, err
		}
	}
	return span, nil
}

func recallSpan(text string) (*calendar.Span, error) {
	span, wrong := parseSpan(text)
	if wrong != nil {
		return nil, errors.New(wrong.why)
	}
	return &span, nil
}

func recallClock(text string) (int, error) {
	minutes, wrong := parseClock(text)
	if wrong != nil {
		return 0, errors.New(wrong.why)
	}
	return minutes, nil
}

// definedMatch is a condition: attributes and their tests.
type definedMatch map[string]definedTest

func defineMatch(c match.Condition) definedMatch {
	if c == nil {
		return nil
	}
	d := definedMatch{}
	for _, clause := range c {
		d[clause.Attribute] = definedTest{clause.Test}
	}
	return d
}

// recall gives the clauses in the order of their attributes' names: what they mean does not depend on it.
func (d definedMatch) recall() (match.Condition, error) {
	if d == nil {
		return nil, nil
	}
	if len(d) == 0 {
		return nil, errors.New("a condition is empty")
	}
	var c match.Condition
	for _, name := range slices.Sorted(maps.Keys(d)) {
		c = append(c, match.Clause{Attribute: name, Test: d[name].Test})
	}
	return c, nil
}

// definedTest is written as a value, a list of values, or a block of operators.
type definedTest struct{ match.Test }

type testBlock struct {
	Not    *definedTest `json:"not,omitempty"`
	GT     *float64     `json:"gt,omitempty"`
	GTE    *float64     `json:"gte,omitempty"`
	LT     *float64     `json:"lt,omitempty"`
	LTE    *float64     `json:"lte,omitempty"`
	Exists *bool        `json:"exists,omitempty"`
}

func (b *testBlock) bounds() []**float64 {
	return []**float64{match.GT: &b.GT, match.GTE: &b.GTE, match.LT: &b.LT, match.LTE: &b.LTE}
}

// MarshalJSON writes the test as the language does.
func (d definedTest) MarshalJSON() ([]byte, error) {
	if d.AnyOf != nil {
		texts := make([]string, len(d.AnyOf))
		for i, p := range d.AnyOf {
			texts[i] = p.String()
		}
		if len(texts) == 1 {
			return plainJSON(texts[0])
		}
		return plainJSON(texts)
	}
	block := testBlock{Exists: d.Exists}
	if d.Not != nil {
		block.Not = &definedTest{*d.Not}
	}
	bounds := block.bounds()
	for i := range d.Compare {
		*bounds[d.Compare[i].Op] = &d.Compare[i].Bound
	}
	return plainJSON(block)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (d *definedTest) UnmarshalJSON(text []byte) error {
	var texts []string
	switch {
	case bytes.HasPrefix(text, []byte(`"`)):
		texts = make([]string, 1)
		if err := json.Unmarshal(text, &texts[0]); err != nil {
			return err
		}
	case bytes.HasPrefix(text, []byte(`[`)):
		if err := json.Unmarshal(text, &texts); err != nil {
			return err
		}
	default:
		return d.readBlock(text)
	}
	d.AnyOf = make([]match.Pattern, len(texts))
	for i, text := range texts {
		d.AnyOf[i] = match.NewPattern(text)
	}
	return nil
}

func (d *definedTest) readBlock(text []byte) error {
	var block testBlock
	if err := decodeStrictly(text, &block); err != nil {
		return err
	}
	d.Exists = block.Exists
	if block.Not != nil {
		d.Not = &block.Not.Test
	}
	for op, bound := range block.bounds() {
		if *bound != nil {
			d.Compare = append(d.Compare, match.Comparison{Op: match.Op(op), Bound: **bound})
		}
	}
	if d.Exists == nil && d.Not == nil && d.Compare == nil {
		return errors.New("a condition is empty")
	}
	return nil
}
