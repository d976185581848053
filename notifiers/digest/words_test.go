package digest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// callbacks is a report on callbacks, 200 of 220 kept, of which 95 % were promised, and on something that was hardly ever asked.
func callbacks() *compliance.Report {
	figures := compliance.Figures{
		N: 220, Met: 200, Missed: 20, Attainment: new(200.0 / 220), Adjusted: new(200.0 / 220), Interval: &compliance.Interval{Low: .864, High: .94},
	}
	return &compliance.Report{
		Schema: 1, Name: compliance.Executive, Complete: true, Period: compliance.Span{Name: "2026-W46", Title: "Week 46"}, Overall: figures,
		Standards: []compliance.StandardPart{
			{ID: "callback", Promise: "We call you back.", Objective: new(0.95), Short: true, Figures: figures},
			{ID: "handover", Figures: compliance.Figures{N: 3, Met: 3}},
		},
		Attention: []compliance.Attention{{Kind: compliance.FallsShort, Standard: "callback", N: 220, Missed: 20, Points: 4.09}},
	}
}

func change(from, points float64, chance bool) *compliance.Change {
	return &compliance.Change{From: from, N: 240, Points: points, Chance: chance}
}

// TestLead changes one thing at a time.
func TestLead(t *testing.T) {
	const all = "Of 220 promises 90.9 % were kept and 20 missed"
	for _, c := range []struct {
		name           string
		edit           func(r *compliance.Report, s *compliance.StandardPart)
		headline, lead string
	}{
		{
			"short, nothing to compare with", func(*compliance.Report, *compliance.StandardPart) {},
			"90.9 % of promises kept; 1 standard short",
			all + ". Callback fell short: 90.9 % of 220, objective 95 %.",
		},
		{
			"slipped, with its origin", func(r *compliance.Report, s *compliance.StandardPart) {
				s.Figures.Previous = change(.97, -6.1, false)
				r.Overall.Previous = s.Figures.Previous
				s.Causes = []compliance.Cause{{Facet: "team", Value: "hamburg", Part: "Friday afternoon", N: 31, Missed: 14, Would: .968}}
			},
			"90.9 % of promises kept, down 6.1 points from the week before; 1 standard short",
			all + ", down from 97 % the week before. Callback slipped to 90.9 % (97 % the week before, objective 95 %), mostly team hamburg on Friday afternoons: 14 of 20 misses.",
		},
		{
			"the change may be chance, the origin is less than half", func(r *compliance.Report, s *compliance.StandardPart) {
				s.Figures.Previous = change(.93, -2.1, true)
				r.Overall.Previous = s.Figures.Previous
				s.Causes = []compliance.Cause{{Facet: "hour", Value: "15", N: 26, Missed: 8, Would: .93}}
			},
			"90.9 % of promises kept, no clear change from the week before; 1 standard short",
			all + "; the week before it was 93 %, and chance alone may explain the difference. " +
				"Callback fell short: 90.9 % of 220, objective 95 %, with what began from 15:00 to 16:00 standing out: 8 of 20 misses.",
		},
		{
			"better, and short all the same", func(r *compliance.Report, s *compliance.StandardPart) {
				s.Figures.Previous = change(.8, 10.9, false)
				r.Overall.Previous = s.Figures.Previous
			},
			"90.9 % of promises kept, up 10.9 points from the week before; 1 standard short",
			all + ", up from 80 % the week before. Callback rose but is still short: 90.9 % of 220, objective 95 %.",
		},
		{
			"short by chance", func(_ *compliance.Report, s *compliance.StandardPart) { s.Figures.Interval.High = .96 },
			"90.9 % of promises kept; 1 standard short",
			all + ". Callback fell short: 90.9 % of 220, objective 95 %, a gap that may be chance.",
		},
		{
			"one standard alone, whose figures are not said twice", func(r *compliance.Report, s *compliance.StandardPart) {
				r.Standards, s.Figures.Interval.High = r.Standards[:1], .96
				s.Causes = []compliance.Cause{{Facet: "department", Value: "ISD", N: 31, Missed: 10, Would: .96}}
			},
			"90.9 % of promises kept; 1 standard short",
			all + ". The objective of Callback, 95 %, was not reached, with department ISD standing out: 10 of 20 misses; so small a gap may be chance.",
		},
		{
			"nothing needs attention", func(r *compliance.Report, s *compliance.StandardPart) {
				s.Objective, s.Short, r.Attention = new(0.9), false, nil
			},
			"90.9 % of promises kept",
			all + ". The one standard with an objective reached it. Nothing needs attention.",
		},
		{
			"no objective", func(r *compliance.Report, s *compliance.StandardPart) {
				s.Objective, s.Short, r.Attention = nil, false, nil
			},
			"90.9 % of promises kept",
			all + ". No standard has an objective to be held against. Nothing needs attention.",
		},
		{
			"slipped, though not short", func(r *compliance.Report, s *compliance.StandardPart) {
				s.Objective, s.Short, s.Figures.Previous = new(0.9), false, change(.97, -6.1, false)
				r.Attention = []compliance.Attention{{Kind: compliance.Slipped, Standard: "callback", N: 220, Missed: 20, Points: 6.1}}
			},
			"90.9 % of promises kept",
			all + ". Callback slipped to 90.9 % (97 % the week before, objective 90 %). The one standard with an objective reached it.",
		},
		{
			"better, and not short", func(r *compliance.Report, s *compliance.StandardPart) {
				s.Objective, s.Short, s.Figures.Previous, r.Attention = new(0.9), false, change(.8, 10.9, false), nil
			},
			"90.9 % of promises kept",
			all + ". The one standard with an objective reached it. Callback rose to 90.9 % from 80 %. Nothing needs attention.",
		},
		{
			"a baseline", func(r *compliance.Report, _ *compliance.StandardPart) {
				r.Baseline, r.Overall.Benchmark = &compliance.BaselineName{Name: "spring"}, change(.92, -1.1, true)
			},
			"90.9 % of promises kept; 1 standard short",
			all + ". That is 1.1 points below the baseline spring (92 %), which may be chance. Callback fell short: 90.9 % of 220, objective 95 %.",
		},
		{
			"provisional, of a day", func(r *compliance.Report, _ *compliance.StandardPart) {
				r.Complete, r.Period.Name = false, "2026-11-15"
			},
			"So far: 90.9 % of promises kept; 1 standard short",
			"These figures are provisional: the day is not over, or not everything was read to its end. " + all +
				". Callback fell short: 90.9 % of 220, objective 95 %.",
		},
		{
			"too few", func(r *compliance.Report, s *compliance.StandardPart) {
				r.Overall = compliance.Figures{N: 4, Met: 3, Missed: 1}
				s.Figures, s.Short, r.Attention = r.Overall, false, nil
			},
			"3 of 4 promises kept",
			"Only 4 promises fell due, too few for a percentage: 3 kept, 1 missed. No standard with an objective had enough cases to be held against it.",
		},
		{
			"one alone, kept", func(r *compliance.Report, s *compliance.StandardPart) {
				r.Overall = compliance.Figures{N: 1, Met: 1}
				s.Figures, s.Short, r.Attention = r.Overall, false, nil
			},
			"The one promise was kept",
			"Only one promise fell due, and it was kept. No standard with an objective had enough cases to be held against it.",
		},
		{
			"all kept", func(r *compliance.Report, s *compliance.StandardPart) {
				r.Overall = compliance.Figures{N: 220, Met: 220, Attainment: new(1.0), Previous: change(1, 0, true)}
				s.Figures, s.Short, r.Attention = r.Overall, false, nil
			},
			"All 220 promises kept, as the week before",
			"All 220 promises were kept, just as the week before. The one standard with an objective reached it. Nothing needs attention.",
		},
		{
			"nothing fell due", func(r *compliance.Report, s *compliance.StandardPart) {
				r.Overall = compliance.Figures{}
				s.Figures, s.Short, r.Attention = r.Overall, false, nil
			},
			"No promise fell due",
			"No promise was kept or missed in this week, so there is nothing to judge.",
		},
		{
			"no standards", func(r *compliance.Report, _ *compliance.StandardPart) {
				r.Standards, r.Attention, r.Overall = nil, nil, compliance.Figures{}
			},
			"No promise fell due",
			"There is no standard to report on.",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := callbacks()
			c.edit(r, &r.Standards[0])
			if diff := cmp.Diff(c.headline, Headline(r)); diff != "" {
				t.Errorf("headline (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.lead, Lead(r)); diff != "" {
				t.Errorf("lead (-want +got):\n%s", diff)
			}
		})
	}
}

