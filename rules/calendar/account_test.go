package calendar_test

import (
	"errors"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

func TestCountsFor(t *testing.T) {
	c := supportBerlin(t)
	const noCutoff = calendar.NoClock
	for _, d := range []struct {
		start  string
		cutoff int
		date   string
		clock  time.Duration
	}{
		{"2026-03-26 10:30", noCutoff, "2026-03-26", 10*time.Hour + 30*time.Minute},
		{"2026-03-26 06:00", noCutoff, "2026-03-26", 8 * time.Hour},                 // before opening: at the opening
		{"2026-03-26 12:15", noCutoff, "2026-03-26", 12*time.Hour + 45*time.Minute}, // in the break: at its end
		{"2026-03-26 15:00", 15 * 60, "2026-03-26", 15 * time.Hour},                 // the cutoff itself is in time
		{"2026-03-26 15:01", 15 * 60, "2026-03-27", 8 * time.Hour},
		{"2026-03-28 11:00", noCutoff, "2026-03-30", 8 * time.Hour}, // Saturday counts for Monday
		{"2026-04-02 18:01", noCutoff, "2026-04-07", 8 * time.Hour}, // Easter
	} {
		date, clock, err := c.CountsFor(stamp(t, c, d.start), d.cutoff)
		if err != nil || date.String() != d.date || clock != d.clock {
			t.Errorf("%s counts for %s at %v (%v), want %s at %v", d.start, date, clock, err, d.date, d.clock)
		}
	}
	if _, _, err := c.CountsFor(stamp(t, c, "2070-01-01"), noCutoff); !errors.Is(err, calendar.ErrOutOfRange) {
		t.Errorf("2070: %v", err)
	}
}

func TestOwnHours(t *testing.T) {
	c := supportBerlin(t)
	for text, want := range map[string]bool{
		"2026-12-24": true, "2027-01-16": true,
		"2026-12-31": false, // closed
		"2026-12-25": false, "2026-03-27": false, "1970-01-01": false, "2099-01-01": false,
	} {
		if got := c.OwnHours(date(t, text)); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestMidnightAndDateAt(t *testing.T) {
	c := supportBerlin(t)
	for _, d := range []struct{ text, date, midnight string }{
		{"2026-03-28T22:59:59Z", "2026-03-28", "2026-03-27T23:00:00Z"},
		{"2026-03-28T23:00:00Z", "2026-03-29", "2026-03-28T23:00:00Z"},
		{"2026-03-30T00:00:00Z", "2026-03-30", "2026-03-29T22:00:00Z"}, // summer time
		{"1969-12-31T22:00:00Z", "1969-12-31", "1969-12-30T23:00:00Z"},
	} {
		got := c.Zone().DateAt(stamp(t, c, d.text))
		if got.String() != d.date || c.Zone().Midnight(got).String() != d.midnight {
			t.Errorf("%s is on %s from %v, want %s from %s", d.text, got, c.Zone().Midnight(got), d.date, d.midnight)
		}
	}
}

func TestAlwaysOpen(t *testing.T) {
	round := calendar.Spec{Location: location(t, "Europe/Berlin"), Week: week(t, everyDay, "00:00-24:00")}
	if c := compile(t, round); !c.Always() {
		t.Error("24 hours on every day are not always")
	}
	round.Holidays = map[calendar.Date]string{date(t, "2026-06-11"): "a day off"}
	if c := compile(t, round); c.Always() || supportBerlin(t).Always() {
		t.Error("a calendar that closes is always open")
	}
}
