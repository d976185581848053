package main

import (
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/config/zone"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/notifiers/console"
)

// BenchmarkRounds runs a source's first round, reading and judging included, and then one in which nothing is new,
// over 200,000 tickets with five standards. Beside them, in the same run, psql \copy loads the clocks that the first
// round wrote into an empty ledger with the same indexes.
func BenchmarkRounds(b *testing.B) {
	for b.Loop() {
		url := benchTickets(b, 200_000)
		b.Setenv("DATABASE_URL", url)
		root := newRoot()
		if err := root.ParseFlags([]string{"--config", "testdata/bench/yardstick.yaml"}); err != nil {
			b.Fatal(err)
		}
		logs := &lockedText{}
		root.SetErr(logs)
		w, err := openWorkspace(root)
		if err != nil {
			b.Fatal(err)
		}
		if err := w.loadStandards(); err != nil {
			b.Fatal(err)
		}
		ledger, _, err := w.openLedger(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		m := w.assemble(ledger, w.watched(), outlets{chat: console.New(console.Options{Out: logs})}, timing{now: time.Now})
		first, again := benchRound(b, m.rounds), benchRound(b, m.rounds)
		if again.Effect.Clocks > first.Effect.Clocks/100 {
			b.Errorf("a round with nothing new wrote %d clocks", again.Effect.Clocks)
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
		copied := benchCopy(b, url)
		b.ReportMetric(float64(first.Effect.Clocks), "clocks")
		b.ReportMetric(first.Took.Seconds(), "first-s")
		b.ReportMetric(again.Took.Seconds(), "again-s")
		b.ReportMetric(copied.Seconds(), "copy-s")
		b.ReportMetric(first.Took.Seconds()/copied.Seconds(), "first/copy")
	}
}

func benchRound(b *testing.B, rounds *monitor.Rounds) monitor.SourceReport {
	b.Helper()
	report := rounds.Round(b.Context())
	if report.Failed() {
		b.Fatal(report.Sources[0].Err)
	}
	return report.Sources[0]
}

// benchCopy loads the clocks of one ledger into another that is empty.
func benchCopy(b *testing.B, url string) time.Duration {
	b.Helper()
	empty, err := postgres.OpenLedger(b.Context(), url, "empty", zone.Load)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = empty.Close() }()
	if _, err := empty.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	file := filepath.Join(b.TempDir(), "clocks")
	benchPsql(b, url, `\copy yardstick.clock to '`+file+`'`)
	benchPsql(b, url, "CHECKPOINT")
	began := time.Now()
	benchPsql(b, url, `\copy empty.clock from '`+file+`'`)
	return time.Since(began)
}

func benchPsql(b *testing.B, url, command string) {
	b.Helper()
	if out, err := exec.Command("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", command).CombinedOutput(); err != nil {
		b.Fatalf("%s: %v\n%s", command, err, out)
	}
}
