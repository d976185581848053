package digest

import (
	"fmt"
	"sort"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// mostPages is how many pages the printout has at most.
const mostPages = 2

// ration is how much of each list is shown.
type ration struct {
	points, promises, causes, customers, expected int
	// names is how many touchpoints or standards a line of the coverage names.
	names int
	// dense gives each standard one line, without its times.
	dense bool
	// bars draws the standards beside each other.
	bars bool
}

// generous are tried first, one after the other: the lists at their longest; then without what is good to have.
var generous = []ration{
	{10, 40, 10, 10, 12, 12, false, true},
	{10, 40, 10, 10, 12, 12, false, false},
	{8, 40, 6, 6, 5, 8, false, false},
	{8, 60, 8, 8, 5, 8, true, false},
}

// scanty always fits.
var scanty = ration{4, 6, 3, 3, 2, 3, true, false}

// printout lays a report out on as many pages as it may have, with all that fits: where the generous rations don't, with as many
// standards as there is room for.
func printout(r *compliance.Report, o Options) *sheet {
	plain, bold := newTypesetter(false), newTypesetter(true)
	lay := func(some ration) *page {
		p := &page{sheet: &sheet{plain: plain, bold: bold}, report: r, options: o, ration: some}
		p.turn()
		p.compose()
		return p
	}
	fits := func(p *page) bool { return len(p.pages) <= mostPages }
	for _, some := range generous {
		if len(r.Standards) > some.promises {
			continue
		}
		if p := lay(some); fits(p) {
			return p.foot()
		}
	}
	most := min(len(r.Standards), 60)
	cut := func(by int) ration { return ration{7, most - by, 6, 6, 3, 6, true, false} }
	tries := max(0, most-scanty.promises)
	by := sort.Search(tries, func(by int) bool { return fits(lay(cut(by))) })
	if by == tries {
		return lay(scanty).foot()
	}
	return lay(cut(by)).foot()
}

// foot puts below each page what it is, and which page.
func (p *page) foot() *sheet {
	all := p.pages
	for i := range all {
		p.pages = all[:i+1]
		p.rule(inkHair, 0.2, spot{pageEdge, lowEdge + 4}, spot{pageEdge + bodyWide, lowEdge + 4})
		number := fmt.Sprintf("Page %d of %d", i+1, len(all))
		p.text(handSmall, pageEdge+bodyWide, lowEdge+8, anchorEnd, number)
		p.short(handSmall, pageEdge, lowEdge+8, bodyWide-18, originOf(p.report, p.options))
	}
	p.pages = all
	return p.sheet
}
