package config

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// definedStandard is what decides the verdicts of a standard, in the words of the
// language, as ledgers keep it: what was promised then must be readable for
// ever. So a field may be added here, and none renamed, removed or given
// another meaning. What Hash leaves out is left out, but for the names and reasons that a trace shows.
type definedStandard struct {
	Measure   definedMeasure  `json:"measure"`
	Calendar  string          `json:"calendar"`
	AppliesTo definedMatch    `json:"applies_to,omitempty"`
	Targets   []definedTarget `json:"targets"`
}

type definedMeasure struct {
	Name         string            `json:"name"`
	Start        []definedSelector `json:"start"`
	Stop         []definedSelector `json:"stop"`
	Cancel       []definedSelector `json:"cancel,omitempty"`
	Pause        []definedPause    `json:"pause,omitempty"`
	Repeat       string            `json:"repeat,omitempty"`
	Reopen       *definedReopen    `json:"reopen,omitempty"`
	CalendarFrom string            `json:"calendar_from,omitempty"`
}

type definedPause struct {
	When  []definedSelector `json:"when,omitempty"`
	Until []definedSelector `json:"until,omitempty"`
	While []definedSelector `json:"while,omitempty"`
}

type definedReopen struct {
	Event []definedSelector `json:"event"`
	Then  string            `json:"then"`
}

type definedTarget struct {
	When     definedMatch `json:"when,omitempty"`
	Within   string       `json:"within,omitempty"`
	By       string       `json:"by,omitempty"`
	Cutoff   string       `json:"cutoff,omitempty"`
	Due      string       `json:"due,omitempty"`
	Exempt   string       `json:"exempt,omitempty"`
	Desired  string       `json:"desired,omitempty"`
	Calendar string       `json:"calendar,omitempty"`
}

// Define writes down what decides the verdicts of a standard, as JSON, for Recall to read.
func Define(s *rules.Standard) string {
	d := definedStandard{
		Measure: defineMeasure(&s.Measure), Calendar: cmp.Or(calendarName(s.Calendar), s.CalendarGone),
		AppliesTo: defineMatch(s.AppliesTo), Targets: make([]definedTarget, len(s.Targets)),
	}
	for i := range s.Targets {
		d.Targets[i] = defineTarget(&s.Targets[i])
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(d); err != nil {
		panic("config: a definition that can't be written: " + err.Error()) // it is made of texts and finite numbers
	}
	return string(bytes.TrimSpace(text.Bytes()))
}

// Recall gives the standard that Define wrote down, without what is no part of
// a version: promise, warnings, escalations, objective, route, what it is about. Calendars are those of the
// set by their names, as they are now; one that is no longer there is nil. A
// definition with words that this program does not know is an error.
func (s *Set) Recall(id, text string) (*rules.Standard, error) {
	var d definedStandard
	if err := decodeStrictly([]byte(text), &d); err != nil {
		return nil, fmt.Errorf("the kept version of standard %q can't be read: %w", id, err)
	}
	standard, err := s.recall(&d)
	if err != nil {
		return nil, fmt.Errorf("the kept version of standard %q can't be read: %w", id, err)
	}
	standard.ID = id
	return standard, nil
}

// decodeStrictly reads one JSON value of known keys.
func decodeStrictly(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}

func (s *Set) recall(d *definedStandard) (*rules.Standard, error) {
	measure, err := d.Measure.recall()
	if err != nil {
		return nil, err
	}
	standard := &rules.Standard{Measure: measure, About: unsaid()}
	standard.Calendar, standard.CalendarGone = s.calendar(d.Calendar)
	if standard.AppliesTo, err = d.AppliesTo.recall(); err != nil {
		return nil, err
	}
	if len(d.Targets) == 0 {
		return nil, errors.New("it has no targets")
	}
	for i := range d.Targets {
		row, err := s.recallTarget(&d.Targets[i])
		if err != nil {
			return nil, err
		}
		standard.Targets = append(standard.Targets, row)
	}
	if measure.CalendarFrom != "" {
		standard.Sites = s.sites()
	}
	return standard, nil
}

// calendar gives the set's calendar of a name, or else the name of what is gone.
func (s *Set) calendar(name string) (found *calendar.Calendar, gone string) {
	for _, c := range s.Calendars {
		if c.Name() == name {
			return c, ""
		}
	}
	return nil, name
}
