package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
)

// Somebody who holds on to an alert that quiet hours held back holds up no other.
func TestAHeldAlertThatIsLockedHoldsUpNothing(t *testing.T) {
	ledger, db := newLedger(t)
	seedStorm(t, db, 3)
	held := `UPDATE yardstick.alert SET place = '#calm', state = 'held', held = true WHERE ticket = 'T-000000001'`
	if _, err := db.Exec(held); err != nil {
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
}
