package digest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// promises puts the table of the standards.
func (p *page) promises() {
	all := gravestFirst(p.report, p.ration.promises)
	if len(all) == 0 {
		return
	}
	shown := all[:min(len(all), p.ration.promises)]
	rows := make([]tableRow, len(shown))
	for i, s := range shown {
		rows[i] = p.promise(s)
	}
	t := table{p.sheet, p.columns()}
	t.settle(rows)
	p.section("Each promise", headHigh+24)
	p.kept(handNote, p.legend(shown))
	t.head()
	for i := range rows {
		t.row(rows[i], i == 0)
	}
	p.more(len(all)-len(shown), "standards")
}

// columns are those of the table of the standards. Where rows have one line there is no trend.
func (p *page) columns() []column {
	columns := []column{
		{"Promise", 0, false},
		{"Trend", trendWide + columnGap, false},
		{"Kept", 0, true},
		{"Objective", 0, true},
		{"n", 0, true},
		{"Missed", 0, true},
		{"Change", 0, true},
		{"Misses left", 0, true},
	}
	if p.dense {
		columns[1] = column{"", columnGap, false}
	}
	return columns
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
	first, note := []piece{{handCell, promiseOf(s), 3}}, notes(s)
	if p.dense {
		first[0].most, note = 1, ""
	}
	v := standardRow(s)
	share := one(handBold, v.Kept)
	if v.Short {
		share = one(handShort, "▼ "+v.Kept)
	}
	of := [][]piece{
		first, nil, share, one(handCell, v.Objective), one(handCell, v.Of), one(handCell, v.Missed), one(changed(v.Change)), one(p.budget(&v)),
	}
	row := tableRow{of: of, note: note}
	if !p.dense {
		row.draw = func(x, y float64) { p.sparkline(s, x, y+0.2) }
	}
	return row
}

// notes say of a standard who it is for, what of its figures has no column, and how long it took next to what was promised.
func notes(s *compliance.StandardPart) string {
	v := standardRow(s)
	parts := []string{v.Name}
	if s.Figures.ExceededShare != nil && s.Figures.Exceeded > 0 {
		parts = append(parts, "exceeded "+v.Exceeded)
	}
	parts = append(parts, v.Besides...)
	if v.Benchmark.From != "" {
		_, change := changed(v.Benchmark)
		parts = append(parts, change+" on the baseline")
	}
	if t := commonest(s); t != nil {
		parts = append(parts, fmt.Sprintf("promised %s, taken: median %s, nine of ten %s, worst %s", targetWords(t.Target), openTime(t.Took.Median), openTime(t.Took.P90), openTime(t.Took.Worst)))
		if t.Late != nil {
			parts = append(parts, fmt.Sprintf("late: median %s, worst %s", realTime(t.Late.Median), realTime(t.Late.Worst)))
		}
	}
	return strings.Join(parts, " · ")
}

// commonest is the target of most promises whose times are known; nil for none.
func commonest(s *compliance.StandardPart) *compliance.TargetPart {
	var most *compliance.TargetPart
	for i := range s.Targets {
		if t := &s.Targets[i]; t.Took != nil && (most == nil || t.N > most.N) {
			most = t
		}
	}
	return most
}

// changed gives a difference, pale and marked where it may be chance.
func changed(c changeView) (hand, string) {
	switch {
	case c.From == "":
		return hand{cellSize, false, inkPale}, c.Points
	case c.Chance:
		return hand{cellSize, false, inkPale}, "≈ " + c.Points
	}
	return handBold, c.Points
}

// leftWide is how wide a budget may be.
const leftWide = 28.0

// budget gives how many misses the objective still allows, and of how many where there is room to say so.
func (p *page) budget(v *standardView) (hand, string) {
	h := handCell
	switch {
	case v.Allowed == "":
		return hand{cellSize, false, inkPale}, "–"
	case v.Over:
		h = handShort
	}
	text := v.Left + " of " + v.Allowed
	if p.wide(h, text) > leftWide {
		return h, v.Left
	}
	return h, text
}

// legend says what the table's signs mean.
func (p *page) legend(shown []*compliance.StandardPart) string {
	text := "▼ below its objective."
	if !p.dense {
		text += " Trend: up to now, the dashes are the objective. Times are within 1 % of the true ones."
	}
	text += " Change: from the " + periodNoun(p.report.Period.Name) + " before, in percentage points"
	if slices.ContainsFunc(shown, func(s *compliance.StandardPart) bool { return s.Figures.Previous != nil && s.Figures.Previous.Chance }) {
		text += "; ≈ chance may explain it (95 %, Newcombe)"
	}
	return text + fmt.Sprintf(". Misses left: of those that the objective allows in the period, without the excused. "+
		"No share is given of fewer than %d.", compliance.MinN)
}
