package config

import (
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// Route is where the alerts of a standard go.
type Route struct {
	Name string
	Destination
	// Per is what differs by ticket attribute, in the order written.
	Per []RoutePer
	// Daily says that its places get a digest of its standards each day (digest: daily), beside their alerts.
	Daily bool
}

// Destination is where, to whom and when a route leads. Of a route at least one of Slack, Email and Webhooks is set.
type Destination struct {
	Slack    string   // "#channel", or an id; "" for none
	Email    []string // addresses
	Webhooks []string // their names in yardstick.yaml
	Mention  []Mention
	Quiet    *Quiet // nil where it is never quiet
}

// Mention is who is called: just one field is set.
type Mention struct {
	Group     string // a user group's handle without @; here and channel are such, too
	Attribute string // the ticket attribute that holds a person's e-mail address
}

// Quiet are hours in which alerts are held back.
type Quiet struct {
	Outside *calendar.Calendar
	Except  match.Condition // tickets that are told at once all the same; nil for none
}

// RoutePer is what a route does otherwise where an attribute has a value. What it leaves out is the route's own.
type RoutePer struct {
	Attribute, Value string
	Destination
}

// Attributes gives the ticket attributes that a route asks for, each once, in the order written.
func (r *Route) Attributes() []string {
	var names []string
	seen := map[string]bool{}
	add := func(all ...string) {
		for _, name := range all {
			if !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	of := func(d *Destination) {
		for _, m := range d.Mention {
			if m.Attribute != "" {
				add(m.Attribute)
			}
		}
		if d.Quiet != nil {
			add(d.Quiet.Except.Attributes()...)
		}
	}
	of(&r.Destination)
	for i := range r.Per {
		add(r.Per[i].Attribute)
		of(&r.Per[i].Destination)
	}
	return names
}

// Lacks gives the attributes that routes ask for and a source does not have, in the order of the routes.
func (s *Set) Lacks(v *rules.Vocabulary) []rules.UnknownName {
	var unknown []rules.UnknownName
	for i := range s.Routes {
		for _, name := range s.Routes[i].Attributes() {
			if _, known := v.Attribute(name); !known {
				unknown = append(unknown, rules.UnknownName{
					Route: s.Routes[i].Name, What: "attribute", Name: name, Known: v.Attributes(),
				})
			}
		}
	}
	return unknown
}
