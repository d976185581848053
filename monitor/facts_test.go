package monitor_test

import (
	"testing"
)

// What lists are filtered by is kept beside a clock while it is open, follows the ticket, and goes when the clock ends.
func TestOpenClocksAreListed(t *testing.T) {
	d := newHelpdesk(t, first())
	d.reported, d.customer = []string{"tier", "team"}, "tier"
	d.start(first())
	listed := func() (customer, team string) {
		t.Helper()
		clocks, err := d.ledger.Clocks(t.Context(), "desk", "T1")
		if err != nil || len(clocks) != 1 {
			t.Fatal(len(clocks), err)
		}
		return clocks[0].Row.Customer, clocks[0].Row.Team
	}
	d.ask("T1", "gold", 0)
	d.round()
	if customer, team := listed(); customer != "gold" || team != "" {
		t.Errorf("%q, %q", customer, team)
	}
	d.sql(`UPDATE desk.tickets SET tier = 'silver', changed_at = $1`, d.now)
	d.round()
	if customer, _ := listed(); customer != "silver" {
		t.Errorf("%q after the ticket was edited", customer)
	}
	d.event("T1", "called", d.now.Sub(nine))
	d.round()
	if customer, _ := listed(); customer != "" {
		t.Errorf("%q of a clock that has ended", customer)
	}
}
