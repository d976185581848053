package examples_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
)

// bostonCounts are what `check --json` says of the example's only standard.
type bostonCounts struct {
	N, Met, Missed, Open, Unknown int
	NotCovered                    int `json:"not_covered"`
}

func bostonStandard(t *testing.T, report string) bostonCounts {
	t.Helper()
	var said struct{ Standards []bostonCounts }
	if err := json.Unmarshal([]byte(report), &said); err != nil {
		t.Fatal(err)
	}
	if len(said.Standards) != 1 {
		t.Fatalf("%d standards", len(said.Standards))
	}
	return said.Standards[0]
}

// The sample needs nothing that a clone does not have: it runs as the README says, on a private Postgres.
func TestBostonSample(t *testing.T) {
	folder := copyExample(t, "boston311")
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	const importing, checking = "yardstick import sample.csv --map map.yaml", "yardstick check --at 2016-01-01 --limit 3"
	imported := yardstick(t, folder, "", 0, "import", "sample.csv", "--map", "map.yaml")
	golden(t, "boston311", "sample import", console(importing, imported))
	golden(t, "boston311", "sample check", console(checking, yardstick(t, folder, "", 1, "check", "--at", "2016-01-01", "--limit", "3")))

	clocksFile := filepath.Join(folder, "clocks.jsonl")
	counts := bostonStandard(t, yardstick(t, folder, "", 1, "check", "--at", "2016-01-01", "--json", "--clocks", clocksFile))
	found := clocks(t, clocksFile, "by-the-target-date")
	want := bostonCounts{N: 30, Met: 20, Missed: 10, Unknown: 2, NotCovered: 6}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Error(diff)
	}
	unlike := 0
	for _, row := range rows(t, filepath.Join("boston311", "sample.csv")) {
		c, judged := found[row["case_enquiry_id"]]
		switch {
		case row["target_dt"] == "":
			if judged {
				t.Errorf("a request without a target has a clock: %+v", c)
			}
		case row["closed_dt"] != "" && row["closed_dt"] < row["open_dt"]:
			if c.Verdict != "unknown" || c.Reason == "" {
				t.Errorf("closed before it was opened: %+v", c)
			}
		case c.Verdict != cityVerdict(row["ontime"]):
			unlike++
			t.Errorf("%s for the city, %+v for us", row["ontime"], c)
		}
	}
	if unlike > 0 {
		t.Errorf("%d rows unlike the sample's own verdict", unlike)
	}
}

func cityVerdict(ontime string) string {
	return map[string]string{"ONTIME": "met", "OVERDUE": "missed"}[ontime]
}

// Boston publishes its own verdict with each request: ours must be the same in every row that has one and a target.
func TestBostonAgreesWithTheCity(t *testing.T) {
	path := dataset(t, "boston311_2011h2.slim.csv.xz")
	database := pgtest.Database(t)
	folder := copyExample(t, "boston311")
	imported := yardstick(t, folder, database, 0, "import", path, "--map", "map.yaml")
	golden(t, "boston311", "city digest", digestBegin(t, folder, database, "2011-W35"))
	published := rows(t, path)
	for _, at := range []string{"2019-11-01", "2026-11-22T12:00:00Z"} {
		t.Run(at, func(t *testing.T) {
			clocksFile := filepath.Join(folder, "clocks.jsonl")
			counts := bostonStandard(t, yardstick(t, folder, database, 1, "check", "--at", at, "--json", "--clocks", clocksFile))
			found := clocks(t, clocksFile, "by-the-target-date")
			both, alike, withoutTarget := 0, 0, 0
			for _, row := range published {
				c, judged := found[row["case_enquiry_id"]]
				if row["target_dt"] == "" {
					withoutTarget++
					if judged {
						t.Errorf("request %s has no target but a clock", row["case_enquiry_id"])
					}
					continue
				}
				if row["ontime"] == "" {
					continue
				}
				both++
				if c.Verdict == cityVerdict(row["ontime"]) {
					alike++
				} else if both-alike < 10 {
					t.Errorf("%s for the city, %+v for us", row["ontime"], c)
				}
			}
			if both != 47_112 || alike != both {
				t.Errorf("alike in %d of %d rows that have a target and a verdict of the city's", alike, both)
			}
			want := bostonCounts{N: len(published) - withoutTarget, Met: 35_591, Missed: 11_679, NotCovered: withoutTarget}
			if diff := cmp.Diff(want, counts); diff != "" {
				t.Error(diff)
			}
		})
	}
	golden(t, "boston311", "city import", console("yardstick import boston311_2011h2.slim.csv.xz --map map.yaml", imported))
	golden(t, "boston311", "city check", console("yardstick check --at 2019-11-01 --limit 3",
		yardstick(t, folder, database, 1, "check", "--at", "2019-11-01", "--limit", "3")))
}
