package config

import (
	"github.com/yardstickd/yardstick/rules"
)

// maxPauses is more ways to wait than any desk has.
const maxPauses = 50

const pauseAdvice = "write { when: …, until: … } with the events that begin and end it, or { while: […] } with statuses"

// pauses reads one pause or a list of them.
func (v value) pauses() []rules.Pause {
	if v.isMapping() || v.spoilt() {
		if p, ok := v.pause(); ok {
			return []rules.Pause{p}
		}
		return nil
	}
	if v.isText() {
		v.fail("type", "a pause must be a block of keys, not a single value").Hint = pauseAdvice
		return nil
	}
	items, _ := v.items("pauses")
	if len(items) > maxPauses {
		v.fail("pause", "more than %d pauses in one measure", maxPauses)
		return nil
	}
	var pauses []rules.Pause
	for _, item := range items {
		if item.isText() && !item.spoilt() {
			item.fail("type", "a pause must be a block of keys, not a single value").Hint = pauseAdvice
			continue
		}
		if p, ok := item.pause(); ok {
			pauses = append(pauses, p)
		}
	}
	return pauses
}

// pause reads { when, until } or { while }.
func (v value) pause() (rules.Pause, bool) {
	f, ok := v.fields("a pause", "when", "until", "while")
	if !ok {
		return rules.Pause{}, false
	}
	if f.has("while") {
		for _, key := range []string{"when", "until"} {
			if e, ok := f.byKey[key]; ok {
				e.key.fail("conflict", "%s and while exclude each other in a pause", key).
					Hint = "a status outside the list of while ends it; where other events must count too, write two pauses"
			}
		}
		statuses, _ := f.get("while")
		return rules.Pause{While: statuses.statuses()}, true
	}
	if !f.has("when") && !f.has("until") {
		if len(f.meant) == 0 {
			v.fail("missing", "a pause needs when and until, or while").Hint = pauseAdvice
		}
		return rules.Pause{}, false
	}
	var p rules.Pause
	begin, end := &roles{}, &roles{}
	if when, ok := f.needBeside("when", "until", "nothing else says what begins the pause"); ok {
		p.When = when.selectors("when", begin)
	}
	if until, ok := f.needBeside("until", "when", "without it a clock would stand still for ever"); ok {
		p.Until = until.selectors("until", end)
		for _, s := range p.Until {
			end.refuse(begin, s.Event)
		}
	}
	return p, true
}

// needBeside is need for a key that another one calls for.
func (f fields) needBeside(key, other, why string) (value, bool) {
	v, ok := f.get(key)
	if !ok && !f.meant[key] {
		f.byKey[other].key.fail("missing", "a pause with %s needs %s too", other, quoted(key)).Hint = why
	}
	return v, ok
}

// refuse reports selectors of an event that end the very pause they begin.
func (r *roles) refuse(begin *roles, event string) {
	for _, ends := range r.taken[event] {
		for _, begins := range begin.taken[event] {
			if overlap(begins.selector, ends.selector) {
				ends.at.fail("conflict", "event %s can't both begin and end a pause", quoted(event)).
					Hint = "it is in when at " + begins.at.place() + bySelector(begins.selector, ends.selector)
				break
			}
		}
	}
}

// statuses reads the event names of while. A status is a kind of event, whoever set it.
func (v value) statuses() []rules.Selector {
	items := []value{v}
	if !v.isMapping() {
		items, _ = v.oneOrMore("statuses")
	}
	var statuses []rules.Selector
	named := &roles{}
	for _, item := range items {
		if item.isMapping() && !item.spoilt() {
			item.fail("type", "while takes the names of statuses, not selectors").
				Hint = "for events of an author write { when: …, until: … }"
			continue
		}
		if name, ok := item.filled("the name of a status"); ok && named.take("while", rules.Selector{Event: name}, item) {
			statuses = append(statuses, rules.Selector{Event: name})
		}
	}
	return statuses
}
