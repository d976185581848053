package main

import (
	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
)

// routes finds where the alerts of a standard, or an escalation, go. Where people look at a terminal (shown) also those have a place that
// have no route.
func routes(all []config.Route, shown bool) func(name string) (monitor.Route, bool) {
	made := make(map[string]monitor.Route, len(all))
	for i := range all {
		made[all[i].Name] = routeOf(&all[i])
	}
	return func(name string) (monitor.Route, bool) {
		if route, there := made[name]; there && len(route.Places) > 0 {
			return route, true
		}
		return monitor.Route{Name: name, Places: []notifiers.Place{"console"}}, shown
	}
}

// routeOf gives a route as rounds use it.
func routeOf(r *config.Route) monitor.Route {
	route := monitor.Route{
		Name: r.Name, Places: placesOf(&r.Destination), Mention: mentionsOf(r.Mention), Quiet: quietOf(r.Quiet),
	}
	for i := range r.Per {
		p := &r.Per[i]
		per := monitor.Per{Attribute: p.Attribute, Value: p.Value, Mention: mentionsOf(p.Mention), Quiet: quietOf(p.Quiet)}
		if p.Slack != "" || p.Email != nil || p.Webhooks != nil {
			per.Places = placesOf(differing(&r.Destination, &p.Destination))
		}
		route.Per = append(route.Per, per)
	}
	return route
}

// differing gives the places of a route where some of them differ: of what is left out, the route's own.
func differing(own, other *config.Destination) *config.Destination {
	d := *other
	if d.Slack == "" {
		d.Slack = own.Slack
	}
	if d.Email == nil {
		d.Email = own.Email
	}
	if d.Webhooks == nil {
		d.Webhooks = own.Webhooks
	}
	return &d
}

// placesOf gives the places of a destination, the channel in which people talk first.
func placesOf(d *config.Destination) []notifiers.Place {
	var places []notifiers.Place
	if d.Slack != "" {
		places = append(places, notifiers.Place(d.Slack))
	}
	for _, address := range d.Email {
		places = append(places, notifiers.Mail(address))
	}
	for _, name := range d.Webhooks {
		places = append(places, notifiers.Webhook(name))
	}
	return places
}

func mentionsOf(all []config.Mention) []monitor.Mention {
	var made []monitor.Mention
	for _, m := range all {
		made = append(made, monitor.Mention(m))
	}
	return made
}

func quietOf(q *config.Quiet) *monitor.Quiet {
	if q == nil {
		return nil
	}
	made := monitor.Quiet(*q)
	return &made
}
