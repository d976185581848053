package compliance

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// PeriodKind is how long a period is.
type PeriodKind uint8

// The kinds of periods.
const (
	WeekPeriod    PeriodKind = iota // an ISO week: 2026-W46
	DayPeriod                       // 2026-11-15
	MonthPeriod                     // 2026-11
	QuarterPeriod                   // 2026-Q4
	YearPeriod                      // 2026
	RangePeriod                     // 2026-11-13..2026-11-15, both included
)

// Period is some dates that are reported on together. It is comparable.
type Period struct {
	Kind PeriodKind
	Days Days
}

// periodAdvice says how periods are written.
const periodAdvice = "write a week (2026-W46), a day (2026-11-15), a month (2026-11), a quarter (2026-Q4), a year (2026), " +
	"or the first and the last day (2026-11-13..2026-11-15)"

// ParsePeriod reads a period as String writes it. The error says what is wrong and what could be written.
func ParsePeriod(text string) (Period, error) {
	text = strings.TrimSpace(text)
	if from, to, ok := strings.Cut(text, ".."); ok {
		return parseRange(from, to)
	}
	if kind, ok := kindOf(text); ok {
		return parseKind(kind, text)
	}
	return Period{}, fmt.Errorf("%q is not a period: %s", text, periodAdvice)
}

// kindOf tells what a text has the form of.
func kindOf(text string) (PeriodKind, bool) {
	form := strings.Map(func(r rune) rune {
		switch {
		case '0' <= r && r <= '9':
			return '0'
		case r == 'w':
			return 'W'
		case r == 'q':
			return 'Q'
		}
		return r
	}, text)
	kind, ok := map[string]PeriodKind{
		"0000-W00": WeekPeriod, "0000-00-00": DayPeriod, "0000-00": MonthPeriod, "0000-Q0": QuarterPeriod, "0000": YearPeriod,
	}[form]
	return kind, ok
}

func parseRange(first, last string) (Period, error) {
	from, err := parseDay(first)
	if err != nil {
		return Period{}, err
	}
	to, err := parseDay(last)
	if err != nil {
		return Period{}, err
	}
	if to < from {
		return Period{}, fmt.Errorf("%s..%s ends before it begins", from, to)
	}
	return Period{RangePeriod, Days{from, to + 1}}, nil
}

func parseDay(text string) (calendar.Date, error) {
	date, err := calendar.ParseDate(strings.TrimSpace(text))
	if err != nil {
		return 0, fmt.Errorf("%w, such as 2026-11-15", err)
	}
	if year, _, _ := date.Civil(); year < firstYear {
		return 0, fmt.Errorf("%s is before %d", date, firstYear)
	}
	return date, nil
}

// firstYear is the first one that can be reported on.
const firstYear = 1900

func parseKind(kind PeriodKind, text string) (Period, error) {
	if kind == DayPeriod {
		date, err := parseDay(text)
		if err != nil {
			return Period{}, err
		}
		return Containing(date, kind), nil
	}
	year, _ := strconv.Atoi(text[:4]) // they are digits
	if year < firstYear {
		return Period{}, fmt.Errorf("%q is before %d", text, firstYear)
	}
	number, _ := strconv.Atoi(strings.TrimLeft(text[4:], "-WwQq"))
	var p Period
	switch kind {
	case WeekPeriod: // 4 January is always in the first week
		p = Containing(calendar.DateOf(year, time.January, 4)+calendar.Date(7*(number-1)), kind)
	case MonthPeriod:
		p = Containing(calendar.DateOf(year, time.Month(number), 1), kind)
	case QuarterPeriod:
		p = Containing(calendar.DateOf(year, time.Month(3*number-2), 1), kind)
	default:
		p = Containing(calendar.DateOf(year, time.January, 1), kind)
	}
	if p.String() != strings.ToUpper(text) { // it ran into the next year
		return Period{}, fmt.Errorf("there is no %s in %d", text, year)
	}
	return p, nil
}

