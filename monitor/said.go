package monitor

import (
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/explain"
)

// About gives the instant that a statement is about: as of when it was made.
func (s *Statement) About() calendar.Instant {
	switch {
	case s.Verdict != nil:
		return s.Verdict.AsOf
	case s.Stage != nil:
		return s.Stage.FoundAt
	case s.Excuse != nil:
		return s.Excuse.At
	case s.Care != nil:
		return s.Care.At
	}
	return s.At
}

// said puts a statement into the words of an explanation.
func (s *Statement) said() (ClockKey, explain.Said) {
	switch {
	case s.Verdict != nil:
		v := s.Verdict
		said := explain.Unsaid(explain.SaidVerdict, s.At)
		said.Verdict, said.Reason, said.DueAt, said.Version = v.Verdict.String(), string(v.Reason), explain.Instant(v.DueAt), v.Version
		if said.Reason != "" {
			said.Words = v.Reason.Words()
		}
		if v.Previous != rules.Open {
			said.Previous = v.Previous.String()
		}
		return v.Key, said
	case s.Stage != nil:
		t := s.Stage
		said := explain.Unsaid(explain.SaidStage, s.At)
		said.Stage, said.StageAt, said.Episode, said.Reason = t.Stage, explain.Instant(t.At), t.Episode, string(t.Reason)
		said.Words, said.Place, said.ToldAt = untold(s), s.Place, explain.Instant(s.ToldAt)
		return t.Clock, said
	case s.Care != nil:
		c := s.Care
		said := explain.Unsaid(explain.SaidCare, s.At)
		said.Care, said.By, said.Until = string(c.Kind), c.By, explain.Instant(c.Until)
		return c.Clock, said
	default:
		e := s.Excuse
		said := explain.Unsaid(explain.SaidExcuse, e.At)
		said.By, said.Why, said.Undo = e.By, e.Why, e.Undo
		return e.Clock, said
	}
}

// untold says why a stage was not told; "" of one that was.
func untold(s *Statement) string {
	t := s.Stage
	if _, makes := t.Reason.Makes(); !makes || t.Alert == "" {
		return t.Reason.Words()
	}
	switch t.Alert {
	case Sent:
		return ""
	case Dropped:
		return "it was overtaken, or no longer so, when it was to leave"
	case Failed:
		return "it could not be delivered: " + s.Failed
	case Held:
		return "its message is held until the quiet hours end"
	}
	return "its message is " + string(t.Alert)
}

// InWords gives what a statement says in the words of an explanation, and of which clock.
func (s *Statement) InWords() (ClockKey, explain.Said) {
	clock, said := s.said()
	said.Cycle = explain.Instant(clock.Cycle.Start)
	return clock, said
}
