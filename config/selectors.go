package config

import (
	"github.com/yardstickd/yardstick/rules"
)

// roles notes what the events of a measure do already, by the event's name: start, stop, cancel or reopen. Selectors
// that pick no event in common may do different things.
type roles struct{ taken map[string][]rolePlayer }

type rolePlayer struct {
	role     string
	selector rules.Selector
	at       value
}

// selectors reads event names or selectors, alone or in a list, for a role. What another role picks already is
// reported; so is what the list has already. No roles are kept where roles is nil.
func (v value) selectors(role string, roles *roles) []rules.Selector {
	if v.isMapping() && !v.spoilt() {
		if s, ok := v.selector(); ok && roles.take(role, s, v) {
			return []rules.Selector{s}
		}
		return nil
	}
	items, _ := v.oneOrMore("event names")
	var selectors []rules.Selector
	for _, item := range items {
		if s, ok := item.selector(); ok && roles.take(role, s, item) {
			selectors = append(selectors, s)
		}
	}
	return selectors
}

var selectorKeys = []string{"event", "author", "public"}

// selector reads the name of an event, or { event, author, public }.
func (v value) selector() (rules.Selector, bool) {
	if !v.isMapping() || v.spoilt() {
		name, ok := v.filled("the name of an event")
		return rules.Selector{Event: name}, ok
	}
	f, ok := v.fieldsElse("a selector of events", map[string]string{
		"kind": "write event: with the name of the event", "name": "write event: with the name of the event",
	}, selectorKeys...)
	if !ok {
		return rules.Selector{}, false
	}
	var s rules.Selector
	f.meant["event"] = f.meant["event"] || f.meant["kind"] || f.meant["name"]
	event, good := f.needElse("event", "write { event: …, author: … }; no selector is for the events of any name")
	if good && event.isList() && !event.spoilt() {
		event.fail("type", "a selector is for one event").Hint = "write a list of selectors: [{ event: …, author: … }, { event: …, author: … }]"
		good = false
	} else if good {
		s.Event, good = event.filled("the name of an event")
	}
	if author, ok := f.get("author"); ok {
		s.Author, ok = oneWord[rules.Author](author, "customer, agent or bot", authorWords,
			"the events query says which of them a desk's own words mean: CASE … END AS author")
		good = good && ok
	}
	if public, ok := f.get("public"); ok {
		s.Public, ok = public.visibility()
		good = good && ok
	}
	return s, good
}

// visibility reads whether customers see an event.
func (v value) visibility() (rules.Visibility, bool) {
	switch yes := v.truth(); {
	case yes == nil:
		return rules.NoVisibility, false
	case *yes:
		return rules.Public, true
	}
	return rules.Private, true
}

// take notes that a selector plays a role, unless that is taken.
func (r *roles) take(role string, s rules.Selector, at value) bool {
	if r.taken == nil {
		r.taken = map[string][]rolePlayer{}
	}
	for _, before := range r.taken[s.Event] {
		switch {
		case before.role == role && (covers(before.selector, s) || covers(s, before.selector)):
			at.fail("duplicate", "event %s is in %s twice", quoted(s.Event), role).Hint = "first at " + before.at.place()
			return false
		case before.role != role && overlap(before.selector, s):
			at.fail("conflict", "event %s can't both %s and %s a clock", quoted(s.Event), before.role, role).
				Hint = "it is in " + before.role + " at " + before.at.place() + bySelector(before.selector, s)
			return false
		}
	}
	r.taken[s.Event] = append(r.taken[s.Event], rolePlayer{role, s, at})
	return true
}

// bySelector adds what would tell two selectors of one event apart, where one of them says something about it.
func bySelector(a, b rules.Selector) string {
	if a == (rules.Selector{Event: a.Event}) && b == (rules.Selector{Event: b.Event}) {
		return ""
	}
	return "; different authors, or public true and false, would tell them apart"
}

// overlap tells whether some event is picked by both.
func overlap(a, b rules.Selector) bool {
	return a.Event == b.Event &&
		(a.Author == b.Author || a.Author == rules.NoAuthor || b.Author == rules.NoAuthor) &&
		(a.Public == b.Public || a.Public == rules.NoVisibility || b.Public == rules.NoVisibility)
}

// covers tells whether a picks every event that b picks.
func covers(a, b rules.Selector) bool {
	return a.Event == b.Event && (a.Author == b.Author || a.Author == rules.NoAuthor) &&
		(a.Public == b.Public || a.Public == rules.NoVisibility)
}
