package rules

import (
	"strings"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// outOfYears is the reason of a clock that the compiled calendar does not reach.
const outOfYears = "outside the calendar's years"

// clock makes the clock of a cycle whose row is known: due instants, verdict, what has passed and what is to come.
func (r *replay) clock(v *boundVersion, c *cycle, row int) Outcome {
	t := &v.targets[row]
	due, reason := r.due(t, c.start)
	if reason != "" {
		return r.unknown(v, c, row, reason)
	}
	clock := r.newClock(v, c, row)
	clock.DueAt = due
	if !clock.measure(t) {
		clock.Verdict, clock.Reason = Unknown, outOfYears
		clock.OpensAt, clock.DueAt, clock.DesiredAt, clock.NextAt = calendar.None, calendar.None, calendar.None, calendar.None
		r.tracer().add(Step{Kind: StepUnknown, Detail: outOfYears})
		return Clocked
	}
	clock.Decide()
	if clock.State == Cancelled {
		clock.Reason = r.book.vocabulary.KindName(c.endKind)
	}
	r.traceClock(clock)
	return Clocked
}

func (r *replay) traceClock(c *Clock) {
	if !r.result.Tracing {
		return
	}
	r.tracer().at(StepOpens, c.OpensAt)
	r.tracer().at(StepDue, c.DueAt)
	if c.DesiredAt != calendar.None {
		r.tracer().at(StepDesired, c.DesiredAt)
	}
	r.tracer().add(Step{Kind: StepVerdict, Verdict: c.Verdict, At: c.AsOf})
}

// due gives the promised instant of a cycle under a row, or why there is none.
func (r *replay) due(t *boundTarget, start calendar.Instant) (calendar.Instant, string) {
	if t.target.Due != "" {
		text := strings.TrimSpace(r.ticket.Attributes[t.due].Text)
		due, err := calendar.ParseStamp(text, r.book.vocabulary.zone)
		if err != nil {
			return calendar.None, t.target.Due + " is not an instant"
		}
		return due, ""
	}
	due, err := t.calendar.Due(start, *t.target.Within)
	if err != nil {
		return calendar.None, outOfYears
	}
	return due, ""
}

// measure fills in what the calendar says of the clock; false where its years don't reach.
func (c *Clock) measure(t *boundTarget) bool {
	var err error
	if c.OpensAt, err = t.calendar.NextOpen(c.StartedAt); err != nil {
		return false
	}
	if t.target.Desired != nil {
		if c.DesiredAt, err = t.calendar.Due(c.StartedAt, *t.target.Desired); err != nil {
			return false
		}
	}
	end := c.AsOf
	if c.State != Running {
		end = c.StoppedAt
	}
	if c.Elapsed, err = t.calendar.Between(c.StartedAt, end); err != nil {
		return false
	}
	if c.State != Running || c.AsOf > c.DueAt {
		return true
	}
	if c.Remaining, err = t.calendar.Between(c.AsOf, c.DueAt); err != nil {
		return false
	}
	return c.lookAhead(t.calendar) == nil
}

// Decide sets the verdict by the clock's state and instants, of which DueAt must be known. Exactly on time is met:
// missed means later than due.
func (c *Clock) Decide() {
	switch c.State {
	case Running:
		c.Verdict = Open
		if c.AsOf > c.DueAt {
			c.Verdict = Missed
		}
	case Stopped:
		c.Verdict = Met
		if c.StoppedAt > c.DueAt {
			c.Verdict = Missed
		} else if c.DesiredAt != calendar.None && c.StoppedAt <= c.DesiredAt {
			c.Verdict = Exceeded
		}
	case Cancelled:
		c.Verdict = CancelledVerdict
		if c.StoppedAt > c.DueAt {
			c.Verdict = CancelledLate
		}
	}
}
