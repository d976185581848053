package calendar_test

import (
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

func TestSpanText(t *testing.T) {
	const none, closing = calendar.NoClock, calendar.ByClose
	open := func(d time.Duration) calendar.Span {
		return calendar.Span{Unit: calendar.OpenTime, Open: d, By: none, Cutoff: none}
	}
	working := func(days, by, cutoff int) calendar.Span {
		return calendar.Span{Unit: calendar.WorkingDays, Days: days, By: by, Cutoff: cutoff}
	}
	for _, c := range []struct {
		span                 calendar.Span
		within, by, cut, one string
	}{
		{open(2 * time.Hour), "2h", "", "", "2h"},
		{open(90 * time.Minute), "1h30m", "", "", "1h30m"},
		{open(30 * time.Minute), "30m", "", "", "30m"},
		{open(45 * time.Second), "45s", "", "", "45s"},
		{open(10*time.Hour + time.Second), "10h0m1s", "", "", "10h0m1s"},
		{working(0, closing, none), "same working day", "", "", "same working day"},
		{working(0, 16*60, 12*60), "same working day", "16:00", "12:00", "same working day by 16:00 (cutoff 12:00)"},
		{working(1, closing, none), "next working day", "", "", "next working day"},
		{working(1, 12*60, 15*60), "next working day", "12:00", "15:00", "next working day by 12:00 (cutoff 15:00)"},
		{working(1, none, none), "1 working day", "", "", "1 working day"},
		{working(3, none, 9*60+5), "3 working days", "", "09:05", "3 working days (cutoff 09:05)"},
		{working(3, closing, none), "3 working days", "close", "", "3 working days by close"},
		{calendar.Span{Unit: calendar.CalendarDays, Days: 1, By: none, Cutoff: none}, "1 calendar day", "", "", "1 calendar day"},
		{calendar.Span{Unit: calendar.CalendarDays, Days: 30, By: 24 * 60, Cutoff: none}, "30 calendar days", "24:00", "", "30 calendar days by 24:00"},
	} {
		if within, by, cut := c.span.Written(); within != c.within || by != c.by || cut != c.cut {
			t.Errorf("%+v: %q %q %q", c.span, within, by, cut)
		}
		if got := c.span.String(); got != c.one {
			t.Errorf("%+v: %q, want %q", c.span, got, c.one)
		}
	}
}
