package csvimport

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// unreadable stands in the tables for a time that is there but can't be read;
// a ticket source sets it aside, which makes the clocks that need it unknown.
const unreadable = "infinity"

// stampLayout has a fixed width, so that stamps sort as texts; unreadable sorts after all of them.
const stampLayout = "2006-01-02T15:04:05.000000Z"

// checker turns records into rows. It holds what is the same for all of them.
type checker struct {
	layout    *layout
	ticket    []string // the names of the key's columns
	zone      *calendar.Zone
	times     []config.TimeFormat
	nulls     []string
	delimiter byte
	row       row
}

// row is one record as it is staged. It is reused.
type row struct {
	id     string
	order  int64
	line   int
	cells  []match.Value
	losses []loss
}

// loss is a value, or a whole row, that could not be used.
type loss struct {
	reason string // without the value, to be counted by
	detail string // with it, to be shown
}

func (l loss) String() string {
	if l.detail == "" {
		return l.reason
	}
	return l.reason + ": " + l.detail
}

func newChecker(m *config.ImportMap, l *layout) *checker {
	location := m.Location
	if location == nil {
		location = time.UTC
	}
	c := &checker{layout: l, ticket: m.Ticket, zone: calendar.NewZone(location), times: m.Times, nulls: m.Nulls, delimiter: m.Delimiter}
	if len(c.times) == 0 {
		c.times = make([]config.TimeFormat, 1)
	}
	c.row.cells = make([]match.Value, len(l.cells))
	return c
}

// check reads a record. A reject says why the row can't be loaded; without
// one the row may still have losses. The row is valid until the next call.
func (c *checker) check(rec record) (loaded *row, reject *loss) {
	switch {
	case rec.fault != "":
		return nil, &loss{reason: rec.fault}
	case len(rec.fields) != len(c.layout.header):
		return nil, &loss{
			"the row does not have as many values as the header",
			fmt.Sprintf("%d instead of %d", len(rec.fields), len(c.layout.header)),
		}
	case !utf8.Valid(rec.raw):
		return nil, &loss{reason: "the row is not UTF-8 (does the map need `encoding: windows-1252`?)"}
	case slices.Contains(rec.raw, 0):
		return nil, &loss{reason: "the row contains a NUL byte"}
	}
	c.row.line, c.row.losses = rec.line, c.row.losses[:0]
	if reject := c.identify(rec.fields); reject != nil {
		return nil, reject
	}
	for i, cell := range c.layout.cells {
		c.row.cells[i] = c.read(rec.fields[cell.column], cell)
	}
	return &c.row, nil
}

// identify reads the ticket's id and the row's place among the ticket's rows.
func (c *checker) identify(fields []string) *loss {
	parts := make([]string, 0, 4)
	for i, column := range c.layout.key {
		part := strings.TrimSpace(fields[column])
		if c.isNull(part) {
			return &loss{reason: fmt.Sprintf("no ticket id in %q", c.ticket[i])}
		}
		parts = append(parts, part)
	}
	c.row.id = strings.Join(parts, "-")
	if len(c.row.id) > 1000 {
		return &loss{reason: "the ticket id is longer than 1,000 bytes"}
	}
	if c.layout.order < 0 {
		return nil
	}
	text := fields[c.layout.order]
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return &loss{fmt.Sprintf("%q is not a whole number", c.layout.header[c.layout.order]), quote(text)}
	}
	c.row.order = n
	return nil
}

func (c *checker) isNull(trimmed string) bool {
	return trimmed == "" || slices.Contains(c.nulls, trimmed)
}

func (c *checker) read(text string, cell cell) match.Value {
	trimmed := strings.TrimSpace(text)
	if c.isNull(trimmed) {
		return match.Value{Null: true}
	}
	switch cell.as {
	case asTime:
		return match.Value{Text: c.stamp(trimmed, cell.column)}
	case asNumber:
		if _, err := strconv.ParseInt(trimmed, 10, 64); err != nil {
			c.lose(cell.column, "is not a whole number", trimmed)
			return match.Value{Null: true}
		}
		return match.Value{Text: trimmed}
	default:
		return match.Value{Text: text}
	}
}

// stamp gives a time as Postgres reads it.
func (c *checker) stamp(text string, column int) string {
	for _, format := range c.times {
		at, err := format.Parse(text, c.zone)
		if err != nil {
			continue
		}
		if year := at.Time().Year(); year < 1 || year > 9999 {
			break
		}
		return at.Time().Format(stampLayout)
	}
	c.lose(column, "is not a time", text)
	return unreadable
}

func (c *checker) lose(column int, what, text string) {
	c.row.losses = append(c.row.losses, loss{fmt.Sprintf("%q %s", c.layout.header[column], what), quote(text)})
}

// quote shows a value of the export: cut, and with nothing in it that a terminal would obey.
func quote(text string) string {
	const most = 60
	if len(text) > most {
		cut := most
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		return strconv.Quote(text[:cut]) + "…"
	}
	return strconv.Quote(text)
}
