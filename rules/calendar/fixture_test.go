package calendar_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the tests run where there are no zone files, too

	"github.com/yardstickd/yardstick/rules/calendar"
)

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func compile(t testing.TB, spec calendar.Spec) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Compile(spec)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func windows(t testing.TB, texts ...string) []calendar.Window {
	t.Helper()
	var all []calendar.Window
	for _, text := range texts {
		w, err := calendar.ParseWindow(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, w)
	}
	return all
}

// week opens the same hours on the given days.
func week(t testing.TB, days []time.Weekday, texts ...string) calendar.Week {
	t.Helper()
	var w calendar.Week
	for _, day := range days {
		w[day] = windows(t, texts...)
	}
	return w
}

var (
	everyDay = []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	weekdays = []time.Weekday{1, 2, 3, 4, 5}
)

func date(t testing.TB, text string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// stamp reads a time, in the calendar's zone unless it has an offset.
func stamp(t testing.TB, c *calendar.Calendar, text string) calendar.Instant {
	t.Helper()
	at, err := calendar.ParseStamp(text, c.Zone())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// supportBerlin has a lunch break, a short Friday, Christmas Eve till noon, a working Saturday and holidays.
func supportBerlin(t testing.TB) *calendar.Calendar {
	t.Helper()
	w := week(t, weekdays, "08:00-12:00", "12:45-18:00")
	w[time.Friday] = windows(t, "08:00-16:00")
	return compile(t, calendar.Spec{
		Name: "support-berlin", Location: location(t, "Europe/Berlin"), Week: w,
		Holidays: map[calendar.Date]string{
			date(t, "2026-04-03"): "Karfreitag", date(t, "2026-04-06"): "Ostermontag",
			date(t, "2026-12-24"): "Heiligabend", date(t, "2026-12-25"): "1. Weihnachtstag",
		},
		Exceptions: map[calendar.Date][]calendar.Window{
			date(t, "2026-12-24"): windows(t, "08:00-12:00"),
			date(t, "2026-12-31"): nil,
			date(t, "2027-01-16"): windows(t, "09:00-13:00"),
		},
	})
}

// nights opens from 22:00 to 06:00 on weekdays; 2026-06-18 (a Thursday) is a holiday.
func nights(t testing.TB) *calendar.Calendar {
	t.Helper()
	return compile(t, calendar.Spec{
		Name: "nights", Location: location(t, "Europe/Berlin"), Week: week(t, weekdays, "22:00-06:00"),
		Holidays: map[calendar.Date]string{date(t, "2026-06-18"): "a holiday"},
	})
}
