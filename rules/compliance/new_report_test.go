package compliance

import (
	"flag"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var update = flag.Bool("update", false, "write what is got into the golden files")

// The report of a desk's week, byte for byte: what a ledger keeps for ever.
func TestGolden(t *testing.T) {
	m := deskMaterial(t, gathered(t, deskClocks(t, 2, 1500)))
	m.Baseline = &Baseline{Name: "autumn", Period: Containing(m.Period.Days.From, QuarterPeriod), Counts: map[string]Counts{
		"callback": {Exceeded: 400, Met: 560, Missed: 40}, "gone": {Missed: 1000},
	}}
	m.Recorded = map[string]Outcome{"2026-W45": {N: 199, Missed: 22}}
	got := reportBytes(t, m)
	const golden = "testdata/week.json"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// plain is a standard that says nothing about itself.
func plain(id string, objective float64) *rules.Standard {
	return &rules.Standard{ID: id, Promise: "P", Objective: objective, Targets: []rules.Target{{Within: open(2 * time.Hour)}}, About: rules.About{ReviewBy: rules.NoDate}}
}

// week46 is material of some standards and their counts this week and, where given, the week before.
func week46(standards []*rules.Standard, this, before map[string]Counts) *Material {
	week := Containing(calendar.DateOf(2026, 11, 15), WeekPeriod)
	m := &Material{
		Name: Executive, Period: week, Zone: time.UTC, AsOf: calendar.FromTime(time.Date(2026, 11, 16, 8, 0, 0, 0, time.UTC)),
		Standards: standards, CustomerBy: "customer", This: &Sums{Days: week.Days}, Trend: week.Before(2),
	}
	for id, c := range this {
		m.This.Of(id).Counts = c
		m.Days = append(m.Days, DayCount{id, week.Days.From, c})
	}
	for id, c := range before {
		m.Days = append(m.Days, DayCount{id, week.Days.From - 1, c})
	}
	return m
}

func TestAttention(t *testing.T) {
	reviewed := func(day int) *rules.Standard {
		s := plain("reviewed", 0)
		s.About.ReviewBy = calendar.DateOf(2026, 11, day)
		return s
	}
	placed := plain("placed", 0)
	placed.About.Touchpoint, placed.About.Dimension = "after-sale/support", rules.Empathy
	ok := Counts{Met: 10}
	for _, c := range []struct {
		name     string
		material func() *Material
		want     []Attention
	}{
		{"nothing", func() *Material { return week46([]*rules.Standard{plain("a", 0.9)}, map[string]Counts{"a": ok}, nil) }, nil},
		{"short: the one with most misses beyond its objective first", func() *Material {
			return week46([]*rules.Standard{plain("few", 0.9), plain("many", 0.95), plain("edge", 0.95), plain("tiny", 0.9)}, map[string]Counts{
				"few": {Met: 5, Missed: 5}, "many": {Met: 900, Missed: 100}, "edge": {Met: 19, Missed: 1}, "tiny": {Missed: 4},
			}, nil)
		}, []Attention{
			{Kind: FallsShort, Standard: "many", N: 1000, Missed: 100, Points: 5},
			{Kind: FallsShort, Standard: "few", N: 10, Missed: 5, Points: 40},
		}},
		{"slipped beyond chance", func() *Material {
			return week46([]*rules.Standard{plain("a", 0.9), plain("b", 0), plain("c", 0), plain("d", 0.99)},
				map[string]Counts{"a": {Met: 930, Missed: 70}, "b": {Met: 8, Missed: 2}, "c": {Met: 900, Missed: 100}, "d": {Met: 90, Missed: 10}},
				map[string]Counts{"a": {Met: 990, Missed: 10}, "b": {Met: 10}, "c": {Met: 800, Missed: 200}, "d": {Met: 100}})
		}, []Attention{
			{Kind: FallsShort, Standard: "d", N: 100, Missed: 10, Points: 9},
			{Kind: Slipped, Standard: "a", N: 1000, Missed: 70, Points: 6},
		}},
		{"one customer again and again", func() *Material {
			m := week46([]*rules.Standard{plain("a", 0), plain("b", 0)}, map[string]Counts{"a": {Met: 20, Missed: 4}, "b": {Met: 5, Missed: 3}}, nil)
			m.This.Of("a").facet("customer", "ACME").Share = Share{9, 2}
			m.This.Of("a").facet("customer", "Globex").Share = Share{4, 1}
			m.This.Of("a").facet("customer", "often").Share = Share{13, 2} // less than 4 of 24
			m.This.Of("a").facet("team", "hamburg").Share = Share{20, 3}
			m.This.Of("b").facet("customer", "ACME").Share = Share{4, 3}
			return m
		}, []Attention{
			{Kind: RepeatedMiss, Standard: "b", Subject: "ACME", N: 4, Missed: 3},
			{Kind: RepeatedMiss, Standard: "a", Subject: "ACME", N: 9, Missed: 2},
		}},
		{"kept only just, and unknown", func() *Material {
			return week46([]*rules.Standard{plain("a", 0), plain("b", 0), plain("c", 0.9)}, map[string]Counts{
				"a": {Met: 20, Exceeded: 5, Near: 5, Unknown: 1}, "b": {Met: 26, Near: 5, Unknown: 2}, "c": {Met: 5, Missed: 5, Near: 5},
			}, nil)
		}, []Attention{
			{Kind: FallsShort, Standard: "c", N: 10, Missed: 5, Points: 40},
			{Kind: NearMisses, Standard: "a", N: 5},
			{Kind: UnknownClocks, Standard: "b", N: 2},
			{Kind: UnknownClocks, Standard: "a", N: 1},
		}},
		{"looser than what customers expect", func() *Material {
			asked, fine := plain("asked", 0), plain("fine", 0)
			asked.Targets, fine.Targets = []rules.Target{{Within: open(2 * time.Hour)}}, []rules.Target{{Within: open(time.Hour)}}
			asked.About.Evidence = &rules.Evidence{Source: "survey", Asked: rules.NoDate, Within: open(time.Hour)}
			fine.About.Evidence = asked.About.Evidence
			return week46([]*rules.Standard{asked, fine}, map[string]Counts{"asked": ok, "fine": ok}, nil)
		}, []Attention{{Kind: LooserPromise, Standard: "asked"}}},
		{"past its review, the day after", func() *Material {
			return week46([]*rules.Standard{reviewed(15)}, map[string]Counts{"reviewed": ok}, nil)
		}, []Attention{{Kind: ReviewDue, Standard: "reviewed", Date: "2026-11-15"}}},
		{"on its day of review", func() *Material {
			return week46([]*rules.Standard{reviewed(16)}, map[string]Counts{"reviewed": ok}, nil)
		}, nil},
		{"met by nobody, neither now nor before, nor running", func() *Material {
			m := week46([]*rules.Standard{plain("never", 0.9), plain("before", 0), plain("running", 0), plain("cancelled", 0)},
				map[string]Counts{"cancelled": {Cancelled: 1}}, map[string]Counts{"before": {Missed: 1}})
			m.Running = map[string]int{"running": 1, "never": 0}
			return m
		}, []Attention{{Kind: NeverMet, Standard: "never"}}},
		{"what nothing is promised for", func() *Material {
			m := week46([]*rules.Standard{placed}, map[string]Counts{"placed": ok}, nil)
			m.Journey = []string{"awareness", "after-sale/support"}
			return m
		}, []Attention{
			{Kind: NoStandard, Subject: "awareness"},
			{Kind: NoDimension, Subject: "tangibles"},
			{Kind: NoDimension, Subject: "reliability"},
			{Kind: NoDimension, Subject: "responsiveness"},
			{Kind: NoDimension, Subject: "assurance"},
		}},
		{"a route's standards need not cover everything", func() *Material {
			m := week46([]*rules.Standard{placed}, map[string]Counts{"placed": ok}, nil)
			m.Name, m.Journey = "support", []string{"awareness"}
			return m
		}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := NewReport(c.material()).Attention
			if diff := cmp.Diff(append([]Attention{}, c.want...), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Causes are given of what falls short, and of what slipped though nothing is aimed at; not of what is as it was.
func TestWhoseCauses(t *testing.T) {
	sum := added(some{30, 12, fridayAfternoon, "hamburg", "c0"}, some{170, 2, tuesdayMorning, "berlin", "c1"})
	for name, c := range map[string]struct {
		objective float64
		before    Counts
		want      int
	}{
		"short":               {0.95, Counts{Met: 93, Missed: 7}, 1},
		"slipped":             {0, Counts{Met: 199, Missed: 1}, 1},
		"slipped, not short":  {0.9, Counts{Met: 199, Missed: 1}, 1},
		"as it was":           {0.9, Counts{Met: 93, Missed: 7}, 0},
		"better than it was":  {0.9, Counts{Met: 100, Missed: 100}, 0},
		"nothing known of it": {0, Counts{}, 0},
	} {
		m := week46([]*rules.Standard{plain("callback", c.objective)}, nil, map[string]Counts{"callback": c.before})
		m.This.Standards = map[string]*Sum{"callback": sum}
		if got := NewReport(m).Standards[0].Causes; len(got) != c.want {
			t.Errorf("%s: %v", name, brief(got))
		}
	}
}

func TestCoverage(t *testing.T) {
	a, b, c := plain("a", 0), plain("b", 0), plain("c", 0)
	a.About.Touchpoint, b.About.Touchpoint = "decision", "elsewhere"
	a.About.Dimension = rules.Assurance
	standards := []*rules.Standard{a, b, c}
	none := []string{}
	want := Coverage{
		Journey: []Covered{{"awareness", none}, {"decision", []string{"a"}}},
		Dimensions: []Covered{
			{"tangibles", none}, {"reliability", none}, {"responsiveness", none}, {"assurance", []string{"a"}}, {"empathy", none},
		},
		Unplaced: []string{"b", "c"},
	}
	if diff := cmp.Diff(want, coverageOf(standards, []string{"awareness", "decision"})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want = Coverage{Journey: []Covered{}, Dimensions: []Covered{}, Unplaced: none}
	if diff := cmp.Diff(want, coverageOf([]*rules.Standard{b, c}, nil)); diff != "" {
		t.Errorf("nothing is said of them (-want +got):\n%s", diff)
	}
}

func TestRestated(t *testing.T) {
	m := week46([]*rules.Standard{plain("a", 0)}, map[string]Counts{"a": {Met: 10}}, map[string]Counts{"a": {Met: 7, Missed: 2}, "other": {Missed: 50}})
	m.Recorded = map[string]Outcome{
		"2026-W46": {N: 10},             // as it is
		"2026-W45": {N: 9, Missed: 3},   // one fewer by now
		"2026-W44": {N: 1},              // gone
		"2026-W43": {N: 100, Missed: 9}, // before what is known
		"2026-11":  {N: 100, Missed: 9}, // not all of it is known
		"rubbish":  {N: 1},
	}
	want := []Restated{
		{"2026-W44", Outcome{N: 1}, Outcome{}},
		{"2026-W45", Outcome{N: 9, Missed: 3}, Outcome{N: 9, Missed: 2}},
	}
	r := NewReport(m)
	if diff := cmp.Diff(want, r.Restated); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := []int{r.Trend[0].N, r.Trend[1].N, r.Trend[2].N}; !slices.Equal(got, []int{0, 9, 10}) || r.Overall.Previous.N != 9 {
		t.Errorf("of the standards that the report is not about too: %v, %+v", got, r.Overall.Previous)
	}
}

func TestBaseline(t *testing.T) {
	m := week46([]*rules.Standard{plain("a", 0), plain("new", 0)}, map[string]Counts{"a": {Met: 90, Missed: 10}, "new": {Met: 10}}, nil)
	m.Baseline = &Baseline{Name: "spring", Period: Containing(calendar.DateOf(2026, 4, 1), QuarterPeriod), Counts: map[string]Counts{
		"a": {Met: 99, Missed: 1}, "retired": {Missed: 1000},
	}}
	r := NewReport(m)
	if c := r.Standards[0].Figures.Benchmark; c == nil || c.Points != -9 || c.N != 100 || c.Chance || c.From != 0.99 {
		t.Errorf("a: %+v", c)
	}
	if c := r.Standards[1].Figures.Benchmark; c != nil {
		t.Errorf("it was not there then: %+v", c)
	}
	if c := r.Overall.Benchmark; c == nil || c.N != 100 {
		t.Errorf("overall: %+v", c)
	}
	if diff := cmp.Diff(&BaselineName{"spring", "2026-Q2"}, r.Baseline); diff != "" {
		t.Error(diff)
	}
}

func TestExpected(t *testing.T) {
	days := func(n, by int) *calendar.Span {
		return &calendar.Span{Unit: calendar.WorkingDays, Days: n, By: by, Cutoff: calendar.NoClock}
	}
	for _, c := range []struct {
		name      string
		promised  rules.Target
		expected  *calendar.Span
		looser    bool
		delivered *float64
	}{
		{"stricter", rules.Target{Within: open(time.Hour)}, open(2 * time.Hour), false, new(0.8)},
		{"looser", rules.Target{Within: open(2 * time.Hour)}, open(time.Hour), true, new(0.4)},
		{"the same", rules.Target{Within: open(time.Hour)}, open(time.Hour), false, new(0.4)},
		{"in days, the same", rules.Target{Within: days(1, 720)}, days(1, 720), false, new(0.7)},
		{"in days, later in the day", rules.Target{Within: days(1, calendar.ByClose)}, days(1, 720), true, nil},
		{"in days, more", rules.Target{Within: days(3, calendar.NoClock)}, days(2, calendar.NoClock), true, nil},
		{"in other units", rules.Target{Within: days(1, 720)}, open(time.Hour), false, new(0.4)},
		{"by the ticket", rules.Target{Due: "promised_at"}, open(time.Hour), false, new(0.4)},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := plain("a", 0)
			s.Targets = []rules.Target{c.promised}
			s.About.Evidence = &rules.Evidence{Source: "survey", Asked: rules.NoDate, Within: c.expected}
			sum := (&Sums{}).Of("a")
			// four in half an hour, four in an hour and a half, one in three, one not done yet
			for i, minutes := range []int{30, 30, 30, 30, 90, 90, 90, 90, 180, 0} {
				j := Judged{Verdict: rules.Met, Fact: Fact{Hour: -1, Target: c.promised.String(), Took: Bucket(time.Duration(minutes) * time.Minute), Late: -1}}
				if i >= 7 {
					j.Verdict = rules.Missed
				}
				if minutes == 0 {
					j.Fact.Took, j.Open = -1, true
				}
				sum.add(&j, nil)
			}
			got := expectedOf(s, sum, targetsOf(s, sum))
			want := &Expected{Source: "survey", Within: c.expected.String(), Promised: c.promised.String(), Looser: c.looser, Delivered: c.delivered}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Targets stand in the order of the file, then those of versions before; none without a clock.
func TestTargets(t *testing.T) {
	s := plain("a", 0)
	s.Targets = []rules.Target{{Within: open(4 * time.Hour)}, {Within: open(time.Hour)}, {Exempt: "IT"}, {Due: "promised_at"}, {Within: open(4 * time.Hour)}}
	sum := (&Sums{}).Of("a")
	for text, n := range map[string]int{"1h": 1, "4h": 2, "30m": 3, "45m": 3, "next working day": 9} {
		sum.target(text).Met = n
	}
	sum.target("due promised_at").Unknown = 1 // and nothing else
	var got []string
	for _, part := range targetsOf(s, sum) {
		got = append(got, part.Target)
		if (part.Seconds == nil) != (part.Target == "next working day") {
			t.Errorf("%s: %v seconds", part.Target, part.Seconds)
		}
	}
	if diff := cmp.Diff([]string{"4h", "1h", "next working day", "30m", "45m"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What was kept is never told as longer than promised, nor what was missed as shorter.
func TestTimesKeepTheirSide(t *testing.T) {
	for seconds := 60; seconds < 100_000; seconds += 997 {
		promised := time.Duration(seconds) * time.Second
		target := &TargetSum{Counts: Counts{Met: 9, Missed: 1}, Took: Histogram{Bucket(promised): 9}, Late: Histogram{}}
		target.Took[Bucket(promised+time.Second)]++
		got := tookOf(target, new(int64(seconds)))
		if got.Median > int64(seconds) || got.P90 > int64(seconds) || got.Worst < int64(seconds) || got.N != 10 {
			t.Fatalf("promised %d s: %+v", seconds, got)
		}
		within(t, "median", got.Median, promised)
		within(t, "worst", got.Worst, promised+time.Second)
	}
}

func TestCustomers(t *testing.T) {
	m := week46([]*rules.Standard{plain("a", 0), plain("b", 0)}, nil, nil)
	for id, customers := range map[string]map[string]Share{
		"a": {"ACME": {9, 2}, "Globex": {4, 3}, "Kept": {4, 0}, "Ziff": {4, 1}, "Anna": {4, 1}},
		"b": {"ACME": {8, 3}, "Globex": {9, 0}, "": {2, 1}},
	} {
		for customer, s := range customers {
			m.This.Of(id).facet("customer", customer).Share = s
		}
	}
	want := []CustomerLine{
		{"ACME", 17, 5, []CustomerMisses{{"b", 3}, {"a", 2}}},
		{"Globex", 13, 3, []CustomerMisses{{"a", 3}}},
		{"", 2, 1, []CustomerMisses{{"b", 1}}},
		{"Anna", 4, 1, []CustomerMisses{{"a", 1}}},
		{"Ziff", 4, 1, []CustomerMisses{{"a", 1}}},
	}
	if diff := cmp.Diff(want, NewReport(m).Customers); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	m.CustomerBy = ""
	if got := NewReport(m).Customers; len(got) > 0 {
		t.Errorf("nobody is a customer: %+v", got)
	}
}

// Material without anything gives a report without anything, and no null where there is a list.
func TestNothing(t *testing.T) {
	m := &Material{Name: "support", Period: Containing(calendar.DateOf(2026, 11, 15), DayPeriod), AsOf: 0}
	const want = `{
	"schema": 1,
	"name": "support",
	"period": {
		"name": "2026-11-15",
		"title": "Sunday, 15 November 2026",
		"from": "2026-11-15",
		"to": "2026-11-15",
		"zone": "UTC"
	},
	"as_of": "1970-01-01T00:00:00Z",
	"ledger": false,
	"complete": false,
	"overall": {
		"n": 0,
		"exceeded": 0,
		"met": 0,
		"missed": 0,
		"still_open": 0,
		"excused": 0,
		"near": 0,
		"unknown": 0,
		"cancelled": 0,
		"cancelled_late": 0,
		"attainment": null,
		"attainment_adjusted": null,
		"exceeded_share": null,
		"interval": null,
		"previous": null,
		"benchmark": null
	},
	"standards": [],
	"attention": [],
	"customers": [],
	"coverage": {
		"journey": [],
		"dimensions": [],
		"unplaced": []
	},
	"reading": {
		"rows": 0,
		"rows_set_aside": 0,
		"events": 0,
		"events_set_aside": 0,
		"not_covered": 0,
		"exempt": 0
	},
	"restated": [],
	"baseline": null,
	"trend": [
		{
			"period": "2026-11-15",
			"n": 0,
			"attainment": null
		}
	]
}
`
	if diff := cmp.Diff(want, reportBytes(t, m)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// NewReport changes nothing that it is given.
func TestMaterialIsLeftAlone(t *testing.T) {
	g := gathered(t, deskClocks(t, 6, 300))
	m := deskMaterial(t, g)
	first := reportBytes(t, m)
	if diff := cmp.Diff(deskMaterial(t, g).This, m.This); diff != "" {
		t.Errorf("the sums (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(first, reportBytes(t, m)); diff != "" {
		t.Errorf("the second time (-want +got):\n%s", diff)
	}
}

// Where nothing has a desired level there is no share of what was exceeded, in all no more than of each.
func TestNothingToExceed(t *testing.T) {
	counts := map[string]Counts{"a": {Met: 18, Missed: 2}}
	if share := NewReport(week46([]*rules.Standard{plain("a", 0.9)}, counts, nil)).Overall.ExceededShare; share != nil {
		t.Errorf("%v were exceeded of what can't be", *share)
	}
	desired := plain("a", 0.9)
	desired.Targets[0].Desired = open(time.Hour)
	if share := NewReport(week46([]*rules.Standard{desired}, counts, nil)).Overall.ExceededShare; share == nil || *share != 0 {
		t.Errorf("%v were exceeded of what can be, want 0", share)
	}
}

// Who asks often is missed often: repeated misses are those beyond what was to be expected.
func TestRepeatedBeyondChance(t *testing.T) {
	m := week46([]*rules.Standard{plain("a", 0)}, map[string]Counts{"a": {Met: 800, Missed: 200}}, nil)
	for customer, s := range map[string]Share{
		"as all":   {100, 21}, // 20 were to be expected
		"worse":    {100, 40},
		"small":    {5, 2}, // one was
		"better":   {100, 10},
		"just one": {3, 1},
	} {
		m.This.Of("a").facet("customer", customer).Share = s
	}
	var told []string
	for _, a := range NewReport(m).Attention {
		if a.Kind == RepeatedMiss {
			told = append(told, a.Subject)
		}
	}
	if diff := cmp.Diff([]string{"worse", "small"}, told); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
