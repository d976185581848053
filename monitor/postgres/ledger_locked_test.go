package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
)

// Somebody who holds on to an alert, one that quiet hours held back or one that waits, holds up no other place.
func TestAnAlertThatIsLockedHoldsUpNothing(t *testing.T) {
	for _, state := range []monitor.AlertState{monitor.Held, monitor.Pending} {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			ledger, db := newLedger(t)
			seedStorm(t, db, 3)
			const set = `UPDATE yardstick.alert SET place = '#calm', state = $1, held = true WHERE ticket = 'T-000000001'`
			if _, err := db.Exec(set, string(state)); err != nil {
				t.Fatal(err)
			}
			tx, err := db.BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = tx.Rollback() }()
			if _, err := tx.Exec(`SELECT FROM yardstick.alert WHERE ticket = 'T-000000001' FOR UPDATE`); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			claims, err := ledger.Claim(ctx, monitor.Terms{Lease: time.Minute, Limit: 8, GroupOver: 5})
			if err != nil || len(claims) != 1 || claims[0].Place != "#storm" {
				t.Fatalf("claims %+v, %v; want one of the other place", claims, err)
			}
		})
	}
}
