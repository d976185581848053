package monitor

import (
	"slices"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
)

// unsent appends that a miss which was to be told was dropped before it left, as the clock was not late when the source
// was asked once more. It counts like one that was withdrawn: if the clock is late after all it is told again.
func (p *plan) unsent(dst []Transition) []Transition {
	if !p.dropped() {
		return dst
	}
	t := p.transition(withdrawn, notifiers.Withdrawn, p.after.AsOf, Unsent)
	t.Episode = p.withdrawals
	p.withdrawals++
	return append(dst, t)
}

// dropped tells whether the miss of the clock's present life was dropped, of a clock that is open: nobody knows of it. Of
// one that is not late nothing else may have been told, or that is withdrawn.
func (p *plan) dropped() bool {
	if p.after.Ended() || p.after.Verdict == rules.Unknown || p.after.Verdict == rules.Open && p.before.toldLate() {
		return false
	}
	closed := p.before.closed()
	for i := range p.before.Stages {
		s := &p.before.Stages[i]
		_, makes := s.Reason.Makes()
		if s.Kind == notifiers.Missed && makes && s.Alert == Dropped && s.FoundAt > closed && (p.after.Verdict == rules.Open || p.isPresent(s.Episode)) {
			return true
		}
	}
	return false
}

// isPresent tells whether an episode is that of the present life's miss.
func (p *plan) isPresent(episode int32) bool {
	return slices.ContainsFunc(p.stages, func(s rules.Stage) bool {
		return s.Kind == rules.StageMissed && s.Episode+p.withdrawals == episode && s.At == p.lateSince()
	})
}
