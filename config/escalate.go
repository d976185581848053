package config

import (
	"cmp"
	"slices"
	"time"

	"github.com/yardstickd/yardstick/rules"
)

var escalateKeys = []string{"after", "to"}

// readEscalate reads who is told once a clock is late for some time, in the order of that time.
func (s *reading) readEscalate(d *standardDraft) {
	v, ok := d.fields.get("escalate")
	if !ok {
		return
	}
	if d.unsureEscalations = !v.isList(); v.isMapping() && !v.spoilt() {
		v.fail("type", "a list of steps is wanted here, not a block of keys").Hint = "write it as a list: [{ after: 30m, to: team-leads }]"
		return
	}
	items, _ := v.items("steps such as { after: 30m, to: team-leads }")
	first := map[time.Duration]value{}
	for _, item := range items {
		step, at, ok := s.escalation(item)
		if !ok {
			d.unsureEscalations = true
			continue
		}
		if before, twice := first[step.After]; twice {
			at.fail("duplicate", "two steps come at the same time, %s past due", quoted(at.plainText())).
				Hint = "one route may lead to several places; the first one is at " + before.place()
			continue
		}
		first[step.After] = at
		d.standard.Escalate = append(d.standard.Escalate, step)
	}
	slices.SortFunc(d.standard.Escalate, func(a, b rules.Escalation) int { return cmp.Compare(a.After, b.After) })
}

// escalation reads one step, and where its time stands.
func (s *reading) escalation(v value) (step rules.Escalation, at value, ok bool) {
	f, ok := v.fields("a step of escalate", escalateKeys...)
	if !ok {
		return step, at, false
	}
	at, ok = f.need("after")
	if ok {
		step, ok = at.after()
	}
	to, named := f.need("to")
	if !named {
		return step, at, false
	}
	name, named := to.filled("the name of a route")
	if !named {
		return step, at, false
	}
	r := s.routes.find(to, "route", name)
	if r == nil {
		return step, at, false
	}
	r.used, step.To = true, name
	return step, at, ok
}

// after reads how long past due a step comes.
func (v value) after() (step rules.Escalation, ok bool) {
	text, ok := v.filled("a time past due such as 30m")
	if !ok {
		return step, false
	}
	length, wrong := parseOpen(text)
	switch {
	case wrong == nil:
		return rules.Escalation{Stage: "escalate " + text, After: length}, true
	case zeroTime(text):
		v.fail("escalate", "an escalation comes some time after the due instant").Hint = "that a clock is missed is told to the standard's route anyway"
	case text[0] == '-':
		v.fail("escalate", "%s", wrong.why).Hint = "escalate counts from the due instant on; what comes before it is for warn_at"
	default:
		v.fail("escalate", "%s", wrong.why).Hint = "write hours and minutes of open time past due: 30m, 4h, 1h30m"
	}
	return step, false
}
