package compliance

import (
	"cmp"
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	godiff "github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

func reportBytes(t testing.TB, m *Material) string {
	t.Helper()
	text, err := json.MarshalIndent(NewReport(m), "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n"
}

// A report is what one gets by looking at every clock by itself, without sums: counts to the one, percentiles within 1 %.
func TestReportEqualsRecomputation(t *testing.T) {
	shown := Counts{}
	for seed := range uint64(8) {
		clocks := deskClocks(t, seed, 400)
		m := deskMaterial(t, gathered(t, clocks))
		report := NewReport(m)
		overall := Counts{}
		for i := range report.Standards {
			part := &report.Standards[i]
			in := slices.DeleteFunc(slices.Clone(clocks), func(c deskClock) bool {
				fell := FellAt(&c.clock)
				return c.clock.Standard().ID != part.ID || fell == calendar.None || fell < m.Period.Begins(m.Zone) || fell >= m.Period.Ends(m.Zone)
			})
			counts := slowCounts(in)
			overall.Add(&counts)
			if part.ID != "callback" { // the others have no desired level
				if part.Figures.ExceededShare != nil {
					t.Errorf("%s: %v exceeded", part.ID, *part.Figures.ExceededShare)
				}
				part.Figures.ExceededShare = share(0, counts.N())
			}
			sameCounts(t, part.ID, counts, &part.Figures)
			for k := range part.Targets {
				sameTimes(t, &part.Targets[k], in)
			}
			sameHits(t, m.This.of(part.ID), in)
		}
		sameCounts(t, "overall", overall, &report.Overall)
		shown.Add(&overall)
	}
	if min(shown.Exceeded, shown.Met, shown.Missed, shown.Unknown, shown.Cancelled, shown.Near, shown.Excused, shown.Open) == 0 {
		t.Errorf("the desk shows too little: %+v", shown)
	}
}

func slowCounts(clocks []deskClock) Counts {
	count := func(is func(c *deskClock) bool) int {
		n := 0
		for i := range clocks {
			if is(&clocks[i]) {
				n++
			}
		}
		return n
	}
	of := func(v rules.Verdict) int { return count(func(c *deskClock) bool { return c.clock.Verdict == v }) }
	return Counts{
		Exceeded: of(rules.Exceeded), Met: of(rules.Met), Missed: of(rules.Missed), Unknown: of(rules.Unknown),
		Cancelled: of(rules.CancelledVerdict), CancelledLate: of(rules.CancelledLate),
		Excused: count(func(c *deskClock) bool { return c.excused && c.clock.Verdict == rules.Missed }),
		Open:    count(func(c *deskClock) bool { return c.clock.Late() }),
		Near: count(func(c *deskClock) bool {
			if c.clock.Verdict != rules.Met && c.clock.Verdict != rules.Exceeded {
				return false
			}
			all, err := c.clock.Calendar().Between(c.clock.StartedAt, c.clock.DueAt) // nothing pauses here
			return err == nil && 10*(all-c.clock.Elapsed) < all
		}),
	}
}

func sameCounts(t *testing.T, what string, want Counts, f *Figures) {
	t.Helper()
	got := Counts{
		f.Exceeded, f.Met, f.Missed, f.Unknown, f.Cancelled, f.CancelledLate, f.Near, f.Excused, f.StillOpen,
	}
	if diff := godiff.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
	n := want.Exceeded + want.Met + want.Missed
	shares := map[string][2]*float64{
		"attainment": {slowShare(n-want.Missed, n), f.Attainment},
		"adjusted":   {slowShare(n-want.Missed, n-want.Excused), f.Adjusted},
		"exceeded":   {slowShare(want.Exceeded, n), f.ExceededShare},
	}
	for name, pair := range shares {
		if (pair[0] == nil) != (pair[1] == nil) || pair[0] != nil && math.Abs(*pair[0]-*pair[1]) > 1e-9 {
			t.Errorf("%s: %s %v, want %v", what, name, pair[1], pair[0])
		}
	}
}

func slowShare(k, n int) *float64 {
	if n < 5 {
		return nil
	}
	return new(float64(k) / float64(n))
}

func sameTimes(t *testing.T, part *TargetPart, clocks []deskClock) {
	t.Helper()
	var took, late []time.Duration
	for i := range clocks {
		c := &clocks[i].clock
		if c.Target() == nil || c.Target().String() != part.Target || c.State != rules.Stopped || c.Verdict == rules.Unknown {
			continue
		}
		took = append(took, c.Elapsed)
		if c.Verdict == rules.Missed {
			late = append(late, c.StoppedAt.Sub(c.DueAt))
		}
	}
	for _, times := range []struct {
		what string
		got  *Times
		all  []time.Duration
		min  int
	}{{"took", part.Took, took, 5}, {"late", part.Late, late, 1}} {
		slices.Sort(times.all)
		n := len(times.all)
		if n < times.min {
			if times.got != nil {
				t.Errorf("%s: %s of %d: %+v", part.Target, times.what, n, times.got)
			}
			continue
		}
		if times.got == nil || times.got.N != n {
			t.Errorf("%s: %s %+v, want n %d", part.Target, times.what, times.got, n)
			continue
		}
		within(t, part.Target+" median", times.got.Median, times.all[(n+1)/2-1])
		within(t, part.Target+" p90", times.got.P90, times.all[(9*n+9)/10-1])
		within(t, part.Target+" worst", times.got.Worst, times.all[n-1])
	}
}

// within holds a time against the true one: 1 %, and half a second for the rounding; what took up to a second is 0.
func within(t *testing.T, what string, got int64, want time.Duration) {
	t.Helper()
	if want <= time.Second && got == 0 {
		return
	}
	if math.Abs(float64(got)-want.Seconds()) > 0.01*want.Seconds()+0.5 {
		t.Errorf("%s: %d s, want %s", what, got, want)
	}
}

// sameHits holds facets and hours against the clocks.
func sameHits(t *testing.T, sum *Sum, clocks []deskClock) {
	t.Helper()
	want, missed := map[[2]string]Share{}, 0
	for i := range clocks {
		c := &clocks[i]
		if v := c.clock.Verdict; v != rules.Met && v != rules.Exceeded && v != rules.Missed {
			continue
		}
		var attributes map[string]string
		if err := json.Unmarshal([]byte(c.attributes), &attributes); err != nil {
			t.Fatal(err)
		}
		share := Share{N: 1}
		if c.clock.Verdict == rules.Missed {
			share.Missed = 1
			missed++
		}
		for name, value := range attributes {
			s := want[[2]string{name, value}]
			s.merge(share)
			want[[2]string{name, value}] = s
		}
		start := c.clock.StartedAt.Time().In(c.clock.Calendar().Location())
		s := want[[2]string{"weekday", start.Weekday().String()}]
		s.merge(share)
		want[[2]string{"weekday", start.Weekday().String()}] = s
	}
	got := map[[2]string]Share{}
	for name, values := range sum.Facets {
		for value, facet := range values {
			got[[2]string{name, value}] = facet.Share
			parts := Share{}
			for _, part := range facet.Parts {
				parts.merge(part)
			}
			if parts != facet.Share { // each clock has a start here
				t.Errorf("%s %s: parts %+v, want %+v", name, value, parts, facet.Share)
			}
		}
	}
	for hour, share := range sum.Hours {
		if share.N > 0 {
			day := [2]string{"weekday", weekdayOf(hour / 24)}
			s := got[day]
			s.merge(share)
			got[day] = s
		}
	}
	if diff := godiff.Diff(want, got); diff != "" {
		t.Errorf("facets (-want +got):\n%s", diff)
	}
	for _, group := range sum.Misses {
		missed -= group.N
	}
	if missed != 0 {
		t.Errorf("%d misses are not in the groups", missed)
	}
}

// The order of the clocks, and how they were spread over sources, makes no difference to a single byte.
func TestReportKnowsNoOrder(t *testing.T) {
	clocks := deskClocks(t, 9, 500)
	want := reportBytes(t, deskMaterial(t, gathered(t, clocks)))
	random := rand.New(rand.NewPCG(5, 6))
	for range 5 {
		random.Shuffle(len(clocks), func(i, k int) { clocks[i], clocks[k] = clocks[k], clocks[i] })
		cut := random.IntN(len(clocks))
		both := gathered(t, clocks[:cut])
		both.Merge(gathered(t, clocks[cut:]))
		if diff := godiff.Diff(want, reportBytes(t, deskMaterial(t, both))); diff != "" {
			t.Fatal(diff)
		}
	}
}

// The sums of two halves of a period are those of the whole.
func TestSumsMerge(t *testing.T) {
	g := gathered(t, deskClocks(t, 3, 500))
	for cut := calendar.DateOf(2026, 10, 5); cut <= calendar.DateOf(2026, 11, 17); cut += 3 {
		days := Days{calendar.DateOf(2026, 10, 1), calendar.DateOf(2026, 12, 1)}
		halves := g.Sums(Days{days.From, cut})
		halves.Merge(g.Sums(Days{cut, days.To}))
		if diff := godiff.Diff(g.Sums(days), halves); diff != "" {
			t.Fatalf("cut at %s (-whole +halves):\n%s", cut, diff)
		}
	}
	counts := Counts{}
	for _, d := range g.DayCounts(Days{calendar.DateOf(2026, 10, 1), calendar.DateOf(2026, 12, 1)}) {
		counts.Add(&d.Counts)
	}
	sums := Counts{}
	for _, sum := range g.Sums(Days{calendar.DateOf(2026, 10, 1), calendar.DateOf(2026, 12, 1)}).Standards {
		sums.Add(&sum.Counts)
	}
	if counts != sums {
		t.Errorf("by date %+v, in all %+v", counts, sums)
	}
}

func TestMissesMerge(t *testing.T) {
	a := []MissGroup{{"{}", 3, 1}, {`{"team":"b"}`, 3, 2}, {"{}", 2, 1}}
	b := []MissGroup{{`{"team":"b"}`, 3, 5}, {"{}", 3, 1}, {"{}", 3, 1}}
	want := []MissGroup{{`{"team":"b"}`, 3, 7}, {"{}", 2, 1}, {"{}", 3, 3}}
	if diff := godiff.Diff(want, mergeMisses(a, b)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWorst(t *testing.T) {
	clocks := deskClocks(t, 4, 400)
	g := gathered(t, clocks)
	asOf := calendar.FromTime(time.Date(2026, 11, 16, 8, 0, 0, 0, time.UTC))
	days := Days{calendar.DateOf(2026, 10, 1), calendar.DateOf(2026, 12, 1)}
	all := g.Worst(days, asOf, math.MaxInt)
	few := g.Worst(days, asOf, 2)
	for id, misses := range all {
		if !slices.IsSortedFunc(misses, func(a, b Miss) int { return cmp.Compare(b.LateS, a.LateS) }) {
			t.Errorf("%s: not by how late they are: %+v", id, misses)
		}
		if diff := godiff.Diff(misses[:2], few[id]); diff != "" {
			t.Errorf("%s: the first two (-want +got):\n%s", id, diff)
		}
	}
	n := 0
	for i := range clocks {
		if clocks[i].clock.Verdict == rules.Missed {
			n++
		}
	}
	if got := len(all["callback"]) + len(all["onsite"]) + len(all["promised"]); got != n || n < 20 {
		t.Errorf("%d misses, want %d", got, n)
	}
	first := all["callback"][0]
	if first.DoneAt != "" || first.Customer == "" || first.Team == "" || first.Source != "desk" || first.LateS < 86400 {
		t.Errorf("the worst is %+v, want one that was never done", first)
	}
}

func TestAttributes(t *testing.T) {
	for text, want := range map[string][]Attribute{
		"":                          nil,
		"{}":                        nil,
		`{"team":"hamburg"}`:        {{"team", "hamburg"}},
		`{"b": "\u00e4\n", "a":""}`: {{"b", "ä\n"}, {"a", ""}},
		`{"{\"}":"}"}`:              {{`{"}`, "}"}},
	} {
		if got, err := ParseAttributes(text); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v %v", text, got, err)
		}
	}
	for _, text := range []string{"[]", `{"a":1}`, `{"a":null}`, `{"a":{"b":"c"}}`, `{"a"`, `{"a":"b"`, "x", `"a"`, `{"a":"b"}{}`} {
		if got, err := ParseAttributes(text); err == nil {
			t.Errorf("%s: %v, want an error", text, got)
		}
	}
}
