package monitor

import "github.com/yardstickd/yardstick/rules/calendar"

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
