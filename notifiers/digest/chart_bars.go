package digest

// The measures of bars, in pixels.
const (
	barsPitch  = 26.0
	barsThick  = 14.0
	barsLegend = 44.0
	nameRoom   = 0.34 // how much of the width names may take
)

// drawBars lays out one bar a label from 0 to 100, with a tick for its objective and whiskers for where it may truly lie. What falls
// short says so in words and is hatched.
func (c *Chart) drawBars(width float64) *drawing {
	top := titleHeight(c.Title, width) + 12
	d := &drawing{width: width, height: top + barsPitch*float64(len(c.Labels)) + 20 + barsLegend}
	d.box(paperTone, 0, 0, d.width, d.height)
	d.title(c.Title)
	names, figures := 0.0, 0.0
	for i, label := range c.Labels {
		names = max(names, slack*textWidth(label, labelSize, false))
		figures = max(figures, slack*textWidth(c.figure(i), labelSize, true))
	}
	left := side + min(names, nameRoom*width) + 10
	right := d.width - side - figures - 14
	x := func(value float64) float64 { return left + value/100*(right-left) }
	bottom := top + barsPitch*float64(len(c.Labels))
	steps := []float64{0, 25, 50, 75, 100}
	if right-left < 200 {
		steps = []float64{0, 50, 100} // there is no room for more
	}
	for _, value := range steps {
		d.line(gridTone, 1, point2{x(value), top}, point2{x(value), bottom})
		d.write(faintTone, labelSize-1, anchorMiddle, x(value), bottom+14, trimZeros(oneDecimal(value))+" "+c.Unit)
	}
	for i := range c.Labels {
		c.bar(d, i, top+barsPitch*float64(i), left, x)
	}
	c.legend(d, left, bottom+20+26)
	return d
}

// figure is the value of a label, and whether it falls short.
func (c *Chart) figure(i int) string {
	v := c.Series[0].Values[i]
	if v == nil {
		return "–"
	}
	text := percent(*v / 100)
	switch {
	case c.Objective != nil:
		text = percentBeside(*v/100, *c.Objective/100)
	case c.Objectives != nil && c.Objectives[i] != nil:
		text = percentBeside(*v/100, *c.Objectives[i]/100)
	}
	if c.Short != nil && c.Short[i] {
		text += " short"
	}
	return text
}

func (c *Chart) bar(d *drawing, i int, top, left float64, x func(float64) float64) {
	middle := top + barsPitch/2
	d.write(inkTone, labelSize, anchorEnd, left-8, middle+4, fitted(c.Labels[i], labelSize, false, nameRoom*d.width/slack))
	v := c.Series[0].Values[i]
	if v != nil {
		t := keptTone
		if c.Short[i] {
			t = shortTone
		}
		d.box(t, left, middle-barsThick/2, x(*v)-left, barsThick)
		if c.Short[i] {
			hatch(d, left, x(*v), middle)
		}
	}
	if w := c.Whiskers[i]; w != nil {
		whisker(d, x(w.Low), x(w.High), middle)
	}
	if o := c.Objectives[i]; o != nil {
		d.line(paperTone, 6, point2{x(*o), middle - 11}, point2{x(*o), middle + 11})
		d.line(goalTone, 3, point2{x(*o), middle - 11}, point2{x(*o), middle + 11})
	}
	d.marks = append(d.marks, mark{
		kind: textMark, tone: inkTone, size: labelSize, bold: true, anchor: anchorEnd, text: c.figure(i),
		at: []point2{{d.width - side, middle + 4}},
	})
}

// hatch strikes slanted lines over a bar.
func hatch(d *drawing, left, right, middle float64) {
	const apart, slant = 9.0, barsThick / 2
	for x := left + slant; x+slant/2 < right; x += apart {
		d.line(hatchTone, 1.2, point2{x - slant/2, middle + barsThick/2}, point2{x + slant/2, middle - barsThick/2})
	}
}

// whisker draws an interval as a line with ends, on a light ground so that it is seen on the bar too.
func whisker(d *drawing, low, high, middle float64) {
	d.line(paperTone, 4, point2{low, middle}, point2{high, middle})
	for _, end := range []float64{low, high} {
		d.line(paperTone, 4, point2{end, middle - 5}, point2{end, middle + 5})
	}
	d.line(whiskerTone, 1.5, point2{low, middle}, point2{high, middle})
	for _, end := range []float64{low, high} {
		d.line(whiskerTone, 1.5, point2{end, middle - 4}, point2{end, middle + 4})
	}
}

// legend says what ticks and whiskers are.
func (c *Chart) legend(d *drawing, left, y float64) {
	const tick, interval = "objective", "likely range (95 % confidence)"
	width := 12 + slack*textWidth(tick, labelSize, false) + 24 + 34 + slack*textWidth(interval, labelSize, false)
	x := max(side, min(left, d.width-side-width))
	d.line(goalTone, 3, point2{x + 2, y - 13}, point2{x + 2, y + 5})
	d.write(faintTone, labelSize, anchorStart, x+12, y, tick)
	x += 12 + slack*textWidth(tick, labelSize, false) + 24
	whisker(d, x, x+26, y-4)
	d.write(faintTone, labelSize, anchorStart, x+34, y, interval)
}
