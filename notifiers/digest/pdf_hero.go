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
	top, f := p.y, &p.report.Overall
	number := hand{34, true, inkBlack}
	if f.Attainment == nil {
		p.text(number, pageEdge, top+12.5, anchorStart, "–")
	} else {
		p.text(number, pageEdge, top+12.5, anchorStart, Percent(f.Attainment))
	}
	p.y += 16
	p.paragraph(hand{9.6, true, inkBlack}, pageEdge, heroWide, 2, keptOf(f))
	p.y += 1
	for _, line := range comparisons(p.report) {
		p.paragraph(hand{8.4, false, inkBlack}, pageEdge, heroWide, 2, line)
	}
	if f.Interval != nil {
		p.y += 0.8
		p.paragraph(handNote, pageEdge, heroWide, 2, fmt.Sprintf(
			"Of n = %s, the true share lies between %s and %s (95 %%, Wilson).", count(f.N), Percent(&f.Interval.Low), Percent(&f.Interval.High),
		))
	}
	low := p.y
	if c := trendChart(p.report); c != nil {
		low = max(low, top+p.chart(c, pageEdge+heroWide+6, top, bodyWide-heroWide-6))
	}
	p.y = low + 4
}

// keptOf says what the number counts.
func keptOf(f *compliance.Figures) string {
	switch {
	case f.N == 0:
		return "No promise fell due in this period."
	case f.Attainment == nil:
		return fmt.Sprintf("%s of %s: too few for a share", promisesKept(f.N-f.Missed), count(f.N))
	}
	return fmt.Sprintf("of %s promises kept, %s missed", count(f.N), count(f.Missed))
}

func promisesKept(n int) string {
	if n == 1 {
		return "1 promise kept"
	}
	return count(n) + " promises kept"
}

// comparisons say how the number compares with others.
func comparisons(r *compliance.Report) []string {
	var lines []string
	f := &r.Overall
	if c := f.Previous; c != nil {
		lines = append(lines, fmt.Sprintf("%s on the %s before (%s)%s", signedPoints(c.Points)+" points", periodNoun(r.Period.Name), Percent(&c.From), chance(c)))
	}
	if c := f.Benchmark; c != nil && r.Baseline != nil {
		lines = append(lines, fmt.Sprintf("%s on the baseline %s (%s)%s", signedPoints(c.Points)+" points", r.Baseline.Name, Percent(&c.From), chance(c)))
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
