package explain

import (
	"slices"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// What an event did.
const (
	started     = "started"
	joined      = "joined"
	notRepeated = "not_repeated"
	paused      = "paused"
	pausedEarly = "paused_from_start" // it was before the start
	resumed     = "resumed"
	stopped     = "stopped"
	reopened    = "reopened"
	restarted   = "restarted"
	cancelled   = "cancelled"
	ignored     = "ignored"
)

// effect gives the word for a step that an event took; "" for other steps.
func effect(k rules.StepKind) string {
	switch k {
	case rules.StepStarted:
		return started
	case rules.StepJoined:
		return joined
	case rules.StepNotRepeated:
		return notRepeated
	case rules.StepPaused:
		return paused
	case rules.StepResumed:
		return resumed
	case rules.StepStopped:
		return stopped
	case rules.StepReopened:
		return reopened
	case rules.StepRestarted:
		return restarted
	case rules.StepCancelled:
		return cancelled
	case rules.StepIgnored:
		return ignored
	}
	return ""
}

// otherKind stands for the kind of an event that no standard names.
const otherKind = "(other)"

// did collects the effects of a standard's trace by event.
type did map[stepKey][]string

type stepKey struct {
	kind rules.Kind
	at   calendar.Instant
}

// effectsOf reads a standard's steps. Each of its versions has walked the timeline by its own measure: of a cycle the
// steps of the version count that judges it, of what is about no cycle those of the last one.
func (b *builder) effectsOf(place int) did {
	judged := map[int32]int{}
	version := 0
	for i := range b.result.Clocks {
		if c := &b.result.Clocks[i]; int(c.Place) == place {
			version = b.versionOf(c)
			judged[c.Ordinal] = version
		}
	}
	if len(judged) == 0 {
		version = len(b.book.Histories()[place]) - 1
	}
	d := did{}
	for i := range b.result.Trace {
		s := &b.result.Trace[i]
		word := effect(s.Kind)
		if s.Place != place || word == "" {
			continue
		}
		by, known := judged[s.Ordinal]
		if !known {
			by = version
		}
		if s.Version != by {
			continue
		}
		key := stepKey{s.Event, s.At}
		if s.Kind == rules.StepPaused {
			if key.at = b.began(s); key.at < s.At {
				word = pausedEarly
			}
		}
		if !slices.Contains(d[key], word) {
			d[key] = append(d[key], word)
		}
	}
	return d
}

// began gives when the event of a pause was: a pause that was on before the start counts from there only.
func (b *builder) began(s *rules.Step) calendar.Instant {
	at := s.At
	for i := range b.ticket.Events {
		e := &b.ticket.Events[i]
		if e.At > s.At {
			break
		}
		if e.Kind == s.Event {
			at = e.At
		}
	}
	return at
}

// events gives the timeline up to an instant with what each event did.
func (b *builder) events(m *rules.Measure, place int) []Event {
	effects := b.effectsOf(place)
	events := []Event{}
	for i := range b.ticket.Events {
		e := &b.ticket.Events[i]
		if e.At > b.asOf {
			break
		}
		event := Event{
			At: Instant(e.At), Kind: b.name(e.Kind), Author: authorText(e.Author), Public: publicText(e.Public),
			Effects: effects.take(e, b.ticket.Events[i+1:]),
		}
		switch {
		case e.Future:
			event.Note = "lies in the future as of when it was read"
		case len(event.Effects) == 0:
			event.Note, event.idle = idle(m, event.Kind, e)
		}
		if e.Kind == 0 {
			event.Kind = otherKind
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
	if len(effects) > 1 { // a stop that waited for a start at the same instant did not find a clock at first
		effects = slices.DeleteFunc(effects, func(word string) bool { return word == ignored })
	}
	if effects == nil {
		return []string{}
	}
	return effects
}

// idle says why an event did nothing for a measure, and whether that is no news: the measure does not ask for such events.
func idle(m *rules.Measure, kind string, e *rules.Event) (why string, unasked bool) {
	named := false
	for _, selectors := range measured(m) {
		for _, s := range selectors {
			if s.Event != kind {
				continue
			}
			named = true
			switch {
			case s.Author != rules.NoAuthor && s.Author != e.Author:
				why = "counts only from the " + authorText(s.Author) + "; this one " + byWhom(e.Author)
			case s.Public != rules.NoVisibility && s.Public != e.Public:
				why = "counts only if it is " + publicText(s.Public)
			}
		}
	}
	switch {
	case !named:
		return "means nothing to this standard", true
	case why != "":
		return why, false
	}
	return "changes nothing then", false
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
