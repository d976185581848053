package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/monitor/simulate"
)

// benchQuery is the tickets query of testdata/bench/yardstick.yaml, for COPY; text.yaml has the same with ids of text.
const (
	benchQuery     = "SELECT id" + benchColumns
	benchTextQuery = "SELECT 'INC' || id AS id" + benchColumns
	benchColumns   = ", subject, customer, tier, priority, channel, team, created_at, replied_at, resolved_at, closed_at FROM bench_tickets"
)

// BenchmarkCheck runs the built command over tickets with four milestones and five standards, beside psql's COPY of
// the same query in the same run. ratio is the command's time in COPYs, from the best run of each; rss-MB is the
// command's peak memory.
//
// The server bounds it: it composes rows, which takes longer than the command needs to parse and judge them, and it
// must sort tickets whose ids are not whole numbers with an index.
func BenchmarkCheck(b *testing.B) {
	binary := filepath.Join(b.TempDir(), "yardstick")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for _, c := range []struct {
		name, config, query string
		tickets             int
	}{
		{"100k", "yardstick.yaml", benchQuery, 100_000},
		{"1M", "yardstick.yaml", benchQuery, 1_000_000},
		{"1M-text-ids", "text.yaml", benchTextQuery, 1_000_000},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.Setenv("DATABASE_URL", benchTickets(b, c.tickets))
			var check, copied best
			for b.Loop() {
				copied.add(b, exec.Command("psql", "--no-psqlrc", "-q", "-c", "COPY ("+c.query+") TO STDOUT", os.Getenv("DATABASE_URL")))
				check.add(b, exec.Command(binary, "check", "--json", "--config", "testdata/bench/"+c.config))
			}
			b.ReportMetric(check.took.Seconds()/copied.took.Seconds(), "ratio")
			b.ReportMetric(check.took.Seconds(), "check-s")
			b.ReportMetric(copied.took.Seconds(), "copy-s")
			b.ReportMetric(float64(check.rss)/1024, "rss-MB")
		})
	}
}

func benchTickets(b *testing.B, n int) string {
	b.Helper()
	if _, err := exec.LookPath("psql"); err != nil {
		b.Skip("psql is not on PATH, so there is nothing to compare with")
	}
	url := pgtest.Database(b)
	db, err := postgres.Open(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := simulate.Bulk(b.Context(), db.DB, n); err != nil {
		b.Fatal(err)
	}
	return url
}

// best is the shortest time and the largest memory of several runs.
type best struct {
	took time.Duration
	rss  int64 // KB
}

func (t *best) add(b *testing.B, cmd *exec.Cmd) {
	b.Helper()
	start := time.Now()
	err := cmd.Run()
	took := time.Since(start)
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != exitLate) {
		b.Fatalf("%s: %v", cmd.Path, err)
	}
	if t.took == 0 || took < t.took {
		t.took = took
	}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		t.rss = max(t.rss, usage.Maxrss)
	}
}
