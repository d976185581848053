package monitor_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/ledgertest"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// life is a help desk in which much happens, also things that were noted late and things that were wrong, watched by two daemons.
type life struct {
	*helpdesk
	random  *rand.Rand
	daemons []*monitor.Rounds
	excused map[monitor.ClockKey]bool
}

func newLife(t *testing.T, seed uint64) *life {
	d := newHelpdesk(t, first())
	d.reported = []string{"tier", "nothing"}
	l := &life{helpdesk: d, random: rand.New(rand.NewPCG(seed, 1)), excused: map[monitor.ClockKey]bool{}}
	for range 2 {
		d.judge(d.open(), func() time.Time { return d.now }, first())
		l.daemons = append(l.daemons, d.rounds)
	}
	d.ask("T0", "gold", 0)
	d.round() // a source that is fresh is loaded by one alone
	return l
}

// happens lets something happen to a ticket, and has somebody write it down.
func (l *life) happens() {
	id := fmt.Sprint("T", l.random.IntN(60))
	after := l.now.Sub(nine)
	if l.random.IntN(4) == 0 { // noted late
		after -= time.Duration(l.random.IntN(2000)) * time.Minute
	}
	kinds := []string{"asked", "asked", "asked", "called", "called", "called", "called", "waiting", "resumed", "reopened", "withdrawn"}
	switch l.random.IntN(12) {
	case 0: // it was written down by mistake, which only a reconciliation finds
		l.sql(`DELETE FROM desk.events WHERE ctid IN (SELECT ctid FROM desk.events WHERE ticket_id = $1 AND kind <> 'asked'
			ORDER BY at LIMIT 1)`, id)
	case 1: // an attribute is edited; not one that the target was chosen by, which is pinned
		l.sql(`UPDATE desk.tickets SET tier = $2, changed_at = $3 WHERE id = $1 AND tier <> 'gold'`, id,
			[]string{"silver", `<b>"é\`, ""}[l.random.IntN(3)], l.now)
	default:
		if len(l.query(`SELECT id FROM desk.tickets WHERE id = $1`, id)) == 0 {
			l.ticket(id, []string{"gold", "silver", "bronze"}[l.random.IntN(3)])
		}
		l.event(id, kinds[l.random.IntN(len(kinds))], max(after, 0))
	}
}

// looks has the daemons look, one or both at once.
func (l *life) looks() {
	l.t.Helper()
	look := [...]func(*monitor.Rounds) monitor.Report{
		func(r *monitor.Rounds) monitor.Report { return r.Round(l.t.Context()) },
		func(r *monitor.Rounds) monitor.Report { return r.Round(l.t.Context()) },
		func(r *monitor.Rounds) monitor.Report { return r.Sweep(l.t.Context()) },
		func(r *monitor.Rounds) monitor.Report { return r.Reconcile(l.t.Context()) },
	}
	if l.random.IntN(2) == 0 {
		l.ended(look[l.random.IntN(4)](l.daemons[l.random.IntN(2)]))
		return
	}
	var both sync.WaitGroup
	for _, daemon := range l.daemons {
		n := l.random.IntN(4)
		both.Go(func() {
			if r := look[n](daemon); r.Failed() {
				l.t.Error(r.Sources[0].Err)
			}
		})
	}
	both.Wait()
}

// says has somebody excuse a miss, or take that back.
func (l *life) says() {
	l.t.Helper()
	var late []monitor.ClockKey
	for _, c := range l.counted() {
		if c.Row.Verdict == rules.Missed {
			late = append(late, c.Row.Key)
		}
	}
	if len(late) == 0 {
		return
	}
	key := late[l.random.IntN(len(late))]
	e := monitor.Excuse{Source: "desk", Clock: key, By: "jane", Why: "power cut", At: calendar.FromTime(l.now), Undo: l.excused[key]}
	if err := l.ledger.Excuse(l.t.Context(), e); err != nil {
		l.t.Fatal(err)
	}
	l.excused[key] = !e.Undo
}

// counted gives all clocks that the ledger has.
func (l *life) counted() []ledgertest.Counted {
	l.t.Helper()
	var all []ledgertest.Counted
	for _, id := range l.query(`SELECT DISTINCT ticket FROM yardstick.clock ORDER BY ticket`) {
		clocks, err := l.ledger.Clocks(l.t.Context(), "desk", id)
		if err != nil {
			l.t.Fatal(err)
		}
		for _, c := range clocks {
			all = append(all, ledgertest.Counted{Row: c.Row, Excused: l.excused[c.Row.Key]})
		}
	}
	return all
}

// gathered replays every ticket of the help desk, without a ledger; times are how long each promise took, by target.
func (l *life) gathered() (g *compliance.Gathering, times map[string][]time.Duration) {
	l.t.Helper()
	g, times = compliance.NewGathering(time.FixedZone("Europe/Berlin", 3600), ""), map[string][]time.Duration{}
	source, err := postgres.NewSource(l.t.Context(), postgres.SourceOptions{
		Name: "desk", URL: l.url, Tickets: "TABLE desk.tickets", Events: "TABLE desk.events",
		Kinds: []string{"asked", "called", "withdrawn", "waiting", "resumed", "reopened"}, EventsSince: calendar.None,
	})
	if err != nil {
		l.t.Fatal(err)
	}
	defer func() { _ = source.Close() }()
	v, err := source.Vocabulary(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	book, _ := rules.Bind(first().Histories, v)
	tier, _ := v.Attribute("tier")
	var result rules.Result
	asOf := calendar.FromTime(l.now)
	_, err = source.Read(l.t.Context(), monitor.Query{Now: asOf, Vocabulary: v}, func(b *monitor.Batch) error {
		for i := range b.Tickets {
			t := &b.Tickets[i]
			book.Replay(t, asOf, &result)
			for k := range result.Clocks {
				c := &result.Clocks[k]
				if c.Verdict == rules.Met || c.Verdict == rules.Missed && c.State == rules.Stopped {
					times[c.Target().String()] = append(times[c.Target().String()], c.Elapsed)
				}
				attributes := map[string]string{
					"gold": `{"tier":"gold"}`, "silver": `{"tier":"silver"}`, "bronze": `{"tier":"bronze"}`, `<b>"é\`: `{"tier":"\u003cb\u003e\"é\\"}`,
					"": `{"tier":""}`,
				}[t.Attributes[tier].Text]
				if err := g.Add(c, attributes, l.excused[monitor.KeyOf(c)]); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return g, times
}

// comparable puts the sums of a gathering into the form of a ledger's: of attributes that were missed. What was cancelled is left out:
// a ledger remembers clocks that the help desk knows nothing of any more.
func comparable(sums *compliance.Sums) *compliance.Sums {
	for id, sum := range sums.Standards {
		sum.Cancelled, sum.CancelledLate = 0, 0
		maps.DeleteFunc(sum.Targets, func(_ string, target *compliance.TargetSum) bool {
			target.Cancelled, target.CancelledLate = 0, 0
			return target.Counts == compliance.Counts{}
		})
		ledgertest.MostMissed(sum)
		ledgertest.SortMisses(sum)
		if sum.Counts == (compliance.Counts{}) {
			delete(sums.Standards, id)
		}
	}
	return sums
}

// same compares what a report would be made of: from the ledger, from its clocks one by one, and from a replay of the help desk.
func (l *life) same(when string) {
	l.t.Helper()
	for _, daemon := range l.daemons {
		l.ended(daemon.Reconcile(l.t.Context()))
	}
	clocks := l.counted()
	replayed, times := l.gathered()
	begin := calendar.DateOf(2026, time.March, 30)
	for _, days := range []compliance.Days{{From: begin, To: begin + 7}, {From: begin + 5, To: begin + 6}, {From: begin - 10, To: begin + 50}} {
		got, err := l.ledger.Sums(l.t.Context(), days, nil)
		if err != nil {
			l.t.Fatal(err)
		}
		for _, sum := range got.Standards {
			ledgertest.SortMisses(sum)
		}
		want, err := ledgertest.Sums(clocks, days, nil)
		if err != nil {
			l.t.Fatal(err)
		}
		l.want(want, got, fmt.Sprintf("%s: clocks, and cells of %s to %s", when, days.From, days.To))
		l.want(comparable(replayed.Sums(days)), comparable(got), fmt.Sprintf("%s: replayed, and cells of %s to %s", when, days.From, days.To))
		if days.Len() > 50 {
			l.percentiles(got, times, when)
		}
	}
	whole := compliance.Days{From: begin - 10, To: begin + 50}
	worst, err := l.ledger.WorstMisses(l.t.Context(), whole, calendar.FromTime(l.now), "", 1000)
	if err != nil {
		l.t.Fatal(err)
	}
	subject := func(a, b compliance.Miss) int {
		return cmp.Or(cmp.Compare(b.LateS, a.LateS), cmp.Compare(a.Ticket, b.Ticket), cmp.Compare(a.DueAt, b.DueAt))
	}
	expected := replayed.Worst(whole, calendar.FromTime(l.now), 1000)
	slices.SortFunc(worst["callback"], subject)
	slices.SortFunc(expected["callback"], subject)
	l.want(expected, worst, when+": misses")
	running, err := l.ledger.Running(l.t.Context(), calendar.FromTime(l.now))
	if err != nil {
		l.t.Fatal(err)
	}
	l.want(replayed.Running(), running, when+": what runs")
}

// percentiles compares those of cells with those of the times themselves.
func (l *life) percentiles(sums *compliance.Sums, times map[string][]time.Duration, when string) {
	l.t.Helper()
	for target, sum := range sums.Standards["callback"].Targets {
		exact := times[target]
		slices.Sort(exact)
		if sum.Took.N() != len(exact) {
			l.t.Errorf("%s: %s has %d times, want %d", when, target, sum.Took.N(), len(exact))
			continue
		}
		if len(exact) == 0 {
			continue
		}
		for _, q := range []float64{0.5, 0.9, 1} {
			at := max(int(float64(len(exact))*q+0.999999)-1, 0)
			want, got := exact[at].Seconds(), sum.Took.Quantile(q).Seconds()
			if want > 1 && (got < want*0.99 || got > want*1.01) {
				l.t.Errorf("%s: %s: %v of the times is %v s, want %v s", when, target, q, got, want)
			}
		}
	}
}

// What reports are made of is the same from cells, from the clocks one by one and from a replay of the help desk: after whatever
// happened in whatever order, was noted late, corrected, reopened, excused and folded, with two daemons that look when they like.
func TestFiguresAreThoseOfTheReplay(t *testing.T) {
	seeds := uint64(3)
	if testing.Short() {
		seeds = 1
	}
	for seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			l := newLife(t, seed)
			for i := range 240 {
				l.now = l.now.Add(time.Duration(l.random.IntN(120)) * time.Minute)
				l.happens()
				switch l.random.IntN(6) {
				case 0, 1:
					l.looks()
				case 2:
					l.says()
				}
				if l.random.IntN(40) == 0 {
					if _, err := l.ledger.Fold(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				if i%80 == 79 {
					l.same(fmt.Sprint("step ", i))
				}
			}
		})
	}
}

// A ledger of before there were facts has them after the next round, of all clocks; nothing is said, planned or told of it.
func TestFactsOfAnOlderLedger(t *testing.T) {
	l := newLife(t, 99)
	for range 80 {
		l.now = l.now.Add(time.Duration(l.random.IntN(120)) * time.Minute)
		l.happens()
	}
	l.says()
	l.same("before")
	l.sql(`UPDATE yardstick.clock SET fell_day = NULL, start_hour = -1, target = '', near = false, took = -1, late = -1,
		attributes = '{}', risk_at = NULL, subject = ''`)
	l.sql(`UPDATE yardstick.mark SET basis = split_part(basis, '.', 1)`)
	l.want([]string{"0"}, l.query(`SELECT count(*) FROM (SELECT FROM yardstick.cells GROUP BY day, standard, target
		HAVING (sum(exceeded), sum(met), sum(missed), sum(unknown), sum(cancelled), sum(cancelled_late)) <> (0, 0, 0, 0, 0, 0)) AS c`),
		"cells that come to something without facts")
	l.start(first())
	report := l.round()
	l.want(monitor.Effect{Clocks: report.Effect.Clocks}, report.Effect, "what the round wrote")
	if !report.Whole || report.Effect.Clocks == 0 {
		t.Errorf("the round read all: %v, and wrote %d clocks", report.Whole, report.Effect.Clocks)
	}
	l.daemons = []*monitor.Rounds{l.rounds}
	l.same("after")
}
