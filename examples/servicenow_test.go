package examples_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var priorities = map[string]string{
	"1 - Critical": "resolve-critical", "2 - High": "resolve-high", "3 - Moderate": "resolve-moderate", "4 - Low": "resolve-low",
}

func TestServiceNowSample(t *testing.T) {
	folder, database := copyExample(t, "servicenow"), pgtest.Database(t)
	yardstick(t, folder, database, 0, "import", "sample.csv", "--map", "map.yaml")
	clocksFile := filepath.Join(folder, "clocks.jsonl")
	yardstick(t, folder, database, 0, "check", "--at", "2016-08-01", "--clocks", clocksFile)
	if said := yardstick(t, folder, database, 0, "test", "standards"); said != "3 tests: all passed.\n" {
		t.Error(said)
	}
	got := map[string]string{}
	for _, standard := range priorities { // an incident has a clock under one of them
		for ticket, c := range clocks(t, clocksFile, standard) {
			got[ticket] = fmt.Sprintf("%s after %s", c.Verdict, time.Duration(c.ElapsedS)*time.Second)
		}
	}
	want := map[string]string{
		"INC9000001": "met after 30h0m0s",
		"INC9000002": "met after 0s", // its only update before closing says Resolved, in the minute of the opening
		"INC9000003": "met after 0s", // New and Resolved in one minute
		"INC9000004": "met after 3h0m0s",
		"INC9000005": "missed after 9h0m0s",
		"INC9000006": "met after 6h0m0s",  // the caller was waited for during 16 hours more
		"INC9000007": "met after 65h0m0s", // reopened the day after; the night between counts as paused
		"INC9000008": "missed after 302h0m0s",
		"INC9000009": "met after 1h0m0s",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// judgement is what is compared of a clock with a reading by hand.
type judgement struct {
	Kept            bool
	Stopped         time.Time
	Elapsed, Paused time.Duration
	Reopened        int
}

func judgementOf(c *rules.Clock) judgement {
	return judgement{
		Kept: c.Verdict == rules.Met, Stopped: c.StoppedAt.Time(),
		Elapsed: c.Elapsed, Paused: c.PausedFor, Reopened: c.Reopenings(),
	}
}

// judge does by hand what a clock does that stops at done and stands still in pauses.
func (i *incident) judge(done time.Time, pauses []span, reopened int) judgement {
	return judgement{
		Kept: i.kept(done, pauses), Stopped: done, Elapsed: i.used(done, pauses), Paused: sum(pauses), Reopened: reopened,
	}
}

func sum(spans []span) (total time.Duration) {
	for _, s := range spans {
		total += s.to.Sub(s.from)
	}
	return total
}

// TestServiceNowLog replays the log three times: as the standards say, without reopening, and without pauses either. Each
// clock must be what a plain loop over the updates makes of it.
func TestServiceNowLog(t *testing.T) {
	path := dataset(t, "uci_incident_event_log.slim.csv.xz")
	folder, database := copyExample(t, "servicenow"), pgtest.Database(t)
	imported := yardstick(t, folder, database, 0, "import", path, "--map", "map.yaml")
	d := openDesk(t, folder, database)
	books := []*rules.Rulebook{
		d.book(t, func(*rules.Measure) {}),
		d.book(t, func(m *rules.Measure) { m.Reopen = rules.Reopen{} }),
		d.book(t, func(m *rules.Measure) { m.Reopen, m.Pauses = rules.Reopen{}, nil }),
	}
	log, n := incidents(t, path), serviceNowNumbers{}
	var waiting, shut time.Duration
	for _, i := range log {
		waiting, shut = waiting+sum(i.waits), shut+sum(i.shut)
	}
	resolving := slices.Collect(maps.Values(priorities))
	d.replays(t, minute(t, "2017-03-01 00:00"), books, func(results []rules.Result) {
		full, unreopened, bare := clockOf(t, &results[0], resolving...), clockOf(t, &results[1], resolving...), clockOf(t, &results[2], resolving...)
		i := log[full.Ticket.ID]
		for _, c := range []struct {
			how   string
			clock *rules.Clock
			want  judgement
		}{
			{"as the standards say", full, i.judge(i.done, i.pauses(), len(i.shut))},
			{"without reopening", unreopened, i.judge(i.first, i.waitsBeforeFirst(), 0)},
			{"without pauses", bare, i.judge(i.first, nil, 0)},
		} {
			if diff := cmp.Diff(c.want, judgementOf(c.clock)); diff != "" && n.unlike < 10 {
				n.unlike++
				t.Errorf("%s, %s: %s", full.Ticket.ID, c.how, diff)
			}
		}
		if want := priorities[i.priority]; full.Standard().ID != want || full.StartedAt.Time() != i.opened {
			t.Errorf("%s has a clock under %s from %s", full.Ticket.ID, full.Standard().ID, full.StartedAt)
		}
		n.count(t, i, full, unreopened, bare, clockOf(t, &results[0], "close-moderate"))
	})
	if n.waiting != waiting || n.shut != shut {
		t.Errorf("paused for %s waiting and %s resolved, the log says %s and %s", n.waiting, n.shut, waiting, shut)
	}
	if n.clocks != 24_918 || len(log) != n.clocks || n.atOnce != 1582 || n.reopened != 275 || n.keptByWaiting != 2200 || n.restatedToMissed != 43 || n.moderateAlike != 23_287 {
		t.Errorf("%+v", n)
	}
	golden(t, "servicenow", "import", console("yardstick import uci_incident_event_log.slim.csv.xz --map map.yaml", strings.SplitAfter(imported, "\n\n")[0]))
	golden(t, "servicenow", "digest", digestBegin(t, folder, database, "2016-05"))
	golden(t, "servicenow", "check", console("yardstick check --at 2017-03-01", yardstick(t, folder, database, 0, "check", "--at", "2017-03-01")))
	golden(t, "servicenow", "numbers", n.table())
}

// In the middle of the log a clock must know what its incident's last update said, and nothing of what came later:
// resolved_at and closed_at stand on every row.
func TestServiceNowLogDoesNotLookAhead(t *testing.T) {
	path := dataset(t, "uci_incident_event_log.slim.csv.xz")
	folder, database := copyExample(t, "servicenow"), pgtest.Database(t)
	yardstick(t, folder, database, 0, "import", path, "--map", "map.yaml")
	d, log := openDesk(t, folder, database), incidents(t, path)
	resolving := slices.Collect(maps.Values(priorities))
	book := d.book(t, func(*rules.Measure) {})
	words := map[rules.State]string{rules.Running: "running", rules.Paused: "paused", rules.Stopped: "stopped"}
	for _, written := range []string{"2016-03-09 14:30", "2016-04-25 09:00", "2016-06-21 17:27"} {
		asOf, seen := minute(t, written), map[string]int{}
		want, got := map[string]string{}, map[string]string{}
		for id, i := range log {
			if state := i.state(t, asOf); state != "" {
				want[id] = state
				seen[state]++
			}
		}
		d.replays(t, asOf, []*rules.Rulebook{book}, func(results []rules.Result) {
			if c := clockOf(t, &results[0], resolving...); c != nil {
				got[c.Ticket.ID] = words[c.State]
				if c.State != rules.Stopped && c.StoppedAt != calendar.None {
					t.Errorf("%s is open and stopped at %s", c.Ticket.ID, c.StoppedAt)
				}
			}
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("as of %s: %s", written, diff)
		}
		if seen["running"] == 0 || seen["paused"] == 0 || seen["stopped"] == 0 {
			t.Errorf("as of %s there is not one of each: %v", written, seen)
		}
	}
}

// serviceNowNumbers are what the README tells of the log.
type serviceNowNumbers struct {
	clocks, unlike, atOnce, neverResolved        int
	waited, reopened, reopenings                 int
	waiting, shut                                time.Duration
	missedBare, missedUnreopened, missed         int
	keptByWaiting, restated, restatedToMissed    int
	moderate, moderateAlike, resolveAlike, alike int
}

func (n *serviceNowNumbers) count(t *testing.T, i *incident, full, unreopened, bare, closing *rules.Clock) {
	t.Helper()
	missed := func(c *rules.Clock) bool { return c.Verdict == rules.Missed }
	add := func(into *int, when bool) {
		if when {
			*into++
		}
	}
	n.clocks++
	add(&n.atOnce, i.resolvedAtOpening && full.Verdict == rules.Met && unreopened.Elapsed == 0)
	add(&n.neverResolved, !i.resolved)
	add(&n.waited, len(i.waits) > 0)
	add(&n.reopened, full.Reopenings() > 0)
	n.reopenings += full.Reopenings()
	for _, p := range full.Pauses {
		if p.Reopened {
			n.shut += p.To.Sub(p.From)
		} else {
			n.waiting += p.To.Sub(p.From)
		}
	}
	add(&n.missedBare, missed(bare))
	add(&n.missedUnreopened, missed(unreopened))
	add(&n.missed, missed(full))
	add(&n.keptByWaiting, missed(bare) && !missed(unreopened))
	add(&n.restated, full.StoppedAt != unreopened.StoppedAt)
	add(&n.restatedToMissed, missed(full) && !missed(unreopened))
	if missed(unreopened) && !missed(full) {
		t.Errorf("%s was missed, and reopening made it kept", full.Ticket.ID)
	}
	if i.priority != "3 - Moderate" {
		return
	}
	kept := weekdayTime(i.opened, i.closed.Add(-time.Minute)) < 153*time.Hour
	if (closing.Verdict == rules.Met) != kept || closing.PausedFor != 0 {
		t.Errorf("%s of weekdays from opening to closing: %+v", weekdayTime(i.opened, i.closed), closing)
	}
	n.moderate++
	add(&n.moderateAlike, missed(closing) != (i.published == "true"))
	add(&n.alike, missed(full) != (i.published == "true"))
	add(&n.resolveAlike, missed(bare) != (i.published == "true"))
}

func (n *serviceNowNumbers) table() string {
	var b strings.Builder
	line := func(what string, count, of int) {
		fmt.Fprintf(&b, "| %s | %s | %.1f %% of %s |\n", what, thousands(count), 100*float64(count)/float64(of), thousands(of))
	}
	hours := func(what string, d time.Duration) {
		fmt.Fprintf(&b, "| %s | %s h %02d min | |\n", what, thousands(int(d/time.Hour)), int(d%time.Hour/time.Minute))
	}
	b.WriteString("| | incidents | |\n| --- | ---: | --- |\n")
	line("opened and resolved in the same minute: kept, after no time at all", n.atOnce, n.clocks)
	line("closed without ever being resolved: the closing counts", n.neverResolved, n.clocks)
	line("waited for the caller, a vendor or another team", n.waited, n.clocks)
	hours("… and stood still for, in all", n.waiting)
	line("reopened, and so judged anew", n.reopened, n.clocks)
	fmt.Fprintf(&b, "| … and how often | %s | |\n", thousands(n.reopenings))
	hours("… and stood still between, in all", n.shut)
	line("… and now with another end", n.restated, n.reopened)
	line("… and missed instead of met", n.restatedToMissed, n.reopened)
	line("missed, if neither waiting nor reopening mattered", n.missedBare, n.clocks)
	line("missed, if only waiting did", n.missedUnreopened, n.clocks)
	line("**missed, as the standards say**", n.missed, n.clocks)
	line("kept because the waiting does not count", n.keptByWaiting, n.missedBare)
	line("moderate priority: `close-moderate` says what `made_sla` says", n.moderateAlike, n.moderate)
	line("moderate priority: `resolve-moderate` without pauses would", n.resolveAlike, n.moderate)
	line("moderate priority: `resolve-moderate` does", n.alike, n.moderate)
	return b.String()
}

// thousands writes a count below a thousand million with commas.
func thousands(n int) string {
	switch {
	case n < 1000:
		return strconv.Itoa(n)
	case n < 1_000_000:
		return fmt.Sprintf("%d,%03d", n/1000, n%1000)
	}
	return fmt.Sprintf("%d,%03d,%03d", n/1_000_000, n/1000%1000, n%1000)
}
