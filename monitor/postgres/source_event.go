package postgres

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Places of an event row's columns, in the order that eventColumns asks for.
const (
	eventTicket = iota
	eventAt
	eventKind
	eventAuthor
	eventPublic
	eventSeq
	eventChanged
	eventWidth
)

// eventColumns gives the select list over the events query, with null for the optional columns that it lacks.
func eventColumns(have []column) string {
	list := []string{"mapped.ticket_id", "mapped.at", "mapped.kind::text AS kind"}
	for _, name := range eventOptional {
		if place(have, name) < 0 {
			list = append(list, "NULL::text AS "+name)
		} else if name == changedAt {
			list = append(list, "mapped."+name)
		} else {
			list = append(list, "mapped."+name+"::text AS "+name)
		}
	}
	return strings.Join(list, ", ")
}

var (
	wordCustomer, wordAgent, wordBot = []byte("customer"), []byte("agent"), []byte("bot")
	wordsTrue                        = [][]byte{[]byte("t"), []byte("true"), []byte("yes"), []byte("y"), []byte("1"), []byte("on")}
	wordsFalse                       = [][]byte{[]byte("f"), []byte("false"), []byte("no"), []byte("n"), []byte("0"), []byte("off")}
)

// author reads who caused an event; a word that is none of the three is no author.
func author(word []byte) rules.Author {
	word = bytes.TrimSpace(word)
	switch {
	case len(word) == 0:
		return rules.NoAuthor
	case bytes.EqualFold(word, wordAgent):
		return rules.Agent
	case bytes.EqualFold(word, wordCustomer):
		return rules.Customer
	case bytes.EqualFold(word, wordBot):
		return rules.Bot
	}
	return rules.NoAuthor
}

// visibility reads a boolean as Postgres writes or takes it; anything else is none.
func visibility(word []byte) rules.Visibility {
	word = bytes.TrimSpace(word)
	if len(word) == 0 {
		return rules.NoVisibility
	}
	for i := range wordsTrue {
		switch {
		case bytes.EqualFold(word, wordsTrue[i]):
			return rules.Public
		case bytes.EqualFold(word, wordsFalse[i]):
			return rules.Private
		}
	}
	return rules.NoVisibility
}

// eventRow adds an event to the open ticket, or sets it aside.
func (r *reading) eventRow() {
	r.complete()
	r.tally.Events.Read++
	row := &r.row
	if r.eventsLatest != nil {
		r.eventsLatest.see(row.field(r.eventStamp))
	}
	if id := r.eventID.render(row.field(eventTicket)); !r.haveTicket || id == nil || !bytes.Equal(id, r.id) {
		r.setAsideEvent(id, reasonNoTicket)
		return
	}
	kind := bytes.TrimSpace(row.field(eventKind))
	if len(kind) == 0 {
		r.setAsideEvent(r.id, reasonNoKind)
		return
	}
	number := r.vocabulary.KindOf(kind)
	if row.null[eventAt] {
		r.setAsideEvent(r.id, reasonNoTime)
		r.lose(number, string(kind)+" has no time")
		return
	}
	event := rules.Event{Kind: number, Author: author(row.field(eventAuthor)), Public: visibility(row.field(eventPublic))}
	if seq := row.field(eventSeq); len(seq) > 0 {
		n, err := strconv.ParseInt(string(seq), 10, 64)
		event.Seq, event.HasSeq = n, err == nil
	}
	r.addEvent(event, row.field(eventAt), kind)
}

// addEvent adds an event to the open ticket at a stamp; one whose stamp can't be read is lost to the ticket.
func (r *reading) addEvent(e rules.Event, stamp, kind []byte) {
	at, err := calendar.ParseStamp(bytes.TrimSpace(stamp), r.vocabulary.Zone())
	if err != nil {
		r.setAsideEvent(r.id, reasonBadTime)
		r.lose(e.Kind, fmt.Sprintf("%s: %s is not an instant", kind, quoted(stamp)))
		return
	}
	e.At, e.Future = at, at > r.future
	r.tally.Events.Used++
	r.batch.events = append(r.batch.events, e)
}

// lose tells the open ticket that an event of a kind can't be used.
func (r *reading) lose(kind rules.Kind, reason string) {
	t := &r.batch.Tickets[len(r.batch.Tickets)-1]
	t.Lost = append(t.Lost, rules.LostEvent{Kind: kind, Reason: reason})
}

// quoted shows a stamp that can't be read, cut to what a person needs.
func quoted(text []byte) string {
	const most = 40
	if len(text) > most {
		return strconv.Quote(string(text[:most])) + "…"
	}
	return "'" + string(text) + "'"
}
