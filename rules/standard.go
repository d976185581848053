package rules

import (
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

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
	// CalendarGone is the name of the row's own calendar where that is no longer defined, which happens to versions
	// recalled from a ledger; "" otherwise. Calendar is nil then, and a clock of the row is unknown.
	CalendarGone string
}

// String gives what the row promises, as one writes it: "2h", "next working day by 12:00", "due promised_at"; "exempt" of one
// that promises nothing.
func (t *Target) String() string {
	switch {
	case t.Exempt != "":
		return "exempt"
	case t.Due != "":
		return "due " + t.Due
	}
	return t.Within.String()
}

// Warning is one entry of warn_at: a share of the time, or what is left of it.
type Warning struct {
	Text string // as written, which is the stage's name: "80%", "15m left"
	// Share is in thousandths of a percent, 80% is 80000; 0 where Left is meant.
	Share int32
	Left  time.Duration // open time before due
}

// Escalation is one entry of escalate: who is told once a clock has been late for some open time outside pauses.
type Escalation struct {
	Stage string        // the stage's name: escalate, and After as written, "escalate 30m"
	After time.Duration // open, unpaused time past the due instant
	To    string        // the name of a route
}

// Standard is a promise to customers and how it is kept.
type Standard struct {
	ID       string
	Promise  string // in the customer's words
	Measure  Measure
	Calendar *calendar.Calendar
	// CalendarGone is the name of the calendar where it is no longer defined and Calendar is nil; "" otherwise.
	CalendarGone string
	AppliesTo    match.Condition // nil applies to every ticket
	Targets      []Target        // first match wins
	WarnAt       []Warning
	Escalate     []Escalation // in the order of After
	// Objective is the share to be kept per period in (0, 1]; 0 where none is set.
	Objective float64
	Route     string // the name of a route; "" where none is set
	// Sites are the calendars that the attribute of Measure.CalendarFrom may name, by name in lower case; nil where
	// the measure has none.
	Sites map[string]*calendar.Calendar
	// About is what it is about; it decides no verdict.
	About About
}

// Version is a standard as it was for the cycles that start in [LiveFrom, LiveUntil).
type Version struct {
	// LiveFrom is the start from which cycles are judged by it; calendar.None reaches back for ever.
	LiveFrom calendar.Instant
	// LiveUntil is the start from which another version judges, or none; calendar.None where there is no end. One at
	// or before LiveFrom is of a version that judges no cycle any more but those whose verdict it gave (see Pin).
	LiveUntil calendar.Instant
	// RetiredAt is when the standard was taken away, which cancels the clocks still open then; calendar.None where it was not.
	RetiredAt calendar.Instant
	// Hash identifies what decides a verdict: measure, applies_to, targets, calendar names.
	Hash     string
	Standard *Standard
}

// History is the versions of one standard, in the order of LiveFrom. The last is the one whose texts and route count.
type History []Version

// Live gives the version whose texts, warnings and route count now.
func (h History) Live() *Version { return &h[len(h)-1] }

// Since gives the histories of standards that have been as they are for ever.
func Since(standards ...*Standard) []History {
	histories := make([]History, len(standards))
	for i, s := range standards {
		histories[i] = History{{
			LiveFrom: calendar.None, LiveUntil: calendar.None, RetiredAt: calendar.None, Standard: s,
		}}
	}
	return histories
}
