package ledgertest

import (
	"cmp"
	"slices"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// Counted is a clock as a ledger has it, and whether it is excused.
type Counted struct {
	Row     monitor.ClockRow
	Excused bool
}

// Sums are what monitor.Figures' Sums must give, added up clock by clock.
func Sums(clocks []Counted, days compliance.Days, standards []string) (*compliance.Sums, error) {
	sums := &compliance.Sums{Days: days, Standards: map[string]*compliance.Sum{}}
	for i := range clocks {
		c := &clocks[i]
		if c.Row.Verdict == rules.Open || !days.Has(c.Row.Fact.Day) {
			continue
		}
		wanted := standards == nil || slices.Contains(standards, c.Row.Key.Standard)
		if err := c.add(sums.Of(c.Row.Key.Standard), wanted); err != nil {
			return nil, err
		}
	}
	for _, sum := range sums.Standards {
		MostMissed(sum)
		SortMisses(sum)
	}
	return sums, nil
}

// DayCounts are what monitor.Figures' DayCounts must give.
func DayCounts(clocks []Counted, days compliance.Days) []compliance.DayCount {
	type key struct {
		standard string
		day      int32
	}
	at := map[key]int{}
	counts := []compliance.DayCount{}
	for i := range clocks {
		c := &clocks[i]
		if c.Row.Verdict == rules.Open || !days.Has(c.Row.Fact.Day) {
			continue
		}
		k := key{c.Row.Key.Standard, int32(c.Row.Fact.Day)}
		n, known := at[k]
		if !known {
			n = len(counts)
			at[k] = n
			counts = append(counts, compliance.DayCount{Standard: k.standard, Day: c.Row.Fact.Day})
		}
		one := c.counts()
		counts[n].Add(&one)
	}
	slices.SortFunc(counts, func(a, b compliance.DayCount) int {
		return cmp.Or(cmp.Compare(a.Standard, b.Standard), cmp.Compare(a.Day, b.Day))
	})
	return counts
}

func (c *Counted) counts() compliance.Counts {
	near := 0
	if c.Row.Fact.Near {
		near = 1
	}
	switch c.Row.Verdict {
	case rules.Exceeded:
		return compliance.Counts{Exceeded: 1, Near: near}
	case rules.Met:
		return compliance.Counts{Met: 1, Near: near}
	case rules.Missed:
		counts := compliance.Counts{Missed: 1}
		if c.Excused {
			counts.Excused = 1
		}
		if c.Row.State == rules.Running || c.Row.State == rules.Paused {
			counts.Open = 1
		}
		return counts
	case rules.CancelledVerdict:
		return compliance.Counts{Cancelled: 1}
	case rules.CancelledLate:
		return compliance.Counts{CancelledLate: 1}
	}
	return compliance.Counts{Unknown: 1}
}

// add counts a clock; wanted says that its standard's facets and misses are.
func (c *Counted) add(sum *compliance.Sum, wanted bool) error {
	counts, fact := c.counts(), &c.Row.Fact
	sum.Counts.Add(&counts)
	target := sum.Targets[fact.Target]
	if target == nil {
		target = &compliance.TargetSum{Took: compliance.Histogram{}, Late: compliance.Histogram{}}
		sum.Targets[fact.Target] = target
	}
	target.Counts.Add(&counts)
	if fact.Took >= 0 {
		target.Took[fact.Took]++
	}
	if fact.Late >= 0 {
		target.Late[fact.Late]++
	}
	if counts.N() == 0 {
		return nil
	}
	if fact.Hour >= 0 {
		count(&sum.Hours[fact.Hour], counts.Missed)
	}
	if !wanted {
		return nil
	}
	if counts.Missed > 0 {
		sum.Misses = append(sum.Misses, compliance.MissGroup{Attributes: fact.Attributes, Hour: fact.Hour, N: 1})
	}
	attributes, err := compliance.ParseAttributes(fact.Attributes)
	for _, a := range attributes {
		facets := sum.Facets[a.Name]
		if facets == nil {
			facets = map[string]*compliance.FacetSum{}
			sum.Facets[a.Name] = facets
		}
		if facets[a.Value] == nil {
			facets[a.Value] = &compliance.FacetSum{}
		}
		count(&facets[a.Value].Share, counts.Missed)
		if fact.Hour >= 0 {
			count(&facets[a.Value].Parts[fact.Hour/6], counts.Missed)
		}
	}
	return err
}

func count(s *compliance.Share, missed int) {
	s.N++
	s.Missed += missed
}

// MostMissed leaves those values of attributes that figures are given of.
func MostMissed(sum *compliance.Sum) {
	for name, facets := range sum.Facets {
		var values []string
		for value, facet := range facets {
			if facet.Missed > 0 {
				values = append(values, value)
			}
		}
		slices.SortFunc(values, func(a, b string) int { return cmp.Compare(facets[b].Missed, facets[a].Missed) })
		least := 1
		if len(values) > monitor.MostFacets {
			least = facets[values[monitor.MostFacets]].Missed + 1
		}
		kept := map[string]*compliance.FacetSum{}
		for _, value := range values {
			if facets[value].Missed >= least {
				kept[value] = facets[value]
			}
		}
		sum.Facets[name] = kept
		if len(kept) == 0 {
			delete(sum.Facets, name)
		}
	}
}

// SortMisses adds up the groups of misses that are alike, and orders them.
func SortMisses(sum *compliance.Sum) {
	at := map[compliance.MissGroup]int{}
	for _, m := range sum.Misses {
		n := m.N
		m.N = 0
		at[m] += n
	}
	sum.Misses = nil
	for m, n := range at {
		m.N = n
		sum.Misses = append(sum.Misses, m)
	}
	slices.SortFunc(sum.Misses, func(a, b compliance.MissGroup) int {
		return cmp.Or(cmp.Compare(a.Attributes, b.Attributes), cmp.Compare(a.Hour, b.Hour))
	})
}
