package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/yardstickd/yardstick/config/zone"
	"github.com/yardstickd/yardstick/rules/calendar"
)

const (
	// keptCalendars is how many compiled calendars are kept, of half a megabyte to a megabyte each; keptText bounds
	// the text of their weeks, in bytes, since a week of a hundred windows makes a calendar of many megabytes.
	keptCalendars = 128
	keptText      = 64 << 10
)

// clockQuestion is one line of input; keys that it does not name are passed over.
type clockQuestion struct {
	ID       json.RawMessage `json:"id"`
	Op       string          `json:"op"`
	TZ       string          `json:"tz"`
	Week     json.RawMessage `json:"week"`
	Holidays json.RawMessage `json:"holidays"`
	Start    string          `json:"start"`
	End      string          `json:"end"`
	Seconds  *float64        `json:"seconds"`
}

// clockAnswer is one line of output.
type clockAnswer struct {
	ID      json.RawMessage `json:"id"`
	Due     string          `json:"due,omitempty"`
	Seconds *float64        `json:"seconds,omitempty"`
	Error   string          `json:"error,omitempty"`
}

// clockDesk answers questions, and keeps the calendars they were about.
type clockDesk struct {
	calendars map[string]compiled // by zone, week and holidays as written
	text      int                 // bytes of their weeks
}

type compiled struct {
	calendar *calendar.Calendar
	err      error
}

// answer answers one question. With an error the answer still carries the id, where it could be read.
func (d *clockDesk) answer(line []byte) (clockAnswer, error) {
	var q clockQuestion
	if err := json.Unmarshal(line, &q); err != nil {
		var id struct {
			ID json.RawMessage `json:"id"`
		}
		_ = json.Unmarshal(line, &id) // a line of which not even the id can be read has none
		return clockAnswer{ID: id.ID}, fmt.Errorf("not a question: %w", err)
	}
	answer := clockAnswer{ID: q.ID}
	var err error
	switch q.Op {
	case "add":
		answer.Due, err = d.add(q)
	case "measure":
		answer.Seconds, err = d.measure(q)
	default:
		err = fmt.Errorf("op is %.40q, want add or measure", q.Op)
	}
	return answer, err
}

func (d *clockDesk) add(q clockQuestion) (string, error) {
	start, err := clockInstant("start", q.Start)
	if err != nil {
		return "", err
	}
	if q.Seconds == nil {
		return "", errors.New("seconds is missing")
	}
	micros := math.Round(*q.Seconds * 1e6)
	if math.Abs(micros) > math.MaxInt64/1000 {
		return "", fmt.Errorf("seconds: %w", calendar.ErrOutOfRange)
	}
	c, err := d.calendar(q)
	if err != nil {
		return "", err
	}
	due, err := c.Add(start, time.Duration(micros)*time.Microsecond)
	if err != nil {
		return "", err
	}
	return formatInstant(due), nil
}

func (d *clockDesk) measure(q clockQuestion) (*float64, error) {
	start, err := clockInstant("start", q.Start)
	if err != nil {
		return nil, err
	}
	end, err := clockInstant("end", q.End)
	if err != nil {
		return nil, err
	}
	c, err := d.calendar(q)
	if err != nil {
		return nil, err
	}
	open, err := c.Between(start, end)
	if err != nil {
		return nil, err
	}
	seconds := float64(open/time.Microsecond) / 1e6
	return &seconds, nil
}

// clockInstant reads an instant; it needs its offset, since a naive one would depend on the zone.
func clockInstant(name, text string) (calendar.Instant, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return calendar.None, fmt.Errorf("%s is %.40q, want an instant like 2026-11-23T08:00:00Z", name, text)
	}
	return calendar.FromTime(t), nil
}

// formatInstant writes UTC, with six decimals where there are any.
func formatInstant(at calendar.Instant) string {
	if at%1_000_000 == 0 {
		return at.Time().Format(time.RFC3339)
	}
	return at.Time().Format("2006-01-02T15:04:05.000000Z07:00")
}

// calendar compiles the question's calendar, unless one written the same way was asked about lately.
func (d *clockDesk) calendar(q clockQuestion) (*calendar.Calendar, error) {
	key := q.TZ + "\x00" + string(q.Week) + "\x00" + string(q.Holidays)
	if kept, ok := d.calendars[key]; ok {
		return kept.calendar, kept.err
	}
	if len(d.calendars) >= keptCalendars || d.text+len(q.Week) > keptText {
		clear(d.calendars)
		d.text = 0
	}
	c, err := compileQuestion(q)
	d.calendars[key] = compiled{c, err}
	d.text += len(q.Week)
	return c, err
}

func compileQuestion(q clockQuestion) (*calendar.Calendar, error) {
	loc, err := zone.Load(q.TZ)
	if err != nil {
		return nil, fmt.Errorf("tz: %w", err)
	}
	spec := calendar.Spec{Location: loc}
	if spec.Week, err = parseWeek(q.Week); err != nil {
		return nil, err
	}
	if spec.Holidays, err = parseHolidays(q.Holidays); err != nil {
		return nil, err
	}
	c, err := calendar.Compile(spec)
	if errors.Is(err, calendar.ErrNeverOpen) {
		err = nil // then adding is an error and measuring gives 0
	}
	return c, err
}

var clockDays = map[string]time.Weekday{
	"mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday, "thu": time.Thursday,
	"fri": time.Friday, "sat": time.Saturday, "sun": time.Sunday,
}

func parseWeek(data json.RawMessage) (week calendar.Week, err error) {
	if len(data) == 0 {
		return week, errors.New("week is missing")
	}
	var written map[string][]string
	if err := json.Unmarshal(data, &written); err != nil {
		return week, fmt.Errorf("week: %w", err)
	}
	for name, windows := range written {
		day, ok := clockDays[name]
		if !ok {
			return week, fmt.Errorf("week: %.40q is no day, want mon to sun", name)
		}
		for _, text := range windows {
			w, err := calendar.ParseWindow(text)
			if err != nil {
				return week, fmt.Errorf("week: %s: %w", name, err)
			}
			week[day] = append(week[day], w)
		}
	}
	return week, nil
}

func parseHolidays(data json.RawMessage) (map[calendar.Date]string, error) {
	var written []string
	if len(data) == 0 {
		return nil, nil
	}
	if err := json.Unmarshal(data, &written); err != nil {
		return nil, fmt.Errorf("holidays: %w", err)
	}
	holidays := make(map[calendar.Date]string, len(written))
	for _, text := range written {
		date, err := calendar.ParseDate(text)
		if err != nil {
			return nil, fmt.Errorf("holidays: %w", err)
		}
		holidays[date] = ""
	}
	return holidays, nil
}
