package config

import (
	"strings"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// routeDraft is a route while the set is read.
type routeDraft struct {
	name  string
	at    entry
	used  bool
	route Route
}

// routeKeys are the keys of a route; perKeys of what it does otherwise for some tickets.
var (
	routeKeys = []string{"slack", "email", "webhook", "mention", "per", "quiet", "digest"}
	perKeys   = []string{"slack", "email", "webhook", "mention", "quiet"}
)

// dailyWords is how often a route may ask for a digest.
var dailyWords = []string{"daily"}

// keysOfYardstick is the advice for keys by which people look for what the operator sets.
var keysOfYardstick = map[string]string{
	"token": ofOperator, "smtp": ofOperator, "from": ofOperator, "url": ofOperator, "key": ofOperator,
	"webhooks": "a route names the webhook: webhook: pager; where it is stands in yardstick.yaml",
	"escalate": "it belongs into a standard: who is told there is the name of a route",
	"digest":   "it is one for the whole route: write digest: daily beside per",
}

const ofOperator = "it belongs into yardstick.yaml, where the operator says how messages leave"

// readRoute fills a route from its block.
func (s *reading) readRoute(r *routeDraft) {
	r.route.Name = r.name
	f, ok := r.at.value.fieldsElse("route "+quoted(r.name), keysOfYardstick, routeKeys...)
	if !ok {
		return
	}
	s.destination(f, &r.route.Destination)
	if !f.hasOrMeant("slack", "email", "webhook") {
		f.at.fail("route", "route %s leads nowhere", quoted(r.name)).
			Hint = "name at least one of: slack: \"#support\", email: leads@example.com, webhook: pager"
	}
	if v, ok := f.get("mention"); ok && !f.hasOrMeant("slack") {
		v.calledNowhere()
	}
	if v, ok := f.get("per"); ok {
		r.route.Per = s.per(v, f.hasOrMeant("slack"))
	}
	if v, ok := f.get("digest"); ok {
		if r.name == compliance.Executive {
			v.fail("name", "the weekly digest of all standards is called %s", quoted(r.name)).Hint = "give the route another name, or leave its digest out"
		}
		_, r.route.Daily = v.among("daily", dailyWords, "write digest: daily, or leave it out; the weekly digest of all standards is sent to digest: to: in yardstick.yaml")
	}
}

// per reads what a route does otherwise where an attribute has a value, in the order written. inSlack says that the
// route itself leads to a channel.
func (s *reading) per(v value, inSlack bool) []RoutePer {
	attributes, _ := v.entries("a block of ticket attributes")
	if v.isMapping() && len(attributes) == 0 && !v.spoilt() {
		v.fail("empty", "per names no ticket attribute").Hint = "write { team: { hamburg: { slack: \"#support-hamburg\" } } }, or leave it out"
	}
	var all []RoutePer
	for _, a := range attributes {
		attribute, named := a.key.filled("the name of a ticket attribute")
		values, _ := a.value.entries("a block of the attribute's values")
		if a.value.isMapping() && len(values) == 0 && !a.value.spoilt() {
			a.value.fail("empty", "per names no value of %s", quoted(attribute)).
				Hint = "write what differs for each value: { hamburg: { slack: \"#support-hamburg\" } }"
		}
		first := map[string]value{}
		for _, e := range values {
			text, ok := e.key.text("a value of the attribute")
			if !ok {
				continue
			}
			e.key.twice(first, attribute, text)
			p := RoutePer{Attribute: attribute, Value: text}
			if s.difference(e.value, &p.Destination, inSlack) && named {
				all = append(all, p)
			}
		}
	}
	return all
}

// twice reports a value that another one, which is compared first, has taken already.
func (v value) twice(first map[string]value, attribute, text string) {
	folded := strings.Map(folded, strings.TrimSpace(text))
	if before, taken := first[folded]; taken {
		v.fail("duplicate", "per has %s of %s twice", quoted(text), quoted(attribute)).
			Hint = "values are compared without regard to case; the first one is at " + before.place()
		return
	}
	first[folded] = v
}

// difference reads what differs for one value; false where that could not be read.
func (s *reading) difference(v value, d *Destination, inSlack bool) bool {
	f, ok := v.fieldsElse("an entry of per", keysOfYardstick, perKeys...)
	if !ok {
		return false
	}
	if len(f.byKey) == 0 && len(f.meant) == 0 {
		v.fail("empty", "nothing differs here").Hint = "write what differs from the route: " + strings.Join(perKeys, ", ")
	}
	s.destination(f, d)
	if at, ok := f.get("mention"); ok && !inSlack && !f.hasOrMeant("slack") {
		at.calledNowhere()
	}
	return true
}

// hasOrMeant tells whether any of the keys is written, or was probably meant by one that is unknown.
func (f fields) hasOrMeant(keys ...string) bool {
	for _, key := range keys {
		if f.has(key) || f.meant[key] {
			return true
		}
	}
	return false
}
