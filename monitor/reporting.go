package monitor

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// Reporting makes reports of what a ledger knows. It writes nothing, and is safe for use by several goroutines.
type Reporting struct {
	Figures Figures
	// Sources are all that are watched: a period is complete once each was judged past its end.
	Sources []string
	// Zone is that of the dates; nil for UTC.
	Zone *time.Location
	// By are the attributes that reports are broken down by. What was judged when they, or the zone, were others is not counted as it
	// should be, and so as not judged yet.
	By []string
	// CustomerBy is the reported attribute that names the customer; "" for none.
	CustomerBy string
	// Link gives the address of a ticket; nil for that there is none.
	Link func(source, ticket string) string
}

// ReportOrder says what a report is to be about.
type ReportOrder struct {
	Name      string // compliance.Executive, or the name of a route
	Period    compliance.Period
	AsOf      calendar.Instant
	Standards []*rules.Standard // the live ones, in the order of the files
	Journey   []string          // the touchpoints there should be; nil where none are named
	Baseline  string            // the name of the one to compare with; "" for that which was set last, if there is one
}

// UnknownBaselineError says that there is no baseline of a name.
type UnknownBaselineError struct {
	Name string
	Have []string // those that there are, in the order in which they were set
}

// Error gives the words.
func (e *UnknownBaselineError) Error() string { return fmt.Sprintf("there is no baseline %q", e.Name) }

// worstShown is how many misses of a standard a report names.
const worstShown = 5

// trendOf is how many periods before a report's own its trend has.
func trendOf(kind compliance.PeriodKind) int {
	switch kind {
	case compliance.DayPeriod:
		return 13 // two weeks with it
	case compliance.WeekPeriod:
		return 12 // a quarter
	case compliance.MonthPeriod:
		return 12 // the same month of the year before is the first
	case compliance.QuarterPeriod:
		return 7
	case compliance.YearPeriod:
		return 4
	}
	return 3
}

// Report makes the report that is asked for, of all that was committed by now.
func (r *Reporting) Report(ctx context.Context, o *ReportOrder) (*compliance.Report, error) {
	m, err := r.Material(ctx, o)
	if err != nil {
		return nil, err
	}
	return compliance.NewReport(m), nil
}

// Gathered makes the report that is asked for of what was gathered in memory, where there is no ledger.
func (r *Reporting) Gathered(g *compliance.Gathering, o *ReportOrder, reading compliance.Reading) *compliance.Report {
	m := o.begin(r.zone(), r.CustomerBy)
	m.Complete = o.AsOf >= o.Period.Ends(r.zone())
	m.This, m.Days, m.Running = g.Sums(o.Period.Days), g.DayCounts(covered(m)), g.Running()
	m.Worst, m.Reading = g.Worst(o.Period.Days, o.AsOf, worstShown), reading
	r.lead(m.Worst)
	return compliance.NewReport(m)
}

// Whole tells whether a period is over as of an instant, and all sources were judged to its end.
func (r *Reporting) Whole(ctx context.Context, p compliance.Period, asOf calendar.Instant) (bool, error) {
	return r.whole(ctx, r.Figures, p, asOf)
}

func (r *Reporting) whole(ctx context.Context, at Sight, p compliance.Period, asOf calendar.Instant) (bool, error) {
	end := p.Ends(r.zone())
	if asOf < end {
		return false, nil
	}
	judged, err := at.JudgedUntil(ctx, r.Sources, FactsBy(r.zone(), r.By, r.CustomerBy))
	return err == nil && judged != calendar.None && judged >= end, err
}

// Material gives what compliance.NewReport makes the report of that is asked for: of all that was committed by now, at one instant, so
// that its figures agree with each other whatever is written meanwhile.
func (r *Reporting) Material(ctx context.Context, o *ReportOrder) (m *compliance.Material, err error) {
	err = r.Figures.AtOnce(ctx, func(at Sight) error {
		m, err = r.material(ctx, at, o)
		return err
	})
	return m, err
}

