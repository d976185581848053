package monitor

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Occasions are the instants at which something is to be done, by five cron fields or @every.
//
// A schedule that names one minute and certain hours (daily, weekly, monthly, at eight and at six) goes by the wall
// clock, and each date has each of its times once, whatever the clock does: a time that is taken out comes with the first
// instant after the gap, one that comes twice counts the first time. Any other schedule, such as each quarter of an hour,
// goes on through the change as if there were none.
type Occasions struct {
	schedule cron.Schedule
	daily    *cron.SpecSchedule // the same schedule, where it goes by the wall clock; else nil
	location *time.Location
}

// yearsAhead is how far an occasion may be away: 29 February is eight years away where 2100 lies between.
const yearsAhead = 9

// ParseOccasions reads a schedule in a zone, and refuses what would never come.
func ParseOccasions(text string, location *time.Location) (*Occasions, error) {
	if strings.HasPrefix(text, "TZ=") || strings.HasPrefix(text, "CRON_TZ=") {
		return nil, errors.New("schedule: write the zone as schedule.timezone, not into the cron fields")
	}
	schedule, err := cron.ParseStandard(text)
	if err != nil {
		return nil, fmt.Errorf("schedule: %q: %w; write five cron fields, or @every 30s", text, err)
	}
	o := &Occasions{schedule: schedule, location: location}
	if spec, isSpec := schedule.(*cron.SpecSchedule); isSpec {
		spec.Location = location
		if bits.OnesCount64(spec.Minute&minutes) == 1 && spec.Hour&hours != hours {
			o.daily = spec
		}
	}
	if o.Next(time.Date(2000, 1, 1, 0, 0, 0, 0, location)).IsZero() {
		return nil, fmt.Errorf("schedule: %q never comes", text)
	}
	return o, nil
}

// The bits of a cron.SpecSchedule that stand for values. The highest says that the field was a star.
const (
	minutes = 1<<60 - 1
	hours   = 1<<24 - 1
	star    = 1 << 63
)

// Next gives the first occasion after an instant; the zero time if there is none. Of @every it is counted from the instant.
func (o *Occasions) Next(after time.Time) time.Time {
	if o.daily == nil {
		return o.schedule.Next(after.In(o.location))
	}
	for date, last := dateOf(after, o.location).AddDate(0, 0, -1), after.AddDate(yearsAhead, 0, 0); date.Before(last); date = date.AddDate(0, 0, 1) {
		for _, at := range o.on(date) {
			if at.After(after) {
				return at
			}
		}
	}
	return time.Time{}
}

// Last gives the last occasion at or before an instant; the zero time if there is none, or if the schedule does not go by
// the wall clock: of such a one only Next and Due can be told.
func (o *Occasions) Last(by time.Time) time.Time {
	if o.daily == nil {
		return time.Time{}
	}
	for date, first := dateOf(by, o.location).AddDate(0, 0, 1), by.AddDate(-yearsAhead, 0, 0); date.After(first); date = date.AddDate(0, 0, -1) {
		for _, at := range slices.Backward(o.on(date)) {
			if !at.After(by) {
				return at
			}
		}
	}
	return time.Time{}
}

// Due tells whether there was an occasion after the last time that it was done, up to now. However many there were, doing
// it once makes up for all of them.
func (o *Occasions) Due(done, now time.Time) bool {
	if o.daily != nil {
		return o.Last(now).After(done)
	}
	next := o.Next(done)
	return !next.IsZero() && !next.After(now)
}

// dateOf gives the local date of an instant, as its midnight in UTC: there every date has one.
func dateOf(at time.Time, location *time.Location) time.Time {
	y, m, d := at.In(location).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// on gives the occasions of a local date, in order. Two times in one gap are one occasion.
func (o *Occasions) on(date time.Time) []time.Time {
	s := o.daily
	if s.Month&(1<<uint(date.Month())) == 0 || !dayMatches(s, date) {
		return nil
	}
	var all []time.Time
	minute := bits.TrailingZeros64(s.Minute & minutes)
	for hour := range 24 {
		if s.Hour&(1<<uint(hour)) == 0 {
			continue
		}
		wall := date.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
		if at := reached(wall, o.location); len(all) == 0 || at.After(all[len(all)-1]) {
			all = append(all, at)
		}
	}
	return all
}

// dayMatches tells whether a date is one of a schedule: where both kinds of days are named, either will do.
func dayMatches(s *cron.SpecSchedule, date time.Time) bool {
	ofMonth := s.Dom&(1<<uint(date.Day())) != 0
	ofWeek := s.Dow&(1<<uint(date.Weekday())) != 0
	if s.Dom&star != 0 || s.Dow&star != 0 {
		return ofMonth && ofWeek
	}
	return ofMonth || ofWeek
}

// reached gives the first instant at which a zone's clocks show a wall time, given as if it were UTC, or one later.
func reached(wall time.Time, location *time.Location) time.Time {
	const widest = 36 * time.Hour // more than any zone is away from UTC
	for at := wall.Add(-widest).In(location); ; {
		_, end := at.ZoneBounds()
		if !end.IsZero() && !end.After(at) { // the time package gives such an end on 31 December of a leap year
			end = at.Add(time.Minute)
		}
		_, offset := at.Zone()
		shows := wall.Add(-time.Duration(offset) * time.Second)
		switch {
		case shows.Before(at): // the clocks were put forward over it
			return at
		case end.IsZero() || shows.Before(end):
			return shows.In(location)
		}
		at = end.In(location)
	}
}
