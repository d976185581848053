package console

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yardstickd/yardstick/notifiers"
)

func barOfGroup(g *notifiers.Group) string {
	switch {
	case g.Late > 0:
		return red
	case g.AtRisk > 0:
		return yellow
	default:
		return green
	}
}

// group writes what Slack's message says, in the same order.
func (f *frame) group(g *notifiers.Group) {
	f.line(f.bar+bold, notifiers.GroupHeadline(g))
	f.line("", notifiers.GroupScope(g))
	for i, s := range g.Standards {
		if i == maxLines {
			f.line("", notifiers.More(len(g.Standards)-i))
			break
		}
		f.line(bold, clean(s.Promise)+"  ("+clean(s.Standard)+")")
		f.line("", notifiers.LineStanding(s))
	}
	f.rows(g.Worst)
	f.calls(g.Mention)
	f.line(dim, "as of "+notifiers.Moment(g.AsOf, g.Location))
}

func (f *frame) page(p *notifiers.Page) {
	f.line(bold, notifiers.PageHeadline(p))
	f.rows(p.Alerts)
	if p.More > 0 {
		f.line("", notifiers.MoreClocks(p.More))
	}
	f.line(dim, "as of "+notifiers.Moment(p.AsOf, p.Location))
}

// file says which file there would be: a terminal has no room for it.
func (f *frame) file(file *notifiers.File) {
	f.line(bold, clean(file.Title))
	if !strings.HasSuffix(file.Name, ".csv") {
		f.line("", fmt.Sprintf("File %s of %d kB", clean(file.Name), (len(file.Content)+999)/1000))
		return
	}
	rows := max(bytes.Count(bytes.TrimSpace(file.Content), []byte("\n")), 0) // the first line is the heading
	f.line("", fmt.Sprintf("File %s with %d rows", clean(file.Name), rows))
}

// rows writes a line for each alert.
func (f *frame) rows(alerts []notifiers.Alert) {
	for i := range alerts {
		a := &alerts[i]
		f.line("", notifiers.Headline(a)+" · "+strings.TrimSpace("Ticket "+clean(a.Ticket)+"  "+clean(a.Subject))+" · "+clean(a.Standard))
	}
}

// calls says who is called. Nobody is, in a terminal.
func (f *frame) calls(all []notifiers.Mention) {
	var who []string
	for _, m := range all {
		if m.Group != "" {
			who = append(who, "@"+clean(m.Group))
		} else {
			who = append(who, clean(m.Email))
		}
	}
	if len(who) > 0 {
		f.line(dim, "calls "+strings.Join(who, ", "))
	}
}
