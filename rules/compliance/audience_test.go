package compliance

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules"
)

// Where promises are made to both, customers and colleagues are told apart, each compared with its own past.
func TestAudiences(t *testing.T) {
	week, err := ParsePeriod("2026-W46")
	if err != nil {
		t.Fatal(err)
	}
	outside := &rules.Standard{ID: "callback", About: rules.About{ReviewBy: rules.NoDate}}
	inside := &rules.Standard{ID: "handover", About: rules.About{Audience: rules.Internal, ReviewBy: rules.NoDate}}
	m := &Material{
		Period: week, Trend: []Period{week.Previous()}, Standards: []*rules.Standard{outside, inside},
		This: &Sums{Days: week.Days, Standards: map[string]*Sum{
			"callback": {Counts: Counts{Met: 90, Missed: 10}}, "handover": {Counts: Counts{Met: 5, Missed: 5}},
		}},
		Days: []DayCount{
			{Standard: "callback", Day: week.Previous().Days.From, Counts: Counts{Met: 80, Missed: 20}},
			{Standard: "handover", Day: week.Previous().Days.From, Counts: Counts{Met: 9, Missed: 1}},
		},
	}
	r := NewReport(m)
	var got []string
	for _, a := range r.Audiences {
		got = append(got, fmt.Sprintf("%s %d %.2f after %.2f", a.Audience, a.Figures.N, *a.Figures.Attainment, a.Figures.Previous.From))
	}
	if diff := cmp.Diff([]string{"external 100 0.90 after 0.80", "internal 10 0.50 after 0.90"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if r.Overall.N != 110 {
		t.Errorf("%d in all", r.Overall.N)
	}
	m.Standards = m.Standards[:1]
	if r := NewReport(m); r.Audiences != nil {
		t.Errorf("one audience alone is told apart: %v", r.Audiences)
	}
}
