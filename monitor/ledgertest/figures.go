package ledgertest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// ofFigures are what reports and digests ask of a store.
var ofFigures = []conformance{
	{"figures are the sums of the clocks that are there", figures},
	{"figures are right whoever writes and folds at once", figuresAtOnce},
	{"the worst misses of some dates are told", worstMisses},
	{"what runs is counted", running},
	{"how far sources are judged, and what was read, is known", readings},
	{"baselines are kept by their names", baselines},
	{"a digest is recorded once for ever", digests},
	{"a digest is told as it was recorded", digestTold},
	{"a digest is recorded by one of many", digestRace},
	{"a digest is recorded by who leads", digestFence},
}

// monday is the first date that random clocks fall on.
var monday = calendar.DateOf(2026, time.March, 30)

// desk is what a ledger should hold, for tests that change clocks at random.
type desk struct {
	random  *rand.Rand
	version int
	clocks  map[monitor.ClockKey]*Counted
	keys    []monitor.ClockKey
}

func newDesk(seed uint64) *desk {
	return &desk{random: rand.New(rand.NewPCG(seed, 7)), clocks: map[monitor.ClockKey]*Counted{}}
}

// clock gives a random row under a key.
func (d *desk) clock(key monitor.ClockKey) monitor.ClockRow {
	r := d.random
	d.version++
	c := row(key.Ticket)
	c.Key, c.Version = key, fmt.Sprint("v", d.version)
	c.Fact = compliance.Fact{
		Day: monday + calendar.Date(r.IntN(20)), Hour: int16(r.IntN(169) - 1), Target: []string{"2h", "4h", ""}[r.IntN(3)], Took: -1, Late: -1,
		Attributes: []string{
			`{}`, `{"team":"hamburg"}`, `{"team":"hamburg","channel":"phone \"\\\u00e9"}`,
			fmt.Sprintf(`{"team":"berlin","customer":"c%d"}`, r.IntN(300)), fmt.Sprintf(`{"customer":"c%d","empty":""}`, r.IntN(30)),
		}[r.IntN(5)],
	}
	c.Verdict = []rules.Verdict{
		rules.Open, rules.Exceeded, rules.Met, rules.Met, rules.Missed, rules.Missed, rules.CancelledVerdict, rules.CancelledLate,
		rules.Unknown,
	}[r.IntN(9)]
	switch c.Verdict {
	case rules.Open:
		c.Fact.Day = rules.NoDate
	case rules.Exceeded, rules.Met:
		c.State, c.Fact.Took, c.Fact.Near = rules.Stopped, int16(r.IntN(700)), r.IntN(4) == 0
	case rules.Missed:
		if r.IntN(3) > 0 {
			c.State, c.Fact.Took, c.Fact.Late = rules.Stopped, int16(r.IntN(700)), int16(r.IntN(700))
			c.StoppedAt = c.DueAt.Add(time.Duration(r.IntN(100_000)) * time.Second)
		}
	case rules.CancelledVerdict, rules.CancelledLate:
		c.State = rules.Cancelled
	case rules.Unknown:
		if r.IntN(3) == 0 {
			c.Fact.Day = rules.NoDate
		}
	}
	return c
}

// batch gives n random changes of clocks; fresh are new ones.
func (d *desk) batch(n int, fresh bool) []monitor.ClockRow {
	rows := map[monitor.ClockKey]monitor.ClockRow{}
	for range n {
		var key monitor.ClockKey
		if fresh || len(d.keys) == 0 || d.random.IntN(3) == 0 {
			key = monitor.ClockKey{
				Ticket: fmt.Sprint("T", len(d.keys)), Standard: []string{"callback", "reply", "visit"}[d.random.IntN(3)],
				Cycle: rules.CycleKey{Start: at(len(d.keys))},
			}
			d.keys = append(d.keys, key)
		} else {
			key = d.keys[d.random.IntN(len(d.keys))]
		}
		if _, again := rows[key]; !again && d.clocks[key] == nil {
			d.clocks[key] = &Counted{}
		}
		rows[key] = d.clock(key)
		d.clocks[key].Row = rows[key]
	}
	var all []monitor.ClockRow
	for _, key := range d.keys {
		if r, changed := rows[key]; changed {
			all = append(all, r)
		}
	}
	return all
}

func (d *desk) counted() []Counted {
	var all []Counted
	for _, key := range d.keys {
		all = append(all, *d.clocks[key])
	}
	return all
}

