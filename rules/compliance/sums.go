package compliance

import (
	"cmp"
	"slices"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Days are the dates of a period: From is the first, To the first one after it.
type Days struct{ From, To calendar.Date }

// Has tells whether a date is one of them.
func (d Days) Has(date calendar.Date) bool { return d.From <= date && date < d.To }

// Len is how many there are.
func (d Days) Len() calendar.Date { return d.To - d.From }

// Counts are sums of facts: how many clocks' verdicts fell, by verdict. Missed includes clocks that are still open past due.
type Counts struct {
	Exceeded, Met, Missed, Unknown, Cancelled, CancelledLate int
	Near                                                     int // of Exceeded and Met
	Excused                                                  int // of Missed
	Open                                                     int // of Missed, not done yet
}

// Sums are the facts of a period's clocks, added up by standard.
type Sums struct {
	Days      Days
	Standards map[string]*Sum // by id; those that have no clock in the period are not there
}

// Sum is one standard's.
type Sum struct {
	Counts
	// Targets are by the text of the target (Fact.Target).
	Targets map[string]*TargetSum
	// Hours are by the hour of the week (Fact.Hour); what has none is left out.
	Hours [168]Share
	// Facets are by reported attribute, then by its value; clocks without it are left out.
	Facets map[string]map[string]*FacetSum
	// Misses are the misses by all that they have in common, in no order: what tells causes apart that are the same misses seen
	// from two sides. A part of very many does, as long as it was not chosen by what it tells; nil where none is known.
	Misses []MissGroup
}

// MissGroup is how many misses have the same attributes (Fact.Attributes) and hour of the week (Fact.Hour).
type MissGroup struct {
	Attributes string
	Hour       int16
	N          int
}

// TargetSum is what was promised in one way.
type TargetSum struct {
	Counts
	Took, Late Histogram
}

// Share counts clocks that were kept or missed, and those missed.
type Share struct{ N, Missed int }

// FacetSum is that of one value of an attribute.
type FacetSum struct {
	Share
	// Parts are by the part of the week in which they started: the weekday (Monday is 0) times 4, and 0 for night (0–6 o'clock), 1
	// morning (6–12), 2 afternoon (12–18), 3 evening (18–24).
	Parts [28]Share
}

// DayCount is the sums of one standard on one date.
type DayCount struct {
	Standard string
	Day      calendar.Date
	Counts
}

// N is how many were exceeded, met or missed.
func (c *Counts) N() int { return c.Exceeded + c.Met + c.Missed }

// Kept is how many were exceeded or met.
func (c *Counts) Kept() int { return c.Exceeded + c.Met }

// Add adds others.
func (c *Counts) Add(o *Counts) {
	c.Exceeded += o.Exceeded
	c.Met += o.Met
	c.Missed += o.Missed
	c.Unknown += o.Unknown
	c.Cancelled += o.Cancelled
	c.CancelledLate += o.CancelledLate
	c.Near += o.Near
	c.Excused += o.Excused
	c.Open += o.Open
}

// Judged is one clock as reports count it.
type Judged struct {
	Verdict rules.Verdict
	Fact    Fact
	Open    bool // it is not done yet
	Excused bool // somebody excused it, which counts where it was missed
}

// counts gives what one clock counts as; the zero value where no verdict fell.
func (j *Judged) counts() Counts {
	switch j.Verdict {
	case rules.Exceeded:
		return Counts{Exceeded: 1, Near: one(j.Fact.Near)}
	case rules.Met:
		return Counts{Met: 1, Near: one(j.Fact.Near)}
	case rules.Missed:
		return Counts{Missed: 1, Excused: one(j.Excused), Open: one(j.Open)}
	case rules.CancelledVerdict:
		return Counts{Cancelled: 1}
	case rules.CancelledLate:
		return Counts{CancelledLate: 1}
	case rules.Unknown:
		return Counts{Unknown: 1}
	}
	return Counts{}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Of gives a standard's sum, an empty one where there was none.
func (s *Sums) Of(standard string) *Sum {
	sum := s.Standards[standard]
	if sum == nil {
		if s.Standards == nil {
			s.Standards = map[string]*Sum{}
		}
		sum = &Sum{Targets: map[string]*TargetSum{}, Facets: map[string]map[string]*FacetSum{}}
		s.Standards[standard] = sum
	}
	return sum
}

// Merge adds the sums of other clocks. The dates are from the first of both to the last of both.
func (s *Sums) Merge(o *Sums) {
	if s.Days.Len() == 0 {
		s.Days = o.Days
	} else if o.Days.Len() > 0 {
		s.Days = Days{min(s.Days.From, o.Days.From), max(s.Days.To, o.Days.To)}
	}
	for id, sum := range o.Standards {
		s.Of(id).merge(sum)
	}
}

func (s *Sum) merge(o *Sum) {
	s.Counts.Add(&o.Counts)
	for text, target := range o.Targets {
		mine := s.target(text)
		mine.Counts.Add(&target.Counts)
		mine.Took.Merge(target.Took)
		mine.Late.Merge(target.Late)
	}
	for i := range o.Hours {
		s.Hours[i].merge(o.Hours[i])
	}
	for name, values := range o.Facets {
		for value, facet := range values {
			mine := s.facet(name, value)
			mine.merge(facet.Share)
			for i := range facet.Parts {
				mine.Parts[i].merge(facet.Parts[i])
			}
		}
	}
	s.Misses = mergeMisses(s.Misses, o.Misses)
}

// mergeMisses adds groups up by what they have in common, and orders them by it.
func mergeMisses(a, b []MissGroup) []MissGroup {
	all := slices.Concat(a, b)
	slices.SortFunc(all, func(x, y MissGroup) int {
		return cmp.Or(cmp.Compare(x.Attributes, y.Attributes), cmp.Compare(x.Hour, y.Hour))
	})
	merged := all[:0]
	for _, g := range all {
		if last := len(merged) - 1; last >= 0 && merged[last].Attributes == g.Attributes && merged[last].Hour == g.Hour {
			merged[last].N += g.N
			continue
		}
		merged = append(merged, g)
	}
	return slices.Clip(merged)
}

func (s *Share) merge(o Share) { s.N, s.Missed = s.N+o.N, s.Missed+o.Missed }

func (s *Sum) target(text string) *TargetSum {
	target := s.Targets[text]
	if target == nil {
		target = &TargetSum{Took: Histogram{}, Late: Histogram{}}
		s.Targets[text] = target
	}
	return target
}

func (s *Sum) facet(name, value string) *FacetSum {
	values := s.Facets[name]
	if values == nil {
		values = map[string]*FacetSum{}
		s.Facets[name] = values
	}
	facet := values[value]
	if facet == nil {
		facet = &FacetSum{}
		values[value] = facet
	}
	return facet
}

// add counts one clock. Of those that have no verdict yet nothing counts; of those that are neither kept nor missed only that.
func (s *Sum) add(j *Judged, attributes []Attribute) {
	counts := j.counts()
	s.Counts.Add(&counts)
	if counts == (Counts{}) {
		return
	}
	target := s.target(j.Fact.Target)
	target.Counts.Add(&counts)
	if j.Fact.Took >= 0 {
		target.Took[j.Fact.Took]++
	}
	if j.Fact.Late >= 0 {
		target.Late[j.Fact.Late]++
	}
	if counts.N() == 0 {
		return
	}
	share := Share{1, counts.Missed}
	if j.Fact.Hour >= 0 {
		s.Hours[j.Fact.Hour].merge(share)
	}
	for _, a := range attributes {
		facet := s.facet(a.Name, a.Value)
		facet.merge(share)
		if part := PartOf(j.Fact.Hour); part >= 0 {
			facet.Parts[part].merge(share)
		}
	}
}

// PartOf gives the part of the week (FacetSum.Parts) of an hour of the week; -1 for -1.
func PartOf(hour int16) int {
	if hour < 0 {
		return -1
	}
	return int(hour) / 6
}
