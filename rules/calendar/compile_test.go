package calendar_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// What is open on 10 to 12 June 2026, Wednesday to Friday, in whole hours of each date.
func TestWhatClosesWhat(t *testing.T) {
	shift := week(t, everyDay, "22:00-06:00")
	wednesday, thursday, friday := date(t, "2026-06-10"), date(t, "2026-06-11"), date(t, "2026-06-12")
	type dates = map[calendar.Date][]calendar.Window
	holiday := map[calendar.Date]string{thursday: "Fronleichnam"}
	for _, c := range []struct {
		name       string
		holidays   map[calendar.Date]string
		exceptions dates
		want       map[calendar.Date]string // open hours, as spans of wall clock hours
	}{
		{"nothing", nil, nil, map[calendar.Date]string{thursday: "0-6 22-24", friday: "0-6 22-24"}},
		{
			"a holiday closes its date, not the tail of its own night", holiday, nil,
			map[calendar.Date]string{wednesday: "0-6 22-24", thursday: "", friday: "0-6 22-24"},
		},
		{
			"a closed exception does just the same", nil,
			dates{thursday: nil},
			map[calendar.Date]string{wednesday: "0-6 22-24", thursday: "", friday: "0-6 22-24"},
		},
		{
			"an exception stands for all hours of its date, and for its night", nil,
			dates{thursday: windows(t, "09:00-13:00")},
			map[calendar.Date]string{wednesday: "0-6 22-24", thursday: "9-13", friday: "22-24"},
		},
		{
			"it wins over a holiday", holiday,
			dates{thursday: windows(t, "09:00-13:00")},
			map[calendar.Date]string{thursday: "9-13", friday: "22-24"},
		},
		{
			"its own night runs into the next date", nil,
			dates{thursday: windows(t, "20:00-04:00")},
			map[calendar.Date]string{thursday: "20-24", friday: "0-4 22-24"},
		},
		{
			"unless that has hours of its own", nil,
			dates{thursday: windows(t, "20:00-04:00"), friday: windows(t, "10:00-11:00")},
			map[calendar.Date]string{thursday: "20-24", friday: "10-11"},
		},
		{
			"or is a holiday", holiday,
			dates{wednesday: windows(t, "20:00-04:00")},
			map[calendar.Date]string{wednesday: "20-24", thursday: "", friday: "0-6 22-24"},
		},
		{
			"windows unite", nil,
			dates{thursday: windows(t, "10:00-12:00", "12:00-13:00", "09:00-11:00", "10:00-11:00")},
			map[calendar.Date]string{thursday: "9-13"},
		},
	} {
		compiled := compile(t, calendar.Spec{
			Location: location(t, "Europe/Berlin"), Week: shift, Holidays: c.holidays, Exceptions: c.exceptions,
		})
		for day, want := range c.want {
			if got := openHours(compiled, day); got != want {
				t.Errorf("%s: %v is open %q, want %q", c.name, day, got, want)
			}
		}
	}
}

// openHours asks hour by hour: "0-6 22-24".
func openHours(c *calendar.Calendar, day calendar.Date) string {
	var spans []string
	from := -1
	for hour := range 25 {
		at := c.Zone().Instant(calendar.Instant(day)*24*3600e6 + calendar.Instant(hour)*3600e6)
		switch open := hour < 24 && c.IsOpen(at); {
		case open && from < 0:
			from = hour
		case !open && from >= 0:
			spans = append(spans, hourSpan(from, hour))
			from = -1
		}
	}
	return strings.Join(spans, " ")
}

func hourSpan(from, to int) string {
	digits := func(n int) string { return strings.TrimLeft(string([]byte{byte('0' + n/10), byte('0' + n%10)}), "0") }
	if from == 0 {
		return "0-" + digits(to)
	}
	return digits(from) + "-" + digits(to)
}

func TestAlways(t *testing.T) {
	closed := compile(t, calendar.Spec{
		Location: time.UTC, Always: true, Holidays: map[calendar.Date]string{date(t, "2026-06-11"): "a day off"},
	})
	if got := openHours(closed, date(t, "2026-06-11")); got != "" {
		t.Errorf("a holiday of a 24x7 calendar is open %s", got)
	}
	got, err := closed.Between(stamp(t, closed, "2026-06-10"), stamp(t, closed, "2026-06-13"))
	if err != nil || got != 48*time.Hour {
		t.Errorf("three dates with a holiday hold %v (%v), want 48h", got, err)
	}
	written := compile(t, calendar.Spec{Location: location(t, "Europe/Berlin"), Week: week(t, everyDay, "00:00-24:00")})
	spring := stamp(t, written, "2026-03-29")
	if got, err := written.Add(spring, 24*time.Hour); err != nil || got != stamp(t, written, "2026-03-30 01:00") {
		t.Errorf("24 hours from the midnight before summer time: %v (%v)", got, err)
	}
}

