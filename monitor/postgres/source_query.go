package postgres

import (
	"strconv"
	"strings"

	"github.com/lib/pq"
)

// query gives the statement that reads all tickets, or those with the ids. It is sent with an argument whatever it is, as all
// are that hold a mapping query: what has arguments is one statement for the server, and a mapping query that is more, or
// breaks out of its brackets, is refused instead of being carried out.
func (s *Source) query(c *columns, ids []string) (string, []any) {
	tickets, events := s.options.Tickets, s.options.Events
	var args []any
	if ids != nil {
		cast := idCast(c.tickets[c.id].typ)
		args = []any{pq.Array(possible(ids, cast))}
		tickets = picked(tickets, "id", cast)
		if events != "" {
			typ := idCast(c.events[place(c.events, "ticket_id")].typ)
			if typ != cast {
				typ = "" // of different types they can only be compared as text
			}
			events = picked(events, "ticket_id", typ)
		}
	}
	all := ""
	if args == nil {
		all, args = "\nLIMIT $1", []any{nil} // no limit
	}
	name := "yardstick_ticket" // of the row, and so of no column
	for place(c.tickets, name) >= 0 {
		name += "_"
	}
	fill := []string{"{tickets}", tickets, "{order}", order(c), "{ticket}", name, "{all}", all}
	if events == "" {
		return statement("source_whole", fill...), args
	}
	return statement("source_merged", append(fill, "{events}", events, "{event_columns}", eventColumns(c.events))...), args
}

// kindsQuery gives the statement that lists the event kinds there are, and its limit: one too many.
func kindsQuery(events string) (string, int) {
	return statement("source_kinds", "{events}", events), mostKinds + 1
}

// order gives the cast under which tickets are ordered and events come to theirs. Whole numbers of one type go as they
// are, so that a primary key spares the sort; anything else goes as text, byte by byte, which is the same on every server.
func order(c *columns) string {
	typ := c.tickets[c.id].typ
	whole := typ == "INT2" || typ == "INT4" || typ == "INT8"
	if whole && (c.events == nil || c.events[place(c.events, "ticket_id")].typ == typ) {
		return ""
	}
	return `::text COLLATE "C"`
}

// picked narrows a mapping query to the ids of $1. They are compared in the column's own type where that is one of the
// usual ones, so that its index serves; by Postgres' own operator, since one in public might fit the types better.
func picked(query, column, cast string) string {
	left, right := "picked."+column, "$1::text[]::"+cast+"[]"
	if cast == "" {
		left, right = left+"::text", "$1::text[]"
	}
	return "SELECT * FROM (\n" + query + "\n) AS picked WHERE " + left + " OPERATOR(pg_catalog.=) ANY(" + right + ")"
}

// idCast gives the type in which ids are compared, "" for as text.
func idCast(typ string) string {
	switch typ {
	case "INT2", "INT4", "INT8":
		return "bigint"
	case "UUID":
		return "uuid"
	case "TEXT", "VARCHAR":
		return "text"
	}
	return ""
}

// possible leaves out ids that a column of the type can't hold, which would fail the whole statement.
func possible(ids []string, cast string) []string {
	var kept []string
	for _, id := range ids {
		if holds(cast, id) {
			kept = append(kept, id)
		}
	}
	return kept
}

func holds(cast, id string) bool {
	switch cast {
	case "bigint":
		_, err := strconv.ParseInt(id, 10, 64)
		return err == nil
	case "uuid":
		return len(id) == 36 && strings.Trim(id, "0123456789abcdefABCDEF-") == ""
	}
	return !strings.Contains(id, "\x00")
}
