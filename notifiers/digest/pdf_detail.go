package digest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// cause is where misses of a standard concentrate.
type cause struct {
	of *compliance.StandardPart
	*compliance.Cause
}

// standards puts the chart of the standards beside each other.
func (p *page) standards() {
	c := standardsChart(p.report)
	if c == nil || !p.bars || len(c.Labels) < 2 { // of one the table says it all
		return
	}
	const above = 3.0
	p.need(above + c.drawWide(bodyWide/chartPixel).height*chartPixel)
	p.y += above + p.chart(c, pageEdge, p.y+above, bodyWide)
}

// causes puts where misses concentrate, and what it would bring to mend it.
func (p *page) causes() {
	all := allCauses(p.report)
	if len(all) == 0 {
		return
	}
	t := table{p.sheet, []column{
		{"Where", 61, false}, {"Promise", 31, false}, {"Missed", 34, true}, {"Misses fewer", 20, true}, {"Kept, and then", 30, true},
	}}
	p.section("Where misses come from, and what it would bring to mend it", headHigh+12)
	t.head()
	for i, c := range all[:min(len(all), p.ration.causes)] {
		t.row(tableRow{of: [][]piece{
			{{handCell, capital(where(c.Cause)), 2}},
			one(hand{cellSize, false, inkPale}, standardName(c.of.ID)),
			one(handCell, fmt.Sprintf("%s of %s", count(c.Missed), count(c.N))), one(handBold, whole(c.Excess)),
			one(handCell, thenKept(&c)),
		}}, i == 0)
	}
	p.more(len(all)-p.ration.causes, "places")
	p.y += 1.2
	p.kept(handNote, "Misses fewer: had it been kept there as well as in the rest of the standard. The lines overlap: they don't add up.")
}

// allCauses gives those of all standards, the one with most misses to spare first.
func allCauses(r *compliance.Report) []cause {
	var all []cause
	for i := range r.Standards {
		for j := range r.Standards[i].Causes {
			all = append(all, cause{&r.Standards[i], &r.Standards[i].Causes[j]})
		}
	}
	slices.SortStableFunc(all, func(a, b cause) int { return cmp.Compare(b.Excess, a.Excess) })
	return all
}

// thenKept gives how a standard was kept, and how it would be.
func thenKept(c *cause) string {
	return decimalPlace(shareOf(c.of)) + " → " + decimalPlace(percent(c.Would))
}

// promiseOf names a standard.
func promiseOf(s *compliance.StandardPart) string {
	if s.Promise == "" {
		return s.ID
	}
	return s.Promise
}

// customers puts those who were let down most often.
func (p *page) customers() {
	all := p.report.Customers
	if len(all) == 0 {
		return
	}
	t := table{p.sheet, []column{{"Customer", 66, false}, {"Missed", 36, true}, {"Which", 74, false}}}
	p.section("Customers let down most often", headHigh+12)
	t.head()
	for i := range all[:min(len(all), p.ration.customers)] {
		c := customerRow(&all[i])
		t.row(tableRow{of: [][]piece{
			one(handCell, c.Name), one(handCell, c.Missed+" of "+c.Of), one(hand{cellSize, false, inkPale}, c.Standards),
		}}, i == 0)
	}
	p.more(len(all)-p.ration.customers, "customers")
}

// expected puts what customers expect beside what is promised and was done, where they part first.
func (p *page) expected() {
	all := expectations(p.report)
	if len(all) == 0 {
		return
	}
	p.section("What customers expect", 8)
	for _, text := range all[:min(len(all), p.ration.expected)] {
		p.kept(handBody, text)
	}
	p.more(len(all)-p.ration.expected, "standards")
}

// expectations say where what is expected, promised and done part; promises that are looser come first.
func expectations(r *compliance.Report) []string {
	var looser, others []string
	for i := range r.Standards {
		s := &r.Standards[i]
		switch text := expectation(s); {
		case text == "":
		case s.Expected.Looser:
			looser = append(looser, text)
		default:
			others = append(others, text)
		}
	}
	return append(looser, others...)
}

// coverage puts for what there is no standard.
func (p *page) coverage() {
	lines := coverageLines(&p.report.Coverage, p.names, "see the HTML")
	if len(lines) == 0 {
		return
	}
	p.section("What there are promises for", 8)
	for _, line := range lines {
		p.paragraph(handBody, bodyWide, 4, line)
	}
}

// coverageLines say for what there is no standard, with so many names at most, and where the others are.
func coverageLines(c *compliance.Coverage, most int, elsewhere string) []string {
	some := func(names []string) string {
		var shown []string
		for _, name := range names[:min(len(names), most)] {
			shown = append(shown, orEmpty(line(name, 36)))
		}
		text := strings.Join(shown, ", ")
		if left := len(names) - most; left > 0 {
			text += fmt.Sprintf(" and %d more (%s)", left, elsewhere)
		}
		return text
	}
	var lines []string
	for _, part := range []struct {
		all  []compliance.Covered
		what string
	}{{c.Journey, "touchpoints of the journey"}, {c.Dimensions, "dimensions of service"}} {
		if len(part.all) == 0 {
			continue
		}
		without := compliance.Bare(part.all)
		if len(without) == 0 {
			lines = append(lines, fmt.Sprintf("All %d %s have a standard.", len(part.all), part.what))
			continue
		}
		lines = append(lines, fmt.Sprintf("%d of %d %s have a standard; none: %s.", len(part.all)-len(without), len(part.all), part.what, some(without)))
	}
	if len(c.Unplaced) > 0 && len(c.Journey) > 0 {
		lines = append(lines, "Not on the journey: "+some(standardNames(c.Unplaced))+".")
	}
	return lines
}

// small puts what the figures leave out, and which of before are others now.
func (p *page) small() {
	p.section("What the figures leave out", 8)
	for _, line := range leftOut(p.report, p.options) {
		p.paragraph(handBody, bodyWide, 4, line)
	}
}
