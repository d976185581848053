package postgres_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/postgres"
)

// A batch that is broken off, wherever it stands, leaves nothing, and the ledger goes on.
func TestCommitBrokenOff(t *testing.T) {
	ledger, db := newLedger(t)
	clocks := benchClocks(20_000)
	verdicts := benchVerdicts(clocks)
	for source, fresh := range map[string]bool{"copied": true, "upserted": false} {
		breakOff(t, ledger, db, &monitor.Change{Source: source, Fresh: fresh, Clocks: clocks, Verdicts: verdicts})
	}
}

// breakOff commits a change with more and more time, until it has enough.
func breakOff(t *testing.T, ledger *postgres.Ledger, db *sql.DB, change *monitor.Change) {
	t.Helper()
	broken := 0
	for after := time.Millisecond; ; after += after / 2 {
		ctx, cancel := context.WithTimeout(t.Context(), after)
		_, err := ledger.Commit(ctx, change)
		cancel()
		var count int
		if counted := db.QueryRow(`SELECT (SELECT count(*) FROM yardstick.clock WHERE source = $1)
			+ (SELECT count(*) FROM yardstick.verdict WHERE source = $1)`, change.Source).Scan(&count); counted != nil {
			t.Fatal(counted)
		}
		if err == nil {
			if count != len(change.Clocks)+len(change.Verdicts) {
				t.Errorf("%s: %d rows of a batch that was written", change.Source, count)
			}
			break
		}
		broken++
		if count != 0 {
			t.Fatalf("%s, broken off after %v: %d rows are there; %v", change.Source, after, count, err)
		}
	}
	if broken == 0 {
		t.Errorf("%s: 20,000 clocks in a millisecond: nothing was broken off", change.Source)
	}
}
