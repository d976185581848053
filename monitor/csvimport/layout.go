package csvimport

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/rules/match"
)

// layout is an import map bound to the columns of one export.
type layout struct {
	header []string
	key    []int
	order  int // a column, -1 for none
	// cells are what is kept of a row, in the order in which they are staged.
	cells     []cell
	changedAt int // a cell, -1 for none
	values    []value
	events    []event
}

// cell is a column read in one way: a column that is wanted both as text and as a time makes two.
type cell struct {
	column int
	as     reading
}

type reading uint8

const (
	asText reading = iota
	asTime
	asNumber
)

// value is an attribute or a milestone of the tickets table.
type value struct {
	name string
	cell int
	take config.Take
	time bool
}

// event is config.ImportEvent with places instead of names.
type event struct {
	kind         string
	kindCell, at int
	seq          int // a cell, -1 for none
	when         match.Bound
	changed      []int
}

// bind finds the map's columns in the export's header. All that are missing are told at once.
func bind(m *config.ImportMap, header []string) (*layout, error) {
	b := &binder{layout: &layout{header: header, order: -1, changedAt: -1}, missing: map[string]bool{}}
	for _, name := range m.Ticket {
		b.key = append(b.key, b.column(name))
	}
	if m.Order != "" {
		b.order = b.column(m.Order)
	}
	if m.ChangedAt != "" {
		b.changedAt = b.cell(m.ChangedAt, asTime)
	}
	for _, a := range m.Attributes {
		b.value(a, a.Time)
	}
	for _, milestone := range m.Milestones {
		b.value(milestone, true)
	}
	for _, e := range m.Events {
		b.event(e)
	}
	return b.layout, errors.Join(b.problems...)
}

type binder struct {
	*layout
	missing  map[string]bool
	listed   bool // the columns that there are
	problems []error
}

func (b *binder) column(name string) int {
	at := slices.Index(b.header, name)
	if b.missing[name] {
		return max(at, 0)
	}
	if at < 0 {
		b.missing[name] = true
		b.problems = append(b.problems, fmt.Errorf("the export has no column %q%s", name, b.suggest(name)))
		return 0
	}
	if slices.Contains(b.header[at+1:], name) {
		b.missing[name] = true
		b.problems = append(b.problems, fmt.Errorf("the export has the column %q twice: rename one", name))
	}
	return at
}

// suggest names the column that differs only in case or spaces, or is near; else, once, all there are.
func (b *binder) suggest(name string) string {
	plain := func(s string) string {
		return strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(s, "_", " ")), ""))
	}
	for _, h := range b.header {
		if plain(h) == plain(name) {
			return fmt.Sprintf(": did you mean %q?", h)
		}
	}
	if advice := config.DidYouMean(name, b.header); strings.HasPrefix(advice, "did you mean") {
		return ": " + advice
	}
	if b.listed {
		return ""
	}
	b.listed = true
	return fmt.Sprintf(": it has %s", quoteAll(b.header, 40))
}

func quoteAll(names []string, most int) string {
	var quoted []string
	for i, name := range names {
		if i == most {
			return strings.Join(quoted, ", ") + fmt.Sprintf(" and %d more", len(names)-most)
		}
		quoted = append(quoted, fmt.Sprintf("%q", name))
	}
	return strings.Join(quoted, ", ")
}

func (b *binder) cell(name string, as reading) int {
	want := cell{b.column(name), as}
	if i := slices.Index(b.cells, want); i >= 0 {
		return i
	}
	b.cells = append(b.cells, want)
	return len(b.cells) - 1
}

func (b *binder) value(c config.ImportColumn, time bool) {
	as := asText
	if time {
		as = asTime
	}
	b.values = append(b.values, value{name: c.Name, cell: b.cell(c.Column, as), take: c.Take, time: time})
}

func (b *binder) event(e config.ImportEvent) {
	bound := event{kind: e.Kind, kindCell: -1, at: b.cell(e.At, asTime), seq: -1}
	if e.KindFrom != "" {
		bound.kindCell = b.cell(e.KindFrom, asText)
	}
	if e.Seq != "" {
		bound.seq = b.cell(e.Seq, asNumber)
	}
	for _, name := range e.Changed {
		bound.changed = append(bound.changed, b.cell(name, asText))
	}
	bound.when, _ = e.When.Bind(func(name string) (int, bool) { return b.cell(name, asText), true })
	b.events = append(b.events, bound)
}
