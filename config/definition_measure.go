package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/yardstickd/yardstick/rules"
)

// definedSelector is written as the event's name where it says nothing more.
type definedSelector struct{ rules.Selector }

type selectorBlock struct {
	Event  string `json:"event"`
	Author string `json:"author,omitempty"`
	Public *bool  `json:"public,omitempty"`
}

// MarshalJSON writes the selector as the language does.
func (d definedSelector) MarshalJSON() ([]byte, error) {
	if d.Author == rules.NoAuthor && d.Public == rules.NoVisibility {
		return plainJSON(d.Event)
	}
	block := selectorBlock{Event: d.Event, Author: authorWords[d.Author]}
	if d.Public != rules.NoVisibility {
		yes := d.Public == rules.Public
		block.Public = &yes
	}
	return plainJSON(block)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (d *definedSelector) UnmarshalJSON(text []byte) error {
	var block selectorBlock
	if bytes.HasPrefix(text, []byte(`"`)) {
		if err := json.Unmarshal(text, &block.Event); err != nil {
			return err
		}
	} else if err := decodeStrictly(text, &block); err != nil {
		return err
	}
	author := slices.Index(authorWords, block.Author)
	if block.Event == "" || author < 0 {
		return fmt.Errorf("%s is not a selector of events", text)
	}
	d.Selector = rules.Selector{Event: block.Event, Author: rules.Author(author)}
	if block.Public != nil {
		d.Public = rules.Private
		if *block.Public {
			d.Public = rules.Public
		}
	}
	return nil
}

// plainJSON is json.Marshal that leaves <, > and & as they are.
func plainJSON(v any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return bytes.TrimSpace(text.Bytes()), err
}

func defineSelectors(selectors []rules.Selector) []definedSelector {
	var defined []definedSelector
	for _, s := range selectors {
		defined = append(defined, definedSelector{s})
	}
	return defined
}

func recallSelectors(defined []definedSelector) []rules.Selector {
	var selectors []rules.Selector
	for _, d := range defined {
		selectors = append(selectors, d.Selector)
	}
	return selectors
}

func defineMeasure(m *rules.Measure) definedMeasure {
	d := definedMeasure{
		Name: m.Name, Start: defineSelectors(m.Start), Stop: defineSelectors(m.Stop), Cancel: defineSelectors(m.Cancel),
		CalendarFrom: m.CalendarFrom,
	}
	for _, p := range m.Pauses {
		d.Pause = append(d.Pause, definedPause{
			When: defineSelectors(p.When), Until: defineSelectors(p.Until), While: defineSelectors(p.While),
		})
	}
	if m.Repeat != rules.RepeatFirst {
		d.Repeat = repeatWords[m.Repeat]
	}
	if m.Reopen.Then != rules.ThenIgnore {
		d.Reopen = &definedReopen{Event: defineSelectors(m.Reopen.Events), Then: thenWords[m.Reopen.Then]}
	}
	return d
}

func (d *definedMeasure) recall() (rules.Measure, error) {
	m := rules.Measure{
		Name: d.Name, Start: recallSelectors(d.Start), Stop: recallSelectors(d.Stop), Cancel: recallSelectors(d.Cancel),
		CalendarFrom: d.CalendarFrom,
	}
	if len(m.Start) == 0 || len(m.Stop) == 0 {
		return m, errors.New("its measure has no start or no stop")
	}
	for _, p := range d.Pause {
		if len(p.While) == 0 && (len(p.When) == 0 || len(p.Until) == 0) {
			return m, errors.New("a pause has neither when and until nor while")
		}
		m.Pauses = append(m.Pauses, rules.Pause{
			When: recallSelectors(p.When), Until: recallSelectors(p.Until), While: recallSelectors(p.While),
		})
	}
	if d.Repeat != "" {
		at := slices.Index(repeatWords, d.Repeat)
		if at < 0 {
			return m, fmt.Errorf("repeat: %q is not a word of this program", d.Repeat)
		}
		m.Repeat = rules.Repeat(at)
	}
	if d.Reopen != nil {
		at := slices.Index(thenWords, d.Reopen.Then)
		if at < 0 || len(d.Reopen.Event) == 0 {
			return m, fmt.Errorf("reopen: then: %q is not a word of this program, or there is no event", d.Reopen.Then)
		}
		m.Reopen = rules.Reopen{Events: recallSelectors(d.Reopen.Event), Then: rules.Then(at)}
	}
	return m, nil
}
