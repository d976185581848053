package config

import (
	"time"

	"github.com/yardstickd/yardstick/rules/match"
)

// ImportMap says how the rows of a CSV export become tickets and events.
type ImportMap struct {
	Path string // the file, as given
	// Schema is where the tables go; "" names it after the export.
	Schema string
	// TicketsTable and EventsTable are the tables' names; default "tickets" and "events".
	TicketsTable, EventsTable string
	// Ticket are the columns whose values, joined by "-", are the ticket's id. Several rows may share it.
	Ticket []string
	// Order is a column of whole numbers by which the rows of one ticket are put in order; "" keeps the file's order.
	Order string
	// ChangedAt is a column of times; the latest of a ticket's rows is its changed_at. "" takes the time of the import.
	ChangedAt string
	// Location is how times without an offset are read; default UTC.
	Location *time.Location
	// Times are the formats of all times in the export, tried in order; default ISO.
	Times []TimeFormat
	// Nulls are texts that mean "no value", besides the empty one.
	Nulls     []string
	Delimiter byte     // default ','
	Encoding  Encoding // default UTF8

	Attributes []ImportColumn
	// Milestones are times of the ticket; Name is the event's.
	Milestones []ImportColumn
	// Events are what a row stands for; one row may yield several.
	Events []ImportEvent
}

// Encoding is how the bytes of an export are read.
type Encoding string

// The encodings. A byte order mark of UTF-8 is tolerated with all of them and means UTF-8.
const (
	UTF8        Encoding = "utf-8"
	Latin1      Encoding = "latin1"
	Windows1252 Encoding = "windows-1252"
)

// ImportColumn is a value of the ticket read from a column.
type ImportColumn struct {
	Name   string // of the attribute or the event
	Column string // of the export
	Take   Take
	Time   bool // the value is a time; always so for milestones
}

// Take says which of several rows gives a ticket's value.
type Take uint8

// First takes the first row, Last the last row, in the order of the ticket's
// rows, of those that have a value: nulls are passed over, so that a value
// emptied later is still the last one there was. Earliest and Latest compare
// the times themselves, wherever the rows stand; they are for times only.
const (
	Last Take = iota
	First
	Earliest
	Latest
)

// Compares tells whether a take compares the values, and so wants times.
func (t Take) Compares() bool { return t == Earliest || t == Latest }

// ImportEvent is an event that a row of the export may stand for.
type ImportEvent struct {
	// Kind is the event's name; "" where KindFrom names the column that holds it.
	Kind, KindFrom string
	At             string // the column with its time; a row without one yields no such event
	Seq            string // a column of whole numbers that orders events of one instant, or ""
	// When is what the row's columns must meet; nil takes every row.
	When match.Condition
	// Changed are columns of which one must differ from the ticket's previous
	// row; the ticket's first row always does. None takes every row.
	Changed []string
}
