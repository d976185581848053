package postgres_test

import (
	"testing"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// millionClocks are a million clocks: 50,000 open, of which 10,000 are late and 5,000 past a warning.
const millionClocks = `
INSERT INTO clock (source, ticket, standard, cycle_us, cycle_n, ordinal, version, target_row, state, verdict, reason, started_at,
                   opens_at, due_at, next_at, stopped_at, elapsed_us, calendar, baseline, as_of)
SELECT 'desk', n::text, 'callback', n, 0, 1, 'v1', 0, CASE WHEN n % 20 = 0 THEN 'running' ELSE 'stopped' END,
       CASE WHEN n % 20 = 0 THEN 'open' ELSE 'met' END, '', t, t, t + interval '2 hours', NULL,
       CASE WHEN n % 20 = 0 THEN NULL ELSE t END, 0, 'c', '', t
FROM (SELECT n, CASE WHEN n % 100 = 0 THEN timestamptz '2026-01-01' - n * interval '1 second'
                     ELSE timestamptz '2026-03-01' + n * interval '1 second' END AS t
      FROM generate_series(1, 1000000) AS n) AS made;
INSERT INTO transition (source, ticket, standard, cycle_us, cycle_n, stage, episode, kind, at, found_at, reason)
SELECT 'desk', n::text, 'callback', n, 0, '50%', 0, 'warning', '2026-03-01', '2026-03-01', 'tell'
FROM generate_series(20, 1000000, 20) AS n WHERE n % 100 <> 0 AND n % 160 = 0;
ANALYZE clock; ANALYZE transition;`

// BenchmarkPressing asks what is late and what is at risk among a million clocks.
func BenchmarkPressing(b *testing.B) {
	ledger, db := newLedger(b)
	if _, err := db.Exec("SET search_path = yardstick;" + millionClocks); err != nil {
		b.Fatal(err)
	}
	at := calendar.Instant(1_772_323_200_000_000) // 2026-03-01
	for name, ask := range map[string]func() (int, error){
		"late": func() (int, error) { _, all, err := ledger.Late(b.Context(), at, 20); return all, err },
		"risk": func() (int, error) { _, all, err := ledger.AtRisk(b.Context(), at, 20); return all, err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				all, err := ask()
				if err != nil || all == 0 {
					b.Fatal(all, err)
				}
			}
		})
	}
}
