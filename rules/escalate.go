package rules

import "github.com/yardstickd/yardstick/rules/calendar"

// escalatedAt gives the instant of an escalation in the life of a clock that was born at an instant: the earliest at which
// the clock has been late in it for so much open time outside its pauses, and runs. None where a pause that lasts lies
// before it, where the calendar does not reach, and where the calendar is not known: real time would call people at night.
func (c *Clock) escalatedAt(e *Escalation, born calendar.Instant) calendar.Instant {
	if c.On == nil || c.DueAt == calendar.None {
		return calendar.None
	}
	late := max(c.DueAt, born)
	first := len(c.Pauses)
	for first > 0 && (c.Pauses[first-1].To == calendar.None || c.Pauses[first-1].To > late) {
		first--
	}
	return afterTime(c.On, late, e.After, c.Pauses[first:])
}

// nextEscalation gives the first escalation that is to come of a clock that is late and open; None where none is, as while it is paused.
func (c *Clock) nextEscalation() calendar.Instant {
	next := calendar.None
	if len(c.Standard().Escalate) == 0 || c.State == Paused {
		return next
	}
	born := c.born()
	for i := range c.Standard().Escalate {
		at := c.escalatedAt(&c.Standard().Escalate[i], born)
		if at > c.AsOf && (next == calendar.None || at < next) {
			next = at
		}
	}
	return next
}

// born gives when the clock's present life began: its start, or when it was reopened last.
func (c *Clock) born() calendar.Instant {
	for i := len(c.Pauses) - 1; i >= 0; i-- {
		if c.Pauses[i].Reopened {
			return c.Pauses[i].To
		}
	}
	return c.StartedAt
}
