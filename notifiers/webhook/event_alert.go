package webhook

import (
	"time"

	"github.com/yardstickd/yardstick/notifiers"
)

func alertOf(a *notifiers.Alert) *alert {
	shown := &alert{
		Key: valid(a.Key), Stage: string(a.Stage), Warning: text(a.Warning), Step: text(a.Step), Headline: notifiers.Headline(a),
		Source: text(a.Source), Ticket: text(a.Ticket), Subject: text(a.Subject), Customer: text(a.Customer), Team: text(a.Team),
		Standard: text(a.Standard), Promise: text(a.Promise),
		StartedAt: stamp(a.StartedAt, a.Location), DueAt: stamp(a.DueAt, a.Location), StoppedAt: stamp(a.StoppedAt, a.Location),
		AsOf:    stamp(a.AsOf, a.Location),
		Mention: mentions(a.Mention), Acknowledged: saidOf(a.Care.Acknowledged, a), Snoozed: saidOf(a.Care.Snoozed, a),
	}
	if link, ok := notifiers.WebAddress(a.Link); ok {
		shown.Link = link
	}
	switch a.Stage {
	case notifiers.Warn:
		shown.LeftSeconds = seconds(a.Left)
	case notifiers.Missed, notifiers.Escalated, notifiers.Reminder, notifiers.Recovered:
		shown.LateSeconds = seconds(a.Late)
	}
	return shown
}

func seconds(d time.Duration) *int64 { return new(int64(d / time.Second)) }

func saidOf(s notifiers.Said, a *notifiers.Alert) *said {
	if s.By == "" {
		return nil
	}
	return &said{By: text(s.By), Until: stamp(s.Until, a.Location)}
}

func mentions(all []notifiers.Mention) []mention {
	var shown []mention
	for _, m := range all {
		shown = append(shown, mention{Group: text(m.Group), Email: text(m.Email)})
	}
	return shown
}

func groupOf(g *notifiers.Group) *group {
	shown := &group{
		Tickets: g.Tickets, Clocks: g.Clocks, Late: g.Late, AtRisk: g.AtRisk, Rested: g.Rested, Held: g.Held,
		Standards: []groupStanding{}, Worst: alertsOf(g.Worst), Mention: mentions(g.Mention),
	}
	for _, s := range g.Standards {
		shown.Standards = append(shown.Standards, groupStanding{
			Standard: text(s.Standard), Promise: text(s.Promise), Late: s.Late, AtRisk: s.AtRisk, Rested: s.Rested,
		})
	}
	return shown
}

func pageOf(p *notifiers.Page) *page {
	return &page{Group: valid(p.Group), Number: p.Number, Of: p.Of, More: p.More, Alerts: alertsOf(p.Alerts)}
}

func alertsOf(all []notifiers.Alert) []*alert {
	shown := []*alert{}
	for i := range all {
		shown = append(shown, alertOf(&all[i]))
	}
	return shown
}

func summaryOf(s *notifiers.Summary) *summary {
	shown := &summary{Source: text(s.Source), Standards: []summaryStanding{}}
	for _, l := range s.Standards {
		shown.Standards = append(shown.Standards, summaryStanding{
			Standard: text(l.Standard), Promise: text(l.Promise), Late: l.Late, AtRisk: l.AtRisk, Missed: l.Missed,
		})
	}
	return shown
}
