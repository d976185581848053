package monitor_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

func parsePeriod(t *testing.T, text string) compliance.Period {
	t.Helper()
	p, err := compliance.ParsePeriod(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// weeksOf is a ledger that knows how one standard was kept on each day of some weeks: ten of each, some of them missed.
func weeksOf(t *testing.T, missed map[string]int) *memoryDigests {
	t.Helper()
	l := &memoryDigests{now: func() calendar.Instant { return parsePeriod(t, "2026-W50").Ends(nil) }}
	for week, n := range missed {
		day := parsePeriod(t, week).Days.From
		l.days = append(l.days, compliance.DayCount{Standard: "late", Day: day, Counts: compliance.Counts{Met: 10 - n, Missed: n}})
	}
	return l
}

func orderOf(t *testing.T, period string) *monitor.ReportOrder {
	t.Helper()
	p := parsePeriod(t, period)
	return &monitor.ReportOrder{
		Name: compliance.Executive, Period: p, AsOf: p.Ends(nil), Standards: []*rules.Standard{{ID: "late", Promise: "We call you back."}},
	}
}

// digested keeps what is reported of a period, as the daemon does.
func digested(t *testing.T, l *memoryDigests, period string) *compliance.Report {
	t.Helper()
	r := monitor.Reporting{Figures: l}
	report, err := r.Report(t.Context(), orderOf(t, period))
	if err != nil {
		t.Fatal(err)
	}
	document, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	p := parsePeriod(t, period)
	n := 0
	for _, d := range l.days {
		if p.Days.Has(d.Day) {
			n += d.N()
		}
	}
	l.records = append(l.records, monitor.DigestRecord{
		Name: compliance.Executive, Period: p, Span: p.String(), Document: document, N: n, Missed: missedIn(l, p),
	})
	return report
}

func missedIn(l *memoryDigests, p compliance.Period) (n int) {
	for _, d := range l.days {
		if p.Days.Has(d.Day) {
			n += d.Missed
		}
	}
	return n
}

// A digest that would be another one now is told of in the next one, and not again in those after, unless it changes once more.
func TestRestatedOnce(t *testing.T) {
	l := weeksOf(t, map[string]int{"2026-W44": 2, "2026-W45": 3, "2026-W46": 1})
	digested(t, l, "2026-W44")
	restate := func(week string, missed int) {
		p := parsePeriod(t, week)
		for i := range l.days {
			if p.Days.Has(l.days[i].Day) {
				l.days[i].Counts = compliance.Counts{Met: 10 - missed, Missed: missed}
			}
		}
	}
	restate("2026-W44", 1)
	want := func(week string, restated ...compliance.Restated) {
		t.Helper()
		got := digested(t, l, week).Restated
		if len(got) == 0 && len(restated) == 0 {
			return
		}
		if diff := cmp.Diff(restated, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", week, diff)
		}
	}
	of := func(missed int) compliance.Outcome { return compliance.Outcome{N: 10, Missed: missed} }
	want("2026-W45", compliance.Restated{Period: "2026-W44", Was: of(2), Is: of(1)})
	want("2026-W46")
	restate("2026-W44", 4)
	restate("2026-W45", 0)
	want("2026-W47", compliance.Restated{Period: "2026-W44", Was: of(1), Is: of(4)}, compliance.Restated{Period: "2026-W45", Was: of(3), Is: of(0)})
	want("2026-W48")
}

func TestReportComparesWithABaseline(t *testing.T) {
	l := weeksOf(t, map[string]int{"2026-W44": 2, "2026-W45": 3})
	r := monitor.Reporting{Figures: l}
	for _, name := range []string{"spring", "summer"} {
		b, err := r.Benchmark(t.Context(), name, parsePeriod(t, "2026-W44"), 7)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]compliance.Counts{"late": {Met: 8, Missed: 2}}, b.Counts); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if err := l.SetBaseline(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	for asked, want := range map[string]string{"": "summer", "spring": "spring"} {
		order := orderOf(t, "2026-W45")
		order.Baseline = asked
		report, err := r.Report(t.Context(), order)
		if err != nil {
			t.Fatal(err)
		}
		if report.Baseline == nil || report.Baseline.Name != want {
			t.Errorf("asked for %q it compares with %v", asked, report.Baseline)
		}
	}
	order := orderOf(t, "2026-W45")
	order.Baseline = "winter"
	_, err := r.Report(t.Context(), order)
	var unknown *monitor.UnknownBaselineError
	if !errors.As(err, &unknown) || cmp.Diff([]string{"spring", "summer"}, unknown.Have) != "" {
		t.Errorf("asked for one that is not there: %v", err)
	}
}

// A period is complete once it is over and all sources were judged past its end.
func TestReportIsComplete(t *testing.T) {
	week := parsePeriod(t, "2026-W45")
	for name, c := range map[string]struct {
		asOf, judged calendar.Instant
		want         bool
	}{
		"over and judged":     {week.Ends(nil), week.Ends(nil), true},
		"not over":            {week.Ends(nil) - 1, week.Ends(nil), false},
		"not judged":          {week.Ends(nil), week.Ends(nil) - 1, false},
		"never judged at all": {week.Ends(nil), calendar.None, false},
	} {
		l := weeksOf(t, nil)
		l.judged = func() calendar.Instant { return c.judged }
		r := monitor.Reporting{Figures: l}
		order := orderOf(t, "2026-W45")
		order.AsOf = c.asOf
		report, err := r.Report(t.Context(), order)
		if err != nil || report.Complete != c.want {
			t.Errorf("%s: complete is %v (%v)", name, report.Complete, err)
		}
	}
}

func TestReportLinksMisses(t *testing.T) {
	r := monitor.Reporting{Figures: weeksOf(t, map[string]int{"2026-W45": 1}), Link: func(source, ticket string) string {
		return monitor.TicketLink("https://"+source+".example/t/{id}", ticket)
	}}
	m, err := r.Material(t.Context(), orderOf(t, "2026-W45"))
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Worst["late"][0].Link; got != "https://desk.example/t/1%2F2" {
		t.Errorf("the link is %s", got)
	}
}

// atOnce is a ledger to which something is written between each two looks at it, but for those that see one state of it.
type atOnce struct {
	*memoryDigests
	looking bool
}

func (l *atOnce) AtOnce(_ context.Context, look func(monitor.Sight) error) error {
	l.looking = true
	defer func() { l.looking = false }()
	return look(l)
}

func (l *atOnce) Sums(ctx context.Context, days compliance.Days, standards []string) (*compliance.Sums, error) {
	if !l.looking {
		l.days = nil
	}
	return l.memoryDigests.Sums(ctx, days, standards)
}

// A report's figures are of one instant: what is written between two of them would have them contradict each other for ever.
func TestReportIsOfOneInstant(t *testing.T) {
	l := &atOnce{memoryDigests: weeksOf(t, map[string]int{"2026-W44": 1, "2026-W45": 2})}
	r := monitor.Reporting{Figures: l}
	if m, err := r.Material(t.Context(), orderOf(t, "2026-W45")); err != nil || len(m.Days) != 2 {
		t.Errorf("%d of 2 days, %v", len(m.Days), err)
	}
}
