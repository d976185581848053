package digest

import (
	"cmp"
	"fmt"
	"slices"
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
		{"Promise", promiseColumn, false},
		{"Trend", trendWide + columnGap, false},
		{"Kept", 20, true},
		{"Objective", 17, true},
		{"n", 13, true},
		{"Missed", 14, true},
		{"Change", 14, true},
		{"Misses left", 18, true},
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
	v := standardRow(s)
	share := one(handBold, v.Kept)
	if v.Short {
		share = one(handShort, "▼ "+v.Kept)
	}
	of := [][]piece{
		first, nil, share, one(handCell, v.Objective), one(handCell, v.Of), one(handCell, v.Missed), one(changed(v.Change)), one(budget(&v)),
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

func lasted(seconds int64) string { return notifiers.RealTime(time.Duration(seconds) * time.Second) }

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

// budget gives how many misses the objective still allows.
func budget(v *standardView) (hand, string) {
	switch {
	case v.Allowed == "":
		return hand{cellSize, false, inkPale}, "–"
	case v.Over:
		return handShort, v.Left + " of " + v.Allowed
	}
	return handCell, v.Left + " of " + v.Allowed
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
