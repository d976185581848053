package postgres

import (
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// TestBoundLosesNothing writes instants as sources do and holds every stamp that is read as from an instant on against
// the bound for that instant, compared as Postgres would. Clocks of zones that are not the one configured write, too.
func TestBoundLosesNothing(t *testing.T) {
	berlin := mustLocation(t, "Europe/Berlin")
	layouts := map[string][]string{
		"TIMESTAMPTZ": {"2006-01-02 15:04:05.999999-07"},
		"TIMESTAMP":   {"2006-01-02 15:04:05.999999"},
		"DATE":        {time.DateOnly},
		"TEXT":        {"2006-01-02T15:04:05Z07:00", "2006-01-02 15:04:05-07:00", "2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly},
	}
	zone := calendar.NewZone(berlin)
	for _, start := range []time.Time{
		time.Date(2026, 3, 28, 20, 0, 0, 0, time.UTC), time.Date(2026, 10, 24, 20, 0, 0, 0, time.UTC), time.Date(2028, 12, 31, 12, 0, 0, 0, time.UTC),
	} {
		for typ, forms := range layouts {
			c := column{name: changedAt, typ: typ}
			for _, writer := range []string{"Europe/Berlin", "UTC", "America/Los_Angeles", "Pacific/Auckland"} {
				for _, form := range forms {
					checkBounds(t, c, zone, start, mustLocation(t, writer), form)
				}
			}
		}
	}
}

// checkBounds writes a stamp every 7 minutes and asks for the bound of each of them.
func checkBounds(t *testing.T, c column, zone *calendar.Zone, start time.Time, writer *time.Location, form string) {
	t.Helper()
	type stamp struct {
		text string
		at   calendar.Instant
	}
	_, texts := boundOf(c)
	var stamps []stamp
	for at := start; at.Before(start.Add(14 * time.Hour)); at = at.Add(7 * time.Minute) {
		text := at.In(writer).Format(form)
		if c.typ == "TIMESTAMPTZ" {
			text = at.Format(form)
		}
		read, err := calendar.ParseStamp(text, zone)
		if err != nil {
			t.Fatal(err)
		}
		stamps = append(stamps, stamp{text, read})
	}
	for _, from := range stamps {
		low := bound(c, zone, from.at)
		if c.typ == "TIMESTAMPTZ" {
			low = low[:len(low)-1] + "+00" // as the server shows it
		}
		lost := 0
		for _, s := range stamps {
			if s.at >= from.at && s.text < low {
				lost++
			}
		}
		if lost > 0 {
			t.Fatalf("%s written in %s as %s: from %s on the bound %q leaves out %d", c.typ, writer, form, from.at, low, lost)
		}
		if got, err := calendar.ParseStamp(low, zone); err != nil || !texts && from.at.Sub(got) > 25*time.Hour || from.at.Sub(got) > 42*time.Hour {
			t.Fatalf("%s: the bound for %s is %q, far off: %v", c.typ, from.at, low, err)
		}
	}
}

func TestEarliestWall(t *testing.T) {
	berlin, utc := calendar.NewZone(mustLocation(t, "Europe/Berlin")), calendar.NewZone(nil)
	for _, c := range []struct {
		name, from, want string
		zone             *calendar.Zone
	}{
		{"any day", "2026-06-01T10:00:00Z", "2026-06-01T11:59:59.999999Z", berlin},
		{"a zone that never changes", "2026-10-25T00:30:00Z", "2026-10-25T00:29:59.999999Z", utc},
		{"well before the clock goes back", "2026-10-24T22:00:00Z", "2026-10-24T23:59:59.999999Z", berlin},
		{"in the first of the two hours", "2026-10-25T00:40:00Z", "2026-10-25T02:00:00Z", berlin},
		{"in the second", "2026-10-25T01:40:00Z", "2026-10-25T02:39:59.999999Z", berlin},
		{"as the clock goes forward", "2026-03-29T01:00:00Z", "2026-03-29T01:59:59.999999Z", berlin},
		{"after it went", "2026-03-29T01:10:00Z", "2026-03-29T03:09:59.999999Z", berlin},
		{"a leap year's last day", "2028-12-31T12:00:00Z", "2028-12-31T12:59:59.999999Z", berlin},
		{"beyond what a calendar covers", "2200-07-01T12:00:00Z", "2200-07-01T13:59:59.999999Z", berlin},
	} {
		from, err := calendar.ParseStamp(c.from, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := earliestWall(c.zone, from).String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestBoundOfWhatWasNotRead(t *testing.T) {
	for typ, want := range map[string]string{"TIMESTAMPTZ": "-infinity", "TIMESTAMP": "-infinity", "DATE": "-infinity", "TEXT": "", "BPCHAR": ""} {
		if got := bound(column{typ: typ}, calendar.NewZone(nil), calendar.None); got != want {
			t.Errorf("%s: %q, want %q", typ, got, want)
		}
	}
}

func TestLatest(t *testing.T) {
	now := calendar.FromTime(time.Date(2026, 3, 27, 12, 0, 0, 0, time.UTC))
	for _, c := range []struct {
		name, typ string
		stamps    []string
		want      string
	}{
		{"nothing", "TIMESTAMPTZ", nil, "none"},
		{"the latest", "TIMESTAMPTZ", []string{"2026-03-27 10:00:00+00", "2026-03-27 10:00:00.5+00", "2026-03-27 10:00:00.25+00"}, "2026-03-27T10:00:00.5Z"},
		{"none in the future", "TIMESTAMPTZ", []string{"2099-01-01 00:00:00+00", "2026-03-27 12:00:00+00", "infinity", "2026-03-27 12:00:00.000001+00"}, "2026-03-27T12:00:00Z"},
		{"none but in the future", "TIMESTAMP", []string{"2099-01-01 00:00:00"}, "none"},
		{"nulls and nonsense", "TEXT", []string{"", "soon", "0000-00-00", "2026-03-01"}, "2026-03-01T00:00:00Z"},
		{"texts with offsets", "TEXT", []string{"2026-03-27T09:00:00-02:00", "2026-03-27T10:30:00Z", " 2026-03-27T12:00:00+02:00"}, "2026-03-27T11:00:00Z"},
		{"before Christ", "TIMESTAMP", []string{"0044-03-15 12:00:00 BC", "0001-01-01 00:00:00"}, "0001-01-01T00:00:00Z"},
	} {
		l := newLatest(column{typ: c.typ}, calendar.NewZone(nil), now)
		for _, s := range c.stamps {
			l.see([]byte(s))
		}
		if got := l.since(calendar.None).String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if got := l.since(now.Add(time.Hour)); got != now.Add(time.Hour) {
			t.Errorf("%s: went back from an earlier reading's to %s", c.name, got)
		}
	}
}
