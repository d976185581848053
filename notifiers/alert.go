// Package notifiers says what is told to people and how a teller answers: the
// Alert, the Notifier, and the sorting of every answer into sent, retry,
// ambiguous and permanent.
//
// Notifiers only deliver and classify. Which alerts there are is decided by
// package monitor; whether and when to try again, too. The package imports
// none of its children, one folder per integration.
package notifiers

import (
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// Stage says what an alert is about. A warning's name (50%, 15m left) is in Alert.Warning.
type Stage string

// The stages. Kept and Withdrawn post nothing: they close the messages sent before.
const (
	Warn      Stage = "warning"
	Missed    Stage = "missed"
	Escalated Stage = "escalated" // late for so long that others are told, who have a route of their own
	Reminder  Stage = "reminder"  // somebody looked after it, that time is over, and it is still late
	Recovered Stage = "recovered"
	Kept      Stage = "kept"
	Withdrawn Stage = "withdrawn" // the data say now that nothing was to be told
)

// Presses tells whether a stage asks people to do something now.
func (s Stage) Presses() bool { return s == Warn || s == Missed || s == Escalated || s == Reminder }

// Alert is one thing to tell a team about one clock, with all that a message
// shows, as of the round that found it. Text out of a ticket is raw: each
// notifier escapes it for its medium.
type Alert struct {
	// Key is unique for ever and the same at every attempt:
	// source, ticket, standard, cycle, stage, episode.
	Key     string
	Stage   Stage
	Warning string // the warn_at entry as written, for Warn
	// Step is the escalate entry as written ("30m"), for Escalated.
	Step string
	// Ref stands for the clock in what people do from the message: a short text without meaning; "" where nothing can be done.
	Ref string

	Source, Ticket string
	Subject        string // "" where the source has no such attribute
	Customer       string
	Team           string
	Link           string // "" where the source has no link
	Standard       string // id
	Promise        string

	StartedAt calendar.Instant
	DueAt     calendar.Instant
	StoppedAt calendar.Instant // None while open
	AsOf      calendar.Instant // when the round looked
	// Left is the open time before due for Warn; Late is the real time past due for Missed, Escalated, Reminder and Recovered.
	Left, Late time.Duration
	// Mention is who is called when the message is posted. An update calls nobody.
	Mention []Mention
	// Care is what people said of the clock.
	Care Care
	// Location is the zone of the standard's calendar, in which instants are shown, with the UTC offset.
	Location *time.Location
}

// Mention is somebody to be called: just one field is set.
type Mention struct {
	Group string // a user group by its handle, without @; here and channel are groups, too
	Email string // a person by their e-mail address
}

// Care is what people said of a clock from its messages.
type Care struct {
	Acknowledged, Snoozed Said
	Excused               Excused
}

// Excused is that a miss is not held against the team.
type Excused struct {
	By, Why string // both "" where nobody said so
}

// Said is that somebody looks after a clock, or wants to hear no warnings of it, until an instant.
type Said struct {
	By    string // their name; "" where nothing was said
	Until calendar.Instant
}

// Holds tells whether it is so as of an instant.
func (s Said) Holds(at calendar.Instant) bool { return s.By != "" && at < s.Until }

// Summary is the one message that a channel gets when a source or a standard
// is connected: how much was late before anybody watched.
type Summary struct {
	Key    string
	Source string
	AsOf   calendar.Instant
	// Location is the zone in which AsOf is shown, that of the first of the standards; nil means UTC.
	Location *time.Location
	// Standards are in the order of the files.
	Standards []SummaryLine
}

// SummaryLine says how one standard stood when it was connected.
type SummaryLine struct {
	Standard, Promise string
	Late              int // open and past due now
	AtRisk            int // open, past a warning
	Missed            int // closed, missed, in all of the history
}
