package rules

import (
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// Ticket is one request of a customer as its source tells it: attributes and a
// timeline. A reader fills it; Replay sorts Events in place and changes nothing else.
type Ticket struct {
	Source string // the source's name in yardstick.yaml
	ID     string
	// Attributes are in the order of the source's Vocabulary.
	Attributes []match.Value
	Events     []Event
	// Lost are events of this ticket that were set aside. A clock whose measure
	// uses such a kind is unknown, since a lost stop would be a false miss.
	Lost []LostEvent
}

// Kind numbers an event kind within a Vocabulary. 0 is any kind the vocabulary does not name.
type Kind uint16

// Author says who caused an event.
type Author uint8

// The authors. NoAuthor (null, or a word that is none of the others) matches no selector.
const (
	NoAuthor Author = iota
	Customer
	Agent
	Bot
)

// Visibility says whether the customer could see an event.
type Visibility uint8

// The visibilities. NoVisibility (null) matches no selector.
const (
	NoVisibility Visibility = iota
	Public
	Private
)

// Event is something that happened to a ticket at an instant.
type Event struct {
	At     calendar.Instant
	Seq    int64 // order within one instant; means something only with HasSeq
	Kind   Kind
	Author Author
	Public Visibility
	HasSeq bool
	// Milestone says that the event is a column of the ticket row rather than a row of the events query.
	Milestone bool
	// Future says that At is later than the time of reading + 5 minutes, which the reader knows and a replay can't.
	Future bool
}

// LostEvent is an event that was set aside: its kind, and why.
type LostEvent struct {
	Kind   Kind
	Reason string // e.g. "opened: 'infinity' is not an instant"
}
