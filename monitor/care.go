package monitor

import (
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Care is what people said of a clock from its messages. The last word of each kind counts.
type Care struct {
	Acknowledged, Snoozed CareWord
}

// CareWord is that somebody looks after a clock, or wants to hear no warnings of it, until an instant.
type CareWord struct {
	// N counts the words of its kind of this clock, from 1; 0 where nothing was said.
	N  int32
	By string // who said it, as shown
	// At is when it was said, Until how long it holds.
	At, Until calendar.Instant
}

// Holds tells whether it is so as of an instant.
func (w CareWord) Holds(at calendar.Instant) bool { return w.N > 0 && at < w.Until }

// CareKind is a kind of words.
type CareKind string

// The kinds.
const (
	// Acknowledging: somebody looks after it; escalations are not told while it holds.
	Acknowledging CareKind = "acknowledge"
	// Snoozing: somebody wants to hear no warnings of it while it holds. A miss is told all the same.
	Snoozing CareKind = "snooze"
)

// CareSaying is something that is being said of a clock.
type CareSaying struct {
	Source string
	Clock  ClockKey
	Kind   CareKind
	By     string // as shown
	ByID   string // as the service knows them
	// At is when it is said, Until how long it is to hold.
	At, Until calendar.Instant
	// Request is the same when the same click comes again.
	Request string
}

// CareSaid is what became of a CareSaying.
type CareSaid struct {
	// State is the clock's when it was said; nothing is recorded of a clock that has ended.
	State rules.State
	// Known says that there is such a clock.
	Known bool
	// Word is what stands recorded for the request; N is 0 where nothing does.
	Word CareWord
	// Again says that it had been recorded before.
	Again bool
}

// CareStatement is a word that was said of a clock, for its history.
type CareStatement struct {
	Clock ClockKey
	Kind  CareKind
	CareWord
}
