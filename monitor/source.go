package monitor

import (
	"context"

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
	Read(ctx context.Context, q Query, each func(*Batch) error) (Tally, error)
}

// Query says which tickets to read.
type Query struct {
	// IDs are the only tickets wanted; nil means all.
	IDs []string
	// Now is when the reading happens: what is stamped later than 5 minutes after it lies in the future.
	Now calendar.Instant
	// Vocabulary numbers what is read; it must come from the same source.
	Vocabulary *rules.Vocabulary
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
