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

// mostPoints is how many things need attention at once.
const mostPoints = 10

func (f *frame) points(points []string) {
	for i, p := range points {
		if i == mostPoints {
			f.line("", fmt.Sprintf("and %d more, in the report", len(points)-i))
			return
		}
		for n, part := range wrap(notifiers.Line(p, 2*maxText, uniseg.StringWidth), f.room-2) {
			f.line("", []string{"• ", "  "}[min(n, 1)]+part)
		}
	}
}

// How wide the parts of a bar's line are: what stands for all of 100 %, the name at most, the share, and what comes after it.
const (
	barColumns  = 20
	barName     = 20
	barShare    = 8
	leastBarred = barName + barColumns + barShare + len(" of 1,000,000, short of 99.9 %")
)

// percent gives a percentage as the words do.
func percent(value float64) string {
	value /= 100
	return digest.Percent(&value)
}

// bars draws a chart of shares in lines: the name, the bar where there is room for one, the share, of how many, and the objective.
func (f *frame) bars(c *digest.Chart) {
	for i, label := range c.Labels {
		share := c.Series[0].Values[i]
		if share == nil {
			continue
		}
		label = notifiers.Line(label, barName, uniseg.StringWidth)
		figures, style := percent(*share)+" of "+notifiers.Count(c.Counts[i]), ""
		if c.Short[i] && c.Objectives[i] != nil {
			figures, style = figures+", short of "+percent(*c.Objectives[i]), red
		}
		if f.room < leastBarred {
			f.line(style, label+": "+figures)
			continue
		}
		full := min(max(int(*share*barColumns/100), 0), barColumns)
		f.line(style, label+strings.Repeat(" ", barName-uniseg.StringWidth(label))+
			strings.Repeat("█", full)+strings.Repeat("░", barColumns-full)+
			strings.Repeat(" ", max(0, barShare-len(percent(*share))))+figures)
	}
}
