package calendar_test

import (
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

func TestLocalTimes(t *testing.T) {
	for _, c := range []struct{ zone, local, want string }{
		{"UTC", "2026-06-01 12:00", "2026-06-01T12:00:00Z"},
		{"Europe/Berlin", "2026-06-01 12:00:00.000001", "2026-06-01T10:00:00.000001Z"},
		{"Europe/Berlin", "2026-03-29 01:59:59", "2026-03-29T00:59:59Z"},
		{"Europe/Berlin", "2026-03-29 02:00", "2026-03-29T01:00:00Z"}, // removed: the first instant after
		{"Europe/Berlin", "2026-03-29 02:59:59", "2026-03-29T01:00:00Z"},
		{"Europe/Berlin", "2026-03-29 03:00", "2026-03-29T01:00:00Z"},
		{"Europe/Berlin", "2026-10-25 02:30", "2026-10-25T00:30:00Z"}, // twice: the first
		{"Europe/Berlin", "2026-10-25 03:00", "2026-10-25T02:00:00Z"},
		{"America/Santiago", "2024-09-08 00:00", "2024-09-08T04:00:00Z"}, // no midnight
		{"America/Santiago", "2024-09-08", "2024-09-08T04:00:00Z"},
		{"America/Santiago", "2025-04-05 23:30", "2025-04-06T02:30:00Z"},    // before midnight, twice
		{"Pacific/Apia", "2011-12-30 15:00", "2011-12-30T10:00:00Z"},        // the whole date
		{"Australia/Lord_Howe", "2026-10-04 02:10", "2026-10-03T15:30:00Z"}, // half an hour
		{"Antarctica/Troll", "2026-03-29 02:10", "2026-03-29T01:00:00Z"},    // two hours
		{"Africa/Casablanca", "2026-02-15 02:30", "2026-02-15T01:30:00Z"},   // negative: summer time is the standard
		{"Africa/Monrovia", "1971-12-31 23:15:30", "1972-01-01T00:00:00Z"},  // an offset with seconds
		{"Europe/Berlin", "1893-03-31 23:59:59", "1893-03-31T23:06:31Z"},    // before the table
		{"Europe/Berlin", "1893-04-01 00:03", "1893-03-31T23:06:32Z"},       // removed by the first time law
		{"Europe/Berlin", "2100-07-01 12:00", "2100-07-01T10:00:00Z"},       // behind the table
		{"Europe/Berlin", "9999-12-31 23:59:59", "9999-12-31T22:59:59Z"},
		{"Europe/Berlin", "0001-01-01 00:00", "0000-12-31T23:06:32Z"},
	} {
		zone := calendar.NewZone(location(t, c.zone))
		got, err := calendar.ParseStamp(c.local, zone)
		if err != nil || got.String() != c.want {
			t.Errorf("%s in %s is %v (%v), want %s", c.local, c.zone, got, err, c.want)
		}
	}
}

// Wherever a wall clock shows a time, the instant of that time is the first at which it shows it.
func TestInstantFindsTheFirst(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "America/Santiago", "Pacific/Apia", "Africa/Casablanca", "Asia/Tehran", "Antarctica/Troll"} {
		zone := calendar.NewZone(location(t, name))
		for day := -40 * 366; day < 80*366; day++ {
			at := calendar.Instant(day) * 24 * 3600e6
			at += calendar.Instant(day*7919%86400) * 1e6
			local := zone.Local(at)
			wall := at.Time().In(zone.Location())
			if want := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, time.UTC); local.Time() != want {
				t.Fatalf("%s: at %v the clock shows %v, want %v", name, at, local, want)
			}
			first := zone.Instant(local)
			if first > at || zone.Local(first) != local {
				t.Fatalf("%s: %v first shows at %v, though it shows at %v", name, local, first, at)
			}
		}
	}
}

func TestNoLocationIsUTC(t *testing.T) {
	if got := calendar.NewZone(nil).Location(); got != time.UTC {
		t.Errorf("no location is %v", got)
	}
	if got, err := calendar.ParseStamp("2026-06-01 12:00", nil); err != nil || got.String() != "2026-06-01T12:00:00Z" {
		t.Errorf("a stamp without zone is %v (%v)", got, err)
	}
}
