package config

import (
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

func newYork(t testing.TB) *calendar.Zone {
	t.Helper()
	location, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	return calendar.NewZone(location)
}

func TestTimeFormats(t *testing.T) {
	zone := newYork(t)
	for _, c := range []struct{ format, text, want string }{
		{"iso", "2011-07-01 01:32:33", "2011-07-01T05:32:33Z"},
		{"iso", "2011-07-01T01:32:33.25+02:00", "2011-06-30T23:32:33.25Z"},
		{"unix", "1309498353", "2011-07-01T05:32:33Z"},
		{"unix_ms", "-1500", "1969-12-31T23:59:58.5Z"},
		{"%d/%m/%Y %H:%M", "1/7/2011 01:32", "2011-07-01T05:32:00Z"},
		{"%m/%d/%y %I:%M:%S %p", "07/01/11 12:05:06 am", "2011-07-01T04:05:06Z"},
		{"%m/%d/%y %I:%M:%S %p", "07/01/11 12:05:06 PM", "2011-07-01T16:05:06Z"},
		{"%e %b %Y %H.%M", " 9 Jul 2011 23.59", "2011-07-10T03:59:00Z"},
		{"%B %d, %Y", "december 31, 1999", "1999-12-31T05:00:00Z"},
		{"%Y%m%dT%H%M%S.%f%z", "20110701T013233.1234567Z", "2011-07-01T01:32:33.123456Z"},
		{"%Y-%m-%d %H:%M%z", "2011-07-01 01:32-0430", "2011-07-01T06:02:00Z"},
		{"%s.%f", "1309498353.5", "2011-07-01T05:32:33.5Z"},
		{"100%% %Y-%m-%d", "100% 2011-07-01", "2011-07-01T04:00:00Z"},
		{"%d/%m/%y", "01/01/69", "1969-01-01T05:00:00Z"},
		{"%d/%m/%y", "01/01/68", "2068-01-01T05:00:00Z"},
		{"%Y-%m-%d %H:%M", "2011-11-06 01:30", "2011-11-06T05:30:00Z"}, // twice: the first
		{"%Y-%m-%d %H:%M", "2012-03-11 02:30", "2012-03-11T07:00:00Z"}, // never: the end of the gap
		{"%Y-%m-%d", "2012-02-29", "2012-02-29T05:00:00Z"},
		{"%Y-%m-%d", "2011-02-29", ""},
		{"%Y-%m-%d", "2011-13-01", ""},
		{"%Y-%m-%d", "2011-07-01 ", ""},
		{"%Y-%m-%d", "2011-07", ""},
		{"%Y-%m-%d %H:%M", "2011-07-01 24:00", ""},
		{"%Y-%m-%d %I %p", "2011-07-01 13 PM", ""},
		{"%Y-%m-%d %I %p", "2011-07-01 0 AM", ""},
		{"%Y-%m-%d %I %p", "2011-07-01 1 xx", ""},
		{"%Y-%m-%d%z", "2011-07-01+25:00", ""},
		{"%Y-%m-%d%z", "2011-07-01", ""},
		{"%e %b %Y", "1 Jux 2011", ""},
		{"unix", "12x", ""},
		{"unix", "9223372036854775807", ""},
		{"%s", "999999999999", ""},
		{"iso", "soon", ""},
	} {
		format, err := ParseTimeFormat(c.format)
		if err != nil {
			t.Errorf("%s: %v", c.format, err)
			continue
		}
		at, err := format.Parse(c.text, zone)
		switch {
		case c.want == "" && err == nil:
			t.Errorf("%s read %q as %s", c.format, c.text, at)
		case c.want != "" && (err != nil || at.String() != c.want):
			t.Errorf("%s read %q as %s, %v; want %s", c.format, c.text, at, err, c.want)
		}
	}
}

// What is written in a format is read back, at any instant.
func FuzzTimeFormat(f *testing.F) {
	patterns := []struct{ ours, gos string }{
		{"%Y-%m-%d %H:%M:%S.%f%z", "2006-01-02 15:04:05.000000-0700"},
		{"%d/%m/%Y %I:%M:%S %p %z", "02/01/2006 03:04:05 PM -07:00"},
		{"%e %B %Y %H.%M.%S%z", "_2 January 2006 15.04.05Z0700"},
		{"%b %d %Y %H%M%S %z", "Jan 02 2006 150405 Z07:00"},
	}
	zone := newYork(f)
	f.Add(int64(1309498353), uint8(0))
	f.Fuzz(func(t *testing.T, seconds int64, which uint8) {
		at := time.Unix(seconds%(100*365*86400), 0)
		p := patterns[int(which)%len(patterns)]
		format, err := ParseTimeFormat(p.ours)
		if err != nil {
			t.Fatal(err)
		}
		for _, location := range []*time.Location{time.UTC, zone.Location()} {
			text := at.In(location).Format(p.gos)
			if got, err := format.Parse(text, zone); err != nil || got != calendar.FromTime(at) {
				t.Errorf("%s read %q as %s, %v; want %s", p.ours, text, got, err, at)
			}
		}
	})
}

// No pattern and no text may do worse than an error.
func FuzzParseTimeFormat(f *testing.F) {
	f.Add("%Y-%m-%d", "2011-07-01")
	f.Add("%s%f", "-1")
	zone := newYork(f)
	f.Fuzz(func(t *testing.T, pattern, text string) {
		format, err := ParseTimeFormat(pattern)
		if err != nil {
			return
		}
		if format.String() != pattern {
			t.Errorf("%q is shown as %q", pattern, format)
		}
		if _, err := format.Parse(text, zone); err != nil && !strings.Contains(err.Error(), "not a") {
			t.Errorf("the error does not say what is wrong: %v", err)
		}
	})
}
