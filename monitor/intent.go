package monitor

import (
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Action is what delivery does with an intent.
type Action string

// The actions.
const (
	Post   Action = "post"   // a new message
	Update Action = "update" // the clock's messages, rendered anew; may be repeated freely
)

// AlertState is where an intent stands.
//
//	held ──its time comes──► pending ──claim──► sending ──mark──► sent
//	                          ▲ │ │              │ │ └──permanent──► failed
//	                          │ │ └─withdrawn,───┼─┼──► dropped
//	                          │ │    overtaken   │ └──ambiguous, or the lease ended──► unsure
//	                          │ └──many wait─────┼──► grouped                           │
//	                          └──retry───────────┘          look: there ──► sent ◄──────┤
//	                          └──────────────────────── look: not there, doubtful ◄─────┘
//
// docs/adr/0016 goes through it step by step.
type AlertState string

// The states of an intent.
const (
	Held    AlertState = "held" // back by quiet hours
	Pending AlertState = "pending"
	Sending AlertState = "sending" // claimed, until its lease ends
	Unsure  AlertState = "unsure"  // it may have been sent: look before sending again
	Sent    AlertState = "sent"
	Grouped AlertState = "grouped" // told by a group, and as far as that is
	Dropped AlertState = "dropped" // never sent, and never will be
	Failed  AlertState = "failed"  // it will not work until somebody changes something
)

// Open tells whether the intent was, or still may be, seen by people.
func (s AlertState) Open() bool {
	switch s {
	case Held, Pending, Sending, Unsure, Sent, Grouped:
		return true
	}
	return false
}

// Intent is the decision to tell people of a transition in one place, written in the
// transaction that recorded it.
type Intent struct {
	Transition int // place in Change.Transitions
	Action     Action
	Route      string
	Place      notifiers.Place
	Alert      notifiers.Alert
	// Hold is how long it is held back by quiet hours, in real time; 0 for not at all.
	Hold time.Duration
}

// SummaryIntent is the one message a place gets on a first round.
type SummaryIntent struct {
	Place   notifiers.Place
	Summary notifiers.Summary
}

// NoticeIntent is a notice for a place.
type NoticeIntent struct {
	Place  notifiers.Place
	Notice notifiers.Notice
}

// Claim is an intent that this process alone may deliver until its lease ends.
type Claim struct {
	ID      int64
	Attempt int32 // the fence: a mark with an older attempt does nothing
	// Failures counts the attempts before this one that failed; it decides on how long to wait.
	Failures int32
	Action   Action
	Place    notifiers.Place
	// Message is what to tell. Of a group, a page and a file it is no more than the key: see Outbox.Compose; of a digest likewise: see
	// Outbox.DigestOf.
	Message notifiers.Message
	// Clock is the clock that it speaks of, of Source; nil for a group, a page, a file, a digest, a summary, a notice.
	Clock  *ClockKey
	Source string
	// Stage is the stage's name, Episode which of its kind; of a clock alone.
	Stage   string
	Episode int32
	// Since is when it was first claimed: from then on it may be found.
	Since calendar.Instant
	// Doubtful says that it may have been sent before, though it was looked for and not found.
	Doubtful bool
	// Posted are the messages that stand in the place for what it speaks of, earliest first. A post answers the last of
	// them, after that was updated; an update renders all of them anew. A post without opens a thread.
	Posted []Posted
}

// Opening is the message that a post answers; nil for one that stands by itself.
func (c *Claim) Opening() *Posted {
	if len(c.Posted) == 0 {
		return nil
	}
	return &c.Posted[len(c.Posted)-1]
}

// Look is a place in which claims are to be looked for, all of them in one thread, or none in any. Each is settled by itself.
type Look struct {
	Place notifiers.Place
	// Thread is the message whose answers they are; nil for those that stand by themselves.
	Thread *Posted
	// Since is when the earliest of them was first claimed.
	Since  calendar.Instant
	Claims []Claim
}

// Posted is a message that stands somewhere.
type Posted struct {
	ID       int64 // of the intent that it came from
	Key      string
	Place    notifiers.Place
	Notifier string // which posted it
	Receipt  notifiers.Receipt
}

// Settlement is how a claim ended.
type Settlement struct {
	State   AlertState // Sent, Pending (again), Unsure, Dropped or Failed
	Receipt notifiers.Receipt
	// Notifier is the name of the one that was used; "" where none was.
	Notifier string
	// Again is how long to wait before the next attempt, for Pending and Unsure.
	Again time.Duration
	// Quiet is how long the place is to be left alone; 0 for no longer than the pace demands.
	Quiet time.Duration
	// Reason is short, for people and metrics, and never holds a secret.
	Reason string
	// Doubtful says that it may have been sent, though it was not found.
	Doubtful bool
	// Blameless says that the attempt failed for no reason of the place: it does not count among the failures.
	Blameless bool
	// Gone are the Posted, by ID, that were deleted: nothing answers them from now on.
	Gone []int64
	// Told is the alert as it was told, where it was asked for anew; nil where that is as it was claimed.
	Told *notifiers.Alert
}
