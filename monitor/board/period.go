package board

import (
	"net/url"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// periodView is one period that can be chosen.
type periodView struct {
	Name, Title, Address string
	Here                 bool
}

// period reads which period is asked for; the last full week where none is.
func (b *Board) period(q url.Values, now calendar.Instant) (compliance.Period, error) {
	text := q.Get("period")
	if text == "" {
		return compliance.Containing(dateOf(now, b.Location), compliance.WeekPeriod).Previous(), nil
	}
	p, err := compliance.ParsePeriod(text)
	if err != nil {
		return p, notFound("There is no such period", "Write a week (2026-W46), a date, a month (2026-11), a quarter (2026-Q4), a year, or two dates with .. between them.")
	}
	return p, nil
}

// periods are those that people ask for, and the one that is shown.
func (b *Board) periods(path string, shown compliance.Period, now calendar.Instant) []periodView {
	today := dateOf(now, b.Location)
	var views []periodView
	here := false
	add := func(title string, p compliance.Period) {
		views = append(views, periodView{
			Name: title, Title: p.Title(), Address: path + "?" + url.Values{"period": {p.String()}}.Encode(), Here: p == shown,
		})
		here = here || p == shown
	}
	for _, kind := range []struct {
		word string
		kind compliance.PeriodKind
	}{{"week", compliance.WeekPeriod}, {"month", compliance.MonthPeriod}, {"quarter", compliance.QuarterPeriod}} {
		this := compliance.Containing(today, kind.kind)
		add("This "+kind.word+" so far", this)
		add("Last "+kind.word, this.Previous())
	}
	if !here {
		add(shown.Title(), shown)
	}
	return views
}

// dateOf gives the date of an instant in a zone.
func dateOf(at calendar.Instant, zone *time.Location) calendar.Date {
	year, month, day := at.Time().In(zone).Date()
	return calendar.DateOf(year, month, day)
}
