package monitor

import (
	"context"
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Source is where tickets come from. It is read-only and owned by somebody else.
type Source interface {
	// Name is the source's name in yardstick.yaml.
	Name() string
	// Vocabulary asks which attributes and event kinds the source has.
	Vocabulary(ctx context.Context) (*rules.Vocabulary, error)
	// Read streams tickets in batches, ordered by id. A batch, and all in it,
	// is valid only until the function returns. An error of the function ends the reading and is returned.
	Read(ctx context.Context, q Query, each func(*Batch) error) (Reading, error)
}

// Query says which tickets to read.
type Query struct {
	// IDs are the only tickets wanted; nil means all.
	IDs []string
	// Since asks only for tickets that changed, or have events that changed, since then; nil means all. A source that
	// can't tell gives all of them, and says so. It is used without IDs only.
	Since *Watermark
	// Overlap is how long before Since changes are read once more, since commits arrive late.
	Overlap time.Duration
	// Now is when the reading happens: what is stamped later than 5 minutes after it lies in the future.
	Now calendar.Instant
	// Vocabulary numbers what is read; it must come from the same source.
	Vocabulary *rules.Vocabulary
}

// Watermark is how far the changes of a source have been read, by the stamps of its two queries, which may come from
// different clocks. The zero value is not one: what has not been read is calendar.None.
type Watermark struct {
	Tickets calendar.Instant // the latest changed_at of the tickets query
	Events  calendar.Instant // the latest changed_at of the events query, or at where it has none
}

// NoWatermark is that of a source that was not read, or can't tell what changed.
var NoWatermark = Watermark{Tickets: calendar.None, Events: calendar.None}

// Reading says what a Read did.
type Reading struct {
	Tally Tally
	// Whole says that all tickets were read.
	Whole bool
	// Watermark is how far the changes are read now: at least Query.Since, and never later than the source's own clock.
	// It is NoWatermark where the source can't tell what changed, and of a reading of IDs.
	Watermark Watermark
	// Behind is how far a replica is behind the server that it follows, at most; 0 of one that follows none.
	Behind time.Duration
}

// Batch is some tickets.
type Batch struct {
	Tickets []rules.Ticket
}

// Tally counts what was read and what became of it. Used + SetAside = Read, always.
type Tally struct {
	Rows   Count
	Events Count
	// Reasons counts the rows and events set aside by reason, e.g. "no id".
	Reasons map[string]int
	// Samples are a few of the rows set aside, to be shown to people.
	Samples []SetAside
}

// Count counts rows: Used became tickets or events, SetAside could not.
type Count struct {
	Read, Used, SetAside int
}

// SetAside is one row that could not be used.
type SetAside struct {
	Source, Ticket string // the ticket's id where it could be read
	Reason         string
}
