package rules

import "github.com/yardstickd/yardstick/rules/calendar"

// clock judges a cycle whose row and calendar are known: due instants, verdict, what has passed and what is to come.
// It says why that can't be done, if it can't.
func (r *replay) clock(clock *Clock, t *boundTarget, c *cycle, pin *Pin) (reason string) {
	if t.target.Due != "" {
		if clock.DueAt, reason = r.promised(t, pin); reason != "" {
			return reason
		}
	}
	if err := clock.measure(t.target); err != nil {
		return outOfYears
	}
	if clock.State == Cancelled {
		clock.Reason = r.book.vocabulary.KindName(c.endKind)
		if c.retired {
			clock.Reason = RetiredReason
		}
	}
	r.traceClock(clock, t.target)
	return ""
}

// RetiredReason is the Reason of a clock that was cancelled since its standard was taken away.
const RetiredReason = "retired"

// unknown makes a clock one of which nothing can be said but why.
func (c *Clock) unknown(reason string) {
	c.Verdict, c.Reason = Unknown, reason
	c.OpensAt, c.DueAt, c.DesiredAt, c.NextAt = calendar.None, calendar.None, calendar.None, calendar.None
	c.Elapsed, c.PausedFor, c.Remaining, c.AtRisk, c.RiskAt = 0, 0, 0, false, calendar.None
}

func (r *replay) traceClock(c *Clock, t *Target) {
	if !r.result.Tracing {
		return
	}
	trace := r.tracer()
	trace.at(StepOpens, c.OpensAt, c.Ordinal)
	unmoved := c.DueAt
	if t.Within != nil && len(c.Pauses) > 0 {
		if due, err := c.On.Due(c.StartedAt, *t.Within); err == nil {
			unmoved = due
		}
	}
	trace.at(StepDue, unmoved, c.Ordinal)
	if unmoved != c.DueAt {
		trace.at(StepMoved, c.DueAt, c.Ordinal)
	}
	if t.Desired != nil {
		trace.at(StepDesired, c.DesiredAt, c.Ordinal)
	}
	trace.add(Step{Kind: StepVerdict, Verdict: c.Verdict, At: c.AsOf, Ordinal: c.Ordinal})
}

// measure fills in what the calendar says of the clock, and the verdict. Its DueAt must be known already where the row
// reads it from the ticket.
func (c *Clock) measure(t *Target) (err error) {
	if c.OpensAt, err = c.On.NextOpen(c.StartedAt); err != nil {
		return err
	}
	if t.Within != nil {
		if c.DueAt, err = dueAt(c.On, c.StartedAt, t.Within, c.Pauses, calendar.None); err != nil {
			return err
		}
	}
	if t.Desired != nil {
		if c.DesiredAt, err = dueAt(c.On, c.StartedAt, t.Desired, c.Pauses, calendar.None); err != nil {
			return err
		}
	}
	if c.Elapsed, err = unpaused(c.On, c.StartedAt, c.end(), c.Pauses); err != nil {
		return err
	}
	c.PausedFor = pausedFor(c.Pauses, c.end())
	c.decide()
	if c.Ended() {
		return nil
	}
	if c.Verdict == Missed {
		c.NextAt = c.nextEscalation()
		return nil
	}
	if err = c.remain(t); err != nil {
		return err
	}
	return c.lookAhead(t)
}

// remain fills in the open time that is left before due, of a paused clock as if it went on now.
func (c *Clock) remain(t *Target) (err error) {
	if t.Within != nil && t.Within.Unit == calendar.OpenTime {
		c.Remaining = max(0, t.Within.Open-c.Elapsed)
		return nil
	}
	due := c.DueAt
	if due == calendar.None {
		if due, err = dueAt(c.On, c.StartedAt, t.Within, c.Pauses, c.AsOf); err != nil {
			return err
		}
	}
	c.Remaining, err = c.On.Between(c.AsOf, due)
	return err
}

// decide sets the verdict by the clock's state and instants. Exactly on time is met: missed means later than due. An
// open clock without a due instant is paused, and nothing can be said yet.
func (c *Clock) decide() {
	switch c.State {
	case Running, Paused:
		c.Verdict = Open
		if c.DueAt != calendar.None && c.AsOf > c.DueAt {
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
