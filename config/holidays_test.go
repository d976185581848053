package config

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// of gives the dates of one year with their names.
func of(dates map[calendar.Date]string, year int) []string {
	var lines []string
	for date, name := range dates {
		if y, _, _ := date.Civil(); y == year {
			lines = append(lines, date.String()+" "+name)
		}
	}
	slices.Sort(lines)
	return lines
}

func TestPublicHolidays(t *testing.T) {
	for _, c := range []struct {
		set   string
		dates []string // some that must be closed
		open  []string // some that must not
	}{
		{"de-be", []string{"2026-03-08", "2026-04-03", "2026-05-01", "2026-10-03", "1990-12-25", "2060-12-26"}, []string{"2026-01-06"}},
		{"DE-BY", []string{"2026-01-06", "2026-06-04"}, []string{"2026-03-08"}},
		// Observed on the Friday of the year before, and on the Monday instead of the Saturday.
		{"us", []string{"2021-12-31", "2026-07-03", "2026-11-26"}, []string{"2022-01-01", "2026-07-04"}},
		{"gb-eng", []string{"2026-12-28", "2026-04-06"}, []string{"2026-12-26"}},
		{"pt", []string{"2026-06-10"}, nil},
		{"au-nsw", []string{"2026-01-26"}, nil},
	} {
		dates, ok := publicHolidays(c.set)
		if !ok {
			t.Errorf("no set %s", c.set)
		}
		for _, text := range c.dates {
			if date, _ := calendar.ParseDate(text); dates[date] == "" {
				t.Errorf("%s: %s is open", c.set, text)
			}
		}
		for _, text := range c.open {
			if date, _ := calendar.ParseDate(text); dates[date] != "" {
				t.Errorf("%s: %s is closed for %s", c.set, text, dates[date])
			}
		}
	}
	if _, ok := publicHolidays("gb-sct"); ok {
		t.Error("the library has no Scottish set")
	}
	for _, id := range HolidaySets() {
		if dates, ok := publicHolidays(id); !ok || len(of(dates, 2026)) < 4 {
			t.Errorf("%s has %d dates in 2026", id, len(of(dates, 2026)))
		}
	}
}

func TestReadICS(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	data, err := readICS("testdata/ics/company.ics")
	if err != nil {
		t.Fatal(err)
	}
	dates, notes, err := parseICS(data, berlin)
	if err != nil || len(notes) > 0 {
		t.Fatal(notes, err)
	}
	maps.DeleteFunc(dates, func(_ calendar.Date, name string) bool { return name == "Summer break" })
	want := []string{
		"2026-02-06 Team day", "2026-03-01 Founding day", "2026-03-09 Team day, moved", "2026-04-03 Team day",
		"2026-05-15 Company day", "2026-07-20 Team day", "2026-10-05 Two days long", "2026-10-06 Two days long",
		"2026-11-11 From UTC", "2026-12-28 Stocktaking", "2026-12-29 Stocktaking",
	}
	if diff := cmp.Diff(want, of(dates, 2026)); diff != "" {
		t.Error(diff)
	}
	for year, n := range map[int]int{2019: 0, 2022: 1, 2023: 0, 2024: 0, 2060: 1, 2061: 0} {
		if got := of(dates, year); len(got) != n {
			t.Errorf("%d: %v", year, got)
		}
	}
}

// TestBrokenICS wants an error or a note, quickly, and never a panic.
func TestBrokenICS(t *testing.T) {
	event := func(lines string) string {
		return "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + strings.ReplaceAll(lines, "\n", "\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	}
	for name, text := range map[string]string{
		"empty":          "",
		"no calendar":    "hello",
		"no end":         "BEGIN:VCALENDAR\r\n",
		"deep":           strings.Repeat("BEGIN:VCALENDAR\r\n", 50_000),
		"no start":       event("SUMMARY:x"),
		"odd start":      event("DTSTART:tomorrow"),
		"odd zone":       event("DTSTART;TZID=Europe/Berlino:20260101T000000\nDTEND;TZID=Europe/Berlino:20260102T000000"),
		"a century":      event("DTSTART;VALUE=DATE:19500101\nDTEND;VALUE=DATE:20600101"),
		"every second":   event("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=SECONDLY"),
		"odd rule":       event("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=SOMETIMES"),
		"odd exception":  event("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=DAILY\nEXDATE:never"),
		"a short moment": event("DTSTART:20260101T120000Z\nDTEND:20260101T130000Z"),
	} {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			dates, notes, err := parseICS([]byte(text), time.UTC)
			if err == nil && len(notes) == 0 {
				t.Errorf("taken for %d dates", len(dates))
			}
			if took := time.Since(begun); took > hang {
				t.Errorf("took %v", took)
			}
		})
	}
	// A rule that never comes true must end, and everything up to 2060 at once too.
	for rule, n := range map[string]int{"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30": 1, "FREQ=DAILY": 12784} {
		dates, _, err := parseICS([]byte(event("DTSTART;VALUE=DATE:20260101\nRRULE:"+rule)), time.UTC)
		if err != nil || len(dates) != n {
			t.Errorf("%s: %d dates, %v", rule, len(dates), err)
		}
	}
}

func FuzzICS(f *testing.F) {
	text, err := os.ReadFile("testdata/ics/company.ics")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Fuzz(func(t *testing.T, text []byte) {
		dates, _, err := parseICS(text, time.UTC)
		if err != nil && dates != nil {
			t.Error("dates beside an error")
		}
	})
}
