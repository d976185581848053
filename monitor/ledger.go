package monitor

import (
	"context"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// Ledger is what a round needs to remember. Its methods are called by one round at a time.
type Ledger interface {
	// Connect records, for each standard that the source has not been judged by
	// before, that its first round is at an instant, and tells what is known of all of them.
	Connect(ctx context.Context, source string, standards []string, at calendar.Instant) (Connection, error)
	// Recorded fills into with the clocks that are recorded for the tickets.
	Recorded(ctx context.Context, source string, tickets []string, into Records) error
	// Commit writes a batch in one transaction, all of it or nothing. What is
	// recorded already is left as it is, and makes no intent. Of a clock that is recorded as of a later instant
	// than the change's nothing is written: no row, verdict, transition or intent.
	Commit(ctx context.Context, c *Change) (Effect, error)
	// Summarize records that the first round of the standards is complete,
	// together with the messages that say what it found.
	Summarize(ctx context.Context, source string, standards []string, at calendar.Instant, messages []SummaryIntent) error
}

// Terms are what is claimed by.
type Terms struct {
	Lease time.Duration
	Limit int
	// GroupOver is how many posts may wait in a place before they are told in one; 0 for that they never are.
	GroupOver int
}

// Outbox is what delivery needs of the ledger. Leases and pace go by the
// clock of the ledger's database, so that processes need not agree on the time.
type Outbox interface {
	// Claim takes up to limit intents whose time has come, to be sent: at most one a place,
	// each place at most once a second and while no more than one of its is
	// claimed already, and one at a time of each clock and place. Where more wait in a place than Terms say, they wait for a
	// group. With an error it may still give some: they are claimed.
	Claim(ctx context.Context, t Terms) ([]Claim, error)
	// Storms gives places in which a group may be made now.
	Storms(ctx context.Context, t Terms) ([]notifiers.Place, error)
	// Group makes one group of what waits in a place and claims it, in one transaction, which may take seconds. false says
	// that there is nothing to group after all, or that another is at it.
	Group(ctx context.Context, t Terms, place notifiers.Place) (Claim, bool, error)
	// Looks takes posts that may have been sent, to be looked for: all of a place at once, up to a hundred, beside its
	// pace. t.Limit is how many searches.
	Looks(ctx context.Context, t Terms) ([]Look, error)
	// Settle ends a claim; false says that the claim was no longer ours, and nothing was done.
	Settle(ctx context.Context, c *Claim, s Settlement) (bool, error)
	// Wait tells how long it is until something may be claimed; false if nothing waits.
	Wait(ctx context.Context, t Terms) (time.Duration, bool, error)
	// Touch makes an intent of updating what stands for a clock, in each place where something does. Those that
	// wait for the same message are one.
	Touch(ctx context.Context, source string, clock ClockKey) error
	// Redo makes an intent of updating what a claim was to answer or to update: it is no longer ours, and what we rendered may
	// stand in place of something newer.
	Redo(ctx context.Context, c *Claim) error

	// Members gives up to limit of those that a claimed group tells, after one of them (0 for from the first), and holds
	// the claim for another lease. false says that the claim is no longer ours.
	Members(ctx context.Context, c *Claim, lease time.Duration, after int64, limit int) ([]Member, bool, error)
	// Refresh says of members of a claimed group how they stand now. false says that the claim is no longer ours.
	Refresh(ctx context.Context, c *Claim, fresh []Refreshed) (bool, error)
	// Compose gives what a claimed group or page shows, as the ledger knows it; of a file all but the content.
	Compose(ctx context.Context, c *Claim) (notifiers.Message, error)
	// List calls each for all clocks of the group of a claimed file, those due first first.
	List(ctx context.Context, c *Claim, each func(*notifiers.Alert) error) error
	// DigestOf gives the digest that a claim tells, or whose file it is.
	DigestOf(ctx context.Context, c *Claim) (*notifiers.Digest, error)
}

// Connection is what the ledger knows of a source.
type Connection struct {
	// Fresh says that no clock of the source is recorded.
	Fresh bool
	// FirstRound is when each standard was first judged on this source.
	FirstRound map[string]calendar.Instant
	// Unsummed are the standards whose first round is not complete, in no order.
	Unsummed []string
	// Mark is how far the source has been judged; NoMark where it never was.
	Mark Mark
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
	// Calendar is the name of the calendar it runs on, as it was when the row was written; "" where that is not known.
	Calendar string
	// Elapsed is kept of a clock that has ended; of a running one it changes all the time and is 0 here.
	Elapsed time.Duration
	// Baseline names the stages that were passed before the first round, one a line.
	// They are as good as recorded: a million old misses need no million transitions.
	Baseline string
	// Fact is what it counts as in reports.
	Fact compliance.Fact
	// RiskAt is when an open clock comes to be at risk: the first warn_at, or 75 % of its time; None once it has ended, and while
	// that is not known.
	RiskAt calendar.Instant
	// Subject, Team and Customer are the ticket's, each cut to 200 characters: lists of open clocks show the first and are filtered by
	// the others. "" once it has ended, and where the ticket has none.
	Subject, Team, Customer string
}

// KeyOf gives a clock's key.
func KeyOf(c *rules.Clock) ClockKey {
	return ClockKey{Ticket: c.Ticket.ID, Standard: c.Standard().ID, Cycle: c.Cycle}
}

// RowOf gives what is kept of a clock, with an empty Baseline and none of what reports and lists know of it.
func RowOf(c *rules.Clock) ClockRow {
	row := ClockRow{
		Key:     KeyOf(c),
		Ordinal: c.Ordinal, Row: c.Row, Version: c.Version.Hash,
		State: c.State, Verdict: c.Verdict, Reason: c.Reason,
		StartedAt: c.StartedAt, OpensAt: c.OpensAt, DueAt: c.DueAt, DesiredAt: c.DesiredAt,
		NextAt: c.NextAt, StoppedAt: c.StoppedAt, RiskAt: calendar.None,
	}
	if on := c.Calendar(); on != nil {
		row.Calendar = on.Name()
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
	// AsOf is the instant that Row was judged as of. What is older must not replace it.
	AsOf calendar.Instant
	// Care is what people said of it.
	Care Care
}

// RecordedStage is a transition as the ledger has it.
type RecordedStage struct {
	Transition
	// Alert is where its intent stands; "" where it made none.
	Alert AlertState
	// Route is the name of the route by which it was to be told; "" where it was not, and of a route without a name.
	Route string
}

// Records are recorded clocks of one source.
type Records map[ClockKey]*Recorded

// VerdictRow is one verdict that was given, kept for ever: the statement, and what it was made under. A verdict
// that changes is given again, with the one before and the reason; the old row stays.
type VerdictRow struct {
	Key      ClockKey
	Verdict  rules.Verdict // Open where a verdict was taken back, e.g. by a reopening
	Previous rules.Verdict // Open where it is the first
	Reason   Restatement   // "" where it is the first
	AsOf     calendar.Instant
	// The clock as it stood.
	State            rules.State
	Version          string // hash
	Row              int32
	DueAt, StoppedAt calendar.Instant
	Elapsed          time.Duration
	// Attributes are the ticket's attributes that the version asks about, as a JSON object of texts and nulls.
	Attributes string
}

// Mark is how far a source has been judged. It moves in the transaction of the last batch that it covers.
type Mark struct {
	Watermark Watermark
	// Basis identifies what the clocks were judged by, the mapping of the source and all that is written in the standards, and how
	// reports count them. With another one all tickets have to be judged anew.
	Basis string
	// RoundAt and ReconciledAt are when the last round and the last reconciliation judged; None for never.
	RoundAt, ReconciledAt calendar.Instant
}

// NoMark is that of a source that was never judged.
var NoMark = Mark{Watermark: NoWatermark, RoundAt: calendar.None, ReconciledAt: calendar.None}

// Agenda is what is to come, as the ledger knows it.
type Agenda interface {
	// Due gives up to limit tickets of which a clock must be looked at by an instant, those longest due first, without those given.
	Due(ctx context.Context, source string, by calendar.Instant, without []string, limit int) ([]string, error)
	// Next gives the earliest instant after another at which a clock must be looked at; None if there is none.
	Next(ctx context.Context, source string, after calendar.Instant) (calendar.Instant, error)
	// Open gives up to limit tickets, ordered by id and after one ("" for the first), of which a clock is open and was
	// last judged no later than an instant.
	Open(ctx context.Context, source, after string, judged calendar.Instant, limit int) ([]string, error)
}

// Change is what one batch writes.
type Change struct {
	Source string
	// AsOf is the instant that all of it was judged as of. A clock that is recorded as of a later one is left as it is.
	AsOf calendar.Instant
	// Reading is what a reading of the whole source found, that the batch is the last of; nil leaves what is known.
	Reading *compliance.Reading
	// Mark moves how far the source has been judged, unless a later round did already; nil leaves it.
	Mark *Mark
	// Verdicts are at most one of a clock, whose row is recorded or among Clocks. One that says what the last one of its
	// clock said, the verdict and the due and stop instants, is not written.
	Verdicts []VerdictRow
	// Fresh says that the ledger has no clock of these tickets, so that rows may go straight in.
	Fresh       bool
	Clocks      []ClockRow
	Transitions []Transition
	Intents     []Intent
}

// Empty tells whether there is nothing to write.
func (c *Change) Empty() bool {
	return len(c.Clocks) == 0 && len(c.Verdicts) == 0 && len(c.Transitions) == 0 && c.Mark == nil && c.Reading == nil
}

// Effect counts what a commit really wrote.
type Effect struct {
	Clocks, Verdicts, Transitions, Intents, Withdrawn int
}
