package examples_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
)

// call is what an independent reading of the dispatches says of one.
type call struct {
	units             []map[string]string
	received          time.Time
	arrived, cleared  time.Time // first arrival, last unit free; zero for none
	laterUnitFirst    bool      // the first arrival is not that of the first row that has one
	someUnitCalledOff bool
}

func calls(t *testing.T, path string) map[string]*call {
	t.Helper()
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*call{}
	for _, row := range rows(t, path) {
		c := all[row["call_number"]]
		if c == nil {
			c = &call{}
			all[row["call_number"]] = c
		}
		c.units = append(c.units, row)
		read := func(column string) time.Time {
			if row[column] == "" {
				return time.Time{}
			}
			at, err := time.ParseInLocation(time.DateTime, row[column], zone)
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
		c.received = read("received_dttm")
		switch at := read("on_scene_dttm"); {
		case at.IsZero():
			c.someUnitCalledOff = true
		case c.arrived.IsZero():
			c.arrived = at
		case at.Before(c.arrived):
			c.arrived, c.laterUnitFirst = at, true
		}
		if at := read("available_dttm"); at.After(c.cleared) {
			c.cleared = at
		}
	}
	return all
}

// judged is what counts of a clock, in words that both readings have.
type judged struct {
	Standard, State, Verdict string
	Elapsed                  time.Duration
}

// judge applies the promise by hand, as of an instant after the data.
func (c *call) judge(asOf time.Time) judged {
	j := judged{Standard: "emergency"}
	within, desired := 8*time.Minute, 5*time.Minute
	switch {
	case c.units[0]["final_priority"] == "2":
		j.Standard, within, desired = "not-urgent", 20*time.Minute, 10*time.Minute
	case c.units[0]["call_type"] == "Structure Fire":
		within, desired = 7*time.Minute, 4*time.Minute
	}
	switch {
	case !c.arrived.IsZero():
		j.State, j.Elapsed = "stopped", c.arrived.Sub(c.received)
		j.Verdict = "missed"
		if j.Elapsed <= within {
			j.Verdict = "met"
		}
		if j.Elapsed <= desired {
			j.Verdict = "exceeded"
		}
	case !c.cleared.IsZero():
		j.State, j.Verdict, j.Elapsed = "cancelled", "cancelled", c.cleared.Sub(c.received)
		if j.Elapsed > within {
			j.Verdict = "cancelled_late"
		}
	default:
		j.State, j.Verdict, j.Elapsed = "running", "missed", asOf.Sub(c.received)
	}
	return j
}

// judgedCalls reads what Yardstick said.
func judgedCalls(t *testing.T, path string) map[string]judged {
	t.Helper()
	all := clocks(t, path, "emergency")
	maps.Copy(all, clocks(t, path, "not-urgent"))
	read := map[string]judged{}
	for ticket, c := range all {
		read[ticket] = judged{c.Standard, c.State, c.Verdict, time.Duration(c.ElapsedS) * time.Second}
	}
	return read
}

const sfAsOf = "2019-02-01"

func TestSFFireSample(t *testing.T) {
	folder, database := copyExample(t, "sffire"), pgtest.Database(t)
	imported := yardstick(t, folder, database, 0, "import", "sample.csv", "--map", "map.yaml")
	golden(t, "sffire", "sample import", console("yardstick import sample.csv --map map.yaml", strings.SplitAfter(imported, "\n\n")[0]))
	golden(t, "sffire", "sample check", console("yardstick check --at "+sfAsOf, yardstick(t, folder, database, 1, "check", "--at", sfAsOf)))
	clocksFile := filepath.Join(folder, "clocks.jsonl")
	yardstick(t, folder, database, 1, "check", "--at", sfAsOf, "--clocks", clocksFile)
	if said := yardstick(t, folder, database, 0, "test", "standards"); said != "3 tests: all passed.\n" {
		t.Error(said)
	}
	got := map[string]string{}
	for ticket, j := range judgedCalls(t, clocksFile) {
		if j.State == "running" {
			j.Elapsed = 0
		}
		got[ticket] = fmt.Sprintf("%s %s after %s", j.State, j.Verdict, j.Elapsed)
	}
	want := map[string]string{
		"090120051": "cancelled cancelled after 6m23s", // the only unit was called off
		"092240359": "cancelled cancelled_late after 12m55s",
		"100770357": "stopped exceeded after 3m27s", // a chief stands first, the engine came first
		"112600379": "running missed after 0s",      // neither an arrival nor an end
		"132760029": "stopped missed after 9m36s",
		"163660031": "cancelled cancelled after 11m56s",
		"163660116": "stopped exceeded after 4m58s",
		"163660222": "stopped missed after 21m54s",
		"163660960": "stopped met after 14m46s", // one unit was called off, two came
		"163661446": "cancelled cancelled_late after 2h18m57s",
		"163662400": "stopped exceeded after 5m0s", // to the second
		"163663615": "stopped met after 8m0s",      // to the second
		"170052070": "stopped exceeded after 10m0s",
		"170073262": "running missed after 0s",
		"183082700": "stopped met after 4m26s", // on the Sunday that was 25 hours long
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSFFire(t *testing.T) {
	path := dataset(t, "sffire_until_2019.slim.csv.xz")
	folder, database := copyExample(t, "sffire"), pgtest.Database(t)
	imported := yardstick(t, folder, database, 0, "import", path, "--map", "map.yaml")
	clocksFile := filepath.Join(folder, "clocks.jsonl")
	yardstick(t, folder, database, 1, "check", "--at", sfAsOf, "--json", "--clocks", clocksFile)
	published := calls(t, path)
	n := sfNumbers{calls: len(published), verdicts: map[string]int{}}
	want := map[string]judged{}
	for number, c := range published {
		want[number] = c.judge(time.Date(2019, 2, 1, 0, 0, 0, 0, c.received.Location()))
		n.count(c, want[number])
	}
	if diff := cmp.Diff(want, judgedCalls(t, clocksFile)); diff != "" {
		t.Error(diff)
	}
	if n.units != 12_033 || n.calls != 4_460 || n.arrived != 4_294 {
		t.Errorf("%+v", n)
	}
	golden(t, "sffire", "import", console("yardstick import sffire_until_2019.slim.csv.xz --map map.yaml", strings.SplitAfter(imported, "\n\n")[0]))
	golden(t, "sffire", "digest", digestBegin(t, folder, database, "2017-W01"))
	golden(t, "sffire", "check", console("yardstick check --at "+sfAsOf+" --limit 3",
		yardstick(t, folder, database, 1, "check", "--at", sfAsOf, "--limit", "3")))
	golden(t, "sffire", "numbers", n.table())
}

// sfNumbers are what the README tells of the calls.
type sfNumbers struct {
	units, calls, arrived, laterUnitFirst, someCalledOff int
	changeDays, acrossChange                             int
	verdicts                                             map[string]int
}

func (n *sfNumbers) count(c *call, j judged) {
	n.units += len(c.units)
	n.verdicts[j.State+" "+j.Verdict]++
	midnight := time.Date(c.received.Year(), c.received.Month(), c.received.Day(), 0, 0, 0, 0, c.received.Location())
	if midnight.AddDate(0, 0, 1).Sub(midnight) != 24*time.Hour {
		n.changeDays++
	}
	_, before := c.received.Zone()
	if _, after := c.received.Add(j.Elapsed).Zone(); before != after && j.State != "running" {
		n.acrossChange++
	}
	if c.arrived.IsZero() {
		return
	}
	n.arrived++
	if c.laterUnitFirst {
		n.laterUnitFirst++
	}
	if c.someUnitCalledOff {
		n.someCalledOff++
	}
}

func (n *sfNumbers) table() string {
	var b strings.Builder
	line := func(what string, count int) { fmt.Fprintf(&b, "| %s | %s |\n", what, thousands(count)) }
	b.WriteString("| | |\n| --- | ---: |\n")
	line("units sent", n.units)
	line("calls", n.calls)
	line("calls to which somebody came", n.arrived)
	line("… not first the unit whose row stands first", n.laterUnitFirst)
	line("… and some unit was called off, or never said that it had come", n.someCalledOff)
	for _, verdict := range slices.Sorted(maps.Keys(n.verdicts)) {
		line("clocks `"+verdict+"`", n.verdicts[verdict])
	}
	line("calls received on a day on which the clocks were changed", n.changeDays)
	line("… that were under way at the change", n.acrossChange)
	return b.String()
}
