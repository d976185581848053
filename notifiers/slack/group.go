package slack

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers"
)

// How much a group shows. With maxLinePromise, maxName and the rows they fill five sixths of what Slack takes of a message.
const (
	maxGroupLines = 10
	maxWorst      = 8
)

// renderGroup gives the one message of many clocks, and the same again as they come to rest:
//
//	🔴 120 late, 27 at risk
//	@frontline-oncall
//	152 clocks of 140 tickets in one message; 5 of them at rest by now.
//	*We call you back within two working hours.*  (callback)
//	118 late, 20 at risk, 5 at rest
//	*The most pressing*
//	🔴 1 h 55 min late  <link|4711>  Printer on fire · ACME
//	as of …
func renderGroup(g *notifiers.Group, how manner) content {
	title := groupMark(g) + " " + notifiers.GroupHeadline(g)
	blocks := []slack.Block{header(title)}
	if how.call != "" {
		blocks = append(blocks, section(how.call))
	}
	blocks = append(blocks, section(notifiers.GroupScope(g)))
	for i, line := range g.Standards {
		if i == maxGroupLines {
			blocks = append(blocks, section(notifiers.More(len(g.Standards)-i)))
			break
		}
		text := "*" + groupPromise(line) + "*"
		if strings.TrimSpace(line.Promise) != "" {
			text += "  (" + mrkdwn(line.Standard, maxName) + ")"
		}
		blocks = append(blocks, section(text+"\n"+notifiers.LineStanding(line)))
	}
	if len(g.Worst) > 0 {
		blocks = append(blocks, section("*The most pressing*\n"+strings.Join(rows(g.Worst[:min(len(g.Worst), maxWorst)]), "\n")))
	}
	blocks = append(blocks, footnote("as of "+notifiers.Moment(g.AsOf, g.Location)))
	return content{text: called(how.call, title+" · "+notifiers.GroupScope(g)), blocks: blocks}
}

func groupPromise(line notifiers.GroupLine) string {
	if strings.TrimSpace(line.Promise) == "" {
		return mrkdwn(line.Standard, maxLinePromise)
	}
	return mrkdwn(line.Promise, maxLinePromise)
}

// groupMark is the colour of the worst of a group's clocks.
func groupMark(g *notifiers.Group) string {
	switch {
	case g.Late > 0:
		return mark(notifiers.Missed)
	case g.AtRisk > 0:
		return mark(notifiers.Warn)
	}
	return mark(notifiers.Kept)
}

// How long the parts of a row may be, in UTF-16 units. With what stands between them a row has at most maxRow, so that
// a section takes rowsOfSection of them, and a message more than a page.
const (
	maxRowTicket   = 24
	maxRowURL      = 80
	maxRowSubject  = 36
	maxRowCustomer = 20
	maxRow         = 218
	rowsOfSection  = 13
)

// maxBoardURL is how long the board's address may be.
const maxBoardURL = 300

// maxPage is how many clocks a page shows.
const maxPage = 50

// renderPage gives a page of a group's clocks, for its thread: few blocks of many rows.
func renderPage(p *notifiers.Page, board string) content {
	title := notifiers.PageHeadline(p)
	blocks := []slack.Block{section("*" + title + "*")}
	shown := p.Alerts[:min(len(p.Alerts), maxPage)]
	for first := 0; first < len(shown); first += rowsOfSection {
		blocks = append(blocks, section(strings.Join(rows(shown[first:min(first+rowsOfSection, len(shown))]), "\n")))
	}
	if more := p.More + len(p.Alerts) - len(shown); more > 0 {
		text := notifiers.MoreClocks(more)
		if on := link(board, "The board", maxBoardURL); on != "The board" {
			text += " " + on + " has those that are open now."
		}
		blocks = append(blocks, section(text))
	}
	return content{text: title, blocks: append(blocks, footnote("as of "+notifiers.Moment(p.AsOf, p.Location)))}
}

// rows gives a line for each alert.
func rows(alerts []notifiers.Alert) []string {
	all := make([]string, len(alerts))
	for i := range alerts {
		all[i] = row(&alerts[i])
	}
	return all
}

// row says in one line how a clock stands: 🔴 1 h 05 min late  <link|4711>  Printer on fire · ACME
func row(a *notifiers.Alert) string {
	text := mark(a.Stage) + " " + notifiers.Headline(a) + "  " + link(a.Link, label(mrkdwn(a.Ticket, maxRowTicket)), maxRowURL)
	var about []string
	for _, part := range []string{mrkdwn(a.Subject, maxRowSubject), mrkdwn(a.Customer, maxRowCustomer)} {
		if part != "" {
			about = append(about, part)
		}
	}
	if len(about) > 0 {
		text += "  " + strings.Join(about, " · ")
	}
	return text
}

// label is what a link shows: Slack shows one without a label as its address.
func label(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
