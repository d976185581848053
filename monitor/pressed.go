package monitor

import (
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Pressed is a clock that is late, or at risk, as the ledger has it.
type Pressed struct {
	Source           string
	Clock            ClockKey
	State            rules.State
	StartedAt, DueAt calendar.Instant
	// Shown is what was last written for people about it; nil where nothing was.
	Shown *notifiers.Alert
}

// Alerted is the clock that a message speaks of.
type Alerted struct {
	Source string
	Clock  ClockKey
	// Alert is what was written into the message.
	Alert notifiers.Alert
}
