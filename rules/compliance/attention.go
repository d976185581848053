package compliance

import (
	"cmp"
	"slices"

	"github.com/yardstickd/yardstick/rules"
)

// nearShare is how many of the promises kept must have been kept with less than a tenth of the time left for that to be told: were
// they done at any time alike, it would be a tenth.
const nearShare = 0.2

// attentionOf gives what needs attention, the gravest first: by kind, then by how many are concerned.
func attentionOf(m *Material, r *Report, p *past) []Attention {
	all := []Attention{}
	all = append(all, shortOf(r)...)
	all = append(all, slippedOf(r)...)
	for _, c := range repeatedOf(m) {
		all = append(all, Attention{Kind: RepeatedMiss, Standard: c.standard, Subject: c.customer, N: c.N, Missed: c.Missed})
	}
	all = append(all, nearOf(r)...)
	all = append(all, unknownOf(r)...)
	for i := range r.Standards {
		if e := r.Standards[i].Expected; e != nil && e.Looser {
			all = append(all, Attention{Kind: LooserPromise, Standard: r.Standards[i].ID})
		}
	}
	today := DateAt(m.AsOf, m.Zone)
	for _, s := range m.Standards {
		if s.About.ReviewBy != rules.NoDate && s.About.ReviewBy < today {
			all = append(all, Attention{Kind: ReviewDue, Standard: s.ID, Date: s.About.ReviewBy.String()})
		}
	}
	for _, s := range m.Standards {
		if !p.seen(s.ID) && m.Running[s.ID] == 0 {
			all = append(all, Attention{Kind: NeverMet, Standard: s.ID})
		}
	}
	if r.Name != Executive { // a route's standards need not cover everything
		return all
	}
	for _, c := range r.Coverage.Journey {
		if len(c.Standards) == 0 {
			all = append(all, Attention{Kind: NoStandard, Subject: c.Name})
		}
	}
	for _, c := range r.Coverage.Dimensions {
		if len(c.Standards) == 0 {
			all = append(all, Attention{Kind: NoDimension, Subject: c.Name})
		}
	}
	return all
}

// shortOf gives the standards that fall short, those with most misses beyond what their objectives allow first.
func shortOf(r *Report) []Attention {
	var all []Attention
	over := map[string]float64{}
	for i := range r.Standards {
		s := &r.Standards[i]
		if !s.Short {
			continue
		}
		over[s.ID] = neat(float64(s.Figures.Missed) - s.Budget.Allowed)
		all = append(all, Attention{
			Kind: FallsShort, Standard: s.ID, N: s.Figures.N, Missed: s.Figures.Missed,
			Points: neat(100 * (*s.Objective - *s.Figures.Attainment)),
		})
	}
	slices.SortStableFunc(all, func(a, b Attention) int {
		return cmp.Or(cmp.Compare(over[b.Standard], over[a.Standard]), cmp.Compare(b.Points, a.Points))
	})
	return all
}

// slippedOf gives the standards that are worse than in the period before, more than chance explains, and not short.
func slippedOf(r *Report) []Attention {
	var all []Attention
	for i := range r.Standards {
		s := &r.Standards[i]
		if s.Short || !s.Figures.slipped() {
			continue
		}
		all = append(all, Attention{
			Kind: Slipped, Standard: s.ID, N: s.Figures.N, Missed: s.Figures.Missed, Points: -s.Figures.Previous.Points,
		})
	}
	slices.SortStableFunc(all, func(a, b Attention) int {
		return cmp.Or(cmp.Compare(b.Missed, a.Missed), cmp.Compare(b.Points, a.Points))
	})
	return all
}

// slipped tells whether they are worse than in the period before, more than chance explains.
func (f *Figures) slipped() bool {
	return f.Previous != nil && !f.Previous.Chance && f.Previous.Points < 0
}

// nearOf gives the standards that are not short, but many of whose promises were kept only just.
func nearOf(r *Report) []Attention {
	var all []Attention
	for i := range r.Standards {
		s := &r.Standards[i]
		kept := s.Figures.Exceeded + s.Figures.Met
		if s.Short || s.Figures.Near < MinN || float64(s.Figures.Near) < nearShare*float64(kept) {
			continue
		}
		all = append(all, Attention{Kind: NearMisses, Standard: s.ID, N: s.Figures.Near})
	}
	slices.SortStableFunc(all, func(a, b Attention) int { return cmp.Compare(b.N, a.N) })
	return all
}

// unknownOf gives the standards of which clocks could not be judged.
func unknownOf(r *Report) []Attention {
	var all []Attention
	for i := range r.Standards {
		if n := r.Standards[i].Figures.Unknown; n > 0 {
			all = append(all, Attention{Kind: UnknownClocks, Standard: r.Standards[i].ID, N: n})
		}
	}
	slices.SortStableFunc(all, func(a, b Attention) int { return cmp.Compare(b.N, a.N) })
	return all
}
