package board

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// standardsView is what the page of all standards shows.
type standardsView struct {
	Title    string // of the period
	Periods  []periodView
	Complete bool
	Figures  bool // there are figures
	Overall  standardRow
	Rows     []standardRow
	Gaps     []string // touchpoints of the journey without a standard
	Lacking  []string // dimensions without a standard
	Unplaced []string // standards that are not on the journey
	SetAside string   // what of the last whole reading can't be read; "" for nothing
}

// standardRow is a standard and how it was kept.
type standardRow struct {
	ID, Promise, Page, Owner   string
	Internal                   bool // one team serves another
	Kept, Objective, N, Missed string
	// OfKept, OfN and OfMissed say what of them is so: "11 only just", "8 not judged" beside them, "2 not done yet" and "1 excused".
	OfKept, OfN, OfMissed []string
	Change, ChangeWhy     string
	Worse, Better, Chance bool // Chance: chance alone explains as much
	Short, Reached        bool // of its objective; neither where there is none, or nothing to go by
	Budget                string
	Spark                 *spark
	Review                string // since when it is past its review; "" where it is not
	None                  bool   // nothing fell in the period
}

// standards shows how each standard is kept.
func (b *Board) standards(ctx context.Context, r *http.Request) (*answer, error) {
	now := b.now()
	p, err := b.period(r.URL.Query(), now)
	if err != nil {
		return nil, err
	}
	report, err := b.report(ctx, p)
	if err != nil {
		return nil, err
	}
	view := &standardsView{Title: p.Title(), Periods: b.periods("/standards", p, now), Figures: report != nil}
	standing := b.Standing()
	for _, s := range standing.Standards {
		row := b.standardRow(s, partOf(report, s.ID), now)
		row.Page += "?" + url.Values{"period": {p.String()}}.Encode()
		view.Rows = append(view.Rows, row)
	}
	if report != nil {
		view.Complete = report.Complete
		view.Overall = standardRow{Promise: "All standards"}
		view.Overall.figures(&report.Overall, nil)
		view.Overall.Spark = newSpark("All standards", report.Trend, nil)
		view.Gaps, view.Lacking = compliance.Bare(report.Coverage.Journey), compliance.Bare(report.Coverage.Dimensions)
		if len(report.Coverage.Journey) > 0 {
			view.Unplaced = report.Coverage.Unplaced
		}
		if q := &report.Reading; q.RowsSetAside+q.EventsSetAside > 0 {
			view.SetAside = fmt.Sprintf("%s of %s tickets and %s of %s events", thousands(q.RowsSetAside), thousands(q.Rows), thousands(q.EventsSetAside), thousands(q.Events))
		}
	}
	f := &frame{Title: "Standards", Here: "standards", Now: momentIn(now, now, b.Location), Fresh: true}
	return b.render("standards", f, view), nil
}

// partOf gives what a report says of a standard; nil where it says nothing.
func partOf(r *compliance.Report, id string) *compliance.StandardPart {
	if r == nil {
		return nil
	}
	for i := range r.Standards {
		if r.Standards[i].ID == id {
			return &r.Standards[i]
		}
	}
	return nil
}

// standardRow shows a standard, and its figures where there are any.
func (b *Board) standardRow(s *rules.Standard, part *compliance.StandardPart, now calendar.Instant) standardRow {
	row := standardRow{ID: s.ID, Promise: s.Promise, Page: standardPage(s.ID), Owner: s.About.Owner, Internal: s.About.Audience == rules.Internal}
	if s.Objective > 0 {
		row.Objective = digest.Exact(s.Objective)
	}
	if by := s.About.ReviewBy; by != rules.NoDate && by < dateOf(now, b.Location) {
		row.Review = by.String()
	}
	row.None = part == nil
	if part == nil {
		return row
	}
	row.figures(&part.Figures, part.Budget)
	row.Kept, row.Short = digest.Kept(part), part.Short
	row.Reached = part.Budget != nil && !part.Short // there is a budget where enough of an objective's promises fell
	row.None = part.Figures.N == 0
	row.Spark = newSpark(s.ID, part.Trend, part.Objective)
	return row
}

