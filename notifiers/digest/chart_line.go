package digest

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// The measures of a trend, in pixels.
const (
	lineHigh   = 162.0 // from 100 % to the axis
	lineBottom = 38.0
)

// drawLine lays out a trend: periods from left to right, the objective dashed with its name. The axis does not begin at 0, since a
// trend between 90 and 95 % could not be seen; so it is a line, not bars.
func (c *Chart) drawLine(width float64) *drawing {
	head := titleHeight(c.Title, width)
	top := head + 16 // so that what stands at 100 % is free of the title
	if c.Objective != nil {
		top += 16
	}
	d := &drawing{width: width, height: top + lineHigh + lineBottom}
	d.box(paperTone, 0, 0, d.width, d.height)
	d.title(c.Title)
	values := c.Series[0].Values
	low, step := c.axis()
	left := side + textWidth("100 %", labelSize, false) + 8
	bottom, right := d.height-lineBottom, d.width-side-slack*textWidth("100.0 %", labelSize+1, true)
	y := func(value float64) float64 { return bottom - (value-low)/(100-low)*lineHigh }
	x := func(i int) float64 {
		if len(values) == 1 {
			return (left + right) / 2
		}
		return left + 12 + float64(i)/float64(len(values)-1)*(right-left-20)
	}
	for value := low; value <= 100+1e-9; value += step {
		d.line(gridTone, 1, point2{left, y(value)}, point2{right, y(value)})
		d.write(faintTone, labelSize, anchorEnd, left-6, y(value)+4, trimZeros(strconv.FormatFloat(value, 'f', 1, 64))+" "+c.Unit)
	}
	c.periods(d, x, bottom+23)
	if c.Objective != nil {
		d.dashes(goalTone, 1.5, point2{left, y(*c.Objective)}, point2{right, y(*c.Objective)})
	}
	c.named(d, x, y, head)
	c.curve(d, x, y)
	return d
}

// axis says where the values' axis begins, and how far its lines are apart.
func (c *Chart) axis() (low, step float64) {
	least := 100.0
	for _, v := range c.Series[0].Values {
		if v != nil {
			least = min(least, *v)
		}
	}
	if c.Objective != nil {
		least = min(least, *c.Objective)
	}
	span := max(100-least, 1) * 1.15
	for _, step := range []float64{0.5, 1, 2, 5, 10} {
		if span/step <= 4 {
			return 100 - step*math.Ceil(span/step), step
		}
	}
	return max(0, 100-20*math.Ceil(span/20)), 20
}

// periods writes as many labels as there is room for, evenly, the last one always, and the first of them in full.
func (c *Chart) periods(d *drawing, x func(int) float64, y float64) {
	const air = 10
	last, stride, room := len(c.Labels)-1, 1, 0.0
	for i := range c.Labels {
		room = max(room, textWidth(c.Labels[i], labelSize, false)+air)
	}
	for last > 0 && stride < last && float64(stride)*(x(1)-x(0)) < room {
		stride++
	}
	for i := last; i >= 0; i -= stride {
		text := shortPeriod(c.Labels[i])
		if i < stride {
			text = c.Labels[i]
		}
		half := textWidth(text, labelSize, false) / 2
		d.write(faintTone, labelSize, anchorMiddle, max(side+half, min(x(i), d.width-side-half)), y, text)
	}
}

// shortPeriod leaves the year out: "2026-W46" is "W46", "2026-11-15" "15 Nov".
func shortPeriod(name string) string {
	if day, err := time.Parse(time.DateOnly, name); err == nil {
		return day.Format("2 Jan")
	}
	if month, err := time.Parse("2006-01", name); err == nil {
		return month.Format("Jan")
	}
	if year, rest, found := strings.Cut(name, "-"); found && len(year) == 4 && !strings.Contains(rest, "-") {
		return rest
	}
	return name
}

// curve draws the values: a line through those that follow each other, a gap where there is none, and a dot on each.
func (c *Chart) curve(d *drawing, x func(int) float64, y func(float64) float64) {
	var run []point2
	flush := func() {
		if len(run) > 1 {
			d.line(keptTone, 2.5, run...)
		}
		run = nil
	}
	for i, v := range c.Series[0].Values {
		if v == nil {
			flush()
			continue
		}
		run = append(run, point2{x(i), y(*v)})
	}
	flush()
	for i, v := range c.Series[0].Values {
		if v != nil {
			d.dot(keptTone, 3.5, x(i), y(*v))
		}
	}
}

// named writes the last value right of its dot, and what the dashes are below the title, where no curve can cross it.
func (c *Chart) named(d *drawing, x func(int) float64, y func(float64) float64, head float64) {
	values := c.Series[0].Values
	if last := len(values) - 1; values[last] != nil {
		d.marks = append(d.marks, mark{
			kind: textMark, tone: inkTone, size: labelSize + 1, bold: true, text: c.figure(last), at: []point2{{x(last) + 12, y(*values[last]) + 4.5}},
		})
	}
	if c.Objective != nil {
		d.dashes(goalTone, 1.5, point2{side, head + 8}, point2{side + 26, head + 8})
		d.write(faintTone, labelSize, anchorStart, side+34, head+12, "objective "+exact(*c.Objective/100))
	}
}
