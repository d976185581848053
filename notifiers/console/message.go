package console

import (
	"strings"

	"github.com/yardstickd/yardstick/notifiers"
)

// alert writes what Slack's message says, in the same order.
func (f *frame) alert(a *notifiers.Alert) {
	f.line(f.bar+bold, notifiers.Headline(a))
	promise := clean(a.Promise)
	if promise == "" {
		promise = clean(a.Standard)
	}
	f.line(bold, promise)
	f.line("", strings.TrimSpace("Ticket "+clean(a.Ticket)+"  "+clean(a.Subject)))
	f.line(dim, clean(a.Link))
	for _, fact := range notifiers.Facts(a) {
		f.fact(fact.Name, clean(fact.Value))
	}
	for _, said := range notifiers.CareLines(a, clean) {
		f.line("", said)
	}
	f.calls(a.Mention)
	origin := []string{clean(a.Standard), clean(a.Source)}
	if of := notifiers.Origin(a); of != "" {
		origin = append(origin, clean(of))
	}
	f.line(dim, strings.Join(append(origin, "as of "+notifiers.Moment(a.AsOf, a.Location)), " · "))
}

// maxLines is how many standards a summary tells of, and how many lines a notice, as in Slack.
const maxLines = 20

func (f *frame) notice(n *notifiers.Notice) {
	f.line(f.bar+bold, clean(n.Title))
	for i, line := range n.Lines {
		if i == maxLines {
			f.line("", notifiers.MoreLines(len(n.Lines)-i))
			break
		}
		f.line("", clean(line))
	}
	f.line(dim, "as of "+notifiers.Moment(n.AsOf, n.Location))
}

func (f *frame) summary(s *notifiers.Summary) {
	f.line(f.bar+bold, "Yardstick has begun to watch")
	f.line("", clean(s.Source)+": "+notifiers.Overall(s)+".")
	f.line("", "What was late before Yardstick first looked is summed up here and not alerted one by one.")
	told, quiet := notifiers.Split(s)
	for i, line := range told {
		if i == maxLines {
			f.line("", notifiers.More(len(told)-i))
			break
		}
		f.line(bold, clean(line.Promise)+"  ("+clean(line.Standard)+")")
		f.line("", notifiers.Standing(line))
	}
	if quiet > 0 {
		f.line("", notifiers.Quiet(quiet, len(told)))
	}
	f.line(dim, "as of "+notifiers.Moment(s.AsOf, s.Location))
}
