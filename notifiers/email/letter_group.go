package email

import (
	"fmt"

	"github.com/yardstickd/yardstick/notifiers"
)

func writeGroup(g *notifiers.Group) letter {
	l := letter{
		Colour: groupColour(g), Headline: notifiers.GroupHeadline(g), Lines: []string{notifiers.GroupScope(g)},
		Foot: "as of " + notifiers.Moment(g.AsOf, g.Location), Clocks: clocks(g.Worst),
	}
	l.Subject = subject(l.Headline, fmt.Sprintf("%d tickets", g.Tickets))
	for i, s := range g.Standards {
		if i == maxLines {
			l.More = notifiers.More(len(g.Standards) - i)
			break
		}
		l.Standing = append(l.Standing, standing{
			Promise: promise(s.Promise, s.Standard, maxText), Standard: line(s.Standard, maxCell), Says: notifiers.LineStanding(s),
		})
	}
	return l
}

func groupColour(g *notifiers.Group) string {
	switch {
	case g.Late > 0:
		return red
	case g.AtRisk > 0:
		return yellow
	default:
		return green
	}
}

func writePage(p *notifiers.Page) letter {
	l := letter{
		Colour: grey, Headline: notifiers.PageHeadline(p), Foot: "as of " + notifiers.Moment(p.AsOf, p.Location), Clocks: clocks(p.Alerts),
	}
	l.Subject = subject("Late and at risk: "+l.Headline, fmt.Sprintf("%d clocks", len(p.Alerts)))
	if p.More > 0 {
		l.More = notifiers.MoreClocks(p.More)
	}
	return l
}

func writeFile(f *notifiers.File) letter {
	return letter{
		Colour: grey, Headline: line(f.Title, maxText), Subject: subject(line(f.Title, maxText)), Lines: []string{"All of them are in the file: " + fileName(f.Name)},
		Foot: "The file opens in any spreadsheet.",
	}
}

func clocks(alerts []notifiers.Alert) []clock {
	var all []clock
	for i := range alerts {
		a := &alerts[i]
		all = append(all, clock{
			ticket:   ticket{ID: line(a.Ticket, maxCell), Address: address(a.Link), Subject: line(a.Subject, maxCell)},
			Headline: notifiers.Headline(a), Due: notifiers.Moment(a.DueAt, a.Location), Customer: line(a.Customer, maxCell),
			Team: line(a.Team, maxCell), Standard: line(a.Standard, maxCell),
		})
	}
	return all
}
