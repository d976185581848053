package digest

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// promises puts the table of the standards. Where it is cut those come first that are short.
func (p *page) promises() {
	all := p.report.Standards
	if len(all) == 0 {
		return
	}
	shown := p.chosen()
	t := table{p.sheet, []column{
		{"Promise", 58, false}, {"Trend", trendWide + columnGap, false}, {"Kept", 20, true}, {"Objective", 17, true}, {"n", 13, true},
		{"Missed", 14, true}, {"Change", 14, true}, {"Misses left", 18, true},
	}}
	p.section("Each promise", headHigh+12)
	t.head()
	noted := false
	for i, s := range shown {
		t.row(p.promise(s), i == 0)
		noted = noted || s.Figures.Previous != nil && s.Figures.Previous.Chance
	}
	p.more(len(all)-len(shown), "standards")
	p.y += 1.2
	p.paragraph(handNote, pageEdge, bodyWide, 3, p.legend(noted))
}

// chosen gives the standards that are shown, in the order of the files; those that are short before others where not all are.
func (p *page) chosen() []*compliance.StandardPart {
	var first, then []*compliance.StandardPart
	cut := len(p.report.Standards) > p.standards
	for i := range p.report.Standards {
		s := &p.report.Standards[i]
		if cut && !s.Short {
			then = append(then, s)
		} else {
			first = append(first, s)
		}
	}
	if cut {
		slices.SortStableFunc(first, func(a, b *compliance.StandardPart) int { return compareGap(a, b) })
	}
	all := slices.Concat(first, then)
	return all[:min(len(all), p.standards)]
}

// compareGap puts the standard that falls short by more in front.
func compareGap(a, b *compliance.StandardPart) int {
	gap := func(s *compliance.StandardPart) float64 {
		if s.Objective == nil || s.Figures.Attainment == nil {
			return 0
		}
		return *s.Figures.Attainment - *s.Objective
	}
	switch x, y := gap(a), gap(b); {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// promise gives the row of a standard.
func (p *page) promise(s *compliance.StandardPart) cells {
	first, note := []piece{{handCell, promiseOf(s), 2}}, notes(s)
	if p.dense {
		first[0].most, note = 1, ""
	}
	share := one(handBold, shareOf(s))
	if s.Short {
		share = one(handShort, "▼ "+shareOf(s))
	}
	of := [][]piece{
		first, nil, share, one(handCell, objective(s.Objective)), one(handCell, count(s.Figures.N)), one(handCell, count(s.Figures.Missed)),
		one(changed(s.Figures.Previous)), one(budget(s.Budget)),
	}
	return cells{of, note, func(y float64) { p.sparkline(s, pageEdge+58, y) }}
}

// notes say of a standard who it is for, and how long it took next to what was promised.
func notes(s *compliance.StandardPart) string {
	text := standardName(s.ID)
	if s.Audience == "internal" {
		text += ", internal"
	}
	if n := s.Figures.Unknown; n > 0 {
		text += fmt.Sprintf(" · %s unknown", count(n))
	}
	var most *compliance.TargetPart
	for i := range s.Targets {
		if t := &s.Targets[i]; t.Took != nil && (most == nil || t.N > most.N) {
			most = t
		}
	}
	if most == nil {
		return text
	}
	text += fmt.Sprintf(" · within %s: half took %s, nine in ten %s, the longest %s", most.Target, lasted(most.Took.Median), lasted(most.Took.P90), lasted(most.Took.Worst))
	if most.Late != nil {
		text += fmt.Sprintf("; late by %s (median)", lasted(most.Late.Median))
	}
	return text
}

func lasted(seconds int64) string { return notifiers.RealTime(time.Duration(seconds) * time.Second) }

// changed gives a difference, pale and marked where chance explains it.
func changed(c *compliance.Change) (hand, string) {
	switch {
	case c == nil:
		return hand{cellSize, false, inkPale}, "–"
	case c.Chance:
		return hand{cellSize, false, inkPale}, "≈ " + signedPoints(c.Points)
	}
	return handBold, signedPoints(c.Points)
}

// budget gives how many misses the objective still allows.
func budget(b *compliance.Budget) (hand, string) {
	switch {
	case b == nil:
		return hand{cellSize, false, inkPale}, "–"
	case b.Left < 0:
		return handShort, fmt.Sprintf("−%s of %s", few(-b.Left), few(b.Allowed))
	}
	return handCell, fmt.Sprintf("%s of %s", few(b.Left), few(b.Allowed))
}

// legend says what the table's signs mean.
func (p *page) legend(noted bool) string {
	text := "▼ below its objective. Trend: up to now, the dashes are the objective. Change: from the " + periodNoun(p.report.Period.Name) + " before, in percentage points"
	if noted {
		text += "; ≈ no more than chance explains (95 %, Newcombe)"
	}
	text += ". Misses left: of those that the objective allows in the period, without the excused. " +
		fmt.Sprintf("No share is given below n = %d.", compliance.MinN)
	return text
}

// few gives a number of misses, with one digit behind the point where it is small.
func few(x float64) string {
	if math.Abs(x) >= 99.95 {
		return count(int(math.Round(x)))
	}
	return fmt.Sprintf("%.1f", x)
}

func objective(share *float64) string {
	if share == nil {
		return "–"
	}
	return exact(*share)
}
