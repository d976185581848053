package monitor

import (
	"slices"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
)

// routesOf gives the routes by which a transition is told: an escalation's own; the standard's for everything else, and
// where the transition says how it ended those by which something of it was told, whatever the standards say now.
func (p *pass) routesOf(place int, t *Transition, before *Recorded) []*leading {
	p.leads = p.leads[:0]
	if place < 0 {
		return nil // the standard is gone, and with it all that could be said
	}
	live := p.standing.live[place]
	if t.Kind == notifiers.Escalated {
		return p.byRoute(escalatesTo(live, t.Stage))
	}
	if t.Kind != notifiers.Recovered || before.knownLate(t.Episode) {
		p.byRoute(live.Route)
	}
	for i := range before.Stages {
		s := &before.Stages[i]
		if !s.Alert.Open() {
			continue
		}
		switch {
		case t.Kind == notifiers.Kept, t.Kind == notifiers.Withdrawn, t.Kind == notifiers.Recovered && s.Kind == notifiers.Escalated && s.Episode == t.Episode:
			p.byRoute(s.Route)
		}
	}
	return p.leads
}

// byRoute adds the route of a name, if it leads anywhere. One of which the standards make no use now leads where it says.
func (p *pass) byRoute(name string) []*leading {
	if slices.ContainsFunc(p.leads, func(l *leading) bool { return l.name == name }) {
		return p.leads
	}
	l := p.bound.routes[name]
	if l == nil && name != "" {
		if route, routed := p.standing.Route(name); routed {
			l = bindRoute(&route, p.bound.book.Vocabulary())
		}
	}
	if l != nil {
		p.leads = append(p.leads, l)
	}
	return p.leads
}

// knownLate tells whether those whom the standard's route leads to were told that the clock was late.
func (r *Recorded) knownLate(episode int32) bool {
	if s := r.stage(missed, episode); s != nil && s.Reason.toldMiss() {
		return true
	}
	return r.toldOf(notifiers.Reminder)
}

// transition records a transition of a clock, and what is told of it.
func (p *pass) transition(c *rules.Clock, t *Transition, before *Recorded) {
	if action, routes := p.record(int(c.Place), t, before); len(routes) > 0 {
		p.intents(c.Ticket, action, p.bound.alert(c, t, p.standing.live[c.Place]), routes)
	}
}

// record records a transition, and gives the routes by which it is told. Where there is none any more it says so.
func (p *pass) record(place int, t *Transition, before *Recorded) (action Action, routes []*leading) {
	action, makes := t.Reason.Makes()
	if makes {
		if routes = p.routesOf(place, t, before); len(routes) == 0 {
			t.Reason = Unrouted
		}
	}
	p.change.Transitions = append(p.change.Transitions, *t)
	return action, routes
}

// intents are what the last transition makes: the same in every place that the routes lead the ticket to, once each.
// What presses calls those who are to be called; a post waits for the end of quiet hours.
func (p *pass) intents(t *rules.Ticket, action Action, alert notifiers.Alert, routes []*leading) {
	first := len(p.change.Intents)
	for _, l := range routes {
		d := l.of(t)
		told := Intent{Transition: len(p.change.Transitions) - 1, Action: action, Route: l.name}
		var called []notifiers.Mention
		if action == Post {
			told.Hold = d.hold(t, p.now(), p.Speed)
			if alert.Stage.Presses() {
				called = d.called(t)
			}
		}
		for _, to := range d.places {
			made := p.change.Intents[first:]
			if slices.ContainsFunc(made, func(i Intent) bool { return i.Place == to }) {
				continue
			}
			told.Place, told.Alert = to, alert
			if len(made) > 0 {
				told.Alert.Key = keyAt(alert.Key, to)
			}
			if to.Chat() {
				told.Alert.Mention = called
			}
			p.change.Intents = append(p.change.Intents, told)
		}
	}
}
