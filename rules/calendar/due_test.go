package calendar_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// spanOf makes a day form without `by` and `cutoff`.
func spanOf(unit calendar.Unit, days int) calendar.Span {
	return calendar.Span{Unit: unit, Days: days, By: calendar.NoClock, Cutoff: calendar.NoClock}
}

func workingDays(n int) calendar.Span  { return spanOf(calendar.WorkingDays, n) }
func calendarDays(n int) calendar.Span { return spanOf(calendar.CalendarDays, n) }

func by(s calendar.Span, minutes int) calendar.Span     { s.By = minutes; return s }
func cutoff(s calendar.Span, minutes int) calendar.Span { s.Cutoff = minutes; return s }

var (
	nextWorkingDay = by(workingDays(1), calendar.ByClose)
	sameWorkingDay = by(workingDays(0), calendar.ByClose)
	noon           = 12 * 60
)

func open(d time.Duration) calendar.Span {
	return calendar.Span{Open: d, By: calendar.NoClock, Cutoff: calendar.NoClock}
}

// Each block is one sentence of the standards language about times, in its order. March 2026: Friday the 27th;
// clocks go forward on Sunday the 29th; Good Friday is 3 April.
func TestDue(t *testing.T) {
	berlin, night := supportBerlin(t), nights(t)
	always := compile(t, calendar.Spec{Location: time.UTC, Always: true})
	everyHour := compile(t, calendar.Spec{Location: location(t, "Europe/Berlin"), Always: true})
	apia := compile(t, calendar.Spec{Location: location(t, "Pacific/Apia"), Week: week(t, weekdays, "09:00-17:00")})
	early := compile(t, calendar.Spec{Location: location(t, "Europe/Berlin"), Week: week(t, everyDay, "02:30-10:00")})
	evenings := compile(t, calendar.Spec{Location: time.UTC, Week: week(t, everyDay, "16:00-24:00")})
	aroundTheClock := compile(t, calendar.Spec{Location: time.UTC, Week: week(t, everyDay, "08:00-08:00")})
	for _, c := range []struct {
		says     string
		calendar *calendar.Calendar
		start    string
		span     calendar.Span
		want     string
	}{
		{"open time in the calendar", berlin, "2026-03-27 15:30", open(time.Hour), "2026-03-30 08:30"},
		{"over lunch", berlin, "2026-03-30 11:30", open(90 * time.Minute), "2026-03-30 13:45"},
		{"at closing, not at the next opening", berlin, "2026-03-27 15:30", open(30 * time.Minute), "2026-03-27 16:00"},
		{"real time in a 24x7 one", always, "2026-03-27 15:30", open(49 * time.Hour), "2026-03-29 16:30"},

		{"the same time of day, three working days on", berlin, "2026-03-23 10:00", workingDays(3), "2026-03-26 10:00"},
		{"over a weekend", berlin, "2026-03-26 10:00", workingDays(3), "2026-03-31 10:00"},
		{"over Easter", berlin, "2026-04-01 10:00", workingDays(3), "2026-04-08 10:00"},
		{"to the microsecond", berlin, "2026-03-23 10:00:00.000001", workingDays(3), "2026-03-26 10:00:00.000001"},

		{"next working day: the close of the day after", berlin, "2026-03-23 10:00", nextWorkingDay, "2026-03-24 18:00"},
		{"onto the short Friday", berlin, "2026-03-26 10:00", nextWorkingDay, "2026-03-27 16:00"},
		{"same working day: the close of that day", berlin, "2026-03-23 10:00", sameWorkingDay, "2026-03-23 18:00"},
		{"without by it is the close too", berlin, "2026-03-23 10:00", workingDays(0), "2026-03-23 18:00"},

		{"the same local time thirty dates later", berlin, "2026-03-10 10:00", calendarDays(30), "2026-04-09 10:00"},
		{"whatever DST does", berlin, "2026-03-28 23:00+01", calendarDays(1), "2026-03-29 23:00+02"},
		{"calendar days know no holidays", berlin, "2026-04-02 20:15", calendarDays(1), "2026-04-03 20:15"},

		{"by: that time on the day found", berlin, "2026-03-23 10:00", by(workingDays(1), noon), "2026-03-24 12:00"},
		{"by is never clamped", berlin, "2026-03-26 10:00", by(workingDays(1), 20*60), "2026-03-27 20:00"},
		{"nor moved out of a gap", berlin, "2026-03-23 10:00", by(workingDays(1), noon+15), "2026-03-24 12:15"},
		{"by 24:00", berlin, "2026-03-23 10:00", by(workingDays(1), 24*60), "2026-03-25 00:00"},
		{"by with calendar days", berlin, "2026-03-23 10:00", by(calendarDays(5), 9*60), "2026-03-28 09:00"},
		{"by close", berlin, "2026-03-23 10:00", by(workingDays(4), calendar.ByClose), "2026-03-27 16:00"},

		{"at the cutoff it still counts", berlin, "2026-03-23 15:00", cutoff(nextWorkingDay, 15*60), "2026-03-24 18:00"},
		{"later it counts for the next day", berlin, "2026-03-23 15:00:00.000001", cutoff(nextWorkingDay, 15*60), "2026-03-25 18:00"},
		{"by noon with a cutoff", berlin, "2026-03-26 16:00", cutoff(by(workingDays(1), noon), 15*60), "2026-03-30 12:00"},
		{"then at its first opening", berlin, "2026-03-23 15:30", cutoff(workingDays(1), 15*60), "2026-03-25 08:00"},
		{"a cutoff past the close: the close decides", berlin, "2026-03-27 16:30", cutoff(sameWorkingDay, 17*60), "2026-03-30 18:00"},

		{"a working day is one on which a window begins", night, "2026-06-19 23:00", workingDays(1), "2026-06-22 23:00"},
		{"a tail past midnight belongs to it", night, "2026-06-20 02:00", sameWorkingDay, "2026-06-20 06:00"},
		{"and keeps its time of day", night, "2026-06-16 02:00", workingDays(1), "2026-06-17 02:00"},
		{"its close ends the tail", night, "2026-06-15 23:00", nextWorkingDay, "2026-06-17 06:00"},
		{"no later than the close of the tail", night, "2026-06-16 06:00", sameWorkingDay, "2026-06-16 06:00"},
		{"after the tail it is the next day", night, "2026-06-16 06:00:01", sameWorkingDay, "2026-06-17 06:00"},
		{"a cutoff before midnight holds in the tail", night, "2026-06-16 02:00", cutoff(sameWorkingDay, 23*60), "2026-06-17 06:00"},
		{"a holiday cuts the tail, and so the close", night, "2026-06-17 23:00", sameWorkingDay, "2026-06-18 00:00"},
		{"a tail without its working day makes none", night, "2026-06-19 03:00", sameWorkingDay, "2026-06-20 06:00"},
		{"after exceptions: a half day closes early", berlin, "2026-12-23 10:00", nextWorkingDay, "2026-12-24 12:00"},
		{"a working Saturday is one", berlin, "2027-01-15 10:00", nextWorkingDay, "2027-01-16 13:00"},
		{"a closed exception is none", berlin, "2026-12-30 10:00", nextWorkingDay, "2027-01-01 16:00"},

		{"at the close it still counts for the day", berlin, "2026-03-27 16:00", nextWorkingDay, "2026-03-30 18:00"},
		{"after the close it does not", berlin, "2026-03-27 16:00:01", nextWorkingDay, "2026-03-31 18:00"},
		{"after the close: the next day's first opening", berlin, "2026-03-23 19:00", workingDays(1), "2026-03-25 08:00"},
		{"in a gap it moves to the gap's end", berlin, "2026-03-23 12:15", workingDays(1), "2026-03-24 12:45"},
		{"the gap begins at the close before it", berlin, "2026-03-23 12:00", workingDays(1), "2026-03-24 12:45"},
		{"before opening, to the opening", berlin, "2026-03-23 06:00", workingDays(1), "2026-03-24 08:00"},

		{"Saturday counts for Monday, so next is Tuesday", berlin, "2026-03-28 11:00", nextWorkingDay, "2026-03-31 18:00"},
		{"and same working day is Monday", berlin, "2026-03-28 11:00", sameWorkingDay, "2026-03-30 18:00"},

		{"clamped after the close", berlin, "2026-03-26 17:30", workingDays(1), "2026-03-27 16:00"},
		{"clamped in a gap, to the close before it", berlin, "2026-03-27 12:30", workingDays(1), "2026-03-30 12:00"},
		{"clamped before opening", berlin, "2027-01-15 08:30", workingDays(1), "2027-01-16 09:00"},

		{"a removed local time: after the gap", everyHour, "2026-03-28 02:30", calendarDays(1), "2026-03-29 03:00"},
		{"a removed by", early, "2026-03-28 09:00", by(workingDays(1), 150), "2026-03-29 03:00"},
		{"a removed opening", early, "2026-03-28 01:00", workingDays(1), "2026-03-29 03:00"},
		{"a skipped date: after the gap", apia, "2011-12-29 11:00", calendarDays(1), "2011-12-31 00:00"},
		{"a skipped date counts as a date", apia, "2011-12-28 11:00", calendarDays(4), "2012-01-01 11:00"},
		{"a skipped date is no working day", apia, "2011-12-29 11:00", workingDays(1), "2012-01-02 11:00"},
		{"twice: the first occurrence", everyHour, "2026-10-24 02:30", calendarDays(1), "2026-10-25 02:30+02"},
		{"also from the second", everyHour, "2026-10-25 02:30+01", calendarDays(1), "2026-10-26 02:30"},
		{"so it does after an evening", evenings, "2026-06-16 00:00", sameWorkingDay, "2026-06-17 00:00"},
		{"day meets day at 08:00: the one that begins", aroundTheClock, "2026-06-16 08:00", sameWorkingDay, "2026-06-17 08:00"},
		{"until then the one before", aroundTheClock, "2026-06-16 07:59:59.999999", sameWorkingDay, "2026-06-16 08:00"},
		{"24x7: midnight belongs to the day it begins", everyHour, "2026-06-16 00:00", sameWorkingDay, "2026-06-17 00:00"},
		{"24x7: working days are dates", everyHour, "2026-06-20 13:00", workingDays(2), "2026-06-22 13:00"},
	} {
		got, err := c.calendar.Due(stamp(t, c.calendar, c.start), c.span)
		if want := stamp(t, c.calendar, c.want); err != nil || got != want {
			t.Errorf("%s: from %s due %v (%v), want %v (%s)", c.says, c.start, got, err, want, c.want)
		}
	}
}