// TestPoints has each kind of attention, with one and with many.
func TestPointsOfAttention(t *testing.T) {
	for _, c := range []struct {
		attention compliance.Attention
		edit      func(s *compliance.StandardPart)
		want      string
	}{
		{
			compliance.Attention{Kind: compliance.FallsShort, Standard: "callback", Points: 4.09},
			nil,
			"Callback is 4.1 points short of its objective: 90.9 % of 220, not 95 %. Its misses are spread: no place or time stands out.",
		},
		{
			compliance.Attention{Kind: compliance.FallsShort, Standard: "callback", Points: 4.09},
			func(s *compliance.StandardPart) {
				s.Figures.Interval.High = .96
				s.Causes = []compliance.Cause{{Facet: "weekday", Value: "Friday", N: 44, Missed: 12, Would: .97}}
			},
			"Callback is 4.1 points short of its objective: 90.9 % of 220, not 95 %; so small a gap may be chance. " +
				"Look first at what began on Fridays (12 of 20 misses): kept as well there as elsewhere, the standard would be at 97 %.",
		},
		{
			compliance.Attention{Kind: compliance.FallsShort, Standard: "gone", Points: 4.09},
			nil,
			"Gone is 4.1 points short of its objective.",
		},
		{
			compliance.Attention{Kind: compliance.Slipped, Standard: "callback", Points: 6.1},
			nil,
			"Callback slipped by 6.1 points to 90.9 %, more than chance explains. Its misses are spread: no place or time stands out.",
		},
		{
			compliance.Attention{Kind: compliance.RepeatedMiss, Standard: "first-reply", Subject: "ACME, Inc.", N: 9, Missed: 4},
			nil,
			"ACME, Inc. was let down under First reply in 4 of 9 cases.",
		},
		{
			compliance.Attention{Kind: compliance.RepeatedMiss, Standard: "first-reply", Subject: "ACME, Inc.", N: 2, Missed: 2},
			nil,
			"ACME, Inc. was let down under First reply in both cases.",
		},
		{
			compliance.Attention{Kind: compliance.RepeatedMiss, Standard: "first-reply", N: 3, Missed: 3},
			nil,
			"(empty) was let down under First reply in all 3 cases.",
		},
		{compliance.Attention{Kind: compliance.NearMisses, Standard: "callback", N: 1}, nil, "Callback was kept only just once: less than a tenth of the time was left."},
		{
			compliance.Attention{Kind: compliance.UnknownClocks, Standard: "callback", N: 1},
			nil,
			"1 case of Callback can't be judged: its data lack something. “yardstick explain” says what.",
		},
		{
			compliance.Attention{Kind: compliance.UnknownClocks, Standard: "callback", N: 1204},
			nil,
			"1,204 cases of Callback can't be judged: their data lack something. “yardstick explain” says what.",
		},
		{
			compliance.Attention{Kind: compliance.ReviewDue, Standard: "callback", Date: "2026-10-31"},
			nil,
			"Callback was to be reviewed by 31 October 2026: ask customers whether it still is what they expect.",
		},
		{
			compliance.Attention{Kind: compliance.ReviewDue, Standard: "callback", Date: "2026-10-31"},
			func(s *compliance.StandardPart) { s.Owner = "jane\n@example.com" },
			"Callback was to be reviewed by 31 October 2026: ask customers whether it still is what they expect. Owner: jane @example.com.",
		},
		{
			compliance.Attention{Kind: compliance.FallsShort, Standard: "callback", Points: 4.09},
			func(s *compliance.StandardPart) { s.Owner = "Ann Lee Jr." },
			"Callback is 4.1 points short of its objective: 90.9 % of 220, not 95 %. Its misses are spread: no place or time stands out. Owner: Ann Lee Jr.",
		},
		{
			compliance.Attention{Kind: compliance.LooserPromise, Standard: "callback"},
			func(s *compliance.StandardPart) {
				s.Expected = &compliance.Expected{Source: "survey", Within: "1h30m", Share: .8, Promised: "2h", Looser: true}
			},
			"Callback promises 2h, which is looser than the 1h30m that 80 % of customers expect.",
		},
		{compliance.Attention{Kind: compliance.LooserPromise, Standard: "gone"}, nil, "Gone is looser than what customers expect."},
		{compliance.Attention{Kind: compliance.NeverMet, Standard: "callback"}, nil, "Callback had no case this week: is it still needed, or is its condition wrong?"},
		{compliance.Attention{Kind: compliance.NoStandard, Subject: "decision/offer"}, nil, "Nothing is promised at decision/offer, which is on the customers' journey."},
		{
			compliance.Attention{Kind: compliance.NoDimension, Subject: "empathy"},
			nil,
			"No standard is about empathy, one of the five things by which customers judge a service.",
		},
	} {
		r := callbacks()
		r.Attention = []compliance.Attention{c.attention}
		if c.edit != nil {
			c.edit(&r.Standards[0])
		}
		if diff := cmp.Diff([]string{c.want}, Points(r)); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", c.attention, diff)
		}
	}
	r := callbacks()
	r.Attention = []compliance.Attention{{Kind: "of_a_later_version"}}
	if got := Points(r); len(got) != 0 {
		t.Errorf("what is not known says %q", got)
	}
}

