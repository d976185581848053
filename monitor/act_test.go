package monitor

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/yardstickd/yardstick/config/zone"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

func TestMorning(t *testing.T) {
	for _, c := range []struct{ zone, from, want string }{
		{"Europe/Berlin", "2026-03-30T15:00", "2026-03-31T08:00"},
		{"Europe/Berlin", "2026-03-30T02:00", "2026-03-30T08:00"}, // at night it is the same day
		{"Europe/Berlin", "2026-03-30T04:00", "2026-03-30T08:00"},
		{"Europe/Berlin", "2026-03-30T04:01", "2026-03-31T08:00"}, // a morning that has almost come is not meant
		{"Europe/Berlin", "2026-03-28T20:00", "2026-03-29T08:00"}, // over the change to summer time
		{"Europe/Berlin", "2026-10-24T20:00", "2026-10-25T08:00"},
		{"America/Santiago", "2026-09-05T22:00", "2026-09-06T08:00"}, // of a day that has no midnight
		{"Pacific/Apia", "2011-12-29T20:00", "2011-12-31T08:00"},     // the 30th was left out
		{"Asia/Kolkata", "2026-12-31T23:59", "2027-01-01T08:00"},
	} {
		location, err := zone.Load(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		from, err := time.ParseInLocation("2006-01-02T15:04", c.from, location)
		if err != nil {
			t.Fatal(err)
		}
		got := morning(calendar.FromTime(from), location).Time().In(location).Format("2006-01-02T15:04")
		if got != c.want {
			t.Errorf("%s in %s: %s, want %s", c.from, c.zone, got, c.want)
		}
	}
	if got := morning(0, nil); got.Time().Format(time.RFC3339) != "1970-01-01T08:00:00Z" {
		t.Errorf("in no zone: %s", got.Time())
	}
}

// Names are cut by bytes, as the ledger counts, and never within a character.
func TestNamesAreCut(t *testing.T) {
	for _, name := range []string{strings.Repeat("é", 500), strings.Repeat("a", 199) + "🔥", "\xff" + strings.Repeat("\xf0\x9f", 300), "  "} {
		got := nameOf(notifiers.Person{ID: "U1", Name: name})
		if len(got) > MaxBy || got == "" || !utf8.ValidString(got) {
			t.Errorf("%.20q: %d bytes, %q", name, len(got), got)
		}
	}
	if got := nameOf(notifiers.Person{ID: "U1", Name: " Jane "}); got != "Jane" {
		t.Error(got)
	}
}
