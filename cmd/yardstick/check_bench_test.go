package main

import (
	"errors"
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
	binary := builtCommand(b)
	for _, c := range []struct {
		name, config, query string
		tickets             int
	}{
		{"100k", "yardstick.yaml", benchQuery, 100_000},
		{"1M", "yardstick.yaml", benchQuery, 1_000_000},
		{"1M-text-ids", "text.yaml", benchTextQuery, 1_000_000},
	} {
		b.Run(c.name, func(b *testing.B) {
			compare(b, binary, benchTickets(b, c.tickets), c.config, c.query)
		})
	}
}

// What testdata/bench/history.yaml reads, in the order in which its two streams are merged.
const (
	historyTickets = "SELECT id, subject, customer, tier, priority, channel, team, changed_at FROM bench_tickets ORDER BY id"
	historyEvents  = "SELECT ticket_id, at, kind, author, public, seq, changed_at FROM bench_events ORDER BY ticket_id"
)

// BenchmarkCheckHistory is BenchmarkCheck over tickets with ten event rows each, three standards, pauses that come twice
// a ticket and reopenings, beside COPYs of both queries in the order that merging them takes.
//
// The server bounds it: composing and merging the rows alone takes it about twice as long as the COPYs do. On two cores
// that others used as well, the ratio was 2.2 to 2.4 for ten million events, with 32 MB of memory at most.
func BenchmarkCheckHistory(b *testing.B) {
	binary := builtCommand(b)
	for _, c := range []struct {
		name    string
		tickets int
	}{{"100k-of-1M", 100_000}, {"1M-of-10M", 1_000_000}} {
		b.Run(c.name, func(b *testing.B) {
			compare(b, binary, benchHistory(b, c.tickets), "history.yaml", historyTickets, historyEvents)
		})
	}
}

// builtCommand builds the command as it is shipped.
func builtCommand(b *testing.B) string {
	b.Helper()
	binary := filepath.Join(b.TempDir(), "yardstick")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return binary
}

// compare runs check and COPYs of queries by turns.
func compare(b *testing.B, binary, url, config string, queries ...string) {
	b.Helper()
	b.Setenv("DATABASE_URL", url)
	copies := []string{"--no-psqlrc", "-q"}
	for _, query := range queries {
		copies = append(copies, "-c", "COPY ("+query+") TO STDOUT")
	}
	var check, copied best
	for b.Loop() {
		copied.add(b, exec.Command("psql", append(copies, url)...))
		check.add(b, exec.Command(binary, "check", "--json", "--config", "testdata/bench/"+config))
	}
	b.ReportMetric(check.took.Seconds()/copied.took.Seconds(), "ratio")
	b.ReportMetric(check.took.Seconds(), "check-s")
	b.ReportMetric(copied.took.Seconds(), "copy-s")
	b.ReportMetric(float64(check.rss)/1024, "rss-MB")
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

// benchHistory is benchTickets with ten events a ticket.
func benchHistory(b *testing.B, n int) string {
	b.Helper()
	url := benchTickets(b, n)
	db, err := postgres.Open(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := simulate.BulkEvents(b.Context(), db.DB, n); err != nil {
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
