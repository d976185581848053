package main

import (
	"fmt"
	"net/url"
	"runtime/debug"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// reporting makes reports of what a ledger knows.
func (w *workspace) reporting(figures monitor.Figures) *monitor.Reporting {
	links := map[string]string{}
	var names []string
	for i := range w.config.Sources {
		s := &w.config.Sources[i]
		names = append(names, s.Name)
		links[s.Name] = s.Link
	}
	return &monitor.Reporting{
		Figures: figures, Sources: names, Zone: w.config.Schedule.Location, By: w.config.Digest.By,
		CustomerBy: w.config.Digest.Customer,
		Link:       func(source, ticket string) string { return monitor.TicketLink(links[source], ticket) },
	}
}

// executive is the series of the weekly digest on all standards of a set. Where people look at a terminal (shown) it has a place, too.
func (w *workspace) executive(set *config.Set, shown bool) monitor.DigestSeries {
	s := monitor.DigestSeries{
		Name: compliance.Executive, Kind: compliance.WeekPeriod, Standards: set.Standards, Journey: set.Journey,
		Places: placesOf(&w.config.Digest.To),
	}
	if len(s.Places) == 0 && shown {
		s.Places = []notifiers.Place{"digest"}
	}
	return s
}

// daily is the series of the daily digest on the standards that lead to a route, as their own or by an escalation: team leads are mostly
// told by the latter. Where tickets lead elsewhere by their attributes it goes to the
// route's own places all the same.
func daily(set *config.Set, r *config.Route) monitor.DigestSeries {
	return monitor.DigestSeries{
		Name: r.Name, Kind: compliance.DayPeriod, Places: placesOf(&r.Destination), Standards: set.Leading(r.Name),
	}
}

// series gives the digests that there are to be by a set, the weekly one first.
func (w *workspace) series(set *config.Set, shown bool) []monitor.DigestSeries {
	all := []monitor.DigestSeries{w.executive(set, shown)}
	for i := range set.Routes {
		if r := &set.Routes[i]; r.Daily {
			all = append(all, daily(set, r))
		}
	}
	return all
}

// seriesOf gives the series of a name, "" for the weekly one.
func (w *workspace) seriesOf(set *config.Set, name string, shown bool) (monitor.DigestSeries, error) {
	if name == "" || name == compliance.Executive {
		return w.executive(set, shown), nil
	}
	names := []string{compliance.Executive}
	for i := range set.Routes {
		r := &set.Routes[i]
		if r.Name == name {
			s := daily(set, r)
			if len(s.Standards) == 0 {
				return s, fmt.Errorf("no standard leads to the route %q", name)
			}
			return s, nil
		}
		names = append(names, r.Name)
	}
	return monitor.DigestSeries{}, fmt.Errorf("there is no route %q%s", name, advice(name, names))
}

// digestLink gives where a digest is on the board; "" where others reach none.
func (w *workspace) digestLink(name, period string) string {
	if w.config.Server.URL == "" {
		return ""
	}
	return w.config.Server.URL + "/digests/" + url.PathEscape(name) + "/" + url.PathEscape(period)
}

// digestOptions is how a digest is rendered.
func (w *workspace) digestOptions(r *compliance.Report) digest.Options {
	return digest.Options{Location: w.config.Schedule.Location, Link: w.digestLink(r.Name, r.Period.Name), Generator: generator()}
}

// generator names this program in what it makes.
func generator() string {
	name := version
	if info, ok := debug.ReadBuildInfo(); name == "" && ok && info.Main.Version != "(devel)" {
		name = info.Main.Version
	}
	if name == "" {
		return "Yardstick"
	}
	return "Yardstick " + name
}
