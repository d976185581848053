package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

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

// Written gives a span as the standards language writes it: the values of within, by and cutoff, each "" where it has none.
func (s Span) Written() (within, by, cutoff string) {
	switch {
	case s.By >= 0:
		by = clockText(s.By)
	case s.By == ByClose && s.Days > 1:
		by = "close"
	}
	if s.Cutoff >= 0 {
		cutoff = clockText(s.Cutoff)
	}
	switch {
	case s.Unit == OpenTime:
		within = OpenText(s.Open)
	case s.Unit == CalendarDays:
		within = count(s.Days, "calendar day")
	case s.Days == 0:
		within = "same working day"
	case s.Days == 1 && s.By != NoClock:
		within = "next working day"
	default:
		within = count(s.Days, "working day")
	}
	return within, by, cutoff
}

// String gives a span in one line: "2h", "next working day by 12:00 (cutoff 15:00)".
func (s Span) String() string {
	text, by, cutoff := s.Written()
	if by != "" {
		text += " by " + by
	}
	if cutoff != "" {
		text += " (cutoff " + cutoff + ")"
	}
	return text
}

// OpenText gives a length of open time as the standards language writes it: "1h30m", "45s".
func OpenText(length time.Duration) string {
	text := length.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

func clockText(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

func count(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return strconv.Itoa(n) + " " + unit + "s"
}
