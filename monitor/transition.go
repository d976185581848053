package monitor

import (
	"crypto/sha256"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Reason says why a stage is told, or why not.
type Reason string

// The reasons. Tell, LateAttached and RiskAttached make a post; Close and those of a withdrawal update what
// was posted, and post nothing; the others make no intent.
const (
	// Tell: it is news; a message is posted.
	Tell Reason = "tell"
	// Close: a warning went out, and then it was done in time.
	Close Reason = "close"
	// CancelledLater: the clock was cancelled after something was to be told.
	CancelledLater Reason = "cancelled"
	// Gone: the ticket's data no longer start the clock, or its standard no longer applies.
	Gone Reason = "gone"
	// Corrected: a miss was to be told, and the data say now that it was done in time.
	Corrected Reason = "corrected"
	// Baseline: it was so before anybody watched; the summary speaks of it.
	Baseline Reason = "baseline"
	// Overtaken: a later warning, or escalation to the same route, found in the same round, speaks for it.
	Overtaken Reason = "overtaken"
	// OvertakenByMiss: a warning found only when the clock was past due.
	OvertakenByMiss Reason = "overtaken_by_miss"
	// AlreadyDone: a warning found only after the clock had stopped in time, or an escalation after it had stopped.
	AlreadyDone Reason = "already_done"
	// AlreadyCancelled: found only after the clock was cancelled.
	AlreadyCancelled Reason = "already_cancelled"
	// Merged: recovered before anybody was told of the miss; the miss's message shows when.
	Merged Reason = "merged"
	// BaselineMiss: the end of a miss that nobody was told of.
	BaselineMiss Reason = "baseline_miss"
	// Untold: the miss it ends was recorded without a message.
	Untold Reason = "untold"
	// Unrouted: the standard has no route.
	Unrouted Reason = "unrouted"
	// LateAttached: a change of the ticket or of the standards made the clock late at once; it is told, up to a few at a time.
	LateAttached Reason = "late_attached"
	// RiskAttached: a change of the ticket or of the standards put the clock past a warning at once; told like LateAttached.
	RiskAttached Reason = "risk_attached"
	// LateSummed: one more of many that a change made late, or put past a warning, at once; a notice tells how many.
	LateSummed Reason = "late_summed"
	// Carried: told already, of a clock that began later, before an earlier start was known.
	Carried Reason = "carried"
	// PausedMeanwhile: a warning found only when the clock stood still.
	PausedMeanwhile Reason = "paused_meanwhile"
	// Unclear: just before a warning left, nothing could be said of its clock any more.
	Unclear Reason = "unclear"
	// Acknowledged: an escalation that came to pass while somebody looked after the clock.
	Acknowledged Reason = "acknowledged"
	// Unsent: a miss was to be told and was dropped before it left, since it was no longer so; should it be so after all, it
	// is told as another one.
	Unsent Reason = "unsent"
	// Snoozed: a warning that came to pass while somebody wanted to hear none.
	Snoozed Reason = "snoozed"
	// StandardRetired: the standard was taken away after something was to be told.
	StandardRetired Reason = "retired"
	// TicketVanished: the ticket is no longer in its source.
	TicketVanished Reason = "vanished"
)

// Makes tells whether the reason makes an intent, and which.
func (r Reason) Makes() (Action, bool) {
	switch r {
	case Tell, LateAttached, RiskAttached:
		return Post, true
	case Close, CancelledLater, Gone, Corrected, StandardRetired, TicketVanished:
		return Update, true
	}
	return "", false
}

// ClockKey identifies a clock of one source for ever.
type ClockKey struct {
	Ticket, Standard string
	Cycle            rules.CycleKey
}

// Transition is one stage of a clock, found in a round and recorded once for
// ever: (source, clock, stage, episode) is unique in the ledger.
type Transition struct {
	Clock ClockKey
	// Stage is the stage's name: a warn_at entry as written, or the word of Kind.
	Stage string
	Kind  notifiers.Stage
	// Episode counts the misses of a clock that is reopened; 0 is the first.
	Episode int32
	At      calendar.Instant // when it came to pass
	FoundAt calendar.Instant // as of the round that found it
	Reason  Reason
}

// Withdraws tells whether what waits to be told of the clock is dropped with
// this transition: a warning by its successor or the miss, everything by the
// clock's end in time, or its withdrawal. An escalation and a reminder leave the miss, of which others are told; a warning
// that is not told itself, e.g. one that is new in the standards when the clock is late, leaves everything.
func (t *Transition) Withdraws() bool {
	switch t.Kind {
	case notifiers.Recovered, notifiers.Escalated, notifiers.Reminder:
		return false
	case notifiers.Warn:
		_, makes := t.Reason.Makes()
		return makes
	}
	return true
}

// Key gives the identity as one text, each part escaped so that no two collide.
func (t *Transition) Key(source string) string {
	return key(source, t.Clock.Ticket, t.Clock.Standard,
		strconv.FormatInt(int64(t.Clock.Cycle.Start), 10)+"."+strconv.Itoa(int(t.Clock.Cycle.N)),
		t.Stage, strconv.Itoa(int(t.Episode)))
}

// keyAt is the key of what is told in one more place: the first place has the transition's own key.
func keyAt(transition string, to notifiers.Place) string {
	return transition + "/" + key(string(to))
}

// longestPart is how long an escaped part of a key may be: keys are indexed, and a row of an index has room for 2.7 kB.
// What stands for a longer one begins with a character that no escaped text has.
const longestPart = 500

func key(parts ...string) string {
	for i := range parts {
		part := url.PathEscape(parts[i])
		if len(part) > longestPart {
			part = fmt.Sprintf("^sha256-%x", sha256.Sum256([]byte(parts[i])))
		}
		parts[i] = part
	}
	return strings.Join(parts, "/")
}
