package docs_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

var (
	requestRow = regexp.MustCompile(`(?m)^\| (\d+) \| (\w+) \| ([-0-9: ]{16}) \| ([-0-9: ]{16})? ?\|$`)
	jsonFence  = regexp.MustCompile("(?s)```json\n(.*?)```")
)

// TestNumbersExample replays the requests of docs/numbers.md, and wants the report that the page shows.
func TestNumbersExample(t *testing.T) {
	page, err := os.ReadFile("numbers.md")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "standards.yaml")
	if err = os.WriteFile(path, fence.FindSubmatch(page)[1], 0o600); err != nil {
		t.Fatal(err)
	}
	set, problems := config.LoadStandardFiles(path)
	if set == nil {
		t.Fatal(problems)
	}
	standard := set.Standards[0]
	zone := standard.Calendar.Location()
	week, err := compliance.ParsePeriod("2026-W46")
	if err != nil {
		t.Fatal(err)
	}
	asOf := calendar.FromTime(time.Date(2026, 11, 16, 9, 0, 0, 0, zone))
	gathering := compliance.NewGathering(zone, "")
	gatherPage(t, gathering, page, standard, asOf)
	report := compliance.NewReport(&compliance.Material{
		Name: compliance.Executive, Period: week, Zone: zone, AsOf: asOf, Complete: true, Standards: set.Standards,
		This: gathering.Sums(week.Days), Days: gathering.DayCounts(week.Days), Running: gathering.Running(),
	})
	part := &report.Standards[0]
	got, err := json.MarshalIndent(map[string]any{
		"figures": part.Figures, "short": part.Short, "budget": part.Budget, "targets": part.Targets, "causes": part.Causes,
	}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	place := jsonFence.FindSubmatchIndex(page)
	if place == nil {
		t.Fatal("the page shows no report")
	}
	shown := string(page[place[2]:place[3]])
	diff := cmp.Diff(shown, string(got)+"\n")
	if diff == "" {
		return
	}
	if !*update {
		t.Fatalf("the page does not show what comes out (run the test with -update): %s", diff)
	}
	fresh := string(page[:place[2]]) + string(got) + "\n" + string(page[place[3]:])
	if err := os.WriteFile("numbers.md", []byte(fresh), 0o644); err != nil {
		t.Fatal(err)
	}
}

// gatherPage replays each row of the page's table as often as it says.
func gatherPage(t *testing.T, into *compliance.Gathering, page []byte, standard *rules.Standard, asOf calendar.Instant) {
	t.Helper()
	zone := standard.Calendar.Location()
	kinds := []string{standard.Measure.Start[0].Event, standard.Measure.Stop[0].Event}
	vocabulary := rules.NewVocabulary("page", standard.Calendar.Zone(), nil, kinds)
	book, unknown := rules.Bind(rules.Since(standard), vocabulary)
	if len(unknown) > 0 {
		t.Fatal(unknown)
	}
	rows := requestRow.FindAllSubmatch(page, -1)
	if len(rows) != 7 {
		t.Fatalf("%d rows", len(rows))
	}
	for i, row := range rows {
		n, _ := strconv.Atoi(string(row[1]))
		for k := range n {
			ticket := rules.Ticket{Source: "page", ID: fmt.Sprintf("%d.%d", i, k)}
			for e, written := range [][]byte{row[3], row[4]} {
				if len(written) == 0 {
					continue
				}
				at, err := time.ParseInLocation("2006-01-02 15:04", string(written), zone)
				if err != nil {
					t.Fatal(err)
				}
				kind, _ := vocabulary.Kind(kinds[e])
				ticket.Events = append(ticket.Events, rules.Event{At: calendar.FromTime(at), Kind: kind})
			}
			var result rules.Result
			book.Replay(&ticket, asOf, &result)
			for c := range result.Clocks {
				if err := into.Add(&result.Clocks[c], fmt.Sprintf(`{"team":%q}`, row[2]), false); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