// figures writes the numbers.
func (row *standardRow) figures(f *compliance.Figures, budget *compliance.Budget) {
	row.Kept, row.N, row.Missed = digest.Share(f.Attainment), thousands(f.N), thousands(f.Missed)
	some := func(n int, what string) []string {
		if n == 0 {
			return nil
		}
		return []string{thousands(n) + " " + what}
	}
	row.OfKept, row.OfN = some(f.Near, "only just"), some(f.Unknown, "not judged")
	row.OfMissed = append(some(f.StillOpen, "not done yet"), some(f.Excused, "excused")...)
	if c := f.Previous; c != nil {
		row.Change = digest.ChangePoints(c)
		row.Worse, row.Better = c.Points < 0 && !c.Chance, c.Points > 0 && !c.Chance
		row.ChangeWhy = fmt.Sprintf("%s points from %s in the period before (n = %s)", row.Change, digest.Percent(&c.From), thousands(c.N))
		if row.Chance = c.Chance && c.Points != 0; c.Chance {
			row.ChangeWhy += "; chance alone explains as much"
		}
	}
	if budget != nil {
		row.Budget = digest.MissesLeft(budget)
	}
}

// spark is a trend as small as a word.
type spark struct {
	Text  string // in words
	Lines []string
	Last  *point
	Goal  string // the height of the objective; "" for none
}

type point struct{ X, Y string }

const (
	sparkWide, sparkHigh = 120.0, 28.0
	sparkEdge            = 3.0
)

// newSpark draws a trend; nil where there is nothing to draw.
func newSpark(name string, trend []compliance.TrendPoint, objective *float64) *spark {
	low, known := 1.0, 0
	for _, t := range trend {
		if t.Attainment != nil {
			low, known = min(low, *t.Attainment), known+1
		}
	}
	if known == 0 {
		return nil
	}
	if objective != nil {
		low = min(low, *objective)
	}
	low = max(0, min(low-0.02, 0.9)) // what is all but whole looks so
	at := func(i int, share float64) point {
		x := sparkEdge + (sparkWide-2*sparkEdge)*float64(i)/float64(max(1, len(trend)-1))
		return point{fixed(x), fixed(height(share, low))}
	}
	s := &spark{}
	words := []string{}
	var line []string
	for i, t := range trend {
		if t.Attainment == nil {
			s.Lines, line = add(s.Lines, line), nil
			continue
		}
		p := at(i, *t.Attainment)
		line = append(line, p.X+","+p.Y)
		s.Last = &p
		words = append(words, t.Period+": "+digest.Percent(t.Attainment)+" of "+thousands(t.N))
	}
	s.Lines = add(s.Lines, line)
	if objective != nil {
		s.Goal = fixed(height(*objective, low))
	}
	s.Text = name + " by period. " + strings.Join(words, "; ")
	return s
}

func height(share, low float64) float64 {
	return sparkEdge + (sparkHigh-2*sparkEdge)*(1-(share-low)/(1-low))
}

// add takes up a line of points; of a single one a dot's width.
func add(lines, line []string) []string {
	switch len(line) {
	case 0:
		return lines
	case 1:
		line = append(line, line[0])
	}
	return append(lines, strings.Join(line, " "))
}

func fixed(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

// chart gives the trend of a standard for the page; "" where there is nothing to see.
func chart(part *compliance.StandardPart) template.HTML {
	if part == nil {
		return ""
	}
	drawn, there := digest.StandardTrend(part)
	if !there {
		return ""
	}
	var text strings.Builder
	_ = drawn.Inline(&text)             // a Builder takes all
	return template.HTML(text.String()) //nolint:gosec // the digest escapes every text of it
}