func TestWhere(t *testing.T) {
	for _, c := range []struct {
		cause compliance.Cause
		want  string
	}{
		{compliance.Cause{Facet: "team", Value: "hamburg"}, "team hamburg"},
		{compliance.Cause{Facet: "team", Value: "hamburg", Part: "Friday afternoon"}, "team hamburg on Friday afternoons"},
		{compliance.Cause{Facet: "team", Value: "hamburg", Part: "Monday night"}, "team hamburg in the small hours of Mondays"},
		{compliance.Cause{Facet: "category", Value: ""}, "category (empty)"},
		{compliance.Cause{Facet: "category", Value: "Category 46"}, "Category 46"},
		{compliance.Cause{Facet: "assignment_group", Value: "Group 25"}, "Group 25"},
		{compliance.Cause{Facet: "assignment_group", Value: "groups"}, "assignment group groups"},
		{compliance.Cause{Facet: "weekday", Value: "Friday"}, "what began on Fridays"},
		{compliance.Cause{Facet: "weekday", Value: "Friday", Part: "Friday evening"}, "what began on Friday evenings"},
		{compliance.Cause{Facet: "hour", Value: "09"}, "what began from 09:00 to 10:00"},
		{compliance.Cause{Facet: "hour", Value: "23"}, "what began from 23:00 to 24:00"},
		{compliance.Cause{Facet: "customer", Value: "two\nlines"}, "customer two lines"},
	} {
		if got := where(&c.cause); got != c.want {
			t.Errorf("%+v: %q, want %q", c.cause, got, c.want)
		}
	}
}

func TestPeriodNoun(t *testing.T) {
	for name, want := range map[string]string{
		"2026-W46": "week", "2026-11-15": "day", "2026-11": "month", "2026-Q4": "quarter", "2026": "year", "2026-11-13..2026-11-15": "period", "?": "period",
	} {
		if got := periodNoun(name); got != want {
			t.Errorf("%s is a %s, want %s", name, got, want)
		}
	}
}

// TestLeadNamesMany has four short: one in full, three by name and a number.
func TestLeadNamesMany(t *testing.T) {
	const want = "Of 17,034 promises 97.2 % were kept and 474 missed. Standard 03 fell short: 93.3 % of 60, objective 99 %. " +
		"Short as well: Standard 05 (81.8 %), Standard 07 (87.1 %), Standard 09 (85.2 %) and 14 more."
	if diff := cmp.Diff(want, Lead(notifierstest.Reports()["many"])); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
