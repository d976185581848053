package calendar

import "time"

// Unit says in what a Span is counted.
type Unit uint8

// The units of a Span.
const (
	OpenTime     Unit = iota // open time of the calendar: `2h`
	WorkingDays              // `3 working days`; 0 days is `same working day`
	CalendarDays             // `30 calendar days`
)

// NoClock is the By or Cutoff of a Span that has none; ByClose is the By of `by: close`.
const (
	NoClock = -1
	ByClose = -2
)

// Span is a promised length of time: one of the forms of `within` and
// `desired`, with `by` and `cutoff`.
type Span struct {
	Unit   Unit
	Open   time.Duration // OpenTime: the budget, > 0, whole microseconds
	Days   int           // the day forms: how many; 0 only with WorkingDays
	By     int           // minutes since local midnight, NoClock or ByClose (working days only)
	Cutoff int           // minutes since local midnight or NoClock (working days only)
}
