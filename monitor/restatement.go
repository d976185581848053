package monitor

// Restatement is why a verdict that was given is given differently now.
type Restatement string

// The restatements.
const (
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
	// Retired: the standard was taken away.
	Retired Restatement = "retired"
	// Doubtful: nothing can be said any more, e.g. an event can't be read.
	Doubtful Restatement = "unknown"
	// DataCorrected: the events say something else now than when the verdict was given.
	DataCorrected Restatement = "corrected"
)
