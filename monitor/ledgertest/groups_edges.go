package ledgertest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
)

// Ten pages, and a file of all.
func groupFile(t *testing.T, f *fixture) {
	const n = 503
	f.storm(n)
	claim := f.claimGroup(t)
	f.sent(t, claim, "1.0")
	listed := map[string]bool{}
	for i := 1; i <= 10; i++ {
		page := f.next(t)
		shown := compose(t, f, &page).Page
		if shown == nil || shown.Number != i || shown.Of != 10 || len(shown.Alerts) != 50 {
			t.Fatalf("page %d: %+v", i, shown)
		}
		f.want(shown.More, map[bool]int{true: n - 500}[i == 10], "more")
		for _, a := range shown.Alerts {
			listed[a.Ticket] = true
		}
		f.sent(t, page, "1.1")
	}
	f.want(len(listed), 500, "tickets on the pages")
	file := f.next(t)
	if file.Message.File == nil || file.Message.File.Group != claim.Message.Key() {
		t.Fatalf("claim %+v, want the file", file)
	}
	all := 0
	if err := f.List(t.Context(), &file, func(*notifiers.Alert) error { all++; return nil }); err != nil {
		t.Fatal(err)
	}
	f.want(all, n, "tickets in the file")
}

// Replicas that group, claim and touch while others write neither get in each other's way nor claim anything twice.
func groupRace(t *testing.T, f *fixture) {
	const tickets = 60
	var writers, replicas sync.WaitGroup
	done := make(chan struct{})
	for n := range 2 {
		writers.Go(func() {
			for i := range tickets {
				ticket := fmt.Sprintf("%d-%02d", n, i)
				for _, c := range []*monitor.Change{
					missed(ticket, at(150)), told(ticket, notifiers.Recovered, "recovered", "#a"),
				} {
					c.AsOf = at(150)
					if _, err := f.Commit(t.Context(), c); err != nil {
						t.Error(err)
					}
				}
				if err := f.Touch(t.Context(), source, row(ticket).Key); err != nil {
					t.Error(err)
				}
			}
		})
	}
	claimed := make(chan [2]int64, 1000)
	for range 3 {
		replicas.Go(func() {
			for {
				claims, err := f.claimGrouped(grouping(3))
				if err != nil {
					t.Error(err)
				}
				for i := range claims {
					claimed <- [2]int64{claims[i].ID, int64(claims[i].Attempt)}
					if _, err := f.Settle(t.Context(), &claims[i], monitor.Settlement{State: monitor.Sent, Notifier: "test"}); err != nil {
						t.Error(err)
					}
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	writers.Wait()
	close(done)
	replicas.Wait()
	close(claimed)
	seen := map[[2]int64]bool{}
	for c := range claimed {
		if seen[c] {
			t.Errorf("intent %d is claimed twice", c[0])
		}
		seen[c] = true
	}
	for n := range 2 {
		for i := range tickets {
			if state := f.alertState(fmt.Sprintf("%d-%02d", n, i), "missed"); state != monitor.Sent && state != monitor.Pending {
				t.Errorf("%d-%02d is %s", n, i, state)
			}
		}
	}
}

// Later warnings of many clocks that a group speaks for are told by the group, and hold up nothing that comes after them.
func groupOfWarned(t *testing.T, f *fixture) {
	for i := range 6 {
		f.commit(told(fmt.Sprintf("%03d", i), notifiers.Warn, "50%", "#a"))
	}
	f.sent(t, f.claimGroup(t), "1.0")
	f.sent(t, f.next(t), "1.1") // its page
	f.Spare(t)
	for i := range 6 {
		f.commit(told(fmt.Sprintf("%03d", i), notifiers.Warn, "80%", "#a"))
	}
	f.commit(told("other", notifiers.Missed, "missed", "#a"))
	f.rest(t)
	f.want(f.next(t).Message.Alert.Ticket, "other", "what is told by itself")
	f.want(f.alertState("000", "80%"), monitor.Sent, "a later warning of a clock of the group")
}

// A storm of which some can't leave now must not hold up the others.
func groupOfFew(t *testing.T, f *fixture) {
	f.commit(told("000", notifiers.Warn, "50%", "#a"))
	first := f.await(t)
	f.settle(t, first, monitor.Settlement{State: monitor.Unsure, Again: time.Hour})
	f.storm(6)
	f.rest(t)
	f.want(f.next(t).Message.Alert.Ticket, "001", "the first that may leave")
}

// A warning waits for the group that is to speak of its clock: the group may yet leave the clock out.
func groupLeavesOut(t *testing.T, f *fixture) {
	for i := range 6 {
		f.commit(told(fmt.Sprintf("%03d", i), notifiers.Warn, "50%", "#a"))
	}
	group := f.claimGroup(t)
	f.settle(t, group, monitor.Settlement{State: monitor.Pending, Again: short})
	f.commit(told("000", notifiers.Warn, "80%", "#a"))
	f.rest(t)
	again := f.next(t)
	f.want(again.ID, group.ID, "the group")
	members, ours, err := f.Members(t.Context(), &again, lease, 0, 10)
	if err != nil || !ours || len(members) != 6 {
		t.Fatalf("%d members, ours %v, %v", len(members), ours, err)
	}
	if ours, err := f.Refresh(t.Context(), &again, []monitor.Refreshed{{ID: members[0].ID, Drop: monitor.Overtaken}}); !ours || err != nil {
		t.Fatalf("ours %v, %v", ours, err)
	}
	f.sent(t, again, "1.0")
	f.sent(t, f.next(t), "1.1") // its page
	later := f.next(t)
	f.want([]any{later.Clock.Ticket, later.Stage}, []any{"000", "80%"}, "what the group does not speak of")
}

// A mail can't be updated: a later warning of a clock that a group was mailed of is mailed, too; its end is not.
func groupByMail(t *testing.T, f *fixture) {
	const place = "mailto:team@example.com"
	for i := range 6 {
		f.commit(told(fmt.Sprintf("%03d", i), notifiers.Warn, "50%", place))
	}
	f.sent(t, f.claimGroup(t), "1.0")
	f.sent(t, f.next(t), "1.1") // its page
	f.commit(told("000", notifiers.Warn, "80%", place))
	f.commit(told("001", notifiers.Recovered, "recovered", place))
	f.rest(t)
	later := f.next(t)
	f.want([]any{later.Action, later.Clock.Ticket, later.Stage, len(later.Posted)}, []any{monitor.Post, "000", "80%", 0}, "a later warning")
	f.sent(t, later, "2.0")
	f.rest(t)
	f.want(len(f.claim(10)), 0, "other claims")
	f.want(f.alertState("001", "recovered"), monitor.Sent, "the end of another")
}

// A clock's messages leave in their order also where some of them could be grouped, and one before them could not.
func groupInOrder(t *testing.T, f *fixture) {
	f.commit(told("first", notifiers.Missed, "missed", "#a"))
	f.settle(t, f.await(t), monitor.Settlement{State: monitor.Pending, Again: time.Hour})
	escalated := told("first", notifiers.Escalated, "escalate 30m", "#a")
	escalated.AsOf = at(100)
	f.commit(escalated)
	f.storm(6)
	f.rest(t)
	claim := f.claimGroup(t)
	f.want(compose(t, f, &claim).Group.Clocks, 6, "clocks of the group")
	f.want(f.alertState("first", "escalate 30m"), monitor.Pending, "what comes after a message that is to be tried again")
}
