package monitor

import (
	"slices"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// reminder is the stage of an acknowledgement that ran out, as Episode counts those of the clock.
const reminder = string(notifiers.Reminder)

// covers tells whether what comes to pass at an instant comes while the word holds, or came before and was not told
// when it was said.
func (w CareWord) covers(at calendar.Instant) bool { return w.N > 0 && at < w.Until }

// escalation decides on an escalation that is news. A clock that stands still stays late, so that it is told all the same.
func (p *plan) escalation(found []Transition, i int) Reason {
	s := &p.stages[i]
	switch {
	case !p.present(i), p.spokenFor(i):
		return Overtaken
	case p.after.Ended():
		return AlreadyDone
	case p.before.Care.Acknowledged.covers(s.At):
		return Acknowledged
	case p.rewritten(s.At), slices.ContainsFunc(found, func(t Transition) bool { return t.Reason == LateAttached }):
		return LateAttached
	}
	return Tell
}

// spokenFor tells whether a later escalation, found at once with stage i, is told to the same route.
func (p *plan) spokenFor(i int) bool {
	to := p.leads(&p.stages[i])
	for k := i + 1; k < len(p.stages); k++ {
		s := &p.stages[k]
		if s.Kind == rules.StageEscalated && p.leads(s) == to && !p.before.has(s.Name, p.episode(k)) {
			return true
		}
	}
	return false
}

// leads gives the name of the route that an escalation is told to; "" for none.
func (p *plan) leads(s *rules.Stage) string { return escalatesTo(p.after.Standard(), s.Name) }

// escalatesTo gives the route of an escalation by the name of its stage; "" where the standard has no such entry any more.
func escalatesTo(standard *rules.Standard, stage string) string {
	for i := range standard.Escalate {
		if standard.Escalate[i].Stage == stage {
			return standard.Escalate[i].To
		}
	}
	return ""
}

// escalates is the reason of an escalation where its route may lead nowhere; that of the standard has no part in it.
func (p *plan) escalates(s *rules.Stage, r Reason) Reason {
	m := p.at
	m.Routed = !m.Nowhere[p.leads(s)]
	return m.routed(r)
}

// reminder appends that an acknowledgement ran out while the clock was late, once it is open, running and late: of a
// paused one when it goes on. A newer acknowledgement that holds takes its place.
func (p *plan) reminder(dst []Transition) []Transition {
	said := p.before.Care.Acknowledged
	if said.N == 0 || said.Holds(p.after.AsOf) || !p.after.Late() || p.after.State != rules.Running || p.before.has(reminder, said.N) {
		return dst
	}
	late := p.lateSince()
	if late == calendar.None || said.Until <= late {
		return dst // that it is missed was, or is, told after it ran out
	}
	t := p.transition(reminder, notifiers.Reminder, said.Until, Tell)
	t.Episode = said.N
	if slices.ContainsFunc(dst[p.first:], func(t Transition) bool { return t.Kind == notifiers.Missed && t.Reason.toldMiss() }) {
		t.Reason = Overtaken // the miss is told only now, and says it
	}
	t.Reason = p.at.routed(t.Reason)
	return append(dst, t)
}

// lateSince gives when the clock became late in its present life; None where it is not.
func (p *plan) lateSince() calendar.Instant {
	for i := len(p.stages) - 1; i >= 0; i-- {
		if p.stages[i].Kind == rules.StageMissed {
			return p.stages[i].At
		}
	}
	return calendar.None
}

// pressedOn tells whether people were told, beyond the miss itself, that the clock was late in an episode of its present
// life, and that was not taken back.
func (p *plan) pressedOn(episode int32) bool {
	since := p.lateSince()
	return p.before.toldThat(func(s *RecordedStage) bool {
		return s.Kind == notifiers.Escalated && s.Episode == episode || s.Kind == notifiers.Reminder && s.At > since
	})
}

// lookAgain gives when a clock must be looked at: as the rules say, and when an acknowledgement runs out.
func (r *Recorded) lookAgain(c *rules.Clock) calendar.Instant {
	next, until := c.NextAt, r.Care.Acknowledged.Until
	if c.Ended() || r.Care.Acknowledged.N == 0 || until <= c.AsOf || next != calendar.None && next <= until {
		return next
	}
	return until
}
