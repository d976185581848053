package digest

import (
	"fmt"

	"github.com/yardstickd/yardstick/rules/compliance"
)

const (
	heroWide = 64.0 // of the number and what stands below it
)

// hero puts the number that matters most, how it compares, and the chart of how it got there.
func (p *page) hero() {
	top, f, wide := p.y, &p.report.Overall, heroWide
	c := trendChart(p.report)
	if c == nil {
		wide = bodyWide
	}
	p.text(hand{34, true, inkBlack}, pageEdge, top+12.5, anchorStart, numberOf(f))
	p.y += 16
	p.paragraph(hand{9.6, true, inkBlack}, wide, 2, keptOf(f))
	p.y += 0.9
	for _, line := range comparisons(p.report) {
		p.paragraph(hand{8.4, false, inkBlack}, wide, 2, line)
	}
	if f.Interval != nil {
		p.y += 0.8
		p.paragraph(handNote, wide, 2, fmt.Sprintf(
			"Of n = %s, the true share lies between %s and %s (95 %%, Wilson).", count(f.N), Percent(&f.Interval.Low), Percent(&f.Interval.High),
		))
	}
	low := p.y
	if c != nil {
		low = max(low, top+p.chart(c, pageEdge+heroWide+6, top, bodyWide-heroWide-6))
	}
	p.y = low + 4
}

// numberOf is the number that matters most: the share, or how many where they are too few for one.
func numberOf(f *compliance.Figures) string {
	if f.Attainment == nil && f.N > 0 {
		return count(f.N-f.Missed) + " of " + count(f.N)
	}
	return Percent(f.Attainment)
}

// keptOf says what the number counts.
func keptOf(f *compliance.Figures) string {
	switch {
	case f.N == 0:
		return "No promise fell due"
	case f.Attainment == nil:
		return "promises kept, too few for a percentage"
	}
	return fmt.Sprintf("of %s kept, %s missed", counted(f.N, "promise"), count(f.Missed))
}

// comparisons say how the number compares with others.
func comparisons(r *compliance.Report) []string {
	var lines []string
	f := &r.Overall
	if c := f.Previous; c != nil {
		lines = append(lines, fmt.Sprintf("%s on the %s before (%s)%s", signedPoints(c.Points)+" points", periodNoun(r.Period.Name), Percent(&c.From), chance(c)))
	}
	if c := f.Benchmark; c != nil && r.Baseline != nil {
		lines = append(lines, fmt.Sprintf("%s on the baseline %s (%s)%s", signedPoints(c.Points)+" points", line(r.Baseline.Name, nameWidth), Percent(&c.From), chance(c)))
	}
	if f.Excused > 0 && f.Adjusted != nil {
		lines = append(lines, fmt.Sprintf("%s without the %s excused", Percent(f.Adjusted), count(f.Excused)))
	}
	return lines
}

// chance says whether a change is more than chance explains.
func chance(c *compliance.Change) string {
	if c.Chance {
		return ": chance may explain it"
	}
	return ": more than chance explains"
}
