package digest

import (
	"fmt"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// mostPages is how many pages the printout has at most.
const mostPages = 2

// ration is how much of each list is shown.
type ration struct {
	points, promises, causes, customers int
	// names is how many touchpoints or standards a line of the coverage names.
	names int
	// dense gives each standard one line, without its times.
	dense bool
	// bars draws the standards beside each other.
	bars bool
}

// rations are tried one after the other, until the pages are few enough: the lists at their longest; then without what is good to
// have; then ever fewer standards; and in the end very little of everything.
func rations(standards int) func(yield func(ration) bool) {
	return func(yield func(ration) bool) {
		for _, some := range []ration{
			{10, 40, 10, 10, 12, false, true},
			{10, 40, 10, 10, 12, false, false},
			{8, 40, 6, 6, 8, false, false},
			{8, 60, 8, 8, 8, true, false},
		} {
			if standards <= some.promises && !yield(some) {
				return
			}
		}
		for n := min(standards, 60); n > 8; n-- {
			if !yield(ration{7, n, 6, 6, 6, true, false}) {
				return
			}
		}
		yield(ration{4, 6, 3, 3, 3, true, false})
	}
}

// printout lays a report out on as many pages as it may have, with all that fits.
func printout(r *compliance.Report, o Options) *sheet {
	plain, bold := newTypesetter(false), newTypesetter(true)
	var p *page
	for some := range rations(len(r.Standards)) {
		p = &page{sheet: &sheet{plain: plain, bold: bold}, report: r, options: o, ration: some}
		p.turn()
		p.compose()
		if len(p.pages) <= mostPages {
			break
		}
	}
	p.foot()
	return p.sheet
}

// foot puts below each page what it is, and which page.
func (p *page) foot() {
	all := p.pages
	defer func() { p.pages = all }()
	for i := range all {
		p.pages = all[:i+1]
		p.rule(inkHair, 0.2, spot{pageEdge, lowEdge + 4}, spot{pageEdge + bodyWide, lowEdge + 4})
		number := fmt.Sprintf("Page %d of %d", i+1, len(all))
		p.text(handSmall, pageEdge+bodyWide, lowEdge+8, anchorEnd, number)
		p.short(handSmall, pageEdge, lowEdge+8, bodyWide-25, originOf(p.report, p.options))
	}
}
