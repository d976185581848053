package console

import (
	"fmt"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// maxLead is how many columns the first paragraph of a digest may take.
const maxLead = 3000

// barOfDigest is red where a standard fell short.
func barOfDigest(r *compliance.Report) string {
	for i := range r.Standards {
		if r.Standards[i].Short {
			return red
		}
	}
	return green
}

// digest writes what Slack's message says, in the same order; instead of its charts a line for each standard.
func (f *frame) digest(d *notifiers.Digest) {
	r := d.Report
	f.line(f.bar+bold, notifiers.Line(digest.Headline(r), maxText, uniseg.StringWidth))
	about := clean(r.Period.Title)
	if r.Name != compliance.Executive {
		about = clean(r.Name) + " · " + about
	}
	f.line(bold, about)
	f.line("", notifiers.Line(digest.Lead(r), maxLead, uniseg.StringWidth))
	if points := digest.Points(r); len(points) > 0 {
		f.line(bold, "What needs attention")
		f.points(points)
	}
	for _, c := range digest.Charts(r) {
		switch c.Kind {
		case digest.Bars:
			f.line(bold, clean(c.Title))
			f.bars(&c)
		case digest.Line:
			f.line("", clean(c.Title+": "+lowerFirst(c.Summary)))
		}
	}
	if link, ok := notifiers.WebAddress(d.Link); ok {
		f.line(dim, clean(link))
	}
	f.line(dim, "as of "+notifiers.Moment(d.AsOf(), d.Location))
}

func lowerFirst(sentence string) string {
	if rest, is := strings.CutPrefix(sentence, "From "); is {
		return "from " + rest
	}
	return sentence
}

func (f *frame) points(points []string) {
	for i, p := range points {
		if i == maxLines {
			f.line("", notifiers.MoreLines(len(points)-i))
			return
		}
		f.line("", "• "+notifiers.Line(p, 2*maxText, uniseg.StringWidth))
	}
}

// How wide the parts of a bar's line are: what stands for all of 100 %, the name at most, and the figures.
const (
	barColumns  = 20
	barName     = 24
	barFigures  = 36
	leastBarred = barName + barColumns + barFigures - 4
)

// bars draws a chart of shares in lines: the name, the bar where there is room for one, the share, of how many, and the objective.
func (f *frame) bars(c *digest.Chart) {
	for i, label := range c.Labels {
		share := c.Series[0].Values[i]
		if share == nil {
			continue
		}
		label = notifiers.Line(label, barName, uniseg.StringWidth)
		text := label + strings.Repeat(" ", max(0, barName-uniseg.StringWidth(label))) + " "
		if f.room >= leastBarred {
			full := min(max(int(*share*barColumns/100), 0), barColumns)
			text += strings.Repeat("█", full) + strings.Repeat("░", barColumns-full) + " "
		}
		hundredth := *share / 100
		text += fmt.Sprintf("%7s of %d", digest.Percent(&hundredth), c.Counts[i])
		style := ""
		if len(c.Short) > i && c.Short[i] {
			text, style = text+", short", red
		}
		f.line(style, text)
	}
}
