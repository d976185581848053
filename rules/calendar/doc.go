// Package calendar is the arithmetic of open time: which instants count, how
// much open time lies between two of them, and when a promised time is used up.
//
// The whole of it rests on one rule, the wall clock rule: an instant is open
// when the wall clock in the calendar's zone shows a minute inside a window and
// a date that is not closed. So an hour that daylight saving time repeats
// counts twice, one that it removes counts not at all, and a holiday closes its
// local date from 00:00 to 24:00, the tail of last night's window included.
//
// Compile expands that rule once into half-open intervals of UTC, from
// FirstYear to LastYear; Add and Between only look them up. The day forms (Due)
// work on dates and wall clock times and ask the Zone for the instant at the end.
//
// The package is pure: it reads no clock and loads no zone, so the caller gives
// it a time.Location. It does not know where holidays come from either.
package calendar
