package postgres_test

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// insertMisses makes n misses of one week, on another search_path than the ledger's.
const insertMisses = `
INSERT INTO other.clock (source, as_of, ticket, standard, cycle_us, cycle_n, ordinal, version, target_row, state, verdict, reason,
    started_at, opens_at, due_at, stopped_at, elapsed_us, calendar, baseline, fell_day, start_hour, target, took, late, attributes)
SELECT 'desk', 'epoch', 'T' || i, 'callback', i, 0, 1, 'v1', 0, 'stopped', 'missed', '', 'epoch', 'epoch', 'epoch', 'epoch', 0, '', '',
       '2026-03-30', i % 168, '2h', 5, 5, '{"team":"t' || i % 3 || '"}'
FROM generate_series(1, $1::integer) AS i`

// weekOfMisses is a ledger in a schema of another name, and the sums of the week in which its misses fall.
func weekOfMisses(t *testing.T) (*postgres.Ledger, *sql.DB, func() *compliance.Sum) {
	url := pgtest.Database(t)
	ledger, db := openLedger(t, url, "other"), openSQL(t, url)
	if _, err := ledger.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return ledger, db, func() *compliance.Sum {
		t.Helper()
		from := calendar.DateOf(2026, 3, 30)
		sums, err := ledger.Sums(t.Context(), compliance.Days{From: from, To: from + 7}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return sums.Of("callback")
	}
}

// Whoever changes clocks changes their sums, by whatever way: the table is a table.
func TestCellsFollowTheTable(t *testing.T) {
	ledger, db, sum := weekOfMisses(t)
	for _, c := range []struct {
		statement         string
		missed, met, team int
		arguments         []any
		fold              bool
	}{
		{insertMisses, 300, 0, 100, []any{300}, false},
		{`UPDATE other.clock SET reason = 'nothing that counts'`, 300, 0, 100, nil, true},
		{`UPDATE other.clock SET verdict = 'met', late = -1 WHERE cycle_us <= 30`, 270, 30, 90, nil, false},
		{`DELETE FROM other.clock WHERE cycle_us > 200`, 170, 30, 57, nil, true},
		{`UPDATE other.clock SET attributes = '{}' WHERE verdict = 'missed' AND attributes = '{"team":"t1"}'`, 170, 30, 0, nil, true},
		{`TRUNCATE other.clock`, 0, 0, 0, nil, false},
		{insertMisses, 6, 0, 2, []any{6}, true},
	} {
		if _, err := db.Exec(c.statement, c.arguments...); err != nil {
			t.Fatalf("%s: %v", c.statement, err)
		}
		if c.fold {
			if more, err := ledger.Fold(t.Context()); more || err != nil {
				t.Fatalf("folding: more %v, %v", more, err)
			}
		}
		got := sum()
		team := 0
		if facet := got.Facets["team"]["t1"]; facet != nil {
			team = facet.Missed
		}
		if got.Missed != c.missed || got.Met != c.met || team != c.team {
			t.Errorf("%s: %d missed, %d met, %d of the team; want %d, %d, %d", c.statement, got.Missed, got.Met, team, c.missed, c.met, c.team)
		}
	}
	var left int
	if err := db.QueryRow(`SELECT count(*) FROM other.cell_share WHERE value = 't1' AND missed = 0`).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d rows have come to nothing and are there, %v", left, err)
	}
}

// Of very many misses some tell what they have in common: the same ones each time, and all are counted.
func TestManyMisses(t *testing.T) {
	_, db, sum := weekOfMisses(t)
	if _, err := db.Exec(insertMisses, 6000); err != nil {
		t.Fatal(err)
	}
	known := func(s *compliance.Sum) (n int) {
		for _, m := range s.Misses {
			n += m.N
		}
		return n
	}
	first := sum()
	if n := known(first); first.Missed != 6000 || n < 350 || n > 600 || n != known(sum()) {
		t.Errorf("of %d misses %d are looked at, then %d", first.Missed, n, known(sum()))
	}
}

// What was recorded of a period stays as it is, whoever asks.
func TestDigestsAreAppendOnly(t *testing.T) {
	_, db := newLedger(t)
	if _, err := db.Exec(`INSERT INTO yardstick.digest (name, period, kind, from_day, to_day, document, made_at, n, missed)
		VALUES ('executive', '2026-W14', 0, '2026-03-30', '2026-04-06', '{}', now(), 1, 0)`); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`UPDATE yardstick.digest SET n = 2`, `DELETE FROM yardstick.digest`, `TRUNCATE yardstick.digest`,
	} {
		if _, err := db.Exec(statement); err == nil || !strings.Contains(err.Error(), "rows of digest are only ever added") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}