// same compares a store's figures with what they must be.
func (d *desk) same(t *testing.T, f *fixture, when string) {
	t.Helper()
	for _, c := range []struct {
		days      compliance.Days
		standards []string
	}{
		{compliance.Days{From: monday, To: monday + 7}, nil},
		{compliance.Days{From: monday - 100, To: monday + 100}, []string{"callback", "none"}},
		{compliance.Days{From: monday + 3, To: monday + 4}, nil},
		{compliance.Days{From: monday + 50, To: monday + 60}, nil},
	} {
		want, err := Sums(d.counted(), c.days, c.standards)
		if err != nil {
			t.Fatal(err)
		}
		got, err := f.Sums(t.Context(), c.days, c.standards)
		if err != nil {
			t.Fatal(err)
		}
		for _, sum := range got.Standards {
			SortMisses(sum)
		}
		f.want(got, want, fmt.Sprintf("%s: sums of %s to %s", when, c.days.From, c.days.To))
		counts, err := f.DayCounts(t.Context(), c.days)
		if err != nil {
			t.Fatal(err)
		}
		f.want(counts, DayCounts(d.counted(), c.days), when+": counts by day")
	}
}

func (d *desk) excuse(t *testing.T, f *fixture, n int) {
	t.Helper()
	for range n {
		key := d.keys[d.random.IntN(len(d.keys))]
		undo := d.random.IntN(3) == 0
		e := monitor.Excuse{Source: source, Clock: key, By: "jane", Why: "power cut", At: at(1), Undo: undo}
		if d.random.IntN(2) == 0 {
			if err := f.Excuse(t.Context(), e); err != nil {
				t.Fatal(err)
			}
			d.clocks[key].Excused = !undo
			continue
		}
		request := fmt.Sprint("click ", d.random.IntN(n))
		again, err := f.ExcuseOnce(t.Context(), request, e)
		if err != nil {
			t.Fatal(err)
		}
		if !again {
			d.clocks[key].Excused = !undo
		}
	}
}

// figures: what reports read is the sum of the clocks that are there, whatever was written how often in which order, and folded when.
func figures(t *testing.T, f *fixture) {
	d := newDesk(1)
	d.same(t, f, "nothing yet")
	f.commit(&monitor.Change{Source: source, AsOf: at(1), Fresh: true, Clocks: d.batch(1000, true)})
	d.same(t, f, "first load")
	for i := range 6 {
		f.commit(&monitor.Change{Source: source, AsOf: at(2 + i), Clocks: d.batch(300, false)})
		d.excuse(t, f, 40)
		if i%2 == 1 {
			f.fold(t)
		}
		d.same(t, f, fmt.Sprint("round ", i))
	}
	older := d.batch(1, true)
	f.commit(&monitor.Change{Source: source, AsOf: at(20), Clocks: older})
	stale := slices.Clone(older)
	stale[0].Fact.Day, stale[0].Verdict = monday, rules.Missed
	f.commit(&monitor.Change{Source: source, AsOf: at(19), Clocks: stale})
	d.same(t, f, "a row that came too late")
	f.fold(t)
	d.same(t, f, "all is folded")
	f.fold(t)
	d.same(t, f, "folded again")
}

