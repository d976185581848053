package digest

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// promiseColumn is how wide the first column is.
const promiseColumn = 57.0

// promises puts the table of the standards.
func (p *page) promises() {
	all := gravestFirst(p.report, p.ration.promises)
	if len(all) == 0 {
		return
	}
	shown := all[:min(len(all), p.ration.promises)]
	t := table{p.sheet, []column{
		{"Promise", promiseColumn, false}, {"Trend", trendWide + columnGap, false}, {"Kept", 20, true}, {"Objective", 17, true}, {"n", 13, true},
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
	p.kept(handNote, p.legend(noted))
}

// gravestFirst gives the standards in the order of the files; where they are more than most, those that are short come before others.
func gravestFirst(r *compliance.Report, most int) []*compliance.StandardPart {
	var short, others []*compliance.StandardPart
	cut := len(r.Standards) > most
	for i := range r.Standards {
		if s := &r.Standards[i]; cut && s.Short {
			short = append(short, s)
		} else {
			others = append(others, s)
		}
	}
	slices.SortStableFunc(short, compareGap)
	return slices.Concat(short, others)
}

// compareGap puts the standard that falls short by more in front.
func compareGap(a, b *compliance.StandardPart) int {
	gap := func(s *compliance.StandardPart) float64 {
		if s.Objective == nil || s.Figures.Attainment == nil {
			return 0
		}
		return *s.Figures.Attainment - *s.Objective
	}
	return cmp.Compare(gap(a), gap(b))
}

// promise gives the row of a standard.
func (p *page) promise(s *compliance.StandardPart) tableRow {
	first, note := []piece{{handCell, promiseOf(s), 2}}, notes(s)
	if p.dense {
		first[0].most, note = 1, ""
	}
	share := one(handBold, aligned(shareOf(s)))
	if s.Short {
		share = one(handShort, "▼ "+aligned(shareOf(s)))
	}
	of := [][]piece{
		first, nil, share, one(handCell, objective(s.Objective)), one(handCell, count(s.Figures.N)), one(handCell, count(s.Figures.Missed)),
		one(changed(s.Figures.Previous)), one(budget(s.Budget)),
	}
	return tableRow{of, note, func(y float64) { p.sparkline(s, pageEdge+promiseColumn, y+0.2) }}
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
	text += fmt.Sprintf(" · promised %s · taken: median %s, nine in ten %s, longest %s", most.Target, lasted(most.Took.Median), lasted(most.Took.P90), lasted(most.Took.Worst))
	if most.Late != nil {
		text += fmt.Sprintf(" · late: median %s", lasted(most.Late.Median))
	}
	return text
}

// aligned gives a share a decimal, so that those of a column stand below each other.
func aligned(share string) string {
	if whole, ok := strings.CutSuffix(share, " %"); ok && !strings.Contains(whole, ".") {
		return whole + ".0 %"
	}
	return share
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
		text += "; ≈ chance may explain it (95 %, Newcombe)"
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
