package monitor

import (
	"time"

	"github.com/yardstickd/yardstick/notifiers"
)

// Member is an intent that a group tells.
type Member struct {
	ID     int64
	Source string
	Asked  Asked
	Alert  notifiers.Alert
}

// Refreshed is how a member of a group stands now.
type Refreshed struct {
	ID int64
	// Drop is why it is not told any more; "" where it is.
	Drop Reason
	// Back is how long it waits to be told, by another group or alone, since nobody can tell now how it stands; 0 for not at all.
	Back time.Duration
	// Now is the alert as it is now; nil where that is as it was.
	Now *notifiers.Alert
}

// QueueReport is how the outbox stands, for metrics and readiness.
type QueueReport struct {
	// Lines are by medium and state, of what is held, waits, is being sent or failed.
	Lines []QueueLine
	// Oldest is how long the intent that waits longest could have been claimed; 0 where none waits.
	Oldest time.Duration
}

// QueueLine counts intents.
type QueueLine struct {
	Medium string // chat, email or webhook
	State  AlertState
	N      int
}
