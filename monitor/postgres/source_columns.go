package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"
)

//go:embed queries/source_*.sql
var sourceQueries embed.FS

var readOnly = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}

// statement gives a file of queries/ with its placeholders filled.
func statement(name string, fill ...string) string {
	text, err := sourceQueries.ReadFile("queries/" + name + ".sql")
	if err != nil {
		panic(err) // embedded: missing only if the program is built wrong
	}
	return strings.NewReplacer(fill...).Replace(string(text))
}

// column is a column of a mapping query: its name, and its type as the driver names it (INT8, TEXT, …).
type column struct{ name, typ string }

// columns are those of both mapping queries as they are now.
type columns struct {
	tickets []column
	id      int   // place of id in tickets
	stamps  []int // place of each milestone's column in tickets
	events  []column
}

// Columns of the events query; the others are optional.
var (
	eventRequired = []string{"ticket_id", "at", "kind"}
	eventOptional = []string{"author", "public", "seq", changedAt}
)

// probe asks for the columns and checks that those needed are there.
func (s *Source) probe(ctx context.Context, tx *sqlx.Tx) (*columns, error) {
	var c columns
	var err error
	if c.tickets, err = s.describe(ctx, tx, "tickets", s.options.Tickets); err != nil {
		return nil, err
	}
	if c.id = place(c.tickets, "id"); c.id < 0 {
		return nil, s.missing("tickets", "id", "", c.tickets)
	}
	for _, m := range s.options.Milestones {
		at := place(c.tickets, m.Column)
		if at < 0 {
			return nil, s.missing("tickets", m.Column, m.Kind, c.tickets)
		}
		c.stamps = append(c.stamps, at)
	}
	if s.options.Events == "" {
		return &c, nil
	}
	if c.events, err = s.describe(ctx, tx, "events", s.options.Events); err != nil {
		return nil, err
	}
	for _, name := range eventRequired {
		if place(c.events, name) < 0 {
			return nil, s.missing("events", name, "", c.events)
		}
	}
	return &c, nil
}

func (s *Source) describe(ctx context.Context, tx *sqlx.Tx, which, query string) ([]column, error) {
	rows, err := tx.QueryContext(ctx, statement("source_probe", "{query}", query), 0)
	if err != nil {
		return nil, s.failed(ctx, which, located(err, query))
	}
	defer func() { _ = rows.Close() }() // its errors are those of rows.Err
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, s.failed(ctx, which, err)
	}
	var found []column
	for _, t := range types {
		if place(found, t.Name()) >= 0 {
			return nil, fmt.Errorf("source %s: the %s query gives column %q twice: name one of them with AS",
				s.options.Name, which, t.Name())
		}
		found = append(found, column{t.Name(), t.DatabaseTypeName()})
	}
	return found, rows.Err()
}

// timeless refuses columns whose type holds no instant. Only who connects is refused: where a type changes later, the
// times are set aside one by one and the rest goes on.
func (s *Source) timeless(c *columns) error {
	var all []error
	for i, at := range c.stamps {
		stamp := c.tickets[at]
		if advice := notATime(stamp); advice != "" {
			all = append(all, fmt.Errorf("source %s: column %q of the tickets query, for milestone %q, %s",
				s.options.Name, stamp.name, s.options.Milestones[i].Kind, advice))
		}
	}
	if at := place(c.tickets, changedAt); at >= 0 {
		all = append(all, s.stampless("tickets", c.tickets[at]))
	}
	for _, name := range []string{happened, changedAt} {
		if at := place(c.events, name); at >= 0 {
			all = append(all, s.stampless("events", c.events[at]))
		}
	}
	return errors.Join(all...)
}

func (s *Source) stampless(which string, c column) error {
	if advice := notATime(c); advice != "" {
		return fmt.Errorf("source %s: column %q of the %s query %s", s.options.Name, c.name, which, advice)
	}
	return nil
}

// notATime says why values of a column can't be instants, "" where they can: dates, timestamps and texts.
func notATime(c column) string {
	switch c.typ {
	case "INT4", "INT8", "NUMERIC", "FLOAT4", "FLOAT8":
		return "is a number and not a time: for seconds since 1970 write to_timestamp(…), for milliseconds to_timestamp(… / 1000.0)"
	case "BOOL", "INT2", "TIME", "TIMETZ", "INTERVAL", "UUID":
		return "is not a time: it is of type " + strings.ToLower(c.typ)
	}
	return ""
}

// MissingColumnError says that a mapping query lacks a column that is needed.
type MissingColumnError struct {
	Source string
	Query  string // tickets or events
	Column string
	For    string   // the milestone kind it is wanted for; "" where it is always needed
	Have   []string // the columns there are
}

// Error names the column and the query.
func (e *MissingColumnError) Error() string {
	text := fmt.Sprintf("source %s: the %s query has no column %q", e.Source, e.Query, e.Column)
	if e.For != "" {
		text += fmt.Sprintf(" for milestone %q", e.For)
	}
	return text
}

func (s *Source) missing(which, name, milestone string, have []column) error {
	return &MissingColumnError{Source: s.options.Name, Query: which, Column: name, For: milestone, Have: names(have)}
}

func place(columns []column, name string) int {
	return slices.IndexFunc(columns, func(c column) bool { return c.name == name })
}

func names(columns []column) []string {
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = c.name
	}
	return list
}
