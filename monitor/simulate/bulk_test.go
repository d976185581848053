package simulate_test

import (
	"database/sql"
	"testing"

	_ "github.com/lib/pq" // the driver named postgres

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/monitor/simulate"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func open(t testing.TB) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", pgtest.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// count gives the one number that a query answers.
func count(t testing.TB, db *sql.DB, query string, args ...any) int {
	t.Helper()
	var n int
	if err := db.QueryRow(query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestBulk(t *testing.T) {
	db := open(t)
	if err := simulate.Bulk(t.Context(), db, 10_000); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{
		`SELECT count(*) FROM bench_tickets`:                                                                              10_000,
		`SELECT count(*) FROM bench_tickets WHERE replied_at IS NULL`:                                                     50,
		`SELECT count(*) FROM bench_tickets WHERE resolved_at IS NULL`:                                                    200,
		`SELECT count(*) FROM bench_tickets WHERE closed_at IS NULL`:                                                      300,
		`SELECT count(*) FROM bench_tickets WHERE changed_at <> coalesce(closed_at, resolved_at, replied_at, created_at)`: 0,
		`SELECT count(*) FROM bench_tickets WHERE NOT created_at < replied_at OR NOT replied_at < resolved_at`:            0,
		`SELECT count(DISTINCT tier) FROM bench_tickets`:                                                                  3,
		`SELECT count(DISTINCT priority) FROM bench_tickets`:                                                              4,
		`SELECT count(DISTINCT team) FROM bench_tickets`:                                                                  3,
		`SELECT count(DISTINCT customer) FROM bench_tickets`:                                                              400,
	} {
		if got := count(t, db, query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
}

func TestBulkEvents(t *testing.T) {
	db := open(t)
	if err := simulate.Bulk(t.Context(), db, 1000); err != nil {
		t.Fatal(err)
	}
	if err := simulate.BulkEvents(t.Context(), db, 1000); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{
		`SELECT count(*) FROM bench_events`:                                                                        10_000,
		`SELECT count(DISTINCT ticket_id) FROM bench_events`:                                                       1000,
		`SELECT count(*) FROM bench_events WHERE kind = 'reopened'`:                                                200,
		`SELECT count(*) FROM bench_events JOIN bench_tickets ON id = ticket_id WHERE seq = 0 AND at = created_at`: 1000,
	} {
		if got := count(t, db, query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
}

func BenchmarkBulk(b *testing.B) {
	for b.Loop() {
		if err := simulate.Bulk(b.Context(), open(b), 1_000_000); err != nil {
			b.Fatal(err)
		}
	}
}