// figuresAtOnce: several that write, excuse and fold at the same time lose nothing and count nothing twice, and who reads meanwhile
// sees each batch whole or not at all.
func figuresAtOnce(t *testing.T, f *fixture) {
	const writers, batches, size = 4, 12, 60
	var desks [writers]*desk
	var all sync.WaitGroup
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	for w := range writers {
		d := newDesk(uint64(w))
		desks[w] = d
		all.Go(func() {
			for i := range batches {
				rows := d.batch(size, false)
				for k := range rows {
					rows[k].Key.Ticket = fmt.Sprint(w, "/", rows[k].Key.Ticket)
					rows[k].Fact.Target = fmt.Sprint("writer ", w)
				}
				c := &monitor.Change{Source: source, AsOf: at(i), Clocks: rows}
				if _, err := f.Commit(ctx, c); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	var beside sync.WaitGroup
	for range 2 {
		beside.Go(func() {
			for ctx.Err() == nil {
				if _, err := f.Fold(ctx); err != nil && ctx.Err() == nil {
					t.Error(err)
				}
			}
		})
	}
	whole := compliance.Days{From: monday - 100, To: monday + 100}
	beside.Go(func() {
		for ctx.Err() == nil {
			err := f.AtOnce(ctx, func(at monitor.Sight) error {
				sums, err := at.Sums(ctx, whole, nil)
				if err != nil {
					return err
				}
				counts, err := at.DayCounts(ctx, whole)
				if err == nil {
					consistent(t, sums, counts)
				}
				return err
			})
			if err != nil {
				if ctx.Err() == nil {
					t.Error(err)
				}
				return
			}
		}
	})
	all.Wait()
	stop()
	beside.Wait()
	merged := &desk{clocks: map[monitor.ClockKey]*Counted{}}
	for w, d := range desks {
		for _, key := range d.keys {
			c := *d.clocks[key]
			key.Ticket = fmt.Sprint(w, "/", key.Ticket)
			c.Row.Key, c.Row.Fact.Target = key, fmt.Sprint("writer ", w)
			merged.keys = append(merged.keys, key)
			merged.clocks[key] = &c
		}
	}
	merged.same(t, f, "all have written")
	f.fold(t)
	merged.same(t, f, "and it is folded")
}

// consistent asks of sums what holds of any clocks.
func consistent(t *testing.T, sums *compliance.Sums, days []compliance.DayCount) {
	t.Helper()
	byDay := map[string]compliance.Counts{}
	for i := range days {
		counts := byDay[days[i].Standard]
		counts.Add(&days[i].Counts)
		byDay[days[i].Standard] = counts
	}
	for id, sum := range sums.Standards {
		var targets compliance.Counts
		kept := 0
		for _, target := range sum.Targets {
			targets.Add(&target.Counts)
			for _, n := range target.Took {
				kept += n
			}
		}
		misses := 0
		for _, m := range sum.Misses {
			misses += m.N
		}
		if targets != sum.Counts || byDay[id] != sum.Counts || misses != sum.Missed || kept != sum.Kept()+sum.Missed-sum.Open {
			t.Errorf("%s: %+v, by target %+v, by day %+v, %d misses, %d times", id, sum.Counts, targets, byDay[id], misses, kept)
		}
	}
}

func (f *fixture) fold(t *testing.T) {
	t.Helper()
	for more := true; more; {
		var err error
		if more, err = f.Fold(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func worstMisses(t *testing.T, f *fixture) {
	miss := func(ticket, standard string, day calendar.Date, late time.Duration) monitor.ClockRow {
		c := row(ticket)
		c.Key.Standard, c.Verdict = standard, rules.Missed
		c.Fact.Day, c.Fact.Attributes = day, `{"account":"ACME","team":"hamburg"}`
		if late > 0 {
			c.State, c.StoppedAt, c.Subject = rules.Stopped, c.DueAt.Add(late), ""
		}
		return c
	}
	kept := row("kept")
	kept.State, kept.Verdict, kept.Fact.Day = rules.Stopped, rules.Met, monday
	f.commit(&monitor.Change{Source: source, AsOf: at(1), Clocks: []monitor.ClockRow{
		miss("1", "callback", monday, time.Hour), miss("2", "callback", monday, 3*time.Hour+time.Millisecond), miss("3", "callback", monday+6, 0),
		miss("4", "callback", monday-1, 9*time.Hour), miss("5", "callback", monday+7, 9*time.Hour), miss("6", "reply", monday, time.Second), kept,
	}})
	if err := f.Excuse(t.Context(), monitor.Excuse{Source: source, Clock: miss("2", "callback", monday, 0).Key, By: "jane", Why: "x", At: at(1)}); err != nil {
		t.Fatal(err)
	}
	as := func(c monitor.ClockRow, lateS int64) compliance.Miss {
		m := compliance.Miss{
			Source: source, Ticket: c.Key.Ticket, Subject: c.Subject, Customer: "ACME", Team: "hamburg", DueAt: c.DueAt.String(), LateS: lateS,
		}
		if c.StoppedAt != calendar.None {
			m.DoneAt = c.StoppedAt.String()
		}
		return m
	}
	second := as(miss("2", "callback", monday, 3*time.Hour+time.Millisecond), 3*3600)
	second.Excused = true
	week := compliance.Days{From: monday, To: monday + 7}
	got, err := f.WorstMisses(t.Context(), week, at(120+240), "account", 2)
	if err != nil {
		t.Fatal(err)
	}
	f.want(got, map[string][]compliance.Miss{
		"callback": {as(miss("3", "callback", monday+6, 0), 4*3600), second},
		"reply":    {as(miss("6", "reply", monday, time.Second), 1)},
	}, "the worst")
}

func running(t *testing.T, f *fixture) {
	paused, late, done, other := row("2"), row("3"), row("4"), row("5")
	paused.State, paused.DueAt = rules.Paused, calendar.None
	late.Verdict, late.DueAt = rules.Missed, at(10)
	done.State, done.Verdict = rules.Stopped, rules.Met
	other.Key.Standard = "reply"
	unknown := row("6")
	unknown.Verdict, unknown.DueAt = rules.Unknown, calendar.None
	f.commit(&monitor.Change{Source: source, Clocks: []monitor.ClockRow{row("1"), paused, late, done, other, unknown}})
	for instant, want := range map[calendar.Instant]map[string]int{
		at(120):     {"callback": 2, "reply": 1},
		at(120) + 1: {"callback": 1},
	} {
		got, err := f.Running(t.Context(), instant)
		if err != nil {
			t.Fatal(err)
		}
		f.want(got, want, "running at "+instant.String())
	}
}

func readings(t *testing.T, f *fixture) {
	sources := []string{source, "other", source}
	basis := "b.facts"
	read := func(of string, asOf int, r compliance.Reading) {
		f.commit(&monitor.Change{Source: of, AsOf: at(asOf), Reading: &r, Mark: &monitor.Mark{
			Watermark: monitor.NoWatermark, Basis: basis, RoundAt: at(asOf), ReconciledAt: calendar.None,
		}})
	}
	want := func(until calendar.Instant, reading compliance.Reading, known bool, when string) {
		t.Helper()
		judged, err := f.JudgedUntil(t.Context(), sources, "facts")
		if err != nil {
			t.Fatal(err)
		}
		f.want(judged, until, when+": judged until")
		got, ok, err := f.LastReading(t.Context(), sources)
		if err != nil {
			t.Fatal(err)
		}
		f.want(got, reading, when+": read")
		f.want(ok, known, when+": read at all")
	}
	want(calendar.None, compliance.Reading{}, false, "nothing yet")
	one := compliance.Reading{Rows: 10, RowsSetAside: 1, Events: 20, EventsSetAside: 2, NotCovered: 3, Exempt: 4}
	read(source, 5, one)
	want(calendar.None, compliance.Reading{}, false, "one source")
	read("other", 7, compliance.Reading{Rows: 5})
	both := one
	both.At, both.Rows = at(5).String(), 15
	want(at(5), both, true, "both")
	read(source, 3, compliance.Reading{Rows: 99})
	want(at(5), both, true, "an older one")
	read(source, 9, compliance.Reading{Rows: 1})
	want(at(7), compliance.Reading{At: at(7).String(), Rows: 6}, true, "a newer one")
	for facts, until := range map[string]calendar.Instant{"": at(7), "other": calendar.None, "acts": calendar.None, "%": calendar.None} {
		judged, err := f.JudgedUntil(t.Context(), sources, facts)
		if err != nil {
			t.Fatal(err)
		}
		f.want(judged, until, "judged until, with facts "+facts)
	}
	basis = "b" // of a program that kept no facts: nothing can be said of what it judged
	read(source, 12, compliance.Reading{Rows: 1})
	want(calendar.None, compliance.Reading{At: at(7).String(), Rows: 6}, true, "without facts")
}

func baselines(t *testing.T, f *fixture) {
	set := func(name string, minute int, counts map[string]compliance.Counts) compliance.Baseline {
		b := compliance.Baseline{
			Name: name, Period: compliance.Period{Kind: compliance.QuarterPeriod, Days: compliance.Days{From: monday, To: monday + 91}},
			SetAt: at(minute), Counts: counts,
		}
		if err := f.SetBaseline(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		return b
	}
	list := func() []compliance.Baseline {
		all, err := f.Baselines(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	f.want(list(), []compliance.Baseline{}, "none")
	set("b", 1, map[string]compliance.Counts{})
	a := set("a", 2, map[string]compliance.Counts{"x": {Exceeded: 1, Met: 2, Missed: 3, Unknown: 4, Cancelled: 5, CancelledLate: 6, Near: 7, Excused: 8, Open: 9}})
	b := set("b", 3, map[string]compliance.Counts{"é \"": {Met: 1}})
	f.want(list(), []compliance.Baseline{a, b}, "in place of one of the same name")
	for _, want := range []bool{true, false} {
		got, err := f.RemoveBaseline(t.Context(), "a")
		if err != nil || got != want {
			t.Errorf("removing: %v, %v", got, err)
		}
	}
	if diff := cmp.Diff([]compliance.Baseline{b}, list()); diff != "" {
		t.Errorf("what is left (-want +got):\n%s", diff)
	}
}