// Containing gives the period of a kind that a date is in; of RangePeriod the date alone.
func Containing(date calendar.Date, kind PeriodKind) Period {
	year, month, _ := date.Civil()
	first := func(month time.Month) calendar.Date { return calendar.DateOf(year, month, 1) } // also month 13 and later
	days := Days{date, date + 1}
	switch kind {
	case WeekPeriod:
		monday := date - calendar.Date((date.Weekday()+6)%7)
		days = Days{monday, monday + 7}
	case MonthPeriod:
		days = Days{first(month), first(month + 1)}
	case QuarterPeriod:
		quarter := (month - 1) / 3
		days = Days{first(3*quarter + 1), first(3*quarter + 4)}
	case YearPeriod:
		days = Days{first(time.January), first(time.January + 12)}
	}
	return Period{kind, days}
}

// Previous gives the period before, of the same kind; of a range the same number of days.
func (p Period) Previous() Period {
	if p.Kind == RangePeriod {
		return Period{p.Kind, Days{p.Days.From - p.Days.Len(), p.Days.From}}
	}
	return Containing(p.Days.From-1, p.Kind)
}

// Next gives the period after, of the same kind; of a range the same number of days.
func (p Period) Next() Period {
	if p.Kind == RangePeriod {
		return Period{p.Kind, Days{p.Days.To, p.Days.To + p.Days.Len()}}
	}
	return Containing(p.Days.To, p.Kind)
}

// Before gives the n periods before, the oldest first.
func (p Period) Before(n int) []Period {
	before := make([]Period, n)
	for i := n - 1; i >= 0; i-- {
		p = p.Previous()
		before[i] = p
	}
	return before
}

// Begins gives the first instant of a period by the clocks of a zone.
func (p Period) Begins(zone *time.Location) calendar.Instant {
	return calendar.NewZone(zone).Midnight(p.Days.From)
}

// Ends gives the first instant after a period by the clocks of a zone.
func (p Period) Ends(zone *time.Location) calendar.Instant {
	return calendar.NewZone(zone).Midnight(p.Days.To)
}

// Last gives the last date of a period.
func (p Period) Last() calendar.Date { return p.Days.To - 1 }

// String gives a period's name: 2026-W46, 2026-11-15, 2026-11, 2026-Q4, 2026, 2026-11-13..2026-11-15.
func (p Period) String() string {
	year, month, _ := p.Days.From.Civil()
	switch p.Kind {
	case WeekPeriod:
		isoYear, week := p.week()
		return fmt.Sprintf("%04d-W%02d", isoYear, week)
	case DayPeriod:
		return p.Days.From.String()
	case MonthPeriod:
		return fmt.Sprintf("%04d-%02d", year, month)
	case QuarterPeriod:
		return fmt.Sprintf("%04d-Q%d", year, (month+2)/3)
	case YearPeriod:
		return fmt.Sprintf("%04d", year)
	}
	return p.Days.From.String() + ".." + p.Last().String()
}

func (p Period) week() (year, week int) {
	y, m, d := p.Days.From.Civil()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).ISOWeek()
}

// Title gives a period in words: "Week 46, 9–15 November 2026".
func (p Period) Title() string {
	from, last := p.Days.From, p.Last()
	year, month, _ := from.Civil()
	switch p.Kind {
	case WeekPeriod:
		_, week := p.week()
		return fmt.Sprintf("Week %d, %s", week, datesText(from, last))
	case DayPeriod:
		return fmt.Sprintf("%s, %s", from.Weekday(), datesText(from, from))
	case MonthPeriod:
		return fmt.Sprintf("%s %d", month, year)
	case QuarterPeriod:
		return fmt.Sprintf("Quarter %d, %s–%s %d", (month+2)/3, month, month+2, year)
	case YearPeriod:
		return strconv.Itoa(year)
	}
	return datesText(from, last)
}

// datesText writes the dates from one to another, both included, and no month or year twice.
func datesText(from, last calendar.Date) string {
	y1, m1, d1 := from.Civil()
	y2, m2, d2 := last.Civil()
	end := fmt.Sprintf("%d %s %d", d2, m2, y2)
	switch {
	case from == last:
		return end
	case y1 != y2:
		return fmt.Sprintf("%d %s %d – %s", d1, m1, y1, end)
	case m1 != m2:
		return fmt.Sprintf("%d %s – %s", d1, m1, end)
	}
	return fmt.Sprintf("%d–%s", d1, end)
}

// Span names a period for a report, its dates being by the clocks of a zone.
func (p Period) Span(zone *time.Location) Span {
	return Span{Name: p.String(), Title: p.Title(), From: p.Days.From.String(), To: p.Last().String(), Zone: zone.String()}
}
