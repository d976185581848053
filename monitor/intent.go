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
//	pending ──claim──► sending ──mark──► sent
//	   ▲ ◄──retry──────┤  │  └──permanent──► failed
//	   │               │  └──ambiguous──► unsure ──claim, look first──► sending
//	   └─ withdrawn ──► dropped
type AlertState string

// The states of an intent.
const (
	Pending AlertState = "pending"
	Sending AlertState = "sending" // claimed, until its lease ends
	Unsure  AlertState = "unsure"  // it may have been sent: look before sending again
	Sent    AlertState = "sent"
	Dropped AlertState = "dropped" // never sent, and never will be
	Failed  AlertState = "failed"  // it will not work until somebody changes something
)

// Open tells whether the intent was, or still may be, seen by people.
func (s AlertState) Open() bool {
	return s == Pending || s == Sending || s == Unsure || s == Sent
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
	Action  Action
	Place   notifiers.Place
	Message notifiers.Message
	// Clock is the clock that it speaks of, of Source; nil for a group, a summary, a notice.
	Clock  *ClockKey
	Source string
	// Look says that it may have been sent before: look for it, since Since, before sending.
	Look  bool
	Since calendar.Instant
	// Posted are the messages an Update renders anew, earliest first.
	Posted []Posted
}

// Posted is a message that stands somewhere.
type Posted struct {
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
}
