package digest

import "github.com/yardstickd/yardstick/rules/compliance"

const (
	trendWide = 15.0
	trendHigh = 2.7
)

// sparkline draws how a standard was kept up to now: the dot is this period, the dashes are the objective. A period of too few has
// no point, and the line is broken there.
func (p *page) sparkline(s *compliance.StandardPart, x, y float64) {
	low, high := extent(s)
	if low > high {
		return
	}
	if high-low < 0.02 { // a tenth of a percent is no mountain
		low, high = (low+high)/2-0.01, (low+high)/2+0.01
	}
	place := func(i int, share float64) spot {
		step := trendWide / float64(max(len(s.Trend)-1, 1))
		return spot{x + float64(i)*step, y + trendHigh*(high-share)/(high-low)}
	}
	if s.Objective != nil {
		at := place(0, *s.Objective).y
		p.dashes(inkPale, 0.15, spot{x, at}, spot{x + trendWide, at})
	}
	var last *spot
	for i := range s.Trend {
		share := s.Trend[i].Attainment
		if share == nil {
			last = nil
			continue
		}
		at := place(i, *share)
		switch {
		case last != nil:
			p.rule(inkKept, 0.35, *last, at)
		case i == len(s.Trend)-1 || s.Trend[i+1].Attainment == nil:
			p.disc(inkKept, at, 0.4) // it stands alone
		}
		last = &at
	}
	if last != nil {
		ink := inkKept
		if s.Short {
			ink = inkShort
		}
		p.disc(ink, *last, 0.7)
	}
}

// extent gives the lowest and the highest share that a sparkline shows; low is above high where there are none.
func extent(s *compliance.StandardPart) (low, high float64) {
	low, high = 2, -1
	for i := range s.Trend {
		if share := s.Trend[i].Attainment; share != nil {
			low, high = min(low, *share), max(high, *share)
		}
	}
	if s.Objective != nil && low <= high {
		low, high = min(low, *s.Objective), max(high, *s.Objective)
	}
	return low, high
}

// chartPixel is how long a pixel of a chart's layout is on paper: its labels have seven points then.
const chartPixel = 7 * pt / labelSize

// chart draws a chart of a width with its upper left corner at a place, and gives how high it is.
func (p *page) chart(c *Chart, x, y, wide float64) (high float64) {
	d := c.drawWide(wide / chartPixel)
	place := func(at point2) spot { return spot{x + at.x*chartPixel, y + at.y*chartPixel} }
	for i := range d.marks {
		p.mark(&d.marks[i], place)
	}
	return d.height * chartPixel
}

// mark puts one mark of a chart onto the page.
func (p *page) mark(m *mark, place func(point2) spot) {
	c := toneColour(m.tone)
	colour, from := ink{int(c.R), int(c.G), int(c.B)}, place(m.at[0])
	switch m.kind {
	case boxMark:
		to := place(m.at[1])
		p.box(colour, from.x, from.y, to.x-from.x, to.y-from.y)
	case lineMark:
		for i := 1; i < len(m.at); i++ {
			if m.dashed {
				p.dashes(colour, m.size*chartPixel, place(m.at[i-1]), place(m.at[i]))
			} else {
				p.rule(colour, m.size*chartPixel, place(m.at[i-1]), place(m.at[i]))
			}
		}
	case dotMark:
		p.disc(colour, from, m.size*chartPixel)
	case textMark:
		p.text(hand{m.size * chartPixel / pt, m.bold, colour}, from.x, from.y, m.anchor, shaped(m.text))
	}
}
