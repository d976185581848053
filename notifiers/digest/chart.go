package digest

import (
	"fmt"
	"slices"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// ChartKind is how a chart shows its values.
type ChartKind string

// The kinds of charts.
const (
	Line ChartKind = "line" // values by period, the oldest first
	Bars ChartKind = "bars" // one value a label, the labels one below the other
)

// Chart describes a picture of some figures. Every medium draws the same one; a medium with charts of its own takes the values.
type Chart struct {
	Name   string // "trend", "standards"; unique in a report, fit for the name of a file
	Title  string
	Unit   string // of all values: "%"
	Kind   ChartKind
	Labels []string
	Series []Series
	// Objective is the one line that all values are held against; nil for none.
	Objective *float64
	// Objectives are those of each label, nil where it has none; nil where the chart has Objective or none at all.
	Objectives []*float64
	// Whiskers are where each value may truly lie; nil where nothing is said of it.
	Whiskers []*compliance.Interval
	// Counts are how many promises each value is the share of.
	Counts []int
	// Short says of each label that its value is below its objective.
	Short []bool
	// Summary says in a sentence what is to be seen, for those who don't see it.
	Summary string
}

// Series is values by label; nil where there is none.
type Series struct {
	Name   string
	Values []*float64
}

// maxBars is how many standards the chart of them has room for.
const maxBars = 20

// Charts gives a report's charts: the trend, and the standards beside each other. One without any value is left out.
func Charts(r *compliance.Report) []Chart {
	var charts []Chart
	for _, c := range []*Chart{trendChart(r), standardsChart(r)} {
		if c != nil {
			charts = append(charts, *c)
		}
	}
	return charts
}

// StandardTrend gives the trend of one standard with its objective; false where no period had enough for a share.
func StandardTrend(s *compliance.StandardPart) (Chart, bool) {
	c := trendOf("trend-"+s.ID, standardName(s.ID)+", kept by "+trendNoun(s.Trend), s.Trend)
	if c == nil {
		return Chart{}, false
	}
	if s.Objective != nil {
		c.Objective = new(100 * *s.Objective)
	}
	return *c, true
}

func trendNoun(trend []compliance.TrendPoint) string {
	if len(trend) == 0 {
		return "period"
	}
	return periodNoun(trend[len(trend)-1].Period)
}

func trendChart(r *compliance.Report) *Chart {
	c := trendOf("trend", "Promises kept, by "+periodNoun(r.Period.Name), r.Trend)
	if c == nil {
		return nil
	}
	c.Objective = commonObjective(r)
	return c
}

// commonObjective is the one that all standards with an objective share; nil where they differ.
func commonObjective(r *compliance.Report) *float64 {
	var common *float64
	for i := range r.Standards {
		o := r.Standards[i].Objective
		switch {
		case o == nil:
		case common == nil:
			common = new(100 * *o)
		case *common != 100**o:
			return nil
		}
	}
	return common
}

func trendOf(name, title string, trend []compliance.TrendPoint) *Chart {
	c := Chart{Name: name, Title: title, Unit: "%", Kind: Line, Series: []Series{{Name: "Kept"}}}
	var first, last *compliance.TrendPoint
	for len(trend) > 0 && trend[0].Attainment == nil { // before there was anything
		trend = trend[1:]
	}
	for i := range trend {
		p := &trend[i]
		c.Labels, c.Counts = append(c.Labels, line(p.Period, nameWidth)), append(c.Counts, p.N)
		c.Series[0].Values = append(c.Series[0].Values, hundredfold(p.Attainment))
		if p.Attainment != nil {
			last = p
			if first == nil {
				first = p
			}
		}
	}
	if last == nil {
		return nil
	}
	c.Summary = fmt.Sprintf("%s in %s.", percent(*last.Attainment), line(last.Period, nameWidth))
	if first != last {
		c.Summary = fmt.Sprintf("From %s in %s to %s in %s.", percent(*first.Attainment), line(first.Period, nameWidth),
			percent(*last.Attainment), line(last.Period, nameWidth))
	}
	return &c
}

func hundredfold(share *float64) *float64 {
	if share == nil {
		return nil
	}
	return new(100 * *share)
}

func standardsChart(r *compliance.Report) *Chart {
	shown, all := charted(r)
	if len(shown) == 0 {
		return nil
	}
	c := Chart{Name: "standards", Title: "Promises kept, by standard", Unit: "%", Kind: Bars, Series: []Series{{Name: "Kept"}}}
	if len(shown) < all {
		c.Title = fmt.Sprintf("Promises kept: the %d of %d standards furthest below their objective", len(shown), all)
	}
	short := 0
	for _, s := range shown {
		c.Labels = append(c.Labels, standardName(s.ID))
		c.Series[0].Values = append(c.Series[0].Values, hundredfold(s.Figures.Attainment))
		c.Objectives = append(c.Objectives, hundredfold(s.Objective))
		c.Counts = append(c.Counts, s.Figures.N)
		c.Short = append(c.Short, s.Short)
		c.Whiskers = append(c.Whiskers, inPercent(s.Figures.Interval))
		if s.Short {
			short++
		}
	}
	c.Summary = fmt.Sprintf("%s, %s of them short.", counted(len(shown), "standard"), count(short))
	return &c
}

// charted are the standards that have a share, in the order of the report; where they are too many, those furthest below their
// objective (or below all, where they have none). all counts them before that.
func charted(r *compliance.Report) (shown []*compliance.StandardPart, all int) {
	for i := range r.Standards {
		if r.Standards[i].Figures.Attainment != nil {
			shown = append(shown, &r.Standards[i])
		}
	}
	all = len(shown)
	if all <= maxBars {
		return shown, all
	}
	slices.SortStableFunc(shown, func(a, b *compliance.StandardPart) int {
		switch x, y := distance(a), distance(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return shown[:maxBars], all
}

func distance(s *compliance.StandardPart) float64 {
	if s.Objective == nil {
		return *s.Figures.Attainment
	}
	return *s.Figures.Attainment - *s.Objective
}

func inPercent(i *compliance.Interval) *compliance.Interval {
	if i == nil {
		return nil
	}
	return &compliance.Interval{Low: 100 * i.Low, High: 100 * i.High}
}
