package monitor

import (
	"context"
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Ledger is what a round needs to remember. Its methods are called by one round at a time.
type Ledger interface {
	// Connect records, for each standard that the source has not been judged by
	// before, that its first round is at an instant, and tells what is known of all of them.
	Connect(ctx context.Context, source string, standards []string, at calendar.Instant) (Connection, error)
	// Recorded fills into with the clocks that are recorded for the tickets.
	Recorded(ctx context.Context, source string, tickets []string, into Records) error
	// Commit writes a batch in one transaction, all of it or nothing. What is
	// recorded already is left as it is, and makes no intent.
	Commit(ctx context.Context, c *Change) (Effect, error)
	// Summarize records that the first round of the standards is complete,
	// together with the messages that say what it found.
	Summarize(ctx context.Context, source string, standards []string, at calendar.Instant, messages []SummaryIntent) error
}

// Outbox is what delivery needs of the ledger. Leases and pace go by the
// clock of the ledger's database, so that processes need not agree on the time.
type Outbox interface {
	// Claim takes up to limit intents whose time has come: at most one a place,
	// each place at most once a second and while no more than one of its is
	// claimed already, and one at a time of each clock. With an error it may still give some: they are claimed.
	Claim(ctx context.Context, notifier string, lease time.Duration, limit int) ([]Claim, error)
	// Settle ends a claim; false says that the claim was no longer ours, and nothing was done.
	Settle(ctx context.Context, c *Claim, s Settlement) (bool, error)
	// Wait tells how long it is until something may be claimed; false if nothing waits.
	Wait(ctx context.Context) (time.Duration, bool, error)
}

// Connection is what the ledger knows of a source.
type Connection struct {
	// Fresh says that no clock of the source is recorded.
	Fresh bool
	// FirstRound is when each standard was first judged on this source.
	FirstRound map[string]calendar.Instant
	// Unsummed are the standards whose first round is not complete, in no order.
	Unsummed []string
}

// ClockRow is what the ledger keeps of a clock. It is comparable: a row that
// equals the recorded one is not written.
type ClockRow struct {
	Key     ClockKey
	Ordinal int32
	Row     int32
	Version string // hash
	State   rules.State
	Verdict rules.Verdict
	Reason  string

	StartedAt, OpensAt, DueAt, DesiredAt, NextAt, StoppedAt calendar.Instant
	// Elapsed is kept of a clock that has ended; of a running one it changes all the time and is 0 here.
	Elapsed time.Duration
	// Baseline names the stages that were passed before the first round, one a line.
	// They are as good as recorded: a million old misses need no million transitions.
	Baseline string
}

// KeyOf gives a clock's key.
func KeyOf(c *rules.Clock) ClockKey {
	return ClockKey{Ticket: c.Ticket.ID, Standard: c.Standard().ID, Cycle: c.Cycle}
}

// RowOf gives what is kept of a clock, with an empty Baseline.
func RowOf(c *rules.Clock) ClockRow {
	row := ClockRow{
		Key:     KeyOf(c),
		Ordinal: c.Ordinal, Row: c.Row, Version: c.Version.Hash,
		State: c.State, Verdict: c.Verdict, Reason: c.Reason,
		StartedAt: c.StartedAt, OpensAt: c.OpensAt, DueAt: c.DueAt, DesiredAt: c.DesiredAt,
		NextAt: c.NextAt, StoppedAt: c.StoppedAt,
	}
	if c.Ended() {
		row.Elapsed = c.Elapsed
	}
	return row
}

// Recorded is a clock as the ledger has it; the zero value is a clock it does not have.
type Recorded struct {
	// Known says that Row is recorded. Stages may be without: another round may be writing.
	Known  bool
	Row    ClockRow
	Stages []RecordedStage
}

// RecordedStage is a transition as the ledger has it.
type RecordedStage struct {
	Transition
	// Alert is where its intent stands; "" where it made none.
	Alert AlertState
}

// Records are recorded clocks of one source.
type Records map[ClockKey]*Recorded

// Change is what one batch writes.
type Change struct {
	Source string
	// Fresh says that the ledger has no clock of these tickets, so that rows may go straight in.
	Fresh       bool
	Clocks      []ClockRow
	Transitions []Transition
	Intents     []Intent
}

// Empty tells whether there is nothing to write.
func (c *Change) Empty() bool { return len(c.Clocks) == 0 && len(c.Transitions) == 0 }

// Effect counts what a commit really wrote.
type Effect struct {
	Clocks, Transitions, Intents, Withdrawn int
}
