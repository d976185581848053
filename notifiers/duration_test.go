package notifiers

import (
	"math"
	"testing"
	"time"
)

func TestDurations(t *testing.T) {
	const day = 24 * time.Hour
	for _, c := range []struct {
		d          time.Duration
		open, real string // real is "" where it is the same
	}{
		{0, "less than 1 s", ""},
		{-time.Hour, "less than 1 s", ""},
		{time.Microsecond, "less than 1 s", ""},
		{500*time.Millisecond - 1, "less than 1 s", ""},
		{500 * time.Millisecond, "1 s", ""},
		{59 * time.Second, "59 s", ""},
		{59*time.Second + 500*time.Millisecond, "1 min", ""},
		{time.Minute, "1 min", ""},
		{4*time.Minute + 5*time.Second, "4 min 05 s", ""},
		{10*time.Minute - time.Second, "9 min 59 s", ""},
		{10*time.Minute - 1, "10 min", ""},
		{14*time.Minute + 59*time.Second, "15 min", ""}, // a warning looked at a second late
		{15 * time.Minute, "15 min", ""},
		{15*time.Minute + 29*time.Second, "15 min", ""},
		{59*time.Minute + 29*time.Second, "59 min", ""},
		{59*time.Minute + 30*time.Second, "1 h 00 min", ""},
		{time.Hour + 5*time.Minute, "1 h 05 min", ""},
		{day - 31*time.Second, "23 h 59 min", ""},
		{day - 30*time.Second, "24 h 00 min", "1 day"},
		{day, "24 h 00 min", "1 day"},
		{26*time.Hour + 10*time.Minute, "26 h 10 min", "1 day 2 h"},
		{2*day - 30*time.Minute, "47 h 30 min", "2 days"},
		{3*day + 4*time.Hour, "76 h 00 min", "3 days 4 h"},
		{100*day - time.Hour, "2399 h 00 min", "99 days 23 h"},
		{100*day + 5*time.Hour, "2405 h 00 min", "100 days"},
		{math.MaxInt64, "2562047 h 47 min", "106751 days"},
	} {
		inReal := c.real
		if inReal == "" {
			inReal = c.open
		}
		if got := OpenTime(c.d); got != c.open {
			t.Errorf("OpenTime(%v) = %q, want %q", c.d, got, c.open)
		}
		if got := RealTime(c.d); got != inReal {
			t.Errorf("RealTime(%v) = %q, want %q", c.d, got, inReal)
		}
	}
}
