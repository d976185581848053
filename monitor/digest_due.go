package monitor

import (
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// DigestSeries are the digests of one name, one after the other.
type DigestSeries struct {
	Name string // compliance.Executive, or that of a route
	// Kind is WeekPeriod for one of each week, or DayPeriod for one of the days since the one before.
	Kind      compliance.PeriodKind
	Standards []*rules.Standard
	Journey   []string
	Places    []notifiers.Place // none for that they are only recorded
}

// longestDaily is how many days a daily digest has at most: what was before, nobody would look into on this morning.
const longestDaily = 7

// due gives the periods that digests are to be made of by an occasion, the earliest first, after the latest one that is recorded;
// without one just the last. Each date is in one of them, so that it does not matter when an occasion is looked at.
func (s *DigestSeries) due(occasion time.Time, zone *time.Location, latest compliance.Period, recorded bool) []compliance.Period {
	today := calendar.NewZone(zone).DateAt(calendar.FromTime(occasion))
	if s.Kind == compliance.WeekPeriod {
		return weeksDue(today, latest, recorded)
	}
	from := today - 1
	if recorded {
		from = max(latest.Days.To, today-longestDaily)
	}
	switch {
	case from >= today:
		return nil
	case from == today-1:
		return []compliance.Period{compliance.Containing(from, compliance.DayPeriod)}
	}
	return []compliance.Period{{Kind: compliance.RangePeriod, Days: compliance.Days{From: from, To: today}}}
}

// weeksDue gives the full weeks before a date.
func weeksDue(today calendar.Date, latest compliance.Period, recorded bool) []compliance.Period {
	week := compliance.Containing(today, compliance.WeekPeriod).Previous()
	if !recorded {
		return []compliance.Period{week}
	}
	var due []compliance.Period
	for p := latest.Next(); p.Days.From <= week.Days.From; p = p.Next() {
		due = append(due, p)
	}
	return due
}

// has tells whether a period is one of the series: others of its name were asked for by somebody.
func (s *DigestSeries) has(p compliance.Period) bool {
	if s.Kind == compliance.DayPeriod {
		return p.Kind == compliance.DayPeriod || p.Kind == compliance.RangePeriod
	}
	return p.Kind == s.Kind
}

// latest gives the recorded period of the series that ends last; false where there is none.
func (s *DigestSeries) latest(records []DigestRecord) (compliance.Period, bool) {
	var found compliance.Period
	known := false
	for i := range records {
		if p := records[i].Period; s.has(p) && (!known || p.Days.To > found.Days.To) {
			found, known = p, true
		}
	}
	return found, known
}

// DigestKey is unique for ever: the digest's name, its period and the place.
func DigestKey(name, span string, place notifiers.Place) string {
	return key("digest", name, span, string(place))
}
