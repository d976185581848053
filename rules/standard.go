package rules

import (
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// Measure says how a clock runs: which event kinds start, stop and cancel it.
type Measure struct {
	Name   string
	Start  []string // at least one
	Stop   []string // at least one
	Cancel []string
}

// Target is one row of a standard's targets: for which tickets, and what is
// promised to them. Just one of Within, Due and Exempt is set.
type Target struct {
	When   match.Condition // nil matches every ticket
	Within *calendar.Span  // the promised time
	Due    string          // the attribute that carries the promised instant
	Exempt string          // why such tickets have no promise
	// Desired is the level at or below which a promise kept is exceeded; nil where there is none.
	Desired *calendar.Span
	// Calendar is the row's own calendar, nil for the standard's.
	Calendar *calendar.Calendar
}

// Warning is one entry of warn_at: a share of the time, or what is left of it.
type Warning struct {
	Text string // as written, which is the stage's name: "80%", "15m left"
	// Share is in thousandths of a percent, 80% is 80000; 0 where Left is meant.
	Share int32
	Left  time.Duration // open time before due
}

// Standard is a promise to customers and how it is kept.
type Standard struct {
	ID        string
	Promise   string // in the customer's words
	Measure   Measure
	Calendar  *calendar.Calendar
	AppliesTo match.Condition // nil applies to every ticket
	Targets   []Target        // first match wins
	WarnAt    []Warning
	// Objective is the share to be kept per period in (0, 1]; 0 where none is set.
	Objective float64
	Route     string // the name of a route; "" where none is set
}

// Version is a standard as it was from an instant on.
type Version struct {
	// LiveFrom is the start from which cycles are judged by it; calendar.None reaches back for ever.
	LiveFrom calendar.Instant
	// Hash identifies what decides a verdict: measure, applies_to, targets, calendar names.
	Hash     string
	Standard *Standard
}

// History is the versions of one standard, earliest first.
type History []Version

// Since gives the histories of standards that have been as they are for ever.
func Since(standards ...*Standard) []History {
	histories := make([]History, len(standards))
	for i, s := range standards {
		histories[i] = History{{LiveFrom: calendar.None, Standard: s}}
	}
	return histories
}
