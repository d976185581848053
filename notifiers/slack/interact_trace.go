package slack

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers"
)

// How much of a trace is shown, in UTF-16 units as it is sent: a section takes 3,000 with its fences, and a message as
// many sections as keep it well below 12,000.
const (
	maxTraceBlock  = 2900
	maxTraceBlocks = 3
	maxTraceLine   = 400
)

// trace gives an explanation in fixed width: whole lines, as many as there is room for, and what shows the others.
func trace(text, ticket string) content {
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	var c content
	var block strings.Builder
	size, shown := 0, 0
	end := func() {
		if block.Len() > 0 {
			c.blocks = append(c.blocks, section("```\n"+block.String()+"```"))
		}
		block.Reset()
		size = 0
	}
	for _, line := range lines {
		line = fixed(line)
		n := units(line) + 1
		if size+n > maxTraceBlock {
			if len(c.blocks) == maxTraceBlocks-1 {
				break
			}
			end()
		}
		block.WriteString(line + "\n")
		size += n
		shown++
	}
	end()
	if more := len(lines) - shown; more > 0 {
		c.blocks = append(c.blocks, section(fmt.Sprintf("%s: `yardstick explain %s`", strings.TrimSuffix(notifiers.MoreLines(more), "."), argument(ticket))))
	}
	c.text = "How it came about: " + mrkdwn(lines[0], maxTicket)
	return c
}

// fixed makes a line of text harmless between two fences: nothing formats there but the fence itself, and entities.
func fixed(line string) string {
	var out strings.Builder
	size := 0
	for _, r := range strings.ToValidUTF8(line, "\ufffd") {
		switch {
		case r == '`':
			r = alike[r]
		case r < ' ' || r == 0x7f:
			r = ' '
		}
		part := entities.Replace(string(r))
		if size += units(part); size > maxTraceLine {
			out.WriteString("…")
			break
		}
		out.WriteString(part)
	}
	return out.String()
}

// argument gives a ticket's id as it is typed into a shell, harmless where it is shown.
func argument(ticket string) string {
	plain := strings.IndexFunc(ticket, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_.#/", r)
	}) < 0
	if ticket == "" || !plain || utf8.RuneCountInString(ticket) > maxTicket {
		return "TICKET"
	}
	return ticket
}

// listed gives a list of what presses, and how many more there are.
func listed(which notifiers.Stage, alerts []notifiers.Alert, all int) content {
	title := "Nothing is late now."
	switch {
	case which == notifiers.Warn && all == 0:
		title = "Nothing is at risk now."
	case which == notifiers.Warn:
		title = fmt.Sprintf("%d at risk now", all)
	case all > 0:
		title = fmt.Sprintf("%d late now", all)
	}
	c := content{text: title, blocks: []slack.Block{section("*" + title + "*")}}
	lines := make([]string, len(alerts))
	for i := range alerts {
		lines[i] = pressingRow(&alerts[i])
	}
	for first := 0; first < len(lines); first += rowsOfSection {
		c.blocks = append(c.blocks, section(strings.Join(lines[first:min(first+rowsOfSection, len(lines))], "\n")))
	}
	if more := all - len(alerts); more > 0 {
		c.blocks = append(c.blocks, section(notifiers.MoreClocks(more)))
	}
	if len(alerts) > 0 {
		c.blocks = append(c.blocks, footnote("as of "+notifiers.Moment(alerts[0].AsOf, alerts[0].Location)+", as the last round saw it"))
	}
	return c
}

// pressingRow is a row with the standard. What is at risk says when it is due in real time: who asks looks at a clock.
func pressingRow(a *notifiers.Alert) string {
	standing := notifiers.RealTime(a.Late) + " late"
	if a.Stage == notifiers.Warn {
		standing = "due in " + notifiers.RealTime(a.DueAt.Sub(a.AsOf))
	}
	text := mark(a.Stage) + " " + standing + "  " + link(a.Link, label(mrkdwn(a.Ticket, maxRowTicket)), maxRowURL)
	if a.Subject != "" {
		text += "  " + mrkdwn(a.Subject, maxRowSubject)
	}
	return text + " · " + mrkdwn(a.Standard, maxRowCustomer)
}
