package slack

import (
	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers"
)

// maxLines is how many standards a summary tells of. Each takes one block of less than 500 characters.
const maxLines = 20

// maxLinePromise is how long a promise may be in a summary.
const maxLinePromise = 250

// renderSummary gives the one message of a first connection.
func renderSummary(s *notifiers.Summary) content {
	source := mrkdwn(s.Source, maxName)
	told, quiet := notifiers.Split(s)
	blocks := []slack.Block{
		header("📏 Yardstick has begun to watch"),
		section("*" + source + "*: " + notifiers.Overall(s) +
			".\nWhat was late before Yardstick first looked is summed up here and not alerted one by one."),
	}
	for i, line := range told {
		if i == maxLines {
			blocks = append(blocks, section(notifiers.More(len(told)-i)))
			break
		}
		blocks = append(blocks, section(
			"*"+mrkdwn(line.Promise, maxLinePromise)+"*  ("+mrkdwn(line.Standard, maxName)+")\n"+notifiers.Standing(line)))
	}
	if quiet > 0 {
		blocks = append(blocks, section(notifiers.Quiet(quiet, len(told))))
	}
	blocks = append(blocks, footnote("as of "+notifiers.Moment(s.AsOf, s.Location)))
	return content{text: "📏 Yardstick has begun to watch " + source + ": " + notifiers.Overall(s), blocks: blocks}
}
