package calendar

import "time"

// FirstYear and LastYear bound what a compiled calendar covers; beyond them
// there is no answer (ErrOutOfRange), never a guess.
const (
	FirstYear = 1990
	LastYear  = 2060
)

// Window is a stretch of open wall-clock time that begins on a date, in
// minutes since that date's midnight: 0 ≤ Open < 1440, Open < Close ≤ Open+1440.
// A Close above 1440 runs over midnight into the next date.
type Window struct {
	Open, Close int
}

// Week holds the windows that begin on each day of the week, by time.Weekday.
// Overlapping and touching windows unite.
type Week [7][]Window

// Spec is a calendar as it is written, with every name already resolved.
type Spec struct {
	Name     string
	Location *time.Location
	// Always means 24x7: open at every instant (holidays and exceptions still close).
	Always bool
	Week   Week
	// Holidays are dates that are closed from 00:00 to 24:00 wall clock, also
	// the tail of last night's window, with the holiday's name.
	Holidays map[Date]string
	// Exceptions are dates with hours of their own; they win over Holidays and
	// the week. No windows means closed. Nothing else is open on that date: the
	// tail of the night before is cut as a holiday cuts it.
	Exceptions map[Date][]Window
}
