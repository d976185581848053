package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// maxICS is how large an iCalendar file may be, and maxClosed how many dates one file may close.
const (
	maxICS    = 4 << 20
	maxClosed = 30000
)

// readICS gives the bytes of an iCalendar file.
func readICS(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, errors.New(fileError(err))
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, maxICS+1))
	switch {
	case err != nil:
		return nil, errors.New(fileError(err))
	case len(data) > maxICS:
		return nil, errors.New("it is larger than 4 MiB")
	}
	return data, nil
}

// parseICS gives the dates that the events of an iCalendar file cover from
// midnight to midnight, with the events' names. Notes are the events that
// cover no whole date and so close nothing. The zone is that of the calendar: stamps in UTC are read in it.
func parseICS(data []byte, loc *time.Location) (dates map[calendar.Date]string, notes []string, err error) {
	defer func() {
		if r := recover(); r != nil { // the decoder panics on some broken files
			dates, notes, err = nil, nil, fmt.Errorf("not iCalendar: %v", r)
		}
	}()
	decoder := ical.NewDecoder(bytes.NewReader(data))
	dates = map[calendar.Date]string{}
	calendars := 0
	for ; ; calendars++ {
		c, err := decoder.Decode()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, fmt.Errorf("not iCalendar: %w", err)
		}
		more, err := closedDates(c, loc, dates)
		if err != nil {
			return nil, nil, err
		}
		notes = append(notes, more...)
	}
	if calendars == 0 {
		return nil, nil, errors.New("there is no calendar in it")
	}
	return dates, notes, nil
}

// closedDates adds the dates that the events of a calendar close.
func closedDates(c *ical.Calendar, loc *time.Location, into map[calendar.Date]string) (notes []string, err error) {
	var events []icsEvent
	moved := map[string]map[calendar.Date]bool{} // per UID the occurrences that have an event of their own
	for _, raw := range c.Events() {
		e, err := readEvent(raw, loc)
		if err != nil {
			return nil, fmt.Errorf("event %s: %w", quoted(e.name), err)
		}
		if e.replaces {
			if moved[e.uid] == nil {
				moved[e.uid] = map[calendar.Date]bool{}
			}
			moved[e.uid][e.occurrence] = true
		}
		if !e.cancelled {
			events = append(events, e)
		}
	}
	for _, e := range events {
		if e.days == 0 {
			notes = append(notes, fmt.Sprintf("event %s covers no whole day and closes nothing", quoted(e.name)))
			continue
		}
		if !e.replaces {
			maps.Copy(e.except, moved[e.uid])
		}
		if err := e.close(into); err != nil {
			return nil, fmt.Errorf("event %s: %w", quoted(e.name), err)
		}
	}
	return notes, nil
}

// close adds the dates of every occurrence.
func (e icsEvent) close(into map[calendar.Date]string) error {
	starts, err := e.occurrences()
	if err != nil {
		return err
	}
	for _, first := range starts {
		if e.except[first] {
			continue
		}
		for date := first; date < first+calendar.Date(e.days); date++ {
			if year, _, _ := date.Civil(); year >= calendar.FirstYear && year <= calendar.LastYear {
				into[date] = e.name
			}
			if len(into) > maxClosed {
				return errors.New("too many closed days in one file")
			}
		}
	}
	return nil
}

// summary is the name of an event, one line.
func summary(e ical.Event) string {
	prop := e.Props.Get(ical.PropSummary)
	if prop == nil || strings.TrimSpace(prop.Value) == "" {
		return "closed"
	}
	// The library ends a text at a comma that ought to be escaped and often is not.
	text := strings.NewReplacer(`\\`, `\`, `\,`, ",", `\;`, ";", `\n`, " ", `\N`, " ").Replace(prop.Value)
	return strings.Join(strings.Fields(text), " ")
}
