package compliance

import (
	"cmp"
	"maps"
	"slices"
)

// mostCustomers is how many customers a report names.
const mostCustomers = 10

// customersOf gives those hit most often, most misses first, and of as many misses those of whom fewer were kept.
func customersOf(m *Material) []CustomerLine {
	lines := map[string]*CustomerLine{}
	for _, s := range m.Standards {
		for customer, facet := range m.This.of(s.ID).Facets[m.CustomerBy] {
			line := lines[customer]
			if line == nil {
				line = &CustomerLine{Customer: customer, Standards: []CustomerMisses{}}
				lines[customer] = line
			}
			line.N += facet.N
			if facet.Missed > 0 {
				line.Missed += facet.Missed
				line.Standards = append(line.Standards, CustomerMisses{s.ID, facet.Missed})
			}
		}
	}
	all := []CustomerLine{}
	for _, name := range slices.Sorted(maps.Keys(lines)) {
		if line := lines[name]; line.Missed > 0 {
			slices.SortStableFunc(line.Standards, func(a, b CustomerMisses) int { return cmp.Compare(b.Missed, a.Missed) })
			all = append(all, *line)
		}
	}
	slices.SortStableFunc(all, func(a, b CustomerLine) int { return cmp.Or(cmp.Compare(b.Missed, a.Missed), cmp.Compare(a.N, b.N)) })
	return all[:min(mostCustomers, len(all))]
}

// of gives a standard's sum; an empty one that is shared by nobody where there is none.
func (s *Sums) of(standard string) *Sum {
	if sum := s.Standards[standard]; sum != nil {
		return sum
	}
	return &Sum{}
}

// repeated is how often one customer was missed under one standard.
type repeated struct {
	standard, customer string
	Share
}

// mostRepeated is how many of those a report names.
const mostRepeated = 5

// repeatedOf gives the customers who were missed twice or more under one standard, most often first. Those who fared better than
// all are left out, and those of whom two misses or more were to be expected, where chance explains that it is not fewer: who asks
// often is missed often.
func repeatedOf(m *Material) []repeated {
	var found []repeated
	for _, s := range m.Standards {
		sum := m.This.of(s.ID)
		all, customers := Share{sum.N(), sum.Missed}, sum.Facets[m.CustomerBy]
		for _, customer := range slices.Sorted(maps.Keys(customers)) {
			f := customers[customer]
			if f.Missed < 2 || f.Missed*all.N < all.Missed*f.N {
				continue
			}
			if usual := f.N*all.Missed >= 2*all.N; !usual || fisher(f.Missed, f.N, all.Missed, all.N) <= byChance {
				found = append(found, repeated{s.ID, customer, f.Share})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b repeated) int {
		return cmp.Or(cmp.Compare(b.Missed, a.Missed), cmp.Compare(a.N, b.N), cmp.Compare(a.customer, b.customer))
	})
	return found[:min(mostRepeated, len(found))]
}
