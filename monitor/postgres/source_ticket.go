package postgres

import (
	"bytes"
	"context"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
)

// Reasons for which rows are set aside; they are counted by these names.
const (
	reasonNoID      = "no id"
	reasonDuplicate = "duplicate id"
	reasonBadTime   = "unreadable time"
	reasonNoTime    = "event without time"
	reasonNoKind    = "event without kind"
	reasonNoTicket  = "event without its ticket"
)

// mostSamples bounds how many rows set aside are kept to be shown.
const mostSamples = 20

// rendering says how a column's text in a composite becomes the text of an attribute, which is that of column::text.
type rendering uint8

const (
	asItIs  rendering = iota
	boolean           // t and f become true and false
	padded            // char(n) loses the blanks at its end
)

func renderingOf(c column) rendering {
	switch c.typ {
	case "BOOL":
		return boolean
	case "BPCHAR":
		return padded
	}
	return asItIs
}

var textTrue, textFalse = []byte("true"), []byte("false")

func (how rendering) render(text []byte) []byte {
	switch {
	case how == asItIs || text == nil:
		return text
	case how == padded:
		return bytes.TrimRight(text, " ")
	case len(text) == 1 && text[0] == 't':
		return textTrue
	}
	return textFalse
}

// ticketRow adds the row as a ticket, or sets it aside. The batch goes out first if it is full.
func (r *reading) ticketRow(ctx context.Context, full chan<- *batch) error {
	r.tally.Rows.Read++
	if r.ticketsLatest != nil {
		r.ticketsLatest.see(r.row.field(r.ticketStamp))
	}
	id := r.rendering[r.columns.id].render(r.row.field(r.columns.id))
	switch {
	case len(bytes.TrimSpace(id)) == 0:
		r.setAside(&r.tally.Rows, nil, reasonNoID)
		return nil
	case r.haveTicket && bytes.Equal(id, r.id):
		r.setAside(&r.tally.Rows, id, reasonDuplicate)
		if r.comesFirst() {
			r.batch.clear(len(r.rendering))
			r.attributes()
		}
		return nil
	}
	r.complete()
	if r.batch.full() {
		if err := r.hand(ctx, full); err != nil {
			return err
		}
		next, err := r.next(ctx)
		if err != nil {
			return err
		}
		r.batch = next
	} else {
		r.batch.finish()
	}
	r.tally.Rows.Used++
	r.id, r.haveTicket = append(r.id[:0], id...), true
	r.batch.open(r.source.options.Name)
	r.attributes()
	r.incomplete = true
	return nil
}

// attributes gives the open ticket those of the row.
func (r *reading) attributes() {
	for i, how := range r.rendering {
		r.batch.attribute(how.render(r.row.field(i)), r.row.null[i])
	}
}

// comesFirst tells whether, of the rows of one id, this one is used rather than the one that the open ticket has: the first
// by its columns' texts, byte by byte, with null after all of them. The server gives them in any order, in another one
// when a row was moved or other ids are read with them, and what is late by one of them must not be on time by turns.
func (r *reading) comesFirst() bool {
	for _, i := range r.comparing {
		text, null := r.batch.last(i - len(r.rendering))
		if null != r.row.null[i] {
			return null
		}
		if c := bytes.Compare(r.rendering[i].render(r.row.field(i)), text); c != 0 {
			return c < 0
		}
	}
	return false
}

// complete adds the open ticket's milestones, those that are filled: once all rows of its id were seen, before its events.
func (r *reading) complete() {
	if !r.incomplete {
		return
	}
	r.incomplete = false
	for i := range r.milestones {
		m := &r.milestones[i]
		stamp, _ := r.batch.last(m.column - len(r.rendering))
		if len(bytes.TrimSpace(stamp)) == 0 {
			continue
		}
		r.tally.Events.Read++
		r.addEvent(rules.Event{Kind: m.kind, Milestone: true}, stamp, m.name)
	}
	r.batch.rows = len(r.batch.events)
}

// setAside counts a row that can't be used and keeps a few to show.
func (r *reading) setAside(count *monitor.Count, id []byte, reason string) {
	count.SetAside++
	if r.tally.Reasons == nil {
		r.tally.Reasons = map[string]int{}
	}
	r.tally.Reasons[reason]++
	if len(r.tally.Samples) < mostSamples {
		r.tally.Samples = append(r.tally.Samples,
			monitor.SetAside{Source: r.source.options.Name, Ticket: string(id), Reason: reason})
	}
}

func (r *reading) setAsideEvent(id []byte, reason string) {
	r.setAside(&r.tally.Events, id, reason)
}
