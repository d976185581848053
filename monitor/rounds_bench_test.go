package monitor_test

import (
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

// BenchmarkChangedRound runs rounds in which 1,000 tickets have changed, of a small number of tickets and of a large one,
// and gives what one of the large costs for one of the small. The large one is 100,000, or as many as YARDSTICK_TRIAL_CLOCKS says.
func BenchmarkChangedRound(b *testing.B) {
	const small = 10_000
	large := 100_000
	if text := os.Getenv(trialClocks); text != "" {
		var err error
		if large, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		few, many := changedRounds(b, small), changedRounds(b, large)
		b.ReportMetric(float64(large), "tickets")
		b.ReportMetric(milliseconds(few), "small-ms")
		b.ReportMetric(milliseconds(many), "large-ms")
		b.ReportMetric(many.Seconds()/few.Seconds(), "large/small")
	}
}

// changedRounds gives what the middle one of several rounds takes, each with 1,000 tickets that have changed.
func changedRounds(b *testing.B, tickets int) time.Duration {
	b.Helper()
	const changed, rounds = 1000, 9
	d := newTrial(b, tickets)
	var took []time.Duration
	for n := range rounds {
		// Those of the last round would be read again, since a commit may have been late: they changed long ago.
		d.sql(`UPDATE desk.tickets SET changed_at = now() - interval '1 hour' WHERE changed_at > now() - interval '30 minutes'`)
		d.sql(`UPDATE desk.events SET changed_at = now() - interval '1 hour' WHERE changed_at > now() - interval '30 minutes'`)
		d.sql(`UPDATE desk.tickets SET changed_at = now(), tier = CASE tier WHEN 'gold' THEN '' ELSE 'gold' END
			WHERE id IN (SELECT 'N' || (n * $1 / $2 + $3) FROM generate_series(1, $2 - 1) AS n)`, tickets, changed, n)
		began := time.Now()
		s := d.ended(d.rounds.Round(b.Context()))
		took = append(took, time.Since(began))
		if s.Judged != changed-1 || s.Effect.Clocks != changed-1 || s.Whole {
			b.Fatalf("judged %d, wrote %d, whole %v", s.Judged, s.Effect.Clocks, s.Whole)
		}
	}
	slices.Sort(took)
	return took[rounds/2]
}
