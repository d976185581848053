package rules

import "github.com/yardstickd/yardstick/rules/calendar"

// tracer writes the steps of one standard; without a result it writes nothing.
type tracer struct {
	result  *Result
	place   int
	version int
}

func (t tracer) add(s Step) {
	if t.result != nil {
		s.Place, s.Version = t.place, t.version
		t.result.Trace = append(t.result.Trace, s)
	}
}

func (t tracer) event(kind StepKind, e *Event, ordinal int32) {
	if t.result != nil {
		t.add(Step{Kind: kind, Event: e.Kind, At: e.At, Ordinal: ordinal})
	}
}

func (t tracer) at(kind StepKind, at calendar.Instant, ordinal int32) {
	if t.result != nil {
		t.add(Step{Kind: kind, At: at, Ordinal: ordinal})
	}
}
