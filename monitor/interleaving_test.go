package monitor_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// step is something that is written down in a help desk at an instant.
type step struct {
	now, at calendar.Instant
	ticket  string
	kind    string
}

const minutes = calendar.Instant(60_000_000)

// history is a random life of a few tickets over some hours, written down in order, sometimes late.
func history(random *rand.Rand) []step {
	kinds := []string{"asked", "asked", "called", "called", "waiting", "resumed", "reopened", "withdrawn", "noted"}
	var steps []step
	now := calendar.FromTime(nine)
	for range 4 + random.IntN(16) {
		now += calendar.Instant(random.IntN(40)) * minutes
		at := now
		if random.IntN(4) == 0 { // written down late
			at -= calendar.Instant(random.IntN(90)) * minutes
		}
		steps = append(steps, step{now, at, fmt.Sprint("T", random.IntN(3)), kinds[random.IntN(len(kinds))]})
	}
	return steps
}

// outlook is what a ledger comes to: how each clock stands, and what was said last.
type outlook struct {
	clocks map[string]string
	told   []string // stages that were posted, once each
}

// live lets a history happen, looking at random instants in random ways, and gives what the ledger comes to.
func live(t *testing.T, steps []step, random *rand.Rand) outlook {
	source, ledger := newMemorySource("desk"), newMemoryLedger()
	source.kinds = append(source.kinds, "noted")
	now := calendar.FromTime(nine) - minutes
	rounds := monitor.NewRounds(monitor.Options{
		Ledger: ledger, Agenda: ledger, Notices: ledger, Standing: escalated(), Log: quietLog,
		Sources: []monitor.Watch{{Source: source, Overlap: time.Duration(random.IntN(10)) * time.Minute}},
		Now:     func() time.Time { return now.Time() },
	})
	look := func(n int) {
		report := [...]func() monitor.Report{
			func() monitor.Report { return rounds.Round(t.Context()) },
			func() monitor.Report { return rounds.Sweep(t.Context()) },
			func() monitor.Report { return rounds.Reconcile(t.Context()) },
		}[n]()
		if report.Failed() {
			t.Fatal(report.Sources[0].Err)
		}
	}
	look(0)
	for _, s := range steps {
		for now < s.now && random.IntN(3) > 0 {
			now += calendar.Instant(random.Int64N(int64(s.now-now)) + 1)
			look(random.IntN(3))
			if random.IntN(5) == 0 {
				look(random.IntN(3)) // and again
			}
		}
		now = max(now, s.now)
		source.add(s.ticket, now, s.at, s.kind)
	}
	last := []int{1, 0, 1}
	if random.IntN(2) == 0 {
		last = []int{0, 2, 1} // a reconciliation finds nothing that rounds and sweeps left out
	}
	for _, n := range last { // late at night everything is quiet, and all has been looked at
		now += 24 * 60 * minutes
		look(n)
	}
	return ledger.outlook(t)
}

// outlook gives the clocks that are not cancelled, since those that only one of two interleavings ever saw are, and fails
// where a clock was told of the same thing twice.
func (l *memoryLedger) outlook(t *testing.T) outlook {
	o := outlook{clocks: map[string]string{}}
	for key, r := range l.clocks {
		if r.Row.State.String() != "cancelled" {
			row := r.Row
			o.clocks[fmt.Sprint(key.clock)] = fmt.Sprint(row.State, row.Verdict, row.DueAt, row.NextAt, row.StoppedAt, row.Elapsed)
		}
		verdicts := l.verdicts[key]
		if last := len(verdicts) - 1; last >= 0 && verdicts[last].Verdict != r.Row.Verdict {
			t.Errorf("%v: said last %v, but it is %v", key, verdicts[last].Verdict, r.Row.Verdict)
		}
		for i := 1; i < len(verdicts); i++ {
			if verdicts[i].Previous != verdicts[i-1].Verdict {
				t.Errorf("%v: %v after %v", key, verdicts[i], verdicts[i-1])
			}
		}
	}
	seen := map[string]bool{}
	for i := range l.told {
		key := l.told[i].Key("desk")
		if seen[key] {
			t.Errorf("told twice: %s", key)
		}
		seen[key] = true
	}
	o.told = slices.Sorted(maps.Keys(seen))
	return o
}

// However rounds, sweeps and reconciliations fall among what happens, late and twice, the same clocks come of it, with
// the same verdicts, and each stage is told at most once.
func TestInterleavingsComeToTheSame(t *testing.T) {
	for seed := range uint64(1500) {
		steps := history(rand.New(rand.NewPCG(seed, 0)))
		once := live(t, steps, rand.New(rand.NewPCG(seed, 1)))
		again := live(t, steps, rand.New(rand.NewPCG(seed, 2)))
		if diff := cmp.Diff(once.clocks, again.clocks); diff != "" || t.Failed() {
			t.Fatalf("seed %d: %v\n%s", seed, steps, diff)
		}
	}
}

// Where nothing is written down late, and nothing cancelled before anybody saw the miss, every clock that was missed is told just once for each life, whoever found it.
func TestEachMissIsToldOnce(t *testing.T) {
	for seed := range uint64(500) {
		steps := history(rand.New(rand.NewPCG(seed, 3)))
		for i := range steps {
			if steps[i].at = steps[i].now; steps[i].kind == "withdrawn" {
				steps[i].kind = "noted"
			}
		}
		told := func(o outlook) []string {
			return slices.DeleteFunc(o.told, func(key string) bool { return !strings.Contains(key, "/"+string(notifiers.Missed)+"/") })
		}
		once, again := told(live(t, steps, rand.New(rand.NewPCG(seed, 4)))), told(live(t, steps, rand.New(rand.NewPCG(seed, 5))))
		// A clock that is reopened before anybody looked may have its first miss overtaken by the second.
		last := func(keys []string) map[string]string {
			of := map[string]string{}
			for _, key := range keys {
				of[key[:strings.LastIndex(key, "/")]] = key
			}
			return of
		}
		if diff := cmp.Diff(last(once), last(again)); diff != "" || t.Failed() {
			t.Fatalf("seed %d: %v\n%s", seed, steps, diff)
		}
	}
}
