package postgres_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// loadSize is how many clocks BenchmarkFirstLoad writes; YARDSTICK_BENCH_CLOCKS names another number.
const loadSize = 1_000_000

// batchSize is how many clocks of a fresh source a round writes in one transaction.
const batchSize = 20_000

// BenchmarkFirstLoad writes the clocks of a source that the ledger does not
// know yet, as a round does, and beside it, in the same run, lets psql \copy
// the same clocks from a file into the same table with its indexes.
//
// The ratio is bounded by Postgres: both wait for it to parse rows and to fill
// its indexes, and both count what they write in cells; ours adds a commit every 20,000 rows, formatting in Go, and beside nine of
// ten clocks the verdict that was given of it, which is a row as wide with a key as wide: nearly as much again. ledger/uncounted says
// what the cells cost: the same load into a table whose triggers are off.
func BenchmarkFirstLoad(b *testing.B) {
	n := loadSize
	if text := os.Getenv("YARDSTICK_BENCH_CLOCKS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := exec.LookPath("psql"); err != nil {
		b.Skip("psql is not on PATH")
	}
	rows := benchClocks(n)
	var ours, uncounted, bare time.Duration
	for b.Loop() {
		ours += loadByLedger(b, rows, "")
		uncounted += loadByLedger(b, rows, "ALTER TABLE yardstick.clock DISABLE TRIGGER USER")
		bare += loadByPsql(b, rows)
	}
	runs := float64(b.N)
	b.ReportMetric(ours.Seconds()/runs, "ledger-s")
	b.ReportMetric(bare.Seconds()/runs, "copy-s")
	b.ReportMetric(ours.Seconds()/bare.Seconds(), "ledger/copy")
	b.ReportMetric(ours.Seconds()/uncounted.Seconds(), "ledger/uncounted")
	b.ReportMetric(float64(n)*runs/ours.Seconds(), "clocks/s")
}

// loadByLedger times a first load; before it prepare is executed.
func loadByLedger(b *testing.B, rows []monitor.ClockRow, prepare string) time.Duration {
	url := pgtest.Database(b)
	ledger := openLedger(b, url, "")
	if _, err := ledger.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	psql(b, url, prepare)
	psql(b, url, `CHECKPOINT`)
	began := time.Now()
	if _, err := ledger.Connect(b.Context(), "desk", []string{"callback"}, 0); err != nil {
		b.Fatal(err)
	}
	for rest := rows; len(rest) > 0; {
		batch := rest[:min(batchSize, len(rest))]
		rest = rest[len(batch):]
		change := monitor.Change{Source: "desk", Fresh: true, Clocks: batch, Verdicts: benchVerdicts(batch)}
		if _, err := ledger.Commit(b.Context(), &change); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(began)
}

// loadByPsql copies the same rows out of a ledger into a file, and times their way back into an empty one.
func loadByPsql(b *testing.B, rows []monitor.ClockRow) time.Duration {
	from := pgtest.Database(b)
	ledger := openLedger(b, from, "")
	if _, err := ledger.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	if _, err := ledger.Commit(b.Context(), &monitor.Change{Source: "desk", Fresh: true, Clocks: rows}); err != nil {
		b.Fatal(err)
	}
	file := filepath.Join(b.TempDir(), "clocks")
	psql(b, from, `\copy yardstick.clock to '`+file+`'`)
	to := pgtest.Database(b)
	if _, err := openLedger(b, to, "").Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	psql(b, to, `CHECKPOINT`)
	began := time.Now()
	psql(b, to, `\copy yardstick.clock from '`+file+`'`)
	return time.Since(began)
}

func psql(b *testing.B, url, command string) {
	b.Helper()
	if out, err := exec.Command("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", command).CombinedOutput(); err != nil {
		b.Fatalf("%s: %v: %s", command, err, out)
	}
}

// benchVerdicts gives the verdicts of clocks that have one.
func benchVerdicts(clocks []monitor.ClockRow) []monitor.VerdictRow {
	rows := make([]monitor.VerdictRow, 0, len(clocks))
	for i := range clocks {
		c := &clocks[i]
		if c.Verdict == rules.Open {
			continue
		}
		rows = append(rows, monitor.VerdictRow{
			Key: c.Key, Verdict: c.Verdict, State: c.State, Version: c.Version, Row: c.Row, DueAt: c.DueAt, StoppedAt: c.StoppedAt,
			Elapsed: c.Elapsed, Attributes: `{"channel":"phone","priority":"high","tier":"gold"}`,
		})
	}
	return rows
}

// benchClocks makes clocks as a real desk has them: most are done, a tenth
// still runs, with stages of before the first round. They come by ticket, as a source gives them.
func benchClocks(n int) []monitor.ClockRow {
	const standards = 5
	rows := make([]monitor.ClockRow, n)
	for i := range rows {
		start := calendar.Instant(1_700_000_000_000_000 + int64(i)*1_234_567)
		rows[i] = monitor.ClockRow{
			Key: monitor.ClockKey{
				Ticket: fmt.Sprintf("T-%09d", i/standards), Standard: "standard-" + strconv.Itoa(i%standards),
				Cycle: rules.CycleKey{Start: start},
			},
			Ordinal: 1, Row: int32(i % 3), Version: "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
			State: rules.Stopped, Verdict: rules.Met, StartedAt: start, OpensAt: start, DueAt: start.Add(2 * time.Hour),
			DesiredAt: calendar.None, Calendar: "support-berlin", NextAt: calendar.None, StoppedAt: start.Add(time.Hour), Elapsed: time.Hour,
		}
		switch i % 10 {
		case 0:
			rows[i].State, rows[i].Verdict, rows[i].StoppedAt, rows[i].Elapsed = rules.Running, rules.Open, calendar.None, 0
			rows[i].NextAt = rows[i].DueAt + 1
		case 1, 2:
			rows[i].Verdict, rows[i].Baseline = rules.Missed, "50%\n80%\nmissed\nrecovered"
			rows[i].StoppedAt = start.Add(5 * time.Hour)
		}
		benchFact(&rows[i], i)
	}
	return rows
}

// benchFact gives a clock what reports know of it: one of 10 teams, 12 categories, 4 channels and 5,000 customers, those of its ticket.
func benchFact(row *monitor.ClockRow, i int) {
	ticket := uint64(i/5)*2_654_435_761 + 12_345
	start := row.StartedAt.Time()
	row.RiskAt = calendar.None
	row.Fact = compliance.Fact{
		Day: rules.NoDate, Hour: int16((start.Weekday()+6)%7)*24 + int16(start.Hour()), Target: "2h", Took: -1, Late: -1,
		Attributes: fmt.Sprintf(`{"team":"team-%d","category":"category-%d","channel":"channel-%d","customer":"Customer No. %d, Inc."}`,
			ticket>>8%10, ticket>>16%12, ticket>>24%4, ticket>>12%5000),
	}
	switch row.Verdict {
	case rules.Met:
		row.Fact.Day, row.Fact.Took = compliance.DateAt(row.StoppedAt, time.UTC), compliance.Bucket(time.Duration(ticket%7200)*time.Second)
	case rules.Missed:
		row.Fact.Day = compliance.DateAt(row.DueAt, time.UTC)
		row.Fact.Took, row.Fact.Late = compliance.Bucket(time.Duration(7200+ticket%9999)*time.Second), compliance.Bucket(time.Duration(ticket%9999)*time.Second)
	default:
		row.RiskAt, row.Subject = row.DueAt.Add(-30*time.Minute), "The printer on the third floor is on fire again"
	}
}
