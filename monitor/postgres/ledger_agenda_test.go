package postgres

import (
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// runningClocks fills a ledger with clocks that run, four of a ticket: the slowest ledger for an agenda. The last ticket's are paused.
const runningClocks = `
INSERT INTO clock (source, as_of, ticket, standard, cycle_us, cycle_n, ordinal, version, target_row, state, verdict, reason, due_at,
                   next_at, elapsed_us, calendar, baseline)
SELECT 'desk', '2026-03-30 08:00+00', 'T-' || lpad((n / 4)::text, 9, '0'), 'standard-' || n % 4, n, 0, 1,
       '0f1e2d3c4b5a69788796a5b4c3d2e1f0', 0, CASE WHEN n = $1::integer - 1 THEN 'paused' ELSE 'running' END, 'open', '',
       '2026-03-30 09:00+00'::timestamptz + make_interval(secs => n::bigint * 7919 % $1::integer), '2026-03-30 09:00+00'::timestamptz
       + make_interval(secs => n::bigint * 7919 % $1::integer), 0, 'support', ''
FROM generate_series(0, $1::integer - 1) AS n`

func running(t testing.TB, n int) *Ledger {
	t.Helper()
	ledger, err := OpenLedger(t.Context(), pgtest.Database(t), "", time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ledger.Close() })
	if _, err := ledger.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.db.ExecContext(t.Context(), runningClocks, n); err != nil {
		t.Fatal(err)
	}
	return ledger
}

// The agenda is asked before each sleep: it must go by its indexes, in their order, so that a limit ends it. Before the
// first ANALYZE what is due may be sorted: clocks that were just loaded are not due in masses.
func TestAgendaGoesByIndexes(t *testing.T) {
	const n = 40_000
	ledger := running(t, n)
	for _, analyzed := range []bool{false, true} {
		if analyzed {
			if _, err := ledger.db.ExecContext(t.Context(), "ANALYZE"); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			name, query, index string
			arguments          []any
		}{
			{"due", selectDue, "Index Scan using clock_next", []any{"desk", "2026-03-31 09:00+00", pq.StringArray{"T-000000001"}, 100}},
			{"all due", selectDue, "Index Scan using clock_next", []any{"desk", "infinity", pq.StringArray{}, 100}},
			{"next", selectNext, "Index Only Scan using clock_next", []any{"desk", "2026-03-30 12:00+00"}},
			{"open", selectOpen, "Index Scan using clock_open", []any{"desk", "T-000000002", "infinity", 1000}},
		} {
			var lines []string
			if err := ledger.db.Select(&lines, "EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF) "+c.query, c.arguments...); err != nil {
				t.Fatal(err)
			}
			plan := strings.Join(lines, "\n")
			if !analyzed && c.query == selectDue {
				c.index = "on clock_next"
			}
			if !strings.Contains(plan, c.index) || strings.Contains(plan, "Seq Scan") {
				t.Errorf("%s, analyzed %v:\n%s", c.name, analyzed, plan)
			}
		}
	}
}

// BenchmarkAgenda asks a ledger of a million running clocks.
func BenchmarkAgenda(b *testing.B) {
	const n = 1_000_000
	ledger := running(b, n)
	start, err := time.Parse(time.RFC3339, "2026-03-30T09:00:00Z")
	if err != nil {
		b.Fatal(err)
	}
	for name, ask := range map[string]func() (int, error){
		"due": func() (int, error) {
			got, err := ledger.Due(b.Context(), "desk", calendar.FromTime(start.Add(time.Hour*24*9)), nil, 500)
			return len(got), err
		},
		"next": func() (int, error) {
			got, err := ledger.Next(b.Context(), "desk", calendar.FromTime(start.Add(time.Hour)))
			return int(got), err
		},
		"open": func() (int, error) {
			got, err := ledger.Open(b.Context(), "desk", "T-000100000", calendar.FromTime(start), 5000)
			return len(got), err
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if got, err := ask(); err != nil || got == 0 {
					b.Fatal(got, err)
				}
			}
		})
	}
}
