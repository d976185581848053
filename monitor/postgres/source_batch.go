package postgres

import (
	"cmp"
	"slices"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/match"
)

// A batch is full at any of these, so that its memory is bounded however big tickets are (one ticket is never split).
const (
	batchTickets = 512
	batchBytes   = 1 << 20
	batchEvents  = 1 << 14
)

// batch is tickets in the making. Texts gather in one buffer and become one string when the batch is sealed; events
// and values share one slice each. All of it but the string is reused.
type batch struct {
	monitor.Batch
	text   []byte
	ends   []int // of each value's text
	values []match.Value
	events []rules.Event
	first  []int // of each ticket's events
	rows   int   // where the open ticket's event rows begin, after its milestones
}

func (b *batch) reset() {
	b.Tickets, b.text, b.ends, b.values = b.Tickets[:0], b.text[:0], b.ends[:0], b.values[:0]
	b.events, b.first, b.rows = b.events[:0], b.first[:0], 0
	if cap(b.text) > 4*batchBytes {
		b.text = nil // after one giant ticket
	}
}

func (b *batch) full() bool {
	return len(b.Tickets) >= batchTickets || len(b.text) >= batchBytes || len(b.events) >= batchEvents
}

// open begins a ticket.
func (b *batch) open(source string) *rules.Ticket {
	b.Tickets = append(b.Tickets, rules.Ticket{Source: source})
	b.first = append(b.first, len(b.events))
	return &b.Tickets[len(b.Tickets)-1]
}

// attribute adds a value to the open ticket; its text is set when the batch is sealed.
func (b *batch) attribute(text []byte, null bool) {
	b.text = append(b.text, text...)
	b.ends = append(b.ends, len(b.text))
	b.values = append(b.values, match.Value{Null: null})
}

// last gives a value of the open ticket, counted from behind: -1 is its last one. The text is valid until the next value.
func (b *batch) last(i int) (text []byte, null bool) {
	i += len(b.ends)
	return b.text[b.start(i):b.ends[i]], b.values[i].Null
}

// start is where a value's text begins.
func (b *batch) start(i int) int {
	if i == 0 {
		return 0
	}
	return b.ends[i-1]
}

// clear takes the open ticket's values from it, which are so many.
func (b *batch) clear(width int) {
	n := len(b.ends) - width
	b.text, b.ends, b.values = b.text[:b.start(n)], b.ends[:n], b.values[:n]
}

// finish ends the open ticket: event rows that say the same count once.
func (b *batch) finish() {
	rows := b.events[b.rows:]
	if len(rows) > 1 {
		slices.SortFunc(rows, compareEvents)
		b.events = b.events[:b.rows+len(slices.Compact(rows))]
	}
}

// compareEvents orders by all that makes two event rows the same.
func compareEvents(a, b rules.Event) int {
	if a.At != b.At { // nearly always
		return cmp.Compare(a.At, b.At)
	}
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Author, b.Author), cmp.Compare(a.Public, b.Public),
		cmp.Compare(a.Seq, b.Seq), compareBool(a.HasSeq, b.HasSeq))
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// seal makes the texts strings and hands each ticket its values and events.
func (b *batch) seal(id int) {
	text := string(b.text)
	start := 0
	for i, end := range b.ends {
		b.values[i].Text = text[start:end]
		start = end
	}
	width := 0
	if len(b.Tickets) > 0 {
		width = len(b.values) / len(b.Tickets)
	}
	for i := range b.Tickets {
		t := &b.Tickets[i]
		t.Attributes = b.values[i*width : (i+1)*width : (i+1)*width]
		t.ID = t.Attributes[id].Text
		last := len(b.events)
		if i+1 < len(b.first) {
			last = b.first[i+1]
		}
		t.Events = b.events[b.first[i]:last:last]
	}
}
