package postgres_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
)

// A group that told of clocks at risk counts them anew once another group tells that they were missed.
func TestANewGroupHasTheOneBeforeCountAnew(t *testing.T) {
	t.Parallel()
	ledger, db := newLedger(t)
	seedStorm(t, db, 7)
	terms := monitor.Terms{Lease: time.Minute, Limit: 8, GroupOver: 5}
	group := func() monitor.Claim {
		t.Helper()
		claim, grouped, err := ledger.Group(t.Context(), terms, "#storm")
		if err != nil || !grouped {
			t.Fatalf("no group: %v", err)
		}
		receipt := notifiers.Receipt{Channel: "C1", ID: claim.Message.Key()}
		if ours, err := ledger.Settle(t.Context(), &claim, monitor.Settlement{State: monitor.Sent, Receipt: receipt, Notifier: "test"}); err != nil || !ours {
			t.Fatalf("ours %v, %v", ours, err)
		}
		return claim
	}
	before := group()
	for _, statement := range []string{
		`UPDATE yardstick.place SET group_at = '-infinity', next_post_at = '-infinity'`, // the pauses between two are over
		`INSERT INTO yardstick.transition (source, ticket, standard, cycle_us, cycle_n, stage, episode, kind, at, found_at, reason)
		 SELECT source, ticket, standard, cycle_us, cycle_n, 'missed', 1, 'missed', at, found_at, 'tell' FROM yardstick.transition`,
		`INSERT INTO yardstick.alert (key, transition_id, source, ticket, standard, cycle_us, cycle_n, kind, action, route, place, message)
		 SELECT a.key || '#1', t.transition_id, a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n, a.kind, 'post', a.route, a.place, a.message
		 FROM yardstick.alert AS a
		 JOIN yardstick.transition AS t ON t.ticket = a.ticket AND t.episode = 1
		 WHERE a.kind = 'missed'`,
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	after := group()
	if before.ID == after.ID {
		t.Fatal("it is the same group")
	}
	var updates []int64
	rows, err := db.Query(`SELECT opening_id FROM yardstick.alert WHERE action = 'update' AND kind = 'group' AND state = 'pending' AND ticket = ''`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		updates = append(updates, id)
	}
	if diff := cmp.Diff([]int64{before.ID}, updates); diff != "" || rows.Err() != nil {
		t.Errorf("groups that are updated (-want +got):\n%s%v", diff, rows.Err())
	}
}
