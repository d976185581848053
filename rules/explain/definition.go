package explain

import (
	"slices"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Targets says the targets of a standard in words.
func Targets(s *rules.Standard) []Row {
	rows := make([]Row, len(s.Targets))
	for i := range s.Targets {
		t := &s.Targets[i]
		rows[i] = Row{Number: i + 1, When: conditions(t.When), Promised: promised(t)}
		if on := nameOf(t.Calendar, t.CalendarGone); on != "" {
			rows[i].Promised += ", by the calendar " + on
		}
	}
	return rows
}

// Definition says in words for which tickets a standard is, and how its clocks run.
func Definition(s *rules.Standard) []Fact {
	facts := []Fact{{Name: "Applies to", Text: "every ticket"}}
	if len(s.AppliesTo) > 0 {
		facts[0].Text = "tickets with " + conditions(s.AppliesTo)
	}
	m := &s.Measure
	add := func(name, text string) {
		if text != "" {
			facts = append(facts, Fact{Name: name, Text: text})
		}
	}
	add("Starts with", picked(m.Start))
	add("Ends with", picked(m.Stop))
	for i := range m.Pauses {
		p := &m.Pauses[i]
		if len(p.While) > 0 {
			add("Pauses while", picked(p.While))
			continue
		}
		add("Pauses with", picked(p.When)+", until "+picked(p.Until))
	}
	add("Cancelled by", picked(m.Cancel))
	switch m.Reopen.Then {
	case rules.ThenResume:
		add("Reopened by", picked(m.Reopen.Events)+": the clock goes on")
	case rules.ThenRestart:
		add("Reopened by", picked(m.Reopen.Events)+": a new clock starts")
	case rules.ThenIgnore:
	}
	if m.Repeat == rules.RepeatEach {
		add("Repeats", "each time it starts, once the last clock has ended")
	}
	on := nameOf(s.Calendar, s.CalendarGone)
	if m.CalendarFrom != "" {
		on += "; where the ticket's " + m.CalendarFrom + " names one, that one"
	}
	add("Calendar", on)
	return facts
}

// nameOf gives the name of a calendar, also of one that is no longer defined.
func nameOf(on *calendar.Calendar, gone string) string {
	switch {
	case on != nil:
		return on.Name()
	case gone != "":
		return gone + " (no longer defined)"
	}
	return ""
}

// picked says which events selectors pick.
func picked(selectors []rules.Selector) string {
	words := make([]string, 0, len(selectors))
	for _, s := range selectors {
		word := s.Event
		if s.Author != rules.NoAuthor {
			word += " by the " + authorText(s.Author)
		}
		if s.Public != rules.NoVisibility {
			word += ", " + publicText(s.Public)
		}
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return orList(words)
}
