package examples_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
)

var priorities = map[string]string{
	"1 - Critical": "resolve-critical", "2 - High": "resolve-high", "3 - Moderate": "resolve-moderate", "4 - Low": "resolve-low",
}

// allClocks reads the clocks of all resolution standards; an incident has one of them.
func allClocks(t *testing.T, path string) map[string]clock {
	t.Helper()
	all := map[string]clock{}
	for _, standard := range priorities {
		maps.Copy(all, clocks(t, path, standard))
	}
	return all
}

func TestServiceNowSample(t *testing.T) {
	folder, database := copyExample(t, "servicenow"), pgtest.Database(t)
	yardstick(t, folder, database, 0, "import", "sample.csv", "--map", "map.yaml")
	clocksFile := filepath.Join(folder, "clocks.jsonl")
	yardstick(t, folder, database, 0, "check", "--at", "2016-08-01", "--clocks", clocksFile)
	got := map[string]string{}
	for ticket, c := range allClocks(t, clocksFile) {
		got[ticket] = fmt.Sprintf("%s after %s", c.Verdict, time.Duration(c.ElapsedS)*time.Second)
	}
	want := map[string]string{
		"INC9000001": "met after 30h0m0s",
		"INC9000002": "met after 0s", // its only update before closing says Resolved, in the minute of the opening
		"INC9000003": "met after 0s", // New and Resolved in one minute
		"INC9000004": "met after 3h0m0s",
		"INC9000005": "missed after 9h0m0s",
		"INC9000006": "missed after 22h0m0s", // 16 hours of it the caller was waited for
		"INC9000007": "met after 5h0m0s",     // reopened the day after: the first of two resolutions counts
		"INC9000008": "missed after 302h0m0s",
		"INC9000009": "met after 1h0m0s",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// incident is what an independent reading of the log says of one.
type incident struct {
	rows                []map[string]string // in the order of the log
	opened, done        time.Time           // done: first Resolved or Closed
	closed              time.Time
	resolved, reopened  bool
	resolvedAtOpening   bool
	waited              bool
	priority, published string
}

func incidents(t *testing.T, path string) map[string]*incident {
	t.Helper()
	all := map[string]*incident{}
	for _, row := range rows(t, path) {
		if all[row["number"]] == nil {
			all[row["number"]] = &incident{}
		}
		all[row["number"]].rows = append(all[row["number"]].rows, row)
	}
	for _, i := range all {
		i.read(t)
	}
	return all
}

func (i *incident) read(t *testing.T) {
	t.Helper()
	first, last := i.rows[0], i.rows[len(i.rows)-1]
	i.opened, i.closed = minute(t, first["opened_at"]), minute(t, last["closed_at"])
	i.priority, i.published = last["priority"], last["made_sla"]
	ended := false
	for _, row := range i.rows {
		state := row["incident_state"]
		i.waited = i.waited || strings.HasPrefix(state, "Awaiting")
		i.reopened = i.reopened || ended && state != "Resolved" && state != "Closed"
		if state != "Resolved" && state != "Closed" {
			continue
		}
		at := minute(t, row["sys_updated_at"])
		if !ended || at.Before(i.done) {
			i.done = at
		}
		if state == "Resolved" && !i.resolved {
			i.resolvedAtOpening = at.Equal(i.opened)
		}
		i.resolved = i.resolved || state == "Resolved"
		ended = true
	}
}

func minute(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// weekdayTime is the time between two instants that is not on a Saturday or Sunday, day by day.
func weekdayTime(from, to time.Time) time.Duration {
	var open time.Duration
	for day := from.Truncate(24 * time.Hour); day.Before(to); day = day.AddDate(0, 0, 1) {
		if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
			continue
		}
		begin, end := day, day.AddDate(0, 0, 1)
		if from.After(begin) {
			begin = from
		}
		if to.Before(end) {
			end = to
		}
		open += end.Sub(begin)
	}
	return open
}

func TestServiceNowLog(t *testing.T) {
	path := dataset(t, "uci_incident_event_log.slim.csv.xz")
	folder, database := copyExample(t, "servicenow"), pgtest.Database(t)
	imported := yardstick(t, folder, database, 0, "import", path, "--map", "map.yaml")
	clocksFile := filepath.Join(folder, "clocks.jsonl")
	yardstick(t, folder, database, 0, "check", "--at", "2017-03-01", "--json", "--clocks", clocksFile)
	log, resolutions, closings := incidents(t, path), allClocks(t, clocksFile), clocks(t, clocksFile, "close-moderate")
	if len(log) != 24_918 || len(resolutions) != len(log) {
		t.Fatalf("%d incidents, %d clocks", len(log), len(resolutions))
	}
	n := serviceNowNumbers{of: len(log)}
	for number, i := range log {
		c := resolutions[number]
		if want := priorities[i.priority]; c.Standard != want || c.State != "stopped" || c.StartedAt != stamp(i.opened) || c.StoppedAt != stamp(i.done) {
			t.Errorf("%s: %+v, want %s from %s to %s", number, c, want, i.opened, i.done)
		}
		n.count(t, i, c, closings[number])
	}
	if n.atOnce != 1582 || n.reopened != 275 {
		t.Errorf("%d resolved at once, %d reopened", n.atOnce, n.reopened)
	}
	golden(t, "servicenow", "import", console("yardstick import uci_incident_event_log.slim.csv.xz --map map.yaml", strings.SplitAfter(imported, "\n\n")[0]))
	golden(t, "servicenow", "check", console("yardstick check --at 2017-03-01", yardstick(t, folder, database, 0, "check", "--at", "2017-03-01")))
	golden(t, "servicenow", "numbers", n.table())
}

func stamp(at time.Time) string { return at.Format(time.RFC3339) }

// serviceNowNumbers are what the README tells of the log.
type serviceNowNumbers struct {
	of, atOnce, neverResolved, reopened, waited int
	missedAndWaited, missed                     int
	moderate, moderateAlike, resolvedAlike      int
}

func (n *serviceNowNumbers) count(t *testing.T, i *incident, resolution, closing clock) {
	t.Helper()
	if i.resolvedAtOpening {
		n.atOnce++
		if resolution.Verdict != "met" || resolution.ElapsedS != 0 {
			t.Errorf("resolved in the minute of its opening: %+v", resolution)
		}
	}
	add := func(into *int, when bool) {
		if when {
			*into++
		}
	}
	add(&n.neverResolved, !i.resolved)
	add(&n.reopened, i.reopened)
	add(&n.waited, i.waited)
	add(&n.missed, resolution.Verdict == "missed")
	add(&n.missedAndWaited, resolution.Verdict == "missed" && i.waited)
	if i.priority != "3 - Moderate" {
		return
	}
	// The time runs out at the first instant at which it is used up: a closing on the Saturday after is late.
	kept := weekdayTime(i.opened, i.closed.Add(-time.Minute)) < 153*time.Hour
	if (closing.Verdict == "met") != kept {
		t.Errorf("%s of weekdays from opening to closing: %+v", weekdayTime(i.opened, i.closed), closing)
	}
	n.moderate++
	add(&n.moderateAlike, (closing.Verdict == "met") == (i.published == "true"))
	add(&n.resolvedAlike, (resolution.Verdict == "met") == (i.published == "true"))
}

func (n *serviceNowNumbers) table() string {
	var b strings.Builder
	line := func(what string, count, of int) {
		fmt.Fprintf(&b, "| %s | %s | %.1f %% of %s |\n", what, thousands(count), 100*float64(count)/float64(of), thousands(of))
	}
	b.WriteString("| | incidents | |\n| --- | ---: | --- |\n")
	line("opened and resolved in the same minute: kept, after no time at all", n.atOnce, n.of)
	line("closed without ever being resolved: the closing counts", n.neverResolved, n.of)
	line("reopened later: the first resolution counts", n.reopened, n.of)
	line("waited for the caller, a vendor or another team: the waiting counts", n.waited, n.of)
	line("missed their resolution standard", n.missed, n.of)
	line("… of those, waited at some time", n.missedAndWaited, n.missed)
	line("moderate priority: `close-moderate` says what `made_sla` says", n.moderateAlike, n.moderate)
	line("moderate priority: `resolve-moderate` says what `made_sla` says", n.resolvedAlike, n.moderate)
	return b.String()
}

// thousands writes a count below a million with a comma.
func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}
