package email

import (
	"embed"
	"html/template"
	"strings"
	texttemplate "text/template"
	"unicode/utf8"

	"github.com/yardstickd/yardstick/notifiers"
)

//go:embed templates
var templates embed.FS

var (
	htmlTemplate = template.Must(template.ParseFS(templates, "templates/letter.html"))
	textTemplate = texttemplate.Must(texttemplate.ParseFS(templates, "templates/letter.txt"))
)

// letter is what a message says, every text of it on one line and not too long: the templates add nothing but form.
type letter struct {
	Subject  string
	Colour   string // of the bar
	Headline string
	Promise  string
	Ticket   *ticket
	Lines    []string
	Facts    []notifiers.Fact
	Care     []string
	Standing []standing
	Clocks   []clock
	More     string
	Foot     string
}

// ticket is whose alert it is.
type ticket struct{ ID, Address, Subject string }

// standing is how the clocks of one standard stand.
type standing struct{ Promise, Standard, Says string }

// clock is one of many.
type clock struct {
	ticket
	Headline, Due, Customer, Team, Standard string
}

// How long texts may be, in characters. A subject is shown to about 80, and a header may have 998 bytes in all.
const (
	maxSubject = 150
	maxText    = 400
	maxCell    = 120
	maxLines   = 40
)

// The colours are those of Slack's marks.
const (
	yellow = "#c98a00"
	red    = "#c0392b"
	blue   = "#2f6fb5"
	green  = "#2e7d4f"
	grey   = "#6b7280"
)

func write(m notifiers.Message) letter {
	switch {
	case m.Alert != nil:
		return writeAlert(m.Alert)
	case m.Notice != nil:
		return writeNotice(m.Notice)
	case m.Group != nil:
		return writeGroup(m.Group)
	case m.Page != nil:
		return writePage(m.Page)
	case m.File != nil:
		return writeFile(m.File)
	}
	return writeSummary(m.Summary)
}

func writeAlert(a *notifiers.Alert) letter {
	l := letter{
		Colour: colour(a.Stage), Headline: notifiers.Headline(a), Promise: promise(a.Promise, a.Standard, maxText), Ticket: &ticket{
			ID: line(a.Ticket, maxCell), Address: address(a.Link), Subject: line(a.Subject, maxText),
		},
	}
	l.Subject = subject(l.Headline, line(a.Customer, maxCell), "Ticket "+l.Ticket.ID+": "+l.Ticket.Subject)
	for _, f := range notifiers.Facts(a) {
		l.Facts = append(l.Facts, notifiers.Fact{Name: f.Name, Value: line(f.Value, maxCell)})
	}
	origin := []string{line(a.Standard, maxCell), line(a.Source, maxCell)}
	if of := notifiers.Origin(a); of != "" {
		origin = append(origin, line(of, maxCell))
	}
	l.Care = notifiers.CareLines(a, func(name string) string { return line(name, maxCell) })
	l.Foot = strings.Join(append(origin, "as of "+notifiers.Moment(a.AsOf, a.Location)), " · ")
	return l
}

func colour(stage notifiers.Stage) string {
	switch stage {
	case notifiers.Warn:
		return yellow
	case notifiers.Missed, notifiers.Escalated, notifiers.Reminder:
		return red
	case notifiers.Recovered, notifiers.Kept:
		return green
	default:
		return grey
	}
}

func writeNotice(n *notifiers.Notice) letter {
	l := letter{Colour: yellow, Headline: line(n.Title, maxText), Foot: "as of " + notifiers.Moment(n.AsOf, n.Location)}
	if l.Headline == "" {
		l.Headline = "Notice"
	}
	l.Subject = subject(l.Headline)
	for i, text := range n.Lines {
		if i == maxLines {
			l.More = notifiers.MoreLines(len(n.Lines) - i)
			break
		}
		l.Lines = append(l.Lines, line(text, maxText))
	}
	return l
}

func writeSummary(s *notifiers.Summary) letter {
	source := line(s.Source, maxCell)
	l := letter{
		Colour: blue, Headline: "Yardstick has begun to watch", Foot: "as of " + notifiers.Moment(s.AsOf, s.Location),
		Lines: []string{
			source + ": " + notifiers.Overall(s) + ".",
			"What was late before Yardstick first looked is summed up here and not alerted one by one.",
		},
	}
	l.Subject = subject(l.Headline+" "+source, notifiers.Overall(s))
	told, quiet := notifiers.Split(s)
	for i, s := range told {
		if i == maxLines {
			l.More = notifiers.More(len(told) - i)
			break
		}
		l.Standing = append(l.Standing, standing{
			Promise: promise(s.Promise, s.Standard, maxText), Standard: line(s.Standard, maxCell), Says: notifiers.Standing(s),
		})
	}
	if quiet > 0 {
		l.More = strings.TrimSpace(l.More + " " + notifiers.Quiet(quiet, len(told)))
	}
	return l
}

// subject puts parts into the one line of a header.
func subject(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return line(strings.Join(kept, " · "), maxSubject)
}

// line makes one harmless line of a text.
func line(text string, limit int) string { return notifiers.Line(text, limit, utf8.RuneCountInString) }

func promise(text, standard string, limit int) string {
	if p := line(text, limit); p != "" {
		return p
	}
	return line(standard, limit)
}

// address is a link's address; "" where it may not be followed.
func address(link string) string {
	if to, ok := notifiers.WebAddress(link); ok {
		return to
	}
	return ""
}
