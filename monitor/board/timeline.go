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
	{explain.Ahead, "time left"},
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
	var shown []explain.Mark
	var ticks []float64
	for _, m := range p.Marks {
		v := markView{X: share(m.Place), Kind: m.Kind, Text: m.Text, When: short(m.At).Short, Title: m.Text + " " + full(m.At)}
		switch {
		case m.Kind == "told":
			t.Told = append(t.Told, v)
			continue
		case m.Kind == "warning" && !m.Passed:
			v.Kind = "coming"
		}
		t.Marks, shown, ticks = append(t.Marks, v), append(shown, m), append(ticks, m.Place*width)
	}
	var rows []labelled
	for i := range shown {
		rows = t.Marks[i].settle(rows, ticks, i, width)
	}
	t.Height = labelsTop + labelRow*max(1, len(rows)) + 4
}

// labelled is a row of words, by the pixels that they take.
type labelled [][2]float64

// settle finds room for the words of mark i: in the highest row where they cover no others, nor the tick of a mark whose words may
// stand lower; in the middle below its own tick, or else to one side of it.
func (v *markView) settle(rows []labelled, ticks []float64, i int, width float64) []labelled {
	const apart = 4
	x, wide := ticks[i], letter*float64(max(len([]rune(v.Text)), len([]rune(v.When))))
	for row := range mostLabelRows {
		for _, try := range []struct {
			anchor string
			from   float64
		}{{"middle", x - wide/2}, {"end", x - wide - apart}, {"start", x + apart}} {
			from, to := try.from, try.from+wide
			edge := try.anchor == "start" && x < apart || try.anchor == "end" && x > width-apart
			if edge { // at the very edge the words begin, or end, with the picture
				from, to = min(max(0, x), width-wide), max(wide, min(x, width))
			}
			if from < -0.5 || to > width+0.5 || row < len(rows) && rows[row].takes(from-apart, to+apart) || crossed(ticks, i, from, to) {
				continue
			}
			for len(rows) <= row {
				rows = append(rows, nil)
			}
			rows[row] = append(rows[row], [2]float64{from, to})
			v.place(try.anchor, row, edge)
			return rows
		}
	}
	rows = append(rows, labelled{{0, width}}) // nowhere: in a row of its own
	v.place("middle", len(rows)-1, false)
	switch {
	case x < wide/2:
		v.place("start", len(rows)-1, true)
	case x > width-wide/2:
		v.place("end", len(rows)-1, true)
	}
	return rows
}

// place puts the words beside or below the tick.
func (v *markView) place(anchor string, row int, edge bool) {
	v.Anchor, v.Y = anchor, labelsTop+labelRow*row
	v.TextY, v.WhenY = v.Y+12, v.Y+25
	if edge {
		return
	}
	v.Shift = map[string]int{"start": 4, "end": -4}[anchor]
	if v.Shift != 0 {
		v.Y += labelRow - 4 // the tick runs beside its words
	}
}

func (l labelled) takes(from, to float64) bool {
	return slices.ContainsFunc(l, func(t [2]float64) bool { return from < t[1] && t[0] < to })
}

// crossed tells whether the tick of another, later mark runs through words: those of earlier ones end where their words are, which
// are looked at by themselves.
func crossed(ticks []float64, i int, from, to float64) bool {
	return slices.ContainsFunc(ticks[i+1:], func(x float64) bool { return from-1 < x && x < to+1 && x-ticks[i] > 1 })
}
