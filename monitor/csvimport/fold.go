package csvimport

import (
	"slices"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/rules/match"
)

// fold turns the rows of one ticket after the other into a row of the tickets
// table and rows of the events table. It keeps one ticket's values, never its rows.
type fold struct {
	layout     *layout
	importedAt string // changed_at where the map names no column
	started    bool
	id         string
	changedAt  string
	values     []match.Value
	previous   []match.Value

	tickets, events [][]any // what is ready to be written
	// untimed counts events whose conditions were met by a row without a time for them.
	untimed int
}

func newFold(l *layout, importedAt string) *fold {
	return &fold{
		layout: l, importedAt: importedAt,
		values: make([]match.Value, len(l.values)), previous: make([]match.Value, len(l.cells)),
	}
}

// add takes the next row, in order of ticket, order and line.
func (f *fold) add(id string, cells []match.Value) {
	first := !f.started || id != f.id
	if first {
		f.finish()
		f.begin(id)
	}
	for i, v := range f.layout.values {
		if now := cells[v.cell]; !now.Null && (f.values[i].Null || v.replaces(f.values[i].Text, now.Text)) {
			f.values[i] = now
		}
	}
	if c := f.layout.changedAt; c >= 0 && !cells[c].Null && cells[c].Text != unreadable {
		f.changedAt = max(f.changedAt, cells[c].Text)
	}
	for i := range f.layout.events {
		if e := &f.layout.events[i]; e.stands(first, f.previous, cells) {
			f.event(e, cells)
		}
	}
	copy(f.previous, cells)
}

// replaces tells whether a later row's value takes the place of the one there is. Stamps compare as texts. Where one of
// the times to be compared can't be read nobody knows which is the earliest or the latest, so that is what stays.
func (v *value) replaces(have, now string) bool {
	switch v.take {
	case config.First:
		return false
	case config.Earliest:
		return now == unreadable || have != unreadable && now < have
	case config.Latest:
		return now > have // unreadable is greater than every stamp
	default:
		return true
	}
}

func (f *fold) begin(id string) {
	f.started, f.id, f.changedAt = true, id, ""
	for i := range f.values {
		f.values[i] = match.Value{Null: true}
	}
}

// stands tells whether a row stands for the event.
func (e *event) stands(first bool, previous, cells []match.Value) bool {
	changed := len(e.changed) == 0 || first ||
		slices.ContainsFunc(e.changed, func(c int) bool { return previous[c] != cells[c] })
	return changed && e.when.Matches(cells)
}

func (f *fold) event(e *event, cells []match.Value) {
	kind := match.Value{Text: e.kind}
	if e.kindCell >= 0 {
		kind = cells[e.kindCell]
	}
	if kind.Null || cells[e.at].Null {
		f.untimed++
		return
	}
	seq := match.Value{Null: true}
	if e.seq >= 0 {
		seq = cells[e.seq]
	}
	f.events = append(f.events, []any{f.id, cells[e.at].Text, kind.Text, orNil(seq)})
}

// finish ends the ticket at hand, if there is one.
func (f *fold) finish() {
	if !f.started {
		return
	}
	row := make([]any, 0, 2+len(f.values))
	row = append(row, f.id, f.changed())
	for _, v := range f.values {
		row = append(row, orNil(v))
	}
	f.tickets = append(f.tickets, row)
	f.started = false
}

func (f *fold) changed() string {
	if f.changedAt == "" {
		return f.importedAt
	}
	return f.changedAt
}

func orNil(v match.Value) any {
	if v.Null {
		return nil
	}
	return v.Text
}
