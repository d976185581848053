package postgres

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Metrics are scraped all day long: what they ask for often must not read all that ever was.
func TestScrapesGoByIndexes(t *testing.T) {
	ledger := running(t, 200)
	for _, statement := range []string{
		`INSERT INTO clock (source, as_of, ticket, standard, cycle_us, cycle_n, ordinal, version, target_row, state, verdict, reason,
		                    elapsed_us, calendar, baseline)
		 SELECT source, as_of, ticket || '-' || n, standard, cycle_us, cycle_n, ordinal, version, target_row,
		        CASE n % 9 WHEN 0 THEN 'cancelled' ELSE 'stopped' END, 'met', '', 0, calendar, ''
		 FROM clock, generate_series(1, 180) AS n`,
		`INSERT INTO place (place) VALUES ('#support')`,
		`INSERT INTO alert (key, source, ticket, standard, cycle_us, cycle_n, kind, action, route, place, message, state)
		 SELECT n::text, 'desk', 'T', 'first-reply', 0, 0, 'missed', 'post', 'front', '#support', '{}',
		        CASE n WHEN 1 THEN 'held' WHEN 2 THEN 'pending' WHEN 3 THEN 'sending' WHEN 4 THEN 'unsure' WHEN 5 THEN 'failed' ELSE 'sent' END
		 FROM generate_series(1, 30000) AS n`,
		`UPDATE alert SET action = 'update', kind = 'kept' WHERE key = '2'`,
		`UPDATE alert SET state = 'pending' WHERE key = '6'`,
		`ANALYZE`,
	} {
		if _, err := ledger.db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	for _, query := range []string{selectCensus, selectQueue} {
		var plan []string
		if err := ledger.db.SelectContext(t.Context(), &plan, "EXPLAIN "+query); err != nil {
			t.Fatal(err)
		}
		if text := strings.Join(plan, "\n"); strings.Contains(text, "Seq Scan") {
			t.Error(text)
		}
	}
	open, err := ledger.Census(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rested, err := ledger.CensusRested(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []CensusLine{
		{Source: "desk", State: "paused", N: 1, Late: 1},
		{Source: "desk", State: "running", N: 199, Late: 199},
		{Source: "desk", State: "cancelled", N: 4_000},
		{Source: "desk", State: "stopped", N: 32_000},
	}
	if diff := cmp.Diff(want, append(open, rested...)); diff != "" {
		t.Error(diff)
	}
	queue, err := ledger.Queue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for _, line := range queue.Lines {
		found[string(line.State)] = line.N
	}
	if diff := cmp.Diff(map[string]int{"held": 1, "pending": 2, "sending": 1, "unsure": 1, "failed": 1}, found); diff != "" {
		t.Error(diff)
	}
}
