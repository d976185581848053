package config

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"

	"github.com/yardstickd/yardstick/config/zone"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// icsEvent is an event as the whole dates it covers.
type icsEvent struct {
	name, uid string
	cancelled bool
	first     calendar.Date
	days      int // whole dates covered; 0 for a meeting
	rule      string
	extra     []calendar.Date // RDATE
	except    map[calendar.Date]bool
	// replaces says that the event stands for one occurrence of a series.
	replaces   bool
	occurrence calendar.Date
}

// maxEventDays keeps an event with a mistyped end from closing a century.
const maxEventDays = 3660

func readEvent(raw ical.Event, loc *time.Location) (e icsEvent, err error) {
	e = icsEvent{name: summary(raw), except: map[calendar.Date]bool{}}
	if uid := raw.Props.Get(ical.PropUID); uid != nil {
		e.uid = uid.Value
	}
	status := raw.Props.Get(ical.PropStatus)
	e.cancelled = status != nil && strings.EqualFold(status.Value, "CANCELLED")
	if err := e.span(raw, loc); err != nil {
		return e, err
	}
	if rule := raw.Props.Get(ical.PropRecurrenceRule); rule != nil {
		e.rule = rule.Value
	}
	if e.extra, err = dateList(raw.Props[ical.PropRecurrenceDates], loc); err != nil {
		return e, err
	}
	gone, err := dateList(raw.Props[ical.PropExceptionDates], loc)
	for _, date := range gone {
		e.except[date] = true
	}
	if id := raw.Props.Get(ical.PropRecurrenceID); id != nil && err == nil {
		var at time.Time
		at, err = wallClock(*id, id.Value, loc)
		e.replaces, e.occurrence = true, dateOf(at)
	}
	return e, err
}

// span sets the first date and how many dates are covered from midnight to midnight.
func (e *icsEvent) span(raw ical.Event, loc *time.Location) error {
	start := raw.Props.Get(ical.PropDateTimeStart)
	if start == nil {
		return errors.New("it has no DTSTART")
	}
	from, err := wallClock(*start, start.Value, loc)
	if err != nil {
		return err
	}
	to := from
	switch end, length := raw.Props.Get(ical.PropDateTimeEnd), raw.Props.Get(ical.PropDuration); {
	case end != nil:
		to, err = wallClock(*end, end.Value, loc)
	case length != nil:
		var d time.Duration
		d, err = length.Duration()
		to = from.Add(d)
	case len(start.Value) == len("20060102"):
		to = from.AddDate(0, 0, 1) // a date without an end is that day
	}
	if err != nil {
		return err
	}
	e.first = dateOf(from)
	if from != midnight(from) {
		e.first++
	}
	e.days = max(0, int(dateOf(to)-e.first))
	if len(start.Value) == len("20060102") && e.days == 0 {
		e.days = 1 // some programs write the same date as the end
	}
	if e.days > maxEventDays {
		return errors.New("it lasts more than ten years")
	}
	return nil
}

// occurrences gives the first date of each occurrence within a calendar's years.
func (e icsEvent) occurrences() ([]calendar.Date, error) {
	dates := append([]calendar.Date{e.first}, e.extra...)
	if e.rule == "" {
		return dates, nil
	}
	option, err := rrule.StrToROption(e.rule)
	if err != nil {
		return nil, fmt.Errorf("RRULE: %w", err)
	}
	if option.Freq > rrule.DAILY {
		return nil, errors.New("RRULE: a holiday can't recur more often than daily")
	}
	if option.Interval > 10000 || len(e.rule) > 500 {
		return nil, errors.New("RRULE: too large")
	}
	option.Dtstart = midnightUTC(e.first)
	last := calendar.DateOf(calendar.LastYear, time.December, 31)
	if until := midnight(option.Until); option.Until.IsZero() || dateOf(until) > last {
		option.Until = midnightUTC(last)
	} else {
		option.Until = until
	}
	option.Byhour, option.Byminute, option.Bysecond = nil, nil, nil // dates only
	rule, err := rrule.NewRRule(*option)
	if err != nil {
		return nil, fmt.Errorf("RRULE: %w", err)
	}
	for next := rule.Iterator(); ; {
		at, ok := next()
		if !ok {
			return dates, nil
		}
		dates = append(dates, dateOf(at))
	}
}

// dateList reads the comma lists of EXDATE and RDATE as dates.
func dateList(props []ical.Prop, loc *time.Location) ([]calendar.Date, error) {
	var dates []calendar.Date
	for _, prop := range props {
		for _, text := range strings.Split(prop.Value, ",") {
			text, _, _ = strings.Cut(text, "/") // a period begins with its start
			at, err := wallClock(prop, strings.TrimSpace(text), loc)
			if err != nil {
				return nil, err
			}
			dates = append(dates, dateOf(at))
		}
	}
	return dates, nil
}

// wallClock reads a DATE or DATE-TIME as what its own wall clock shows, in UTC
// for counting only. A stamp in UTC is read on the wall clock of the calendar.
func wallClock(prop ical.Prop, text string, loc *time.Location) (time.Time, error) {
	if id := prop.Params.Get(ical.PropTimezoneID); id != "" {
		if _, err := zone.Load(id); err != nil && !vendorZone(id) {
			return time.Time{}, fmt.Errorf("TZID: %w", err)
		}
	}
	for _, layout := range []string{"20060102", "20060102T150405"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	t, err := time.Parse("20060102T150405Z", text)
	if err != nil {
		return time.Time{}, fmt.Errorf("%s is neither a date nor a time", quoted(text))
	}
	local := t.In(loc)
	return time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), 0, time.UTC), nil
}

// vendorZone tells names that are no IANA zones but well defined in the file
// itself (VTIMEZONE), as office programs write them: only the wall clock counts here.
func vendorZone(id string) bool { return strings.Contains(id, " ") || strings.HasPrefix(id, "/") }

func dateOf(t time.Time) calendar.Date { return calendar.DateOf(t.Date()) }

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

func midnightUTC(d calendar.Date) time.Time { return time.Unix(int64(d)*86400, 0).UTC() }
