package monitor

import (
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Restatement is why a verdict that was given is given differently now; Vanished, NoLongerStarted and Retired also
// stand with a first verdict, since no event tells why the clock was cancelled.
type Restatement string

// The restatements.
const (
	// DoneLate: the miss has ended, late. The verdict is as it was; the instant of the end is new.
	DoneLate Restatement = "done_late"
	// Reopened: the clock had stopped, and was reopened.
	Reopened Restatement = "reopened"
	// CancelledAfter: the clock was cancelled after its due instant, which withdraws the miss.
	CancelledAfter Restatement = "cancelled"
	// Vanished: the ticket is no longer in its source.
	Vanished Restatement = "vanished"
	// Returned: the ticket had vanished and is there again.
	Returned Restatement = "returned"
	// NoLongerStarted: the ticket's events no longer start the clock, or its standard no longer applies.
	NoLongerStarted Restatement = "not_started"
	// StartedAgain: the clock was cancelled since nothing started it any more, and now something does.
	StartedAgain Restatement = "started_again"
	// Retired: the standard was taken away.
	Retired Restatement = "retired"
	// Doubtful: nothing can be said any more, e.g. an event can't be read.
	Doubtful Restatement = "unknown"
	// Cleared: nothing could be said, and now it can.
	Cleared Restatement = "known"
	// CalendarChanged: the events are as they were, but what is written in the standards counts their time differently:
	// what a calendar contains is always the latest.
	CalendarChanged Restatement = "calendar"
	// DataCorrected: the events say something else now than when the verdict was given.
	DataCorrected Restatement = "corrected"
)

// The reasons of clocks that were ended without an event that cancels.
const (
	// goneReason is of a clock that its ticket no longer has.
	goneReason = "the ticket no longer starts it, or its standard no longer applies"
	// vanishedReason is of a clock whose ticket is no longer in the source.
	vanishedReason = "its ticket is no longer in the source"
	// joinedReason is of a clock whose start joins an earlier one that came later.
	joinedReason = "its start joined an earlier one"
	// retiredReason is what a replay gives as the reason of a clock whose standard was taken away.
	retiredReason = "retired"
)

// restated tells whether a row says something else than the one before it, and why. rebased says that what is
// written in the standards has changed since.
func restated(before, after *ClockRow, pauses []rules.PausedSpan, rebased bool) (Restatement, bool) {
	stops := before.StoppedAt != after.StoppedAt
	if before.Verdict == after.Verdict && before.DueAt == after.DueAt && !stops {
		return "", false
	}
	switch {
	case after.Verdict == rules.Unknown:
		return Doubtful, before.Verdict != rules.Unknown
	case after.State == rules.Cancelled:
		return cancellation(after), true
	case before.Reason == vanishedReason && before.State == rules.Cancelled:
		return Returned, true
	case before.State == rules.Cancelled && (before.Reason == goneReason || before.Reason == joinedReason):
		return StartedAgain, true
	case before.Verdict == rules.Unknown:
		return Cleared, true
	case reopened(before, pauses):
		return Reopened, true
	case before.Verdict == rules.Missed && after.Verdict == rules.Missed && before.DueAt == after.DueAt && before.StoppedAt == calendar.None:
		return DoneLate, true
	case rebased && !stops && before.StartedAt == after.StartedAt && before.Version == after.Version:
		return CalendarChanged, true
	}
	return DataCorrected, true
}

// cancellation tells why a clock was cancelled.
func cancellation(row *ClockRow) Restatement {
	switch row.Reason {
	case vanishedReason:
		return Vanished
	case goneReason, joinedReason:
		return NoLongerStarted
	case retiredReason:
		return Retired
	}
	return CancelledAfter
}

// reopened tells whether a clock that had stopped was reopened since.
func reopened(before *ClockRow, pauses []rules.PausedSpan) bool {
	if before.State != rules.Stopped {
		return false
	}
	for i := range pauses {
		if pauses[i].Reopened && pauses[i].From >= before.StoppedAt {
			return true
		}
	}
	return false
}