func TestClosedByAndWorkingDay(t *testing.T) {
	c := supportBerlin(t)
	for _, d := range []struct {
		date    string
		name    string
		closed  bool
		working bool
	}{
		{"2026-04-03", "Karfreitag", true, false},
		{"2026-12-24", "", false, true}, // a holiday, but an exception gives it hours
		{"2026-12-31", "", true, false},
		{"2026-03-28", "", false, false}, // just a Saturday
		{"2027-01-16", "", false, true},
		{"2026-03-27", "", false, true},
		{"1970-01-01", "", false, false},
		{"2099-01-01", "", false, false},
	} {
		name, closed := c.ClosedBy(date(t, d.date))
		if name != d.name || closed != d.closed {
			t.Errorf("%s closed by %q, %v, want %q, %v", d.date, name, closed, d.name, d.closed)
		}
		if got := c.WorkingDay(date(t, d.date)); got != d.working {
			t.Errorf("%s a working day: %v, want %v", d.date, got, d.working)
		}
	}
	if c.Name() != "support-berlin" || c.Location().String() != "Europe/Berlin" {
		t.Errorf("it is %s in %s", c.Name(), c.Location())
	}
}

func TestCompileRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		spec calendar.Spec
		want string
	}{
		"no zone":               {calendar.Spec{Always: true}, "needs a time zone"},
		"an open at 24:00":      {calendar.Spec{Location: time.UTC, Week: calendar.Week{2: {{1440, 1500}}}}, "Tuesday: no window"},
		"a window of nothing":   {calendar.Spec{Location: time.UTC, Week: calendar.Week{2: {{600, 600}}}}, "Tuesday: no window"},
		"more than a day":       {calendar.Spec{Location: time.UTC, Week: calendar.Week{2: {{600, 2041}}}}, "Tuesday: no window"},
		"a negative open":       {calendar.Spec{Location: time.UTC, Week: calendar.Week{2: {{-1, 60}}}}, "Tuesday: no window"},
		"a window of a date":    {calendar.Spec{Location: time.UTC, Exceptions: map[calendar.Date][]calendar.Window{0: {{9, 8}}}}, "1970-01-01: no window"},
		"a week without hours":  {calendar.Spec{Location: time.UTC}, "never opens"},
		"a window every minute": {calendar.Spec{Location: time.UTC, Week: calendar.Week{2: everyOther(1)}}, "Tuesday: more than 96"},
	} {
		if _, err := calendar.Compile(c.spec); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// A calendar that never opens comes with its error, so that it can still be asked.
func TestNeverOpen(t *testing.T) {
	c, err := calendar.Compile(calendar.Spec{Location: location(t, "Europe/Berlin")})
	if !errors.Is(err, calendar.ErrNeverOpen) {
		t.Fatal(err)
	}
	at := stamp(t, c, "2026-03-27 12:00")
	if got, err := c.Add(at, 0); err != nil || got != at {
		t.Errorf("nothing added: %v (%v)", got, err)
	}
	if _, err := c.Add(at, time.Second); !errors.Is(err, calendar.ErrNeverOpen) {
		t.Errorf("a second added: %v", err)
	}
	if got, err := c.Between(at, at+1e12); err != nil || got != 0 {
		t.Errorf("it holds %v (%v)", got, err)
	}
	if _, err := c.NextOpen(at); !errors.Is(err, calendar.ErrNeverOpen) {
		t.Errorf("it opens: %v", err)
	}
	if _, err := c.Due(at, workingDays(1)); !errors.Is(err, calendar.ErrNeverOpen) {
		t.Errorf("it has working days: %v", err)
	}
	if name, closed := c.ClosedBy(date(t, "2026-03-27")); name != "" || closed {
		t.Errorf("closed by %q", name)
	}
}

// everyOther opens for some minutes, closes for as many, and so on through the day.
func everyOther(minutes int) []calendar.Window {
	var all []calendar.Window
	for m := 0; m < 24*60; m += 2 * minutes {
		all = append(all, calendar.Window{Open: m, Close: m + minutes})
	}
	return all
}
