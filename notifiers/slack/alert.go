package slack

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers"
)

// How long each part of an alert may be, as it is sent, in UTF-16 units. With
// maxURL they sum up to less than a section, and to a third of a message.
const (
	maxPromise  = 500
	maxTicket   = 120
	maxSubject  = 300
	maxCustomer = 200
	maxTeam     = 120
	maxName     = 100
)

// renderAlert gives the message of an alert:
//
//	🟡 15 min of open time left
//	@frontline-oncall
//	*We call you back within two working hours.*
//	<link|Ticket 4711> Printer on fire
//	Customer  Team
//	Due       Started, or Done
//	👀 Ada looks after it until …
//	[Acknowledge] [Snooze] [Explain]
//	callback · helpdesk · warning at 80% · as of …
//
// An answer in a thread may be shown in the channel without its opening, so it says what it is about, but has its facts in
// the last line and no buttons.
func renderAlert(a *notifiers.Alert, how manner) content {
	title := notifiers.Headline(a)
	ticket := link(a.Link, "Ticket "+mrkdwn(a.Ticket, maxTicket), maxURL)
	about := ticket
	if a.Subject != "" {
		about += "  " + mrkdwn(a.Subject, maxSubject)
	}
	about = "*" + promise(a.Promise, a.Standard) + "*\n" + about
	blocks := []slack.Block{header(mark(a.Stage) + " " + title)}
	if how.call != "" {
		blocks = append(blocks, section(how.call))
	}
	blocks = append(blocks, section(about))
	if !how.reply {
		blocks = append(blocks, section("", fields(a)...))
	}
	if care := careLines(a); care != "" {
		blocks = append(blocks, section(care))
	}
	if row := buttons(a); how.buttons && len(row) > 0 {
		blocks = append(blocks, slack.NewActionBlock("", row...))
	}
	last := origin(a)
	if how.reply {
		last = factLine(a) + "\n" + last
	}
	return content{text: called(how.call, fallback(a, title)), blocks: append(blocks, footnote(last))}
}

// called puts who is called before a text.
func called(call, text string) string {
	if call == "" {
		return text
	}
	return call + " " + text
}

// maxBy is how long the name may be of somebody who said something.
const maxBy = 80

func careLines(a *notifiers.Alert) string {
	return strings.Join(notifiers.CareLines(a, func(name string) string { return mrkdwn(name, maxBy) }), "\n")
}

// promise is the promise in the customer's words, or the standard's name where it has none.
func promise(text, standard string) string {
	if strings.TrimSpace(text) == "" {
		text = standard
	}
	return mrkdwn(text, maxPromise)
}

// mark is a stage's colour, as an emoji: blocks have no colour of their own.
func mark(stage notifiers.Stage) string {
	switch stage {
	case notifiers.Warn:
		return "🟡"
	case notifiers.Missed:
		return "🔴"
	case notifiers.Escalated:
		return "🚨"
	case notifiers.Reminder:
		return "⏰"
	case notifiers.Recovered:
		return "✅"
	case notifiers.Kept:
		return "🟢"
	default:
		return "⚪"
	}
}

func fields(a *notifiers.Alert) []*slack.TextBlockObject {
	var all []*slack.TextBlockObject
	for _, f := range notifiers.Facts(a) {
		text := "*" + f.Name + "*\n" + mrkdwn(f.Value, maxFact(f.Name))
		all = append(all, slack.NewTextBlockObject(slack.MarkdownType, text, false, true))
	}
	return all
}

// factLine gives what an answer needs of the facts, in a line: ACME, Inc. · frontline · due Mon 30 Mar …
func factLine(a *notifiers.Alert) string {
	var all []string
	for _, f := range notifiers.Facts(a) {
		text := mrkdwn(f.Value, maxFact(f.Name))
		if f.Name == notifiers.StartFact {
			continue
		}
		if f.Name != notifiers.CustomerFact && f.Name != notifiers.TeamFact {
			text = strings.ToLower(f.Name) + " " + text
		}
		all = append(all, text)
	}
	return strings.Join(all, " · ")
}

func maxFact(name string) int {
	if name == notifiers.TeamFact {
		return maxTeam
	}
	return maxCustomer
}

// origin says where an alert comes from and when it was true.
func origin(a *notifiers.Alert) string {
	parts := []string{mrkdwn(a.Standard, maxName), mrkdwn(a.Source, maxName)}
	if from := notifiers.Origin(a); from != "" {
		parts = append(parts, mrkdwn(from, maxName))
	}
	return strings.Join(append(parts, "as of "+notifiers.Moment(a.AsOf, a.Location)), " · ")
}

// fallback says all in one line.
func fallback(a *notifiers.Alert, title string) string {
	parts := []string{mark(a.Stage) + " " + title}
	if a.Customer != "" {
		parts = append(parts, mrkdwn(a.Customer, maxCustomer))
	}
	parts = append(parts, promise(a.Promise, a.Standard))
	ticket := "Ticket " + mrkdwn(a.Ticket, maxTicket)
	if a.Subject != "" {
		ticket += ": " + mrkdwn(a.Subject, maxSubject)
	}
	parts = append(parts, ticket, "due "+notifiers.Moment(a.DueAt, a.Location))
	if a.Team != "" {
		parts = append(parts, "team "+mrkdwn(a.Team, maxTeam))
	}
	return strings.Join(parts, " · ")
}
