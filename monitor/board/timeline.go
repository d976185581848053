package board

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/explain"
)

// timeline is the picture of a clock's time, as SVG whose widths are shares of the page's and whose letters are not: so it can be
// read at any width. Words are laid out for one; a page has it twice, for wide screens and for narrow ones.
type timeline struct {
	ID          string // unique on the page
	Class       string // wide or narrow
	Title, Desc string
	Height      int
	Stretches   []stretchView
	Marks       []markView
	Told        []markView
}

// stretchView is a part of the bar.
type stretchView struct{ X, Width, Kind, Title string }

// markView is an instant, and the words below it.
type markView struct {
	X, Kind, Text, When, Title string
	Anchor                     string // start, middle or end
	Shift                      int    // of the words, in pixels
	Y, TextY, WhenY            int
}

const (
	barTop, barHeight = 20, 26
	labelsTop         = barTop + barHeight + 10
	labelRow          = 30 // two lines of words
	mostLabelRows     = 7
	letter            = 6.7 // how wide a letter of the words is at most, on average
	wideScreen        = 760.0
	narrowScreen      = 292.0
)

// legendWords are the kinds of stretches in words, in the order of the legend.
var legendWords = []struct{ Kind, Text string }{
	{explain.Open, "open: it counts"},
	{explain.Over, "open, past due"},
	{explain.Paused, "paused"},
	{explain.Done, "done, then reopened"},
	{explain.Closed, "closed: it does not count"},
	{explain.Ahead, "still to come"},
}

// timelines draws a clock's time for wide and for narrow screens, with the kinds of stretches that it has; nil where there is
// nothing to see.
func timelines(c *explain.Clock, id, title string, now calendar.Instant, zone *time.Location) (made []timeline, legend []stretchView) {
	p := c.Picture()
	if p == nil {
		return nil, nil
	}
	for _, l := range legendWords {
		if slices.ContainsFunc(p.Stretches, func(s explain.Stretch) bool { return s.Kind == l.Kind && s.Width > 0 }) {
			legend = append(legend, stretchView{Kind: l.Kind, Title: l.Text})
		}
	}
	desc := describe(c, p)
	for _, screen := range []struct {
		class string
		width float64
	}{{"wide", wideScreen}, {"narrow", narrowScreen}} {
		t := timeline{ID: id + "-" + screen.class, Class: screen.class, Title: title, Desc: desc}
		t.draw(p, screen.width, func(at explain.Instant) moment { return momentIn(calendar.Instant(at), now, zone) }, c.Moment)
		made = append(made, t)
	}
	return made, legend
}

// describe says the picture in words, for who can't see it.
func describe(c *explain.Clock, p *explain.Picture) string {
	var parts []string
	for _, m := range p.Marks {
		text := m.Text
		if m.Kind == "warning" {
			text = "warning at " + text
		}
		parts = append(parts, text+" "+c.Moment(m.At))
	}
	_, total := c.Lines()
	return c.Headline + ". " + strings.Join(parts, "; ") + ". " + total + "."
}

func share(part float64) string { return fmt.Sprintf("%.3f%%", part*100) }

// draw lays the picture out for a width in pixels.
func (t *timeline) draw(p *explain.Picture, width float64, short func(explain.Instant) moment, full func(explain.Instant) string) {
	for _, s := range p.Stretches {
		if s.Width <= 0 {
			continue
		}
		title := full(s.From) + " – " + full(s.To)
		if s.Why != "" {
			title += ": " + s.Why
		}
		t.Stretches = append(t.Stretches, stretchView{X: share(s.At), Width: share(max(s.Width, 1/width)), Kind: s.Kind, Title: title})
	}
	var rows []labelled
	for _, m := range p.Marks {
		v := markView{X: share(m.Place), Kind: m.Kind, Text: m.Text, When: short(m.At).Short, Title: m.Text + " " + full(m.At)}
		if m.Kind == "told" {
			t.Told = append(t.Told, v)
			continue
		}
		if m.Kind == "warning" && !m.Passed {
			v.Kind = "coming"
		}
		rows = v.settle(rows, m.Place*width, width)
		t.Marks = append(t.Marks, v)
	}
	t.Height = labelsTop + labelRow*max(1, len(rows)) + 4
}

// labelled is a row of words, by the pixels that they take.
type labelled [][2]float64

// settle finds the row in which a mark's words have room.
func (v *markView) settle(rows []labelled, x, width float64) []labelled {
	wide := letter*float64(max(len([]rune(v.Text)), len([]rune(v.When)))) + 8
	from := x - wide/2
	v.Anchor = "middle"
	switch {
	case from < 0:
		from, v.Anchor = x, "start"
	case from+wide > width:
		from, v.Anchor = x-wide, "end"
	}
	place := slices.IndexFunc(rows, func(row labelled) bool {
		return !slices.ContainsFunc(row, func(taken [2]float64) bool { return from < taken[1] && taken[0] < from+wide })
	})
	if place < 0 {
		place = len(rows)
		if place < mostLabelRows {
			rows = append(rows, nil)
		} else {
			place--
		}
	}
	rows[place] = append(rows[place], [2]float64{from, from + wide})
	v.Y = labelsTop + labelRow*place
	v.TextY, v.WhenY = v.Y+12, v.Y+25
	return rows
}
