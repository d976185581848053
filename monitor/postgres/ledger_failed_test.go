package postgres_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
)

// remedy is the statement by which the page on operation has told after all what failed in a place.
func remedy(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```sql\nUPDATE yardstick.alert\n")
	statement, _, there := strings.Cut(rest, "```")
	if !there {
		t.Fatal("docs/operations.md has no such statement")
	}
	return "UPDATE yardstick.alert\n" + strings.ReplaceAll(statement, "#support", "#storm")
}

func TestWhatFailedIsToldByTheRemedy(t *testing.T) {
	ledger, db := newLedger(t)
	seedStorm(t, db, 7)
	grouped := monitor.Terms{Lease: time.Minute, Limit: 8, GroupOver: 5}
	group, made, err := ledger.Group(t.Context(), grouped, "#storm")
	if err != nil || !made {
		t.Fatalf("made %v, %v", made, err)
	}
	if _, err := ledger.Settle(t.Context(), &group, monitor.Settlement{State: monitor.Failed, Reason: "is_archived"}); err != nil {
		t.Fatal(err)
	}
	if wait, waits, err := ledger.Wait(t.Context(), grouped); err != nil || waits {
		t.Fatalf("something waits: %v, %v", wait, err)
	}
	if _, err := db.Exec(remedy(t)); err != nil {
		t.Fatal(err)
	}
	looks, err := ledger.Looks(t.Context(), grouped)
	if err != nil || len(looks) != 1 || len(looks[0].Claims) != 1 || looks[0].Claims[0].ID != group.ID {
		t.Fatalf("looks %+v, %v; want the group to be looked for", looks, err)
	}
	notThere := monitor.Settlement{State: monitor.Pending, Doubtful: true, Blameless: true}
	if _, err := ledger.Settle(t.Context(), &looks[0].Claims[0], notThere); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("UPDATE yardstick.place SET next_post_at = '-infinity'"); err != nil {
		t.Fatal(err)
	}
	claims, err := ledger.Claim(t.Context(), grouped)
	if err != nil || len(claims) != 1 || claims[0].ID != group.ID {
		t.Fatalf("claims %+v, %v; want the group", claims, err)
	}
	members, ours, err := ledger.Members(t.Context(), &claims[0], time.Minute, 0, 10)
	if err != nil || !ours || len(members) != 7 {
		t.Fatalf("%d members, ours %v, %v", len(members), ours, err)
	}
	sent := monitor.Settlement{State: monitor.Sent, Receipt: notifiers.Receipt{Channel: "C", ID: "1"}}
	if ours, err := ledger.Settle(t.Context(), &claims[0], sent); err != nil || !ours {
		t.Fatalf("ours %v, %v", ours, err)
	}
}
