package digest

import "github.com/yardstickd/yardstick/rules/compliance"

const (
	trendWide = 20.0
	trendHigh = 3.6
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
			p.rule(inkKept, 0.35, last.x, last.y, at.x, at.y)
		case i == len(s.Trend)-1 || s.Trend[i+1].Attainment == nil:
			p.disc(inkKept, at, 0.25) // it stands alone
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

func (p *page) chart(x, y, wide, high float64) {
	p.box(inkShade, x, y, wide, high)
}
