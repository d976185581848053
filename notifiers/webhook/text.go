package webhook

import (
	"strings"
	"unicode/utf8"

	"github.com/yardstickd/yardstick/notifiers"
)

// The lines of a text for people are harmless: an event may be shown in a chat by who passes on no more than its text.

// maxLine is how many characters a line takes out of a ticket, maxLines how many lines there are of many things.
const (
	maxLine  = 300
	maxLines = 20
)

func line(raw string) string { return notifiers.Line(raw, maxLine, utf8.RuneCountInString) }

// lines puts together what is not empty.
func lines(all ...string) string {
	var kept []string
	for _, l := range all {
		if l = strings.TrimSpace(l); l != "" {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "\n")
}

func alertText(a *notifiers.Alert) string {
	promise := line(a.Promise)
	if promise == "" {
		promise = line(a.Standard)
	}
	link, _ := notifiers.WebAddress(a.Link)
	all := []string{notifiers.Headline(a), promise, "Ticket " + line(a.Ticket) + "  " + line(a.Subject), link}
	for _, f := range notifiers.Facts(a) {
		all = append(all, f.Name+": "+line(f.Value))
	}
	all = append(all, notifiers.CareLines(a, line)...)
	origin := []string{line(a.Standard), line(a.Source)}
	if of := notifiers.Origin(a); of != "" {
		origin = append(origin, line(of))
	}
	return lines(append(all, strings.Join(append(origin, "as of "+notifiers.Moment(a.AsOf, a.Location)), " · "))...)
}

func noticeText(n *notifiers.Notice) string {
	all := []string{line(n.Title)}
	for i, l := range n.Lines {
		if i == maxLines {
			all = append(all, notifiers.MoreLines(len(n.Lines)-i))
			break
		}
		all = append(all, line(l))
	}
	return lines(append(all, "as of "+notifiers.Moment(n.AsOf, n.Location))...)
}

func summaryText(s *notifiers.Summary) string {
	all := []string{"Yardstick has begun to watch " + line(s.Source) + ": " + notifiers.Overall(s) + "."}
	told, quiet := notifiers.Split(s)
	for i, l := range told {
		if i == maxLines {
			all = append(all, notifiers.More(len(told)-i))
			break
		}
		all = append(all, line(l.Promise)+" ("+line(l.Standard)+"): "+notifiers.Standing(l))
	}
	if quiet > 0 {
		all = append(all, notifiers.Quiet(quiet, len(told)))
	}
	return lines(append(all, "as of "+notifiers.Moment(s.AsOf, s.Location))...)
}

func groupText(g *notifiers.Group) string {
	all := []string{notifiers.GroupHeadline(g), notifiers.GroupScope(g)}
	for i, s := range g.Standards {
		if i == maxLines {
			all = append(all, notifiers.More(len(g.Standards)-i))
			break
		}
		all = append(all, line(s.Promise)+" ("+line(s.Standard)+"): "+notifiers.LineStanding(s))
	}
	all = append(all, rows(g.Worst)...)
	return lines(append(all, "as of "+notifiers.Moment(g.AsOf, g.Location))...)
}

func pageText(p *notifiers.Page) string {
	all := append([]string{notifiers.PageHeadline(p)}, rows(p.Alerts)...)
	if p.More > 0 {
		all = append(all, notifiers.MoreClocks(p.More))
	}
	return lines(append(all, "as of "+notifiers.Moment(p.AsOf, p.Location))...)
}

// rows gives a line for each alert.
func rows(alerts []notifiers.Alert) []string {
	var all []string
	for i := range alerts {
		a := &alerts[i]
		all = append(all, notifiers.Headline(a)+": ticket "+line(a.Ticket)+"  "+line(a.Subject)+" · "+line(a.Standard))
	}
	return all
}
