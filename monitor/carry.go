package monitor

import (
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// carry gives what counts as recorded of a clock that is new. Where an earlier start became known, the clock of the
// later one is gone, since that start joins the new clock: what was told of it is not told again of this.
func (p *pass) carry(c *rules.Clock, gone []*Recorded) *Recorded {
	var made *Recorded
	for _, old := range gone {
		if !joins(&old.Row, c) {
			continue
		}
		if made == nil {
			made = &Recorded{}
		}
		if made.Row.Baseline == "" {
			made.Row.Baseline = old.Row.Baseline
		}
		for i := range old.Stages {
			p.carryStage(made, &old.Stages[i], c)
		}
	}
	if made == nil {
		return &unrecorded
	}
	return made
}

// joins tells whether the start of a clock that is gone lies within a clock that began earlier.
func joins(old *ClockRow, c *rules.Clock) bool {
	return old.State != rules.Cancelled && old.Key.Standard == c.Standard().ID && old.StartedAt != calendar.None &&
		c.StartedAt != calendar.None && c.StartedAt < old.StartedAt &&
		(c.StoppedAt == calendar.None || old.StartedAt <= c.StoppedAt)
}

// carryStage records a stage of a clock that is gone as one of the clock that stands for it now: told where it was told.
func (p *pass) carryStage(made *Recorded, s *RecordedStage, c *rules.Clock) {
	if made.has(s.Stage, s.Episode) {
		return
	}
	t := s.Transition
	t.Clock, t.FoundAt = KeyOf(c), p.asOf
	if _, makes := t.Reason.Makes(); makes || t.Reason == Carried {
		t.Reason = Carried
	}
	made.Stages = append(made.Stages, RecordedStage{Transition: t})
	p.change.Transitions = append(p.change.Transitions, t)
}

// carriedOn tells whether a clock of the result stands for one that is gone.
func (p *pass) carriedOn(old *Recorded) bool {
	for i := range p.result.Clocks {
		if p.matched[i] == nil && joins(&old.Row, &p.result.Clocks[i]) {
			return true
		}
	}
	return false
}
