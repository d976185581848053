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
	number := hand{34, true, inkBlack}
	if f.N == 0 {
		number.size = 20
	}
	p.text(number, pageEdge, top+number.size*pt*1.04, anchorStart, numberOf(f))
	p.y += number.size * pt * 1.33
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
	p.y = low + 2
}

// numberOf is the number that matters most: the share, or how many where they are too few for one.
func numberOf(f *compliance.Figures) string {
	switch {
	case f.N == 0:
		return "No promise fell due"
	case f.Attainment == nil:
		return count(f.N-f.Missed) + " of " + count(f.N)
	}
	return Percent(f.Attainment)
}

// keptOf says what the number counts.
func keptOf(f *compliance.Figures) string {
	switch {
	case f.N == 0:
		return ""
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
		lines = append(lines, moved(c, "the "+periodNoun(r.Period.Name)+" before"))
	}
	if c := f.Benchmark; c != nil && r.Baseline != nil {
		lines = append(lines, moved(c, "the baseline "+line(r.Baseline.Name, nameWidth)))
	}
	if f.Excused > 0 && f.Adjusted != nil {
		lines = append(lines, fmt.Sprintf("%s without the %s excused", Percent(f.Adjusted), count(f.Excused)))
	}
	return append(lines, audiences(r)...)
}

// audiences say how the promises to each were kept, where some were made to both.
func audiences(r *compliance.Report) []string {
	var lines []string
	for i := range r.Audiences {
		f := &r.Audiences[i].Figures
		if f.N == 0 {
			return nil
		}
		lines = append(lines, fmt.Sprintf("for %s: %s %s", audienceWords(r.Audiences[i].Audience), numberOf(f), keptOf(f)))
	}
	return lines
}

// moved says how far a share is from another one, and whether that is more than chance explains.
func moved(c *compliance.Change, from string) string {
	if c.Points == 0 {
		return fmt.Sprintf("the same as %s (%s)", from, Percent(&c.From))
	}
	text := fmt.Sprintf("%s points on %s (%s): ", signedPoints(shift(c)), from, Percent(&c.From))
	if c.Chance {
		return text + "chance may explain it"
	}
	return text + "more than chance explains"
}
