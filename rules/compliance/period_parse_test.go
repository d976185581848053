package compliance

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

func TestPeriods(t *testing.T) {
	for _, c := range []struct{ text, title, from, last, previous, next string }{
		{"2026-W46", "Week 46, 9–15 November 2026", "2026-11-09", "2026-11-15", "2026-W45", "2026-W47"},
		{"2026-W44", "Week 44, 26 October – 1 November 2026", "2026-10-26", "2026-11-01", "2026-W43", "2026-W45"},
		{"2026-W53", "Week 53, 28 December 2026 – 3 January 2027", "2026-12-28", "2027-01-03", "2026-W52", "2027-W01"},
		{"2025-W01", "Week 1, 30 December 2024 – 5 January 2025", "2024-12-30", "2025-01-05", "2024-W52", "2025-W02"},
		{"2026-11-15", "Sunday, 15 November 2026", "2026-11-15", "2026-11-15", "2026-11-14", "2026-11-16"},
		{"2024-03-01", "Friday, 1 March 2024", "2024-03-01", "2024-03-01", "2024-02-29", "2024-03-02"},
		{"2024-02", "February 2024", "2024-02-01", "2024-02-29", "2024-01", "2024-03"},
		{"2026-12", "December 2026", "2026-12-01", "2026-12-31", "2026-11", "2027-01"},
		{"2026-Q1", "Quarter 1, January–March 2026", "2026-01-01", "2026-03-31", "2025-Q4", "2026-Q2"},
		{"2026-Q4", "Quarter 4, October–December 2026", "2026-10-01", "2026-12-31", "2026-Q3", "2027-Q1"},
		{"2026", "2026", "2026-01-01", "2026-12-31", "2025", "2027"},
		{"2026-11-13..2026-11-15", "13–15 November 2026", "2026-11-13", "2026-11-15", "2026-11-10..2026-11-12", "2026-11-16..2026-11-18"},
		{"2026-11-15..2026-11-15", "15 November 2026", "2026-11-15", "2026-11-15", "2026-11-14..2026-11-14", "2026-11-16..2026-11-16"},
		{
			"2026-12-30..2027-01-02", "30 December 2026 – 2 January 2027", "2026-12-30", "2027-01-02",
			"2026-12-26..2026-12-29", "2027-01-03..2027-01-06",
		},
	} {
		p, err := ParsePeriod(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		for _, field := range [][2]string{
			{p.String(), c.text},
			{p.Title(), c.title},
			{p.Days.From.String(), c.from},
			{p.Last().String(), c.last},
			{p.Previous().String(), c.previous},
			{p.Next().String(), c.next},
		} {
			if field[0] != field[1] {
				t.Errorf("%s: %s, want %s", c.text, field[0], field[1])
			}
		}
	}
}

func TestWritten(t *testing.T) {
	for text, want := range map[string]string{
		"2026-w46": "2026-W46", " 2026-q1\n": "2026-Q1", "2026-11-13 .. 2026-11-15": "2026-11-13..2026-11-15",
	} {
		if p, err := ParsePeriod(text); err != nil || p.String() != want {
			t.Errorf("%q: %s %v, want %s", text, p, err, want)
		}
	}
}

func TestNoPeriods(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "is not a period",
		"last week":              "write a week (2026-W46)",
		"2026-W00":               "there is no 2026-W00 in 2026",
		"2026-W54":               "there is no 2026-W54 in 2026",
		"2025-W53":               "there is no 2025-W53 in 2025",
		"2026-13":                "there is no 2026-13 in 2026",
		"2026-00":                "there is no 2026-00 in 2026",
		"2026-Q5":                "there is no 2026-Q5 in 2026",
		"2026-Q0":                "there is no 2026-Q0 in 2026",
		"2026-02-30":             `"2026-02-30" is not a date`,
		"1899":                   "before 1900",
		"1899-12-31":             "before 1900",
		"0000":                   "before 1900",
		"2026-11-15..2026-11-13": "2026-11-15..2026-11-13 ends before it begins",
		"2026-11-15..":           "is not a date",
		"..":                     "is not a date",
		"a..b":                   "such as 2026-11-15",
		"٢٠٢٦":                   "is not a period",
	} {
		if p, err := ParsePeriod(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v %v, want %q", text, p, err, want)
		}
	}
}

// Periods of a kind follow upon each other without a gap, and each says of its dates that they are its.
func TestPeriodsTile(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		date := calendar.DateOf(1950, time.January, 1) + calendar.Date(random.IntN(60_000))
		for kind := WeekPeriod; kind <= RangePeriod; kind++ {
			p := Containing(date, kind)
			if !p.Days.Has(date) || p.Days.Has(p.Days.To) {
				t.Fatalf("%s: %+v", date, p)
			}
			if kind != RangePeriod && (Containing(p.Days.From, kind) != p || Containing(p.Last(), kind) != p) {
				t.Fatalf("%s: not of all of its dates", p)
			}
			next := p.Next()
			if next.Days.From != p.Days.To || next.Previous() != p || p.Before(3)[2].Next() != p {
				t.Fatalf("%s, then %s, before which is %s", p, next, next.Previous())
			}
			if again, err := ParsePeriod(p.String()); err != nil || again != p {
				t.Fatalf("%s is read as %s: %v", p, again, err)
			}
		}
	}
}

// An instant is in a period if it lies between its first instant and the first one after it, also where midnight is removed.
func TestPeriodsBegin(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, name := range []string{"UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Beirut"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for range 300 {
			at := calendar.FromTime(time.Date(2015, 1, 1, 0, 0, random.IntN(3*366*86400), 0, time.UTC))
			p := Containing(DateAt(at, zone), PeriodKind(random.IntN(2)))
			if at < p.Begins(zone) || at >= p.Ends(zone) {
				t.Fatalf("%s in %s is not from %s to %s", at, name, p.Begins(zone), p.Ends(zone))
			}
		}
	}
}

func FuzzParsePeriod(f *testing.F) {
	for _, text := range []string{"2026-W46", "2026-11-15", "2026-11", "2026-Q4", "2026", "2026-11-13..2026-11-15", "2026-W53", "..", "9999-W52"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePeriod(text)
		if err != nil {
			if p != (Period{}) {
				t.Fatalf("an error, and %v", p)
			}
			return
		}
		if p.Days.Len() < 1 || p.Title() == "" {
			t.Fatalf("%q: %+v", text, p)
		}
		if again, err := ParsePeriod(p.String()); err != nil || again != p {
			t.Fatalf("%q is %s, which is read as %v: %v", text, p, again, err)
		}
	})
}
