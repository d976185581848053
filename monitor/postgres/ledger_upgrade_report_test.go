package postgres

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// What was excused before clocks knew it is excused; what the clocks count as nobody knows until they are judged again.
func TestUpgradeKeepsExcuses(t *testing.T) {
	ledger, err := OpenLedger(t.Context(), pgtest.Database(t), "", time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ledger.Close() })
	if err := ledger.makeSchema(t.Context()); err != nil {
		t.Fatal(err)
	}
	provider, err := ledger.provider()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), 5); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`INSERT INTO clock (source, ticket, standard, cycle_us, cycle_n, ordinal, version, target_row, state, verdict, reason, due_at,
			elapsed_us, baseline, calendar, as_of)
		SELECT 'desk', ticket, 'callback', 1, 0, 1, 'v1', 0, 'stopped', 'missed', '', '2026-03-30 10:00+00', 0, '', '', 'epoch'
		FROM unnest('{excused,undone,again,other}'::text[]) AS ticket`,
		`INSERT INTO excuse (source, ticket, standard, cycle_us, cycle_n, said_by, why, at, undo)
		SELECT 'desk', ticket, 'callback', 1, 0, 'jane', 'power cut', now(), undo
		FROM (VALUES ('excused', false), ('undone', false), ('undone', true), ('again', false), ('again', true), ('again', false)) AS e (ticket, undo)`,
	} {
		if _, err := ledger.db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := ledger.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	var excused []string
	if err := ledger.db.Select(&excused, `SELECT ticket FROM clock WHERE excused ORDER BY ticket`); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"again", "excused"}, excused); diff != "" {
		t.Errorf("excused (-want +got):\n%s", diff)
	}
	days := compliance.Days{From: calendar.DateOf(2000, 1, 1), To: calendar.DateOf(2100, 1, 1)}
	sums, err := ledger.Sums(t.Context(), days, nil)
	if err != nil || len(sums.Standards) != 0 {
		t.Errorf("sums before anything was judged again: %+v, %v", sums, err)
	}
	if _, err := provider.DownTo(t.Context(), 5); err != nil {
		t.Fatal(err)
	}
	if done, err := ledger.Migrate(t.Context()); err != nil || done.From != 5 {
		t.Errorf("and up again: %+v, %v", done, err)
	}
}
