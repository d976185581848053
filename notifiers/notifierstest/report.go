package notifierstest

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// Reports gives reports of every kind that a digest may have to show, by name:
//
//   - "rich": a week with six standards over three routes, two of them short, with causes, changes within chance and beyond, a
//     baseline, unknown clocks, restated digests;
//   - "empty": a week in which nothing fell, and no standard was there before;
//   - "hostile": long names, and text that would be code, a formula or a mention in some medium;
//   - "null": every share is below the least n;
//   - "perfect": everything was kept;
//   - "many": sixty standards.
//
// Each call makes them anew.
func Reports() map[string]*compliance.Report {
	return map[string]*compliance.Report{
		"rich": richReport(), "empty": emptyReport(), "hostile": hostileReport(), "null": nullReport(),
		"perfect": perfectReport(), "many": manyReport(),
	}
}

// SampleDigest gives the digest of a rich week.
func SampleDigest() *notifiers.Digest {
	return &notifiers.Digest{
		Key: "digest/executive/2026-W46/slack:C1", Report: richReport(), Location: berlin,
		Link: "https://yardstick.example.com/digests/executive/2026-W46",
	}
}

// weekReport is a report without figures.
func weekReport() *compliance.Report {
	return &compliance.Report{
		Schema: 1, Name: compliance.Executive, AsOf: "2026-11-16T07:00:00Z", Ledger: true, Complete: true,
		Period: compliance.Span{
			Name: "2026-W46", Title: "Week 46, 9–15 November 2026", From: "2026-11-09", To: "2026-11-15", Zone: "Europe/Berlin",
		},
		Standards: []compliance.StandardPart{}, Attention: []compliance.Attention{}, Customers: []compliance.CustomerLine{},
		Coverage: compliance.Coverage{Journey: []compliance.Covered{}, Dimensions: []compliance.Covered{}, Unplaced: []string{}},
		Restated: []compliance.Restated{}, Trend: []compliance.TrendPoint{},
	}
}

// counted makes figures of counts, with what follows from them.
func counted(exceeded, met, missed int) compliance.Figures {
	f := compliance.Figures{N: exceeded + met + missed, Exceeded: exceeded, Met: met, Missed: missed}
	fill(&f)
	return f
}

// fill works out the shares anew.
func fill(f *compliance.Figures) {
	f.Attainment, f.Adjusted, f.ExceededShare, f.Interval = nil, nil, nil, nil
	if f.N >= compliance.MinN {
		f.Attainment, f.Interval = new(share(f.Exceeded+f.Met, f.N)), new(wilson(f.Exceeded+f.Met, f.N))
		f.ExceededShare = new(share(f.Exceeded, f.N))
	}
	if left := f.N - f.Excused; left >= compliance.MinN {
		f.Adjusted = new(share(f.Exceeded+f.Met, left))
	}
}

func share(k, n int) float64 { return float64(k) / float64(n) }

func wilson(k, n int) compliance.Interval {
	const z = 1.959963984540054
	p, count := share(k, n), float64(n)
	middle, half := p+z*z/(2*count), z*math.Sqrt(p*(1-p)/count+z*z/(4*count*count))
	scale := 1 + z*z/count
	return compliance.Interval{Low: max(0, (middle-half)/scale), High: min(1, (middle+half)/scale)}
}

// since compares figures with k kept of n.
func since(f *compliance.Figures, k, n int) *compliance.Change {
	now, then := wilson(f.Exceeded+f.Met, f.N), wilson(k, n)
	p, q := *f.Attainment, share(k, n)
	between := compliance.Interval{
		Low:  100 * (p - q - math.Hypot(p-now.Low, then.High-q)),
		High: 100 * (p - q + math.Hypot(now.High-p, q-then.Low)),
	}
	return &compliance.Change{From: q, N: n, Points: 100 * (p - q), Interval: between, Chance: between.Low <= 0 && between.High >= 0}
}

// promised makes a standard's part with its budget; 0 for no objective.
func promised(id, promise string, objective float64, f compliance.Figures) compliance.StandardPart {
	s := compliance.StandardPart{
		ID: id, Promise: promise, Audience: "external", Figures: f, Targets: []compliance.TargetPart{}, Causes: []compliance.Cause{},
		Worst: []compliance.Miss{}, Trend: []compliance.TrendPoint{},
	}
	if objective == 0 {
		return s
	}
	s.Objective = &objective
	if f.Attainment != nil {
		s.Short = *f.Attainment < objective
		allowed := (1 - objective) * float64(f.N)
		used := f.Missed - f.Excused
		s.Budget = &compliance.Budget{Allowed: allowed, Used: used, Left: allowed - float64(used)}
	}
	return s
}

// trend makes the points of the weeks up to 2026-W46; a negative share is one of too few.
func trend(n int, shares ...float64) []compliance.TrendPoint {
	points := make([]compliance.TrendPoint, len(shares))
	for i := range shares {
		points[i] = compliance.TrendPoint{Period: fmt.Sprintf("2026-W%02d", 46-len(shares)+1+i), N: n}
		if shares[i] < 0 {
			points[i].N = 3
			continue
		}
		points[i].Attainment = &shares[i]
	}
	return points
}

// total adds up the figures of all standards, and of those of each audience where there are two.
func total(r *compliance.Report) {
	r.Overall, r.Audiences = totalOf(r, ""), nil
	for _, audience := range []string{"external", "internal"} {
		if slices.ContainsFunc(r.Standards, func(s compliance.StandardPart) bool { return s.Audience == audience }) {
			r.Audiences = append(r.Audiences, compliance.AudiencePart{Audience: audience, Figures: totalOf(r, audience)})
		}
	}
	if len(r.Audiences) < 2 {
		r.Audiences = nil
	}
}

