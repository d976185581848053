package calendar_test

import (
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

func TestParseStamp(t *testing.T) {
	kolkata := calendar.NewZone(location(t, "Asia/Kolkata"))
	for text, want := range map[string]string{
		"2011-07-15 01:32:32":              "2011-07-14T20:02:32Z",
		"2011-07-15T01:32:32":              "2011-07-14T20:02:32Z",
		"2011-07-15 01:32":                 "2011-07-14T20:02:00Z",
		"2011-07-15":                       "2011-07-14T18:30:00Z",
		"2011-07-15 01:32:32+00":           "2011-07-15T01:32:32Z",
		"2011-07-15 01:32:32 +0000":        "2011-07-15T01:32:32Z",
		"2011-07-15T01:32:32Z":             "2011-07-15T01:32:32Z",
		"2011-07-15 01:32:32.5-08":         "2011-07-15T09:32:32.5Z",
		"2011-07-15 01:32:32.123456+05:30": "2011-07-14T20:02:32.123456Z",
		"2011-07-15 01:32:32.123456789Z":   "2011-07-15T01:32:32.123456Z",
		"2011-07-15 01:32:32-0330":         "2011-07-15T05:02:32Z",
		"1880-01-01 00:00:00+00:53:28":     "1879-12-31T23:06:32Z",
		"2016-02-29 01:16Z":                "2016-02-29T01:16:00Z",
		"2000-02-29 00:00Z":                "2000-02-29T00:00:00Z",
		"1970-01-01 00:00Z":                "1970-01-01T00:00:00Z",
		"1969-12-31 23:59:59.999999Z":      "1969-12-31T23:59:59.999999Z",
		"9999-12-31 23:59:59.999999Z":      "9999-12-31T23:59:59.999999Z",
		"0001-01-01 00:00Z":                "0001-01-01T00:00:00Z",
	} {
		got, err := calendar.ParseStamp(text, kolkata)
		bytesGot, bytesErr := calendar.ParseStamp([]byte(text), kolkata)
		if err != nil || got.String() != want {
			t.Errorf("%s is %v (%v), want %s", text, got, err, want)
		}
		if bytesGot != got || (bytesErr == nil) != (err == nil) {
			t.Errorf("%s as bytes is %v (%v)", text, bytesGot, bytesErr)
		}
	}
}

func TestParseStampRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", "infinity", "-infinity", "now", "0044-03-15 12:00:00 BC", "0044-03-15 BC", "0000-01-01", "10000-01-01",
		"-2011-07-15", "2011-7-15", "2011-07-15 ", "2011-07-15x", "2011-07-15 1:32", "2011-07-15 01", "2011-07-15 01:3",
		"2011-07-15 01:32:", "2011-07-15 01:32:60", "2011-07-15 01:60:00", "2011-07-15 24:00:00", "2011-07-15 01:32:32.",
		"2011-07-15 01:32:32.1234567890", "2011-07-15 01:32:32+", "2011-07-15 01:32:32 ", "2011-07-15 01:32:32+5",
		"2011-07-15 01:32:32+05:", "2011-07-15 01:32:32+05:3", "2011-07-15 01:32:32+05:30:15:00", "2011-07-15 01:32:32+16",
		"2011-07-15 01:32:32Z+00", "2011-07-15 01:32:32ZZ", "2011-07-15 01:32:32 UTC", "2011-07-15 01:32:32,5",
		"2011-02-29", "1900-02-29", "2011-04-31", "2011-13-01", "2011-00-01", "2011-01-00", "2011-01-32",
		"2011/07/15", "15.07.2011", "1310693552", "2011-07-15  01:32:32", "2011-07-15\t01:32:32", "２011-07-15",
		"2011-07-15 01:32:32\x00", "\x002011-07-15", "2011-07-15 /1:32:32", "2011-07-15 0::32:32",
	} {
		if got, err := calendar.ParseStamp(text, nil); err == nil || got != calendar.None {
			t.Errorf("%q is %v (%v), want an error", text, got, err)
		}
	}
	_, err := calendar.ParseStamp(strings.Repeat("9", 1<<20), nil)
	if err == nil || len(err.Error()) > 200 {
		t.Errorf("the error of a megabyte is %d bytes", len(err.Error()))
	}
}

func TestParseStampDoesNotAllocate(t *testing.T) {
	zone := calendar.NewZone(location(t, "America/New_York"))
	texts := [][]byte{[]byte("2011-07-15 01:32:32.123456"), []byte("2011-07-15 01:32:32+05:30"), []byte("2011-07-15")}
	if n := testing.AllocsPerRun(100, func() {
		for _, text := range texts {
			if _, err := calendar.ParseStamp(text, zone); err != nil {
				t.Fatal(err)
			}
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// Whatever is read must be what the time package reads, where that reads it at all.
func FuzzParseStamp(f *testing.F) {
	for _, text := range []string{
		"2011-07-15 01:32:32.123456+05:30", "2011-07-15T01:32:32Z", "2016-02-29 01:16", "2016-02-29", "infinity",
		"2011-03-13 02:30:00", "0001-01-01 00:00:00+15", "9999-12-31 23:59:59.999999-15:59:59", "2011-07-15 01:32:60",
	} {
		f.Add(text)
	}
	newYork := calendar.NewZone(location(f, "America/New_York"))
	f.Fuzz(func(t *testing.T, text string) {
		got, err := calendar.ParseStamp(text, newYork)
		again, againErr := calendar.ParseStamp([]byte(text), newYork)
		if got != again || (err == nil) != (againErr == nil) {
			t.Fatalf("%q is %v (%v) as a string and %v (%v) as bytes", text, got, err, again, againErr)
		}
		if err != nil {
			if got != calendar.None {
				t.Fatalf("%q is %v and an error", text, got)
			}
			return
		}
		for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05Z07"} {
			if want, err := time.Parse(layout, text); err == nil && calendar.FromTime(want) != got {
				t.Fatalf("%q is %v, time.Parse says %v", text, got, want.UTC())
			}
		}
		local := newYork.Local(got).Time().Format("2006-01-02 15:04:05.999999")
		if back, err := calendar.ParseStamp(local, newYork); err == nil && newYork.Local(back) != newYork.Local(got) {
			t.Fatalf("%q is %s in New York, which is read as %v", text, local, back)
		}
	})
}