func (r *Reporting) material(ctx context.Context, at Sight, o *ReportOrder) (*compliance.Material, error) {
	m := o.begin(r.zone(), r.CustomerBy)
	m.Ledger = true
	var err error
	if m.Complete, err = r.whole(ctx, at, o.Period, o.AsOf); err != nil {
		return nil, err
	}
	if m.This, err = at.Sums(ctx, o.Period.Days, ids(o.Standards)); err != nil {
		return nil, err
	}
	if m.Days, err = at.DayCounts(ctx, covered(m)); err != nil {
		return nil, err
	}
	if m.Running, err = at.Running(ctx, o.AsOf); err != nil {
		return nil, err
	}
	if m.Worst, err = at.WorstMisses(ctx, o.Period.Days, o.AsOf, r.CustomerBy, worstShown); err != nil {
		return nil, err
	}
	r.lead(m.Worst)
	if m.Reading, _, err = at.LastReading(ctx, r.Sources); err != nil {
		return nil, err
	}
	if m.Baseline, err = r.baseline(ctx, at, o.Baseline); err != nil {
		return nil, err
	}
	m.Recorded, err = r.recorded(ctx, at, o)
	return m, err
}

// begin gives what an order says itself.
func (o *ReportOrder) begin(zone *time.Location, customerBy string) *compliance.Material {
	return &compliance.Material{
		Name: o.Name, Period: o.Period, Zone: zone, AsOf: o.AsOf, Standards: o.Standards, Journey: o.Journey, CustomerBy: customerBy,
		Trend: o.Period.Before(trendOf(o.Period.Kind)),
	}
}

// covered are all dates that the counts of a report are of.
func covered(m *compliance.Material) compliance.Days {
	return compliance.Days{From: m.Trend[0].Days.From, To: m.Period.Days.To}
}

func ids(standards []*rules.Standard) []string {
	all := make([]string, len(standards))
	for i, s := range standards {
		all[i] = s.ID
	}
	return all
}

// lead gives misses the addresses of their tickets.
func (r *Reporting) lead(worst map[string][]compliance.Miss) {
	if r.Link == nil {
		return
	}
	for _, misses := range worst {
		for i := range misses {
			misses[i].Link = r.Link(misses[i].Source, misses[i].Ticket)
		}
	}
}

// baseline gives that of a name, or the one that was set last; nil where there is none to be had by default.
func (r *Reporting) baseline(ctx context.Context, at Sight, name string) (*compliance.Baseline, error) {
	all, err := at.Baselines(ctx)
	if err != nil {
		return nil, err
	}
	if name == "" {
		if len(all) == 0 {
			return nil, nil
		}
		return &all[len(all)-1], nil
	}
	var have []string
	for i := range all {
		if all[i].Name == name {
			return &all[i], nil
		}
		have = append(have, all[i].Name)
	}
	return nil, &UnknownBaselineError{Name: name, Have: have}
}

// Benchmark gives how each standard was kept in a period, to be stored as a baseline.
func (r *Reporting) Benchmark(ctx context.Context, name string, p compliance.Period, at calendar.Instant) (*compliance.Baseline, error) {
	days, err := r.Figures.DayCounts(ctx, p.Days)
	if err != nil {
		return nil, err
	}
	b := &compliance.Baseline{Name: name, Period: p, SetAt: at, Counts: map[string]compliance.Counts{}}
	for i := range days {
		counts := b.Counts[days[i].Standard]
		counts.Add(&days[i].Counts)
		b.Counts[days[i].Standard] = counts
	}
	return b, nil
}

// mostRecorded is how many of a report's digests are looked through for those of its trend.
const mostRecorded = 400

// recorded gives what was said last of each period of the trend: when it was recorded, or when a later digest restated it, so
// that a change is told once.
func (r *Reporting) recorded(ctx context.Context, at Sight, o *ReportOrder) (map[string]compliance.Outcome, error) {
	records, err := at.Digests(ctx, o.Name, mostRecorded)
	if err != nil {
		return nil, err
	}
	said := map[string]compliance.Outcome{}
	trend := o.Period.Before(trendOf(o.Period.Kind))
	for i := range slices.Backward(records) { // the earliest first
		d := &records[i]
		if !slices.Contains(trend, d.Period) {
			continue
		}
		said[d.Span] = compliance.Outcome{N: d.N, Missed: d.Missed}
		whole, err := at.Digest(ctx, d.Name, d.Span)
		if err != nil {
			return nil, err
		}
		if whole == nil {
			continue
		}
		report, err := whole.Report()
		if err != nil {
			return nil, err
		}
		for _, again := range report.Restated {
			if _, known := said[again.Period]; known {
				said[again.Period] = again.Is
			}
		}
	}
	return said, nil
}

func (r *Reporting) zone() *time.Location {
	if r.Zone == nil {
		return time.UTC
	}
	return r.Zone
}

// TicketLink gives the address of a ticket by a source's template, its id escaped; "" where there is no template.
func TicketLink(template, ticket string) string {
	return strings.ReplaceAll(template, "{id}", url.PathEscape(ticket))
}
