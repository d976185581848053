package compliance

import (
	"cmp"
	"slices"
	"time"

	"github.com/yardstickd/yardstick/rules"
)

// schema is the Schema of the reports made here.
const schema = 1

// NewReport makes the report of some material, which it leaves as it is. The same material gives the same report, byte for byte in JSON.
func NewReport(m *Material) *Report {
	given := *m
	m = &given
	m.Zone = cmp.Or(m.Zone, time.UTC)
	if m.This == nil {
		m.This = &Sums{Days: m.Period.Days}
	}
	p := newPast(m)
	r := &Report{
		Schema: schema, Name: m.Name, Period: m.Period.Span(m.Zone), AsOf: m.AsOf.String(), Ledger: m.Ledger, Complete: m.Complete,
		Overall: overallOf(m, p, m.Standards), Audiences: audiencesOf(m, p), Standards: []StandardPart{},
		Customers: customersOf(m), Coverage: coverageOf(m.Standards, m.Journey), Reading: m.Reading,
		Restated: restatedOf(m, p), Trend: p.trend(""),
	}
	if m.Baseline != nil {
		r.Baseline = &BaselineName{m.Baseline.Name, m.Baseline.Period.String()}
	}
	for _, s := range m.Standards {
		r.Standards = append(r.Standards, partOf(m, s, p))
	}
	r.Attention = attentionOf(m, r, p)
	return r
}

// changed gives figures with what they are compared with, each of which may be nil.
func changed(now, before, baseline *Counts) Figures {
	f := figuresOf(now)
	if before != nil {
		f.Previous = since(now, before)
	}
	if baseline != nil {
		f.Benchmark = since(now, baseline)
	}
	return f
}

// overallOf gives the figures of some standards together.
func overallOf(m *Material, p *past, standards []*rules.Standard) Figures {
	var before, baseline *Counts
	if len(m.Trend) > 0 {
		before = p.of(len(m.Trend)-1, standards)
	}
	if m.Baseline != nil {
		baseline = &Counts{}
		for _, s := range standards {
			c := m.Baseline.Counts[s.ID]
			baseline.Add(&c)
		}
	}
	f := changed(p.of(len(m.Trend), standards), before, baseline)
	if f.Exceeded == 0 && !slices.ContainsFunc(standards, desires) {
		f.ExceededShare = nil
	}
	return f
}

// desires tells whether a standard can be exceeded.
func desires(s *rules.Standard) bool {
	return slices.ContainsFunc(s.Targets, func(t rules.Target) bool { return t.Desired != nil })
}

func partOf(m *Material, s *rules.Standard, p *past) StandardPart {
	sum := m.This.of(s.ID)
	var baseline *Counts
	if m.Baseline != nil {
		c := m.Baseline.Counts[s.ID]
		baseline = &c
	}
	part := StandardPart{
		ID: s.ID, Promise: s.Promise, Audience: string(cmp.Or(s.About.Audience, rules.External)), Dimension: string(s.About.Dimension),
		Touchpoint: s.About.Touchpoint, Owner: s.About.Owner, Route: s.Route,
		Figures: changed(&sum.Counts, p.before(s.ID), baseline), Budget: budgetOf(&sum.Counts, s.Objective),
		Targets: targetsOf(s, sum), Causes: []Cause{}, Worst: []Miss{}, Trend: p.trend(s.ID),
	}
	if sum.Exceeded == 0 && !desires(s) {
		part.Figures.ExceededShare = nil // there is nothing to exceed
	}
	if s.Objective > 0 {
		part.Objective = new(neat(s.Objective))
		part.Short = sum.short(s.Objective)
	}
	if part.Short || part.Figures.slipped() {
		part.Causes = causesOf(sum)
	}
	part.Worst = append(part.Worst, m.Worst[s.ID]...)
	part.Expected = expectedOf(s, sum, part.Targets)
	return part
}
