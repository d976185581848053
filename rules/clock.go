package rules

import (
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// State says what a clock is doing.
type State uint8

// The states of a clock.
const (
	Running State = iota
	Paused        // open, and its time stands still
	Stopped
	Cancelled
)

// Verdict says how a promise was kept.
type Verdict uint8

// The verdicts. Open means that nothing can be said yet: the clock has not
// stopped and is not past due. A clock past due is Missed although it is still Running.
const (
	Open Verdict = iota
	Exceeded
	Met
	Missed
	CancelledVerdict
	CancelledLate
	Unknown
)

// PausedSpan is a half-open stretch of real time in which a clock stood still.
type PausedSpan struct {
	From, To calendar.Instant // To is None while it lasts
	By       Kind             // the event that began it
	Ended    Kind             // the event that ended it; 0 while it lasts, and where the standard was taken away
	// Reopened says that the clock had stopped: the span is from the stop to the event that reopened it.
	Reopened bool
}

// CycleKey identifies a cycle of a ticket under a standard: its start, and a
// number from 0 if two cycles share one. A back-dated event renumbers nothing.
// A cycle without a readable start has calendar.None.
type CycleKey struct {
	Start calendar.Instant
	N     int32
}

// Clock is one cycle of a ticket under a standard, as it stood at an instant.
type Clock struct {
	Ticket  *Ticket
	Version *Version
	Place   int32            // of the standard in the Rulebook's histories
	AsOf    calendar.Instant // when it stood so
	Cycle   CycleKey
	Ordinal int32 // 1 for the ticket's first cycle; for people only
	Row     int32 // index into the standard's Targets; -1 where none was found
	State   State
	Verdict Verdict
	Reason  string // why unknown, the event that cancelled; "" otherwise

	StartedAt calendar.Instant
	// OpensAt is when the clock first ran: StartedAt, or the calendar's next opening.
	OpensAt calendar.Instant
	// DueAt is None when unknown, and while a pause may still move it.
	DueAt     calendar.Instant
	DesiredAt calendar.Instant // None where the row has no desired level, and while a pause may still move it
	StoppedAt calendar.Instant // the stop or cancel; None while open
	// NextAt is when an open clock must be looked at again: the next warning,
	// due + 1 µs, or of a late one the next escalation; None when nothing is to come but by an event, as while it is paused. Of a clock that is unknown since
	// an event lies in the future, when that has happened.
	NextAt calendar.Instant
	// Elapsed is the open time of the calendar between the start and the stop, or as of now, in which the clock was not paused.
	Elapsed time.Duration
	// PausedFor is the real time of Pauses until the stop, or as of now.
	PausedFor time.Duration
	// Pauses are in order and do not overlap; those that touch are of a stop that was reopened. They begin at the
	// start or later, and before the stop, at which one that lasted ends. The slice is the Result's.
	Pauses []PausedSpan
	// On is the calendar it runs on; nil where that is not known.
	On *calendar.Calendar
	// Remaining is the open time left before due, of a clock that is open and not late; 0 otherwise. Of a paused clock it is
	// as if it went on now.
	Remaining time.Duration
	// AtRisk says that it is open, not late, and past the first warn_at (or 75 % where there is none, or all were
	// dropped), or was when the pause began that lasts.
	AtRisk bool
	// RiskAt is when it comes, or came, to be at risk; None unless it is open and not late, and while a pause lasts before which it
	// was not.
	RiskAt calendar.Instant
}

// Standard gives the standard the clock is judged by.
func (c *Clock) Standard() *Standard { return c.Version.Standard }

// Target gives the row the clock is judged by; nil for a clock that is unknown before a row was found.
func (c *Clock) Target() *Target {
	if c.Row < 0 {
		return nil
	}
	return &c.Version.Standard.Targets[c.Row]
}

// Calendar gives the calendar the clock runs on; where that is not known, the standard's.
func (c *Clock) Calendar() *calendar.Calendar {
	if c.On != nil {
		return c.On
	}
	return c.Version.Standard.Calendar
}

// Reopenings counts how often the clock was reopened and went on.
func (c *Clock) Reopenings() int {
	n := 0
	for i := range c.Pauses {
		if c.Pauses[i].Reopened {
			n++
		}
	}
	return n
}

// Late tells whether the clock is still open and past due.
func (c *Clock) Late() bool { return !c.Ended() && c.Verdict == Missed }

// Ended tells whether the clock has stopped or was cancelled.
func (c *Clock) Ended() bool { return c.State == Stopped || c.State == Cancelled }
