package explain

import (
	"slices"
	"strconv"
	"strings"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/match"
)

// asked says what a test asks of a value: `"gold"`, `at least 3 and less than 9`.
func asked(t *match.Test) string {
	var parts []string
	if t.Exists != nil {
		if *t.Exists {
			parts = append(parts, "given")
		} else {
			parts = append(parts, "not given")
		}
	}
	if t.AnyOf != nil {
		written := make([]string, len(t.AnyOf))
		for i, p := range t.AnyOf {
			written[i] = quoted(p.String())
		}
		parts = append(parts, strings.Join(written, " or "))
	}
	if t.Not != nil {
		parts = append(parts, "not "+asked(t.Not))
	}
	for _, c := range t.Compare {
		word := [...]string{match.GT: "more than ", match.GTE: "at least ", match.LT: "less than ", match.LTE: "at most "}[c.Op]
		parts = append(parts, word+strconv.FormatFloat(c.Bound, 'f', -1, 64))
	}
	return strings.Join(parts, " and ")
}

// conditions says a whole condition: `tier "gold", priority "high" or "urgent"`.
func conditions(c match.Condition) string {
	parts := make([]string, len(c))
	for i := range c {
		parts[i] = c[i].Attribute + " " + asked(&c[i].Test)
	}
	return strings.Join(parts, ", ")
}

// reader finds the ticket's values by name.
type reader struct {
	vocabulary *rules.Vocabulary
	values     []match.Value
}

// has gives the value of an attribute, nil where it is missing.
func (r reader) has(name string) *string {
	at, known := r.vocabulary.Attribute(name)
	if !known || at >= len(r.values) || r.values[at].Null {
		return nil
	}
	text := r.values[at].Text
	return &text
}

// failing gives the first clause of a condition that the ticket does not meet; nil where it meets all.
func (r reader) failing(c match.Condition) *Condition {
	bound, _ := c.Bind(r.vocabulary.Attribute)
	i := bound.FirstFailing(r.values)
	if i < 0 {
		return nil
	}
	return r.clause(c, i)
}

func (r reader) clause(c match.Condition, i int) *Condition {
	if i < 0 || i >= len(c) {
		return nil
	}
	return &Condition{Attribute: c[i].Attribute, Asked: asked(&c[i].Test), Has: r.has(c[i].Attribute)}
}

// row gives row i of the targets, with why it does not match.
func (r reader) row(s *rules.Standard, i int) Row {
	t := &s.Targets[i]
	row := Row{Number: i + 1, When: conditions(t.When), Promised: promised(t), Failed: r.failing(t.When)}
	if row.Failed == nil && t.Due != "" {
		if value := r.has(t.Due); value == nil || strings.TrimSpace(*value) == "" {
			row.Failed = &Condition{Attribute: t.Due, Asked: "an instant", Has: value}
		}
	}
	return row
}

// rows gives the rows before one; all of them for one past the last.
func (r reader) rows(s *rules.Standard, before int) []Row {
	rows := make([]Row, 0, before)
	for i := range min(before, len(s.Targets)) {
		rows = append(rows, r.row(s, i))
	}
	return rows
}

// about gives the names that a standard asks for, in the ticket's order.
func (r reader) about(histories []rules.History) []Attribute {
	wanted := map[string]bool{"subject": true}
	for _, h := range histories {
		for i := range h {
			asks(h[i].Standard, wanted)
		}
	}
	attributes := []Attribute{}
	for _, name := range r.vocabulary.Attributes() {
		if wanted[name] {
			attributes = append(attributes, Attribute{Name: name, Value: r.has(name)})
		}
	}
	return slices.Clip(attributes)
}

// asks notes the attributes that a standard asks for.
func asks(s *rules.Standard, wanted map[string]bool) {
	for _, name := range s.AppliesTo.Attributes() {
		wanted[name] = true
	}
	for i := range s.Targets {
		for _, name := range s.Targets[i].When.Attributes() {
			wanted[name] = true
		}
		wanted[s.Targets[i].Due] = true
	}
	wanted[s.Measure.CalendarFrom] = true
}
