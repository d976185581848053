package slack

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers"
)

// How many lines a notice shows, and how long each may be, in UTF-16 units. With the title they fill two thirds of
// what Slack takes of a message.
const (
	maxNoticeTitle = 140
	maxNoticeLines = 20
	maxNoticeLine  = 400
)

// renderNotice gives the message of what people must know beyond one clock:
//
//	📣 The standards were refused
//	standards/support.yaml:14:7: there is no measure "callbacks"
//	as of …
func renderNotice(n *notifiers.Notice) content {
	title := "📣 " + plainLine(n.Title, maxNoticeTitle)
	blocks := []slack.Block{header(title)}
	for i, line := range n.Lines {
		if i == maxNoticeLines {
			blocks = append(blocks, section(notifiers.MoreLines(len(n.Lines)-i)))
			break
		}
		if text := mrkdwn(line, maxNoticeLine); text != "" { // Slack refuses a section without text
			blocks = append(blocks, section(text))
		}
	}
	blocks = append(blocks, footnote("as of "+notifiers.Moment(n.AsOf, n.Location)))
	return content{text: "📣 " + mrkdwn(n.Title, maxNoticeTitle), blocks: blocks}
}

// plainLine makes a title harmless in a plain_text object. Nothing should format there but names of emoji; what would
// elsewhere is replaced all the same, since a header is shown in places that are not ours.
func plainLine(text string, limit int) string {
	if text = strings.TrimSpace(notifiers.Line(text, limit, units)); text == "" {
		return "Notice"
	}
	return lookAlikes.Replace(text)
}

var lookAlikes = strings.NewReplacer("<", "‹", ">", "›", "*", "∗", "_", "ˍ", "~", "∼", "`", "ˋ", ":", "∶")
