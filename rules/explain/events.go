package explain

import (
	"slices"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// What an event did.
const (
	started   = "started"
	joined    = "joined"
	stopped   = "stopped"
	cancelled = "cancelled"
	ignored   = "ignored"
	future    = "future"
)

// effect gives the word for a step that an event took; "" for other steps.
func effect(k rules.StepKind) string {
	switch k {
	case rules.StepStarted:
		return started
	case rules.StepJoined:
		return joined
	case rules.StepStopped:
		return stopped
	case rules.StepCancelled:
		return cancelled
	case rules.StepIgnored:
		return ignored
	}
	return ""
}

// did collects the effects of a standard's trace by event.
type did map[stepKey][]string

type stepKey struct {
	kind rules.Kind
	at   calendar.Instant
}

func effectsOf(trace []rules.Step, place int) did {
	d := did{}
	for i := range trace {
		s := &trace[i]
		if word := effect(s.Kind); s.Place == place && word != "" {
			key := stepKey{s.Event, s.At}
			if !slices.Contains(d[key], word) {
				d[key] = append(d[key], word)
			}
		}
	}
	return d
}

// events gives the timeline up to an instant with what each event did.
func (b *builder) events(m *rules.Measure, place int) []Event {
	effects := effectsOf(b.result.Trace, place)
	events := []Event{}
	for i := range b.ticket.Events {
		e := &b.ticket.Events[i]
		if e.At > b.asOf {
			break
		}
		event := Event{
			At: Instant(e.At), Kind: b.name(e.Kind), Author: authorText(e.Author), Public: publicText(e.Public),
			Effects: effects.take(e, b.ticket.Events[i+1:]), column: e.Milestone,
		}
		switch {
		case e.Kind == 0:
			event.Kind, event.Note = "(other)", "of a kind that the standards do not name"
		case len(event.Effects) == 0:
			event.Note = idle(m, event.Kind, e)
		case event.Effects[0] == ignored:
			event.Note = "nothing was there for it to do"
		}
		events = append(events, event)
	}
	return events
}

// take gives what one event did. Of several of a kind at one instant each takes one effect, the last one all that is left.
func (d did) take(e *rules.Event, later []rules.Event) []string {
	key := stepKey{e.Kind, e.At}
	effects := d[key]
	same := func(o rules.Event) bool { return o.Kind == e.Kind && o.At == e.At }
	if len(effects) > 1 && slices.ContainsFunc(later, same) {
		d[key] = effects[1:]
		return effects[:1:1]
	}
	delete(d, key)
	if effects == nil {
		return []string{}
	}
	return effects
}

// idle says why an event did nothing for a measure.
func idle(m *rules.Measure, kind string, e *rules.Event) string {
	for _, selectors := range measured(m) {
		for _, s := range selectors {
			if s.Event != kind {
				continue
			}
			switch {
			case s.Author != rules.NoAuthor && s.Author != e.Author:
				return "counts only from the " + authorText(s.Author) + ", and this one " + byWhom(e.Author)
			case s.Public != rules.NoVisibility && s.Public != e.Public:
				return "counts only where it is " + publicText(s.Public)
			}
		}
	}
	return "means nothing to this standard"
}

func byWhom(a rules.Author) string {
	if a == rules.NoAuthor {
		return "does not say whose it is"
	}
	return "is the " + authorText(a) + "'s"
}

// measured gives all selectors of a measure.
func measured(m *rules.Measure) [][]rules.Selector {
	all := [][]rules.Selector{m.Start, m.Stop, m.Cancel, m.Reopen.Events}
	for i := range m.Pauses {
		all = append(all, m.Pauses[i].When, m.Pauses[i].Until, m.Pauses[i].While)
	}
	return all
}

func authorText(a rules.Author) string { return [...]string{"", "customer", "agent", "bot"}[a] }

func publicText(v rules.Visibility) string { return [...]string{"", "public", "private"}[v] }

// names gives the events of selectors, each once.
func names(selectors []rules.Selector) []string {
	kinds := []string{}
	for _, s := range selectors {
		if !slices.Contains(kinds, s.Event) {
			kinds = append(kinds, s.Event)
		}
	}
	return kinds
}
