package compliance

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// mostCauses is how many causes of a standard a report names.
const mostCauses = 5

// byChance is how likely it may be that a standard is given any cause where misses are spread by chance alone.
const byChance = 0.05

// The facets that are no attributes.
const (
	weekdayFacet = "weekday"
	hourFacet    = "hour"
)

// parts of a day, by quarter.
var partNames = [4]string{"night", "morning", "afternoon", "evening"}

// partName names a part of the week (FacetSum.Parts): "Friday afternoon".
func partName(part int) string {
	return fmt.Sprintf("%s %s", weekdayOf(part/4), partNames[part%4])
}

// weekdayOf names a day of the week, 0 for Monday.
func weekdayOf(day int) string { return time.Weekday((day + 1) % 7).String() }

// place is where misses may concentrate: some clocks of a standard, against the rest of them.
type place struct {
	Share
	facet, value string
	part         int // of the week; -1 for all of it
	day, hour    int // of the facets weekday and hour; else -1
	weight       float64
}

// causesOf gives where the misses of a standard concentrate, most excess first.
//
// Each attribute's values, the days of the week, the hours of the day and each of these within a part of the week are held against
// the rest of the standard. Those that chance may explain are left out: by Fisher's exact test, and since so many are looked at,
// with Bonferroni's correction. Then the place of the strongest concentration is taken, by Kulldorff's scan statistic, which weighs
// how many misses it explains against how narrow it is; then the next one most of whose misses are not in places taken before,
// since those would be the same misses seen from another side.
func causesOf(sum *Sum) []Cause {
	whole := Share{sum.N(), sum.Missed}
	places := placesOf(sum)
	places = slices.DeleteFunc(places, func(p *place) bool { return p.N < MinN || whole.N-p.N < MinN })
	tried := len(places)
	places = slices.DeleteFunc(places, func(p *place) bool {
		return p.Missed < 2 || fisher(p.Missed, p.N, whole.Missed, whole.N)*float64(tried) > byChance
	})
	for _, p := range places {
		p.weight = neat(concentration(p.Missed, p.N, whole.Missed, whole.N))
	}
	slices.SortFunc(places, func(a, b *place) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), a.compare(b))
	})
	taken := take(places, known(sum.Misses))
	causes := make([]Cause, 0, len(taken))
	for _, p := range taken {
		rest := Share{whole.N - p.N, whole.Missed - p.Missed}
		c := Cause{
			Facet: p.facet, Value: p.value, N: p.N, Missed: p.Missed,
			Excess: neat(p.excess(whole)), Would: neat(1 - float64(rest.Missed)/float64(rest.N)),
		}
		if p.part >= 0 {
			c.Part = partName(p.part)
		}
		causes = append(causes, c)
	}
	slices.SortStableFunc(causes, func(a, b Cause) int { return cmp.Compare(b.Excess, a.Excess) })
	return causes
}

// excess is how many misses fewer there would be here, had it been kept as well as the rest.
func (p *place) excess(whole Share) float64 {
	return float64(p.Missed) - float64(p.N)*float64(whole.Missed-p.Missed)/float64(whole.N-p.N)
}

// compare orders places that weigh the same: what is written shorter first.
func (p *place) compare(o *place) int {
	return cmp.Or(cmp.Compare(p.part, o.part), cmp.Compare(p.facet, o.facet), cmp.Compare(p.value, o.value))
}

// placesOf gives all places that there are, in no order.
func placesOf(sum *Sum) []*place {
	var places []*place
	add := func(s Share, p place) {
		p.Share = s
		places = append(places, &p)
	}
	for name, values := range sum.Facets {
		for value, facet := range values {
			add(facet.Share, place{facet: name, value: value, part: -1, day: -1, hour: -1})
			for part, s := range facet.Parts {
				add(s, place{facet: name, value: value, part: part, day: -1, hour: -1})
			}
		}
	}
	var days [7]Share
	var hours [24]Share
	var parts [28]Share
	for hour, s := range sum.Hours {
		days[hour/24].merge(s)
		hours[hour%24].merge(s)
		parts[PartOf(int16(hour))].merge(s)
	}
	for day, s := range days {
		add(s, place{facet: weekdayFacet, value: weekdayOf(day), part: -1, day: day, hour: -1})
	}
	for hour, s := range hours {
		add(s, place{facet: hourFacet, value: fmt.Sprintf("%02d", hour), part: -1, day: -1, hour: hour})
	}
	for part, s := range parts {
		add(s, place{facet: weekdayFacet, value: weekdayOf(part / 4), part: part, day: part / 4, hour: -1})
	}
	return places
}

// take picks places, those that weigh most first, most of whose misses are in none that was picked before.
func take(places []*place, misses []knownMisses) []*place {
	var taken []*place
	for _, p := range places {
		if len(taken) == mostCauses {
			break
		}
		if !p.mostlyIn(taken, misses) {
			taken = append(taken, p)
		}
	}
	return taken
}

// knownMisses is a MissGroup that was read.
type knownMisses struct {
	attributes map[string]string
	hour       int
	n          int
}

// known reads misses; those whose attributes can't be read are left out.
func known(groups []MissGroup) []knownMisses {
	misses := make([]knownMisses, 0, len(groups))
	for _, g := range groups {
		attributes, err := ParseAttributes(g.Attributes)
		if err != nil {
			continue
		}
		k := knownMisses{attributes: map[string]string{}, hour: int(g.Hour), n: g.N}
		for _, a := range attributes {
			k.attributes[a.Name] = a.Value
		}
		misses = append(misses, k)
	}
	return misses
}

// mostlyIn tells whether most of a place's misses are in others, or may be where that is not known.
func (p *place) mostlyIn(taken []*place, misses []knownMisses) bool {
	if len(taken) == 0 {
		return false
	}
	here, there := 0, 0
	for i := range misses {
		m := &misses[i]
		if !p.has(m) {
			continue
		}
		here += m.n
		if slices.ContainsFunc(taken, func(t *place) bool { return t.has(m) }) {
			there += m.n
		}
	}
	if here > 0 {
		return 2*there > here
	}
	for _, t := range taken {
		if !p.apart(t) {
			there += t.Missed
		}
	}
	return 2*min(there, p.Missed) > p.Missed
}

// has tells whether misses are in a place.
func (p *place) has(m *knownMisses) bool {
	if p.part >= 0 && PartOf(int16(m.hour)) != p.part {
		return false
	}
	switch {
	case p.hour >= 0:
		return m.hour >= 0 && m.hour%24 == p.hour
	case p.day >= 0:
		return m.hour >= 0 && m.hour/24 == p.day
	}
	value, ok := m.attributes[p.facet]
	return ok && value == p.value
}

// apart tells whether no clock can be in both places.
func (p *place) apart(o *place) bool {
	if p.part >= 0 && o.part >= 0 && p.part != o.part {
		return true
	}
	return p.facet == o.facet && p.value != o.value
}
