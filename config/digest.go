package config

import (
	"slices"

	"github.com/yardstickd/yardstick/rules"
)

var (
	digestKeys   = []string{"to", "by", "customer"}
	digestToKeys = []string{"slack", "email", "webhook"}
)

// maxDigestBy is by how many attributes reports are broken down at most: each of them is counted for every clock.
const maxDigestBy = 8

const defaultCustomer = "customer"

// defaultBy are the attributes by which reports are broken down where that is not said.
func defaultBy() []string { return []string{"team", "category", "channel", defaultCustomer} }

// digest reads who is told how promises were kept, and by what misses are looked at; mails says that email is written beside it.
func (o *operator) digest(v value, mails bool) {
	f, ok := v.fieldsElse("digest", map[string]string{
		"slack": "it belongs into to: { slack: \"#executives\" }", "email": "it belongs into to: { email: ceo@example.com }",
		"webhook": "it belongs into to: { webhook: pager }", "at": ofSchedule, "schedule": ofSchedule, "daily": ofSchedule,
	}, digestKeys...)
	if !ok {
		return
	}
	if to, written := f.get("to"); written {
		o.digestTo(to, mails)
	}
	d := &o.config.Digest
	unsure := f.meant["by"]
	if by, written := f.get("by"); written {
		d.Named = true
		d.By, ok = by.digestBy()
		unsure = unsure || !ok
	}
	at, ok := f.get("customer")
	if !ok {
		if !slices.Contains(d.By, defaultCustomer) {
			d.Customer = ""
		}
		return
	}
	if d.Customer, ok = at.filled("the name of a ticket attribute"); ok && !unsure && !slices.Contains(d.By, d.Customer) {
		at.fail("reference", "customers are known by %s, which is none of the attributes of by", quoted(d.Customer)).
			Hint = "name it there, too: by: [team, " + clip(d.Customer) + "]"
	}
}

const ofSchedule = `when digests are made says schedule: { digest: "0 8 * * MON", daily: "30 7 * * *" }`

// digestTo reads where the weekly digest goes.
func (o *operator) digestTo(v value, mails bool) {
	const always = "a digest is sent when the schedule says, and calls nobody"
	f, ok := v.fieldsElse("digest: to", map[string]string{"mention": always, "quiet": always, "per": always}, digestToKeys...)
	if !ok {
		return
	}
	if !f.hasOrMeant(digestToKeys...) {
		v.fail("empty", "the digest goes nowhere").Hint = `name at least one of: slack: "#executives", email: ceo@example.com, webhook: pager`
	}
	to := &o.config.Digest.To
	if at, ok := f.get("slack"); ok {
		to.Slack = at.channel()
	}
	if at, ok := f.get("email"); ok {
		to.Email = at.addresses()
		if !mails && !o.config.Slack.Token.Empty() { // without either it is shown in the terminal
			at.fail("email", "this file does not say how e-mail leaves").Hint = "add email: { smtp: …, from: … }"
		}
	}
	if at, ok := f.get("webhook"); ok {
		to.Webhooks = at.webhookNames(func(item value, name string) {
			if o.hooks.unsure || slices.Contains(o.hooks.all, name) {
				return
			}
			p := item.fail("reference", "there is no webhook %s", quoted(name))
			if p.Hint = didYouMean(name, o.hooks.all); len(o.hooks.all) == 0 {
				p.Hint = "add it under webhooks: to:"
			}
		})
	}
}

// digestBy reads the attributes that reports are broken down by; false where some can't be read.
func (v value) digestBy() ([]string, bool) {
	items, complete := v.oneOrMore("ticket attributes such as [team, category, customer]")
	if len(items) > maxDigestBy {
		v.fail("digest", "these are more than %d attributes", maxDigestBy).Hint = "every clock is counted by each of them: keep those that somebody can act on"
		return nil, false
	}
	var all []string
	first := map[string]value{}
	for _, item := range items {
		name, ok := item.filled("the name of a ticket attribute")
		if !ok {
			complete = false
			continue
		}
		if before, twice := first[name]; twice {
			item.fail("duplicate", "%s is here twice", quoted(name)).Hint = "the first one is at " + before.place()
			continue
		}
		first[name] = item
		all = append(all, name)
	}
	return all, complete
}

// Lacks gives the attributes that are asked for and a source does not have: those of the set's routes, then those that digest: by names. The
// names of by that are not written but taken by default may be missing.
func (c *Config) Lacks(s *Set, v *rules.Vocabulary) []rules.UnknownName {
	unknown := s.Lacks(v)
	if !c.Digest.Named {
		return unknown
	}
	for _, name := range c.Digest.By {
		if _, known := v.Attribute(name); !known {
			unknown = append(unknown, rules.UnknownName{What: "attribute", Name: name, Known: v.Attributes()})
		}
	}
	return unknown
}

// Leading gives the standards that lead to a route, as their own or by an escalation, in the order of the files: those that its daily digest is
// about.
func (s *Set) Leading(route string) []*rules.Standard {
	var all []*rules.Standard
	for _, standard := range s.Standards {
		to := func(e rules.Escalation) bool { return e.To == route }
		if standard.Route == route || slices.ContainsFunc(standard.Escalate, to) {
			all = append(all, standard)
		}
	}
	return all
}
