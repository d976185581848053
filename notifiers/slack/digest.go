package slack

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// How much of a digest is shown, in UTF-16 units as it is sent: with two charts of the most points that there may be it fills five sixths
// of what Slack takes of a message. The whole of it is in the PDF in its thread.
const (
	maxDigestTitle = 140
	maxLead        = 2_800
	maxPoint       = 500
	maxAttention   = 2_600
	// mostPoints is how many things need attention at once in a channel.
	mostPoints = 6
)

// renderDigest gives a period's report, with its charts, which are blocks of any kind:
//
//	📊 94.6 % of promises kept, no clear change from the week before; 2 standards short
//	Week 46, 9–15 November 2026
//	Of 1,204 promises 94.6 % were kept …
//	*What needs attention*
//	• Callback is 4.1 points short of its objective …
//	[charts]
//	<link|The whole report on the board>, and as a PDF in the thread · as of …
func renderDigest(d *notifiers.Digest, charts []slack.Block) content {
	r := d.Report
	title := "📊 " + plainLine(digest.Headline(r), maxDigestTitle)
	about := mrkdwn(r.Period.Title, maxName)
	if r.Name != compliance.Executive {
		about = mrkdwn(r.Name, maxName) + " · " + about
	}
	blocks := []slack.Block{header(title), footnote(about)}
	if lead := mrkdwn(digest.Lead(r), maxLead); lead != "" {
		blocks = append(blocks, section(lead))
	}
	if points := attention(digest.Points(r)); points != "" {
		blocks = append(blocks, section("*What needs attention*\n"+points))
	}
	blocks = append(blocks, charts...)
	whole := "The whole report is in the thread, as a PDF"
	if onBoard := link(d.Link, "on the board", maxURL); strings.HasPrefix(onBoard, "<") {
		whole = "The whole report is " + onBoard + ", and as a PDF in the thread"
	}
	blocks = append(blocks, footnote(whole+" · as of "+notifiers.Moment(d.AsOf(), d.Location)))
	return content{text: title + " · " + about, blocks: blocks}
}

// attention lists what needs attention, as much as fits.
func attention(points []string) string {
	var lines []string
	room := maxAttention
	for i, point := range points {
		text := "• " + mrkdwn(point, maxPoint)
		if room -= units(text) + 1; room < 0 || i == mostPoints {
			lines = append(lines, fmt.Sprintf("_and %d more, in the report_", len(points)-i))
			break
		}
		lines = append(lines, text)
	}
	return strings.Join(lines, "\n")
}