func totalOf(r *compliance.Report, audience string) compliance.Figures {
	f := compliance.Figures{}
	for i := range r.Standards {
		if audience != "" && r.Standards[i].Audience != audience {
			continue
		}
		s := &r.Standards[i].Figures
		f.N, f.Exceeded, f.Met, f.Missed = f.N+s.N, f.Exceeded+s.Exceeded, f.Met+s.Met, f.Missed+s.Missed
		f.StillOpen, f.Excused, f.Near = f.StillOpen+s.StillOpen, f.Excused+s.Excused, f.Near+s.Near
		f.Unknown, f.Cancelled, f.CancelledLate = f.Unknown+s.Unknown, f.Cancelled+s.Cancelled, f.CancelledLate+s.CancelledLate
	}
	fill(&f)
	return f
}

func emptyReport() *compliance.Report {
	r := weekReport()
	r.Standards = []compliance.StandardPart{
		promised("callback", "We call you back within two working hours.", 0.95, counted(0, 0, 0)),
		promised("first-reply", "You get a first reply within 30 minutes.", 0, counted(0, 0, 0)),
	}
	total(r)
	r.Reading = compliance.Reading{At: "2026-11-16T06:59:00Z"}
	return r
}

func nullReport() *compliance.Report {
	r := weekReport()
	r.Complete = false
	r.Standards = []compliance.StandardPart{
		promised("callback", "We call you back within two working hours.", 0.95, counted(0, 3, 1)),
		promised("first-reply", "You get a first reply within 30 minutes.", 0.9, counted(0, 0, 0)),
	}
	r.Standards[0].Trend = trend(3, -1, -1, -1, -1)
	r.Standards[0].Targets = []compliance.TargetPart{{Target: "2h", Seconds: new(int64(7200)), N: 4, Missed: 1}}
	r.Trend = trend(3, -1, -1, -1, -1)
	total(r)
	return r
}

func perfectReport() *compliance.Report {
	r := weekReport()
	r.Standards = []compliance.StandardPart{
		promised("callback", "We call you back within two working hours.", 0.95, counted(31, 169, 0)),
		promised("first-reply", "You get a first reply within 30 minutes.", 0.9, counted(0, 1204, 0)),
		promised("outage-update", "While something is down you hear from us every hour.", 1, counted(0, 1, 0)),
	}
	for i := range r.Standards {
		s := &r.Standards[i]
		s.Trend = trend(s.Figures.N, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
	}
	total(r)
	r.Overall.Previous = since(&r.Overall, 1300, 1300)
	r.Trend = trend(1400, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
	return r
}

func manyReport() *compliance.Report {
	r := weekReport()
	for i := range 60 {
		objective := []float64{0.9, 0.95, 0.99, 0}[i%4]
		s := promised(fmt.Sprintf("standard-%02d", i+1), fmt.Sprintf("What we promise in matter %d is done within %d hours.", i+1, i+2), objective,
			counted(i, 40+7*i, i*i%23))
		s.Route = fmt.Sprintf("team-%d", i%7+1)
		last := *s.Figures.Attainment
		s.Trend = trend(s.Figures.N, last-.03, last-.01, last-.02, last)
		r.Standards = append(r.Standards, s)
		if s.Short {
			r.Attention = append(r.Attention, compliance.Attention{
				Kind: compliance.FallsShort, Standard: s.ID, N: s.Figures.N, Missed: s.Figures.Missed, Points: 100 * (objective - last),
			})
		}
	}
	total(r)
	last := *r.Overall.Attainment
	r.Trend = trend(r.Overall.N, last-.02, last-.01, last+.005, last)
	return r
}

// hostileText is text that would be code, a mention or a formula where it is not made harmless; it may stand in any name out of a ticket.
const hostileText = "<script>alert(1)</script> & \"quoted\" <!channel> @here *bold* =HYPERLINK(\"https://evil.example\") \u202etxt.exe"

func hostileReport() *compliance.Report {
	r := richReport()
	long := strings.Repeat("Donaudampfschifffahrtsgesellschaft ", 3) + "מוקד תמיכה 支援デスク 👩‍👩‍👧‍👦🏳️‍🌈"
	s := &r.Standards[0]
	s.Promise = strings.Repeat("We promise <b>much</b> & more; ", 9) + "and we keep it: מבטיחים."
	s.Owner, s.Route = "=cmd|' /C calc'!A0", "@everyone"
	s.Touchpoint = "+after-sale/<support>"
	for i := range s.Causes {
		s.Causes[i].Value = []string{hostileText, long, "-1+1", "=1+1", "\tx"}[i%5]
	}
	for i := range s.Worst {
		s.Worst[i].Subject, s.Worst[i].Customer = hostileText, long
		s.Worst[i].Link = []string{"javascript:alert(1)", "https://helpdesk.example.com/?a=1&b=\"><script>"}[i%2]
	}
	for i := range r.Customers {
		r.Customers[i].Customer = []string{hostileText, long, "=SUM(A1:A9)", "", "@x"}[i%5]
	}
	for i := range r.Attention {
		if r.Attention[i].Subject != "" {
			r.Attention[i].Subject = hostileText
		}
	}
	r.Coverage.Journey[0].Name = "<!here> awareness"
	r.Baseline.Name = "</title><script>alert(2)</script>"
	return r
}
