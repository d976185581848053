package compliance

import (
	"cmp"
	"slices"

	"github.com/yardstickd/yardstick/rules"
)

// past is the counts of the periods of a report's trend and of its own, by standard.
type past struct {
	periods []Period // the oldest first, the report's own last
	counts  []map[string]*Counts
	about   []*rules.Standard // what the report is about
}

func newPast(m *Material) *past {
	p := &past{periods: append(slices.Clone(m.Trend), m.Period), about: m.Standards}
	for range p.periods {
		p.counts = append(p.counts, map[string]*Counts{})
	}
	for i := range m.Days {
		d := &m.Days[i]
		for k, period := range p.periods {
			if period.Days.Has(d.Day) && k < len(m.Trend) {
				at(p.counts[k], d.Standard).Add(&d.Counts)
			}
		}
	}
	for id, sum := range m.This.Standards { // which counts, whatever was committed since
		at(p.counts[len(m.Trend)], id).Add(&sum.Counts)
	}
	return p
}

func at(counts map[string]*Counts, standard string) *Counts {
	c := counts[standard]
	if c == nil {
		c = &Counts{}
		counts[standard] = c
	}
	return c
}

// of adds up some standards in a period.
func (p *past) of(period int, standards []*rules.Standard) *Counts {
	sum := &Counts{}
	for _, s := range standards {
		if c := p.counts[period][s.ID]; c != nil {
			sum.Add(c)
		}
	}
	return sum
}

// before gives the counts of the period before, of a standard or ("") of all; nil where there is none.
func (p *past) before(standard string) *Counts {
	if len(p.periods) < 2 {
		return nil
	}
	return p.in(len(p.periods)-2, standard)
}

func (p *past) in(period int, standard string) *Counts {
	if standard == "" {
		return p.of(period, p.about)
	}
	if c := p.counts[period][standard]; c != nil {
		return c
	}
	return &Counts{}
}

// trend gives the attainment of each period, of a standard or ("") of all.
func (p *past) trend(standard string) []TrendPoint {
	points := make([]TrendPoint, len(p.periods))
	for i, period := range p.periods {
		c := p.in(i, standard)
		points[i] = TrendPoint{Period: period.String(), N: c.N(), Attainment: share(c.Kept(), c.N())}
	}
	return points
}

// seen tells whether any clock of a standard fell in any of the periods.
func (p *past) seen(standard string) bool {
	return slices.ContainsFunc(p.counts, func(c map[string]*Counts) bool { return c[standard] != nil && *c[standard] != Counts{} })
}

// restatedOf gives the recorded digests whose figures are others by now, the oldest first. Of a period whose dates are not all among
// the days nothing can be said.
func restatedOf(m *Material, p *past) []Restated {
	about := map[string]bool{}
	for _, s := range m.Standards {
		about[s.ID] = true
	}
	days := Days{p.periods[0].Days.From, m.Period.Days.To}
	restated := []Restated{}
	var recorded []Period
	for name := range m.Recorded {
		period, err := ParsePeriod(name)
		if err == nil && period.Days.From >= days.From && period.Days.To <= days.To && period.String() == name {
			recorded = append(recorded, period)
		}
	}
	slices.SortFunc(recorded, func(a, b Period) int {
		return cmp.Or(cmp.Compare(a.Days.From, b.Days.From), cmp.Compare(a.Days.To, b.Days.To), cmp.Compare(a.Kind, b.Kind))
	})
	for _, period := range recorded {
		is := Outcome{}
		for i := range m.Days {
			if d := &m.Days[i]; about[d.Standard] && period.Days.Has(d.Day) {
				is.N, is.Missed = is.N+d.N(), is.Missed+d.Missed
			}
		}
		if was := m.Recorded[period.String()]; was != is {
			restated = append(restated, Restated{period.String(), was, is})
		}
	}
	return restated
}