func TestDueErrors(t *testing.T) {
	c := supportBerlin(t)
	once := compile(t, calendar.Spec{Location: time.UTC, Exceptions: map[calendar.Date][]calendar.Window{
		date(t, "2020-02-29"): windows(t, "09:00-10:00"),
	}})
	for _, e := range []struct {
		name     string
		calendar *calendar.Calendar
		start    string
		span     calendar.Span
		want     error
	}{
		{"start before the years", c, "1989-12-31 12:00", workingDays(1), calendar.ErrOutOfRange},
		{"start after the years", c, "2061-01-02 12:00", calendarDays(1), calendar.ErrOutOfRange},
		{"working days beyond them", c, "2060-12-20 12:00", workingDays(20), calendar.ErrOutOfRange},
		{"calendar days beyond them", c, "2060-12-20 12:00", calendarDays(20), calendar.ErrOutOfRange},
		{"hours beyond them", c, "2060-12-20 12:00", open(1000 * time.Hour), calendar.ErrOutOfRange},
		{"an absurd number of days", c, "2026-12-20 12:00", calendarDays(math.MaxInt), calendar.ErrOutOfRange},
		{"an absurd number of working days", c, "2026-12-20 12:00", workingDays(math.MaxInt), calendar.ErrOutOfRange},
		{"negative days", c, "2026-12-20 12:00", calendarDays(-1), calendar.ErrNegative},
		{"negative hours", c, "2026-12-20 12:00", open(-1), calendar.ErrNegative},
		{"no working day any more", once, "2020-03-01 12:00", workingDays(0), calendar.ErrOutOfRange},
	} {
		at, err := e.calendar.Due(stamp(t, e.calendar, e.start), e.span)
		if !errors.Is(err, e.want) || at != calendar.None {
			t.Errorf("%s: %v, %v, want none and %v", e.name, at, err, e.want)
		}
	}
	if _, err := c.Due(calendar.None, workingDays(1)); !errors.Is(err, calendar.ErrOutOfRange) {
		t.Errorf("no start at all: %v", err)
	}
}
