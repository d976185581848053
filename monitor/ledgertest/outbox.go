package ledgertest

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
)

// lease is long enough to outlive a test, short one that is over when the outbox says so.
const (
	lease = time.Minute
	short = 30 * time.Millisecond
)

// terms are those of tests of single alerts: many wait, and none of them is grouped.
func terms(lease time.Duration, limit int) monitor.Terms {
	return monitor.Terms{Lease: lease, Limit: limit}
}

func (f *fixture) claim(limit int) []monitor.Claim { return f.claimFor(lease, limit) }

func (f *fixture) claimFor(lease time.Duration, limit int) []monitor.Claim {
	f.t.Helper()
	claims, err := f.Claim(f.t.Context(), terms(lease, limit))
	if err != nil {
		f.t.Fatal(err)
	}
	return claims
}

// claimOne claims the intent that is to be claimed now in a place.
func (f *fixture) claimOne(t *testing.T, place notifiers.Place) monitor.Claim {
	t.Helper()
	claims := f.claim(10)
	for i := range claims {
		if claims[i].Place == place {
			for j := range claims {
				if j != i { // give the others back
					f.settle(t, claims[j], monitor.Settlement{State: monitor.Pending})
				}
			}
			return claims[i]
		}
	}
	t.Fatalf("nothing to claim in %s, but %d elsewhere", place, len(claims))
	return monitor.Claim{}
}

// await claims the next intent when the outbox says that its time has come.
func (f *fixture) await(t *testing.T) monitor.Claim {
	t.Helper()
	for range 1000 {
		if claims := f.claim(1); len(claims) == 1 {
			return claims[0]
		}
		wait, waits, err := f.Wait(t.Context(), terms(lease, 1))
		if err != nil || !waits {
			t.Fatalf("nothing waits: %v", err)
		}
		select {
		case <-time.After(max(wait, time.Millisecond)):
		case <-t.Context().Done():
			t.Fatal(t.Context().Err())
		}
	}
	t.Fatal("what waits never comes")
	return monitor.Claim{}
}

// rest waits until the pace would allow a claim.
func (f *fixture) rest(t *testing.T) {
	t.Helper()
	for {
		wait, waits, err := f.Wait(t.Context(), terms(lease, 1))
		if err != nil || !waits {
			t.Fatalf("nothing waits: %v", err)
		}
		if wait == 0 {
			return
		}
		<-time.After(wait)
	}
}

func (f *fixture) settle(t *testing.T, c monitor.Claim, s monitor.Settlement) {
	t.Helper()
	ours, err := f.Settle(t.Context(), &c, s)
	if err != nil || !ours {
		t.Fatalf("settling %s: ours %v, %v", c.Message.Key(), ours, err)
	}
}

func claims(t *testing.T, f *fixture) {
	change := told("1", notifiers.Warn, "50%", "#a")
	f.commit(change)
	claim := f.claimOne(t, "#a")
	want := change.Intents[0].Alert
	want.Ref = strconv.FormatInt(claim.ID, 10)
	f.want(claim.Message, notifiers.Message{Alert: &want}, "message")
	f.want([]any{*claim.Clock, claim.Source, claim.Stage, claim.Episode}, []any{row("1").Key, source, "50%", int32(0)}, "what it tells")
	if claim.Attempt != 1 || len(claim.Posted) > 0 || claim.Action != monitor.Post {
		t.Errorf("claim %+v", claim)
	}
	f.want(f.alertState("1", "50%"), monitor.Sending, "claimed")
	f.want(len(f.claim(10)), 0, "claims of what is claimed")
	f.settle(t, claim, monitor.Settlement{State: monitor.Sent, Receipt: notifiers.Receipt{Channel: "C1", ID: "1.0"}})
	f.want(f.alertState("1", "50%"), monitor.Sent, "sent")
	if ours, err := f.Settle(t.Context(), &claim, monitor.Settlement{State: monitor.Pending}); ours || err != nil {
		t.Errorf("a settled claim can be settled again: %v, %v", ours, err)
	}
}

// A zone that is no longer known keeps no message back.
func lostZone(_ *testing.T, f *fixture) {
	change := told("1", notifiers.Warn, "50%", "#a")
	change.Intents[0].Alert.Location = time.FixedZone("Atlantis/Lost", 3600)
	f.commit(change)
	f.want(f.claim(1)[0].Message.Alert.Location, time.UTC, "zone")
}

func staleClaim(t *testing.T, f *fixture) {
	f.commit(told("1", notifiers.Warn, "50%", "#a"))
	old := f.claimFor(short, 1)
	if len(old) != 1 {
		t.Fatal("nothing to claim")
	}
	look := f.awaitLook(t)
	again := look.Claims[0]
	if again.Attempt != 2 || again.ID != old[0].ID || again.Since != old[0].Since || look.Since != old[0].Since || look.Thread != nil {
		t.Errorf("stale claim: %+v", look)
	}
	if ours, err := f.Settle(t.Context(), &old[0], monitor.Settlement{State: monitor.Failed}); ours || err != nil {
		t.Errorf("the old owner is not fenced off: %v, %v", ours, err)
	}
	f.want(len(f.claim(10)), 0, "claims of what is looked for")
	f.settle(t, again, monitor.Settlement{State: monitor.Unsure})
	third := f.awaitLook(t).Claims[0]
	f.want(third.Attempt, int32(3), "attempt of an unsure claim")
	f.settle(t, third, monitor.Settlement{State: monitor.Pending, Doubtful: true, Blameless: true})
	fourth := f.await(t)
	f.want([]any{fourth.Doubtful, fourth.Failures, fourth.Attempt}, []any{true, int32(1), int32(4)}, "what was not found")
	f.settle(t, fourth, monitor.Settlement{State: monitor.Pending})
	f.want(f.await(t).Doubtful, true, "it stays doubtful")
}

// awaitLook claims what is to be looked for when the outbox says that its time has come.
func (f *fixture) awaitLook(t *testing.T) monitor.Look {
	t.Helper()
	for range 1000 {
		looks, err := f.Looks(t.Context(), terms(lease, 1))
		if err != nil {
			t.Fatal(err)
		}
		if len(looks) == 1 {
			return looks[0]
		}
		wait, waits, err := f.Wait(t.Context(), terms(lease, 1))
		if err != nil || !waits {
			t.Fatalf("nothing waits: %v", err)
		}
		select {
		case <-time.After(max(wait, time.Millisecond)):
		case <-t.Context().Done():
			t.Fatal(t.Context().Err())
		}
	}
	t.Fatal("what is to be looked for never comes")
	return monitor.Look{}
}

func pacing(t *testing.T, f *fixture) {
	for _, ticket := range []string{"1", "2", "3"} {
		f.commit(told(ticket, notifiers.Warn, "50%", "#a"))
	}
	f.commit(told("4", notifiers.Warn, "50%", "#b"))
	first := f.claim(10)
	f.want(len(first), 2, "one of each place")
	began := time.Now()
	second := f.await(t)
	if took := time.Since(began); took < 500*time.Millisecond {
		t.Errorf("the second post to a place may leave %v after the first", took)
	}
	f.want(second.Message.Alert.Ticket, "2", "the next in the order found")
}

// Replicas that claim at the same time never get the same intent.
func race(t *testing.T, f *fixture) {
	const places = 200
	for i := range places {
		f.commit(told(strconv.Itoa(i), notifiers.Warn, "50%", notifiers.Place("#"+strconv.Itoa(i))))
	}
	var replicas sync.WaitGroup
	all := make(chan int64, 8*places)
	for range 8 {
		replicas.Go(func() {
			for {
				got, err := f.Claim(t.Context(), terms(lease, 3))
				if err != nil {
					t.Error(err)
				}
				if len(got) == 0 {
					return
				}
				for i := range got {
					all <- got[i].ID
				}
			}
		})
	}
	replicas.Wait()
	close(all)
	claimed := map[int64]bool{}
	for id := range all {
		if claimed[id] {
			t.Errorf("intent %d is claimed by two", id)
		}
		claimed[id] = true
	}
	f.want(len(claimed)+len(f.claim(places)), places, "intents claimed in the end")
}

func hanging(t *testing.T, f *fixture) {
	for _, ticket := range []string{"1", "2", "3"} {
		f.commit(told(ticket, notifiers.Warn, "50%", "#a"))
	}
	f.await(t)
	second := f.await(t)
	f.rest(t)
	f.want(len(f.claim(10)), 0, "claims of a place where two are being sent")
	f.commit(told("4", notifiers.Warn, "50%", "#b"))
	f.want(f.await(t).Message.Alert.Ticket, "4", "another place")
	f.settle(t, second, monitor.Settlement{State: monitor.Sent})
	f.want(f.await(t).Message.Alert.Ticket, "3", "when one is settled")
}

func order(t *testing.T, f *fixture) {
	f.commit(told("1", notifiers.Missed, "missed", "#a"))
	f.commit(told("1", notifiers.Recovered, "recovered", "#a"))
	f.commit(told("1", notifiers.Escalated, "escalate 30m", "#b"))
	f.settle(t, f.claimOne(t, "#b"), monitor.Settlement{State: monitor.Sent}) // another place does not wait
	f.rest(t)
	claims := f.claim(10)
	if len(claims) != 1 || claims[0].Message.Alert.Stage != notifiers.Missed {
		t.Fatalf("claims %+v, want the miss alone", claims)
	}
	f.want(len(f.claim(10)), 0, "claims while the miss is being sent")
	f.settle(t, claims[0], monitor.Settlement{State: monitor.Sent})
	f.want(f.await(t).Message.Alert.Stage, notifiers.Recovered, "after the miss")
}

// pressingFirst wants what asks people to do something to go before what only says that it was done.
func pressingFirst(t *testing.T, f *fixture) {
	for _, ticket := range []string{"1", "2", "3"} {
		f.commit(told(ticket, notifiers.Recovered, "recovered", "#a"))
	}
	f.commit(told("4", notifiers.Missed, "missed", "#a"))
	var stages []notifiers.Stage
	for range 2 {
		claim := f.await(t)
		stages = append(stages, claim.Message.Alert.Stage)
		f.settle(t, claim, monitor.Settlement{State: monitor.Sent})
	}
	f.want(stages, []notifiers.Stage{notifiers.Missed, notifiers.Recovered}, "what leaves first")
}

func quiet(t *testing.T, f *fixture) {
	f.commit(told("1", notifiers.Warn, "50%", "#a"))
	f.commit(told("2", notifiers.Warn, "50%", "#a"))
	claim := f.claimOne(t, "#a")
	f.settle(t, claim, monitor.Settlement{State: monitor.Pending, Again: time.Hour, Quiet: time.Hour})
	wait, waits, err := f.Wait(t.Context(), terms(lease, 1))
	if err != nil || !waits || wait < 59*time.Minute {
		t.Errorf("wait %v, %v, %v; want about an hour", wait, waits, err)
	}
	f.commit(told("3", notifiers.Warn, "50%", "#b"))
	f.want(f.await(t).Message.Alert.Ticket, "3", "another place")
	f.want(len(f.claim(10)), 0, "claims of a place that is left alone")
}

func updates(t *testing.T, f *fixture) {
	f.commit(told("1", notifiers.Warn, "50%", "#a"))
	f.settle(t, f.await(t), monitor.Settlement{State: monitor.Failed}) // stands nowhere
	f.commit(told("1", notifiers.Warn, "80%", "#a"))
	receipt := notifiers.Receipt{Channel: "C1", ID: "1.0"}
	warning := f.await(t)
	f.settle(t, warning, monitor.Settlement{State: monitor.Sent, Receipt: receipt, Notifier: "test"})
	f.commit(told("1", notifiers.Kept, "kept", "#a"))
	f.rest(t)
	claim := f.await(t)
	f.want(claim.Action, monitor.Update, "action")
	f.want(claim.Posted, []monitor.Posted{{ID: warning.ID, Key: warning.Message.Key(), Place: "#a", Notifier: "test", Receipt: receipt}}, "posted")
	f.settle(t, claim, monitor.Settlement{State: monitor.Sent, Receipt: receipt})
	f.want(f.alertState("1", "kept"), monitor.Sent, "kept")
	f.commit(told("1", notifiers.Withdrawn, "withdrawn", "#a"))
	f.want(f.await(t).Posted, claim.Posted, "an update is no message of its own")
}

func failures(t *testing.T, f *fixture) {
	f.commit(told("1", notifiers.Warn, "50%", "#a"))
	f.settle(t, f.claimOne(t, "#a"), monitor.Settlement{State: monitor.Failed, Reason: "channel_not_found"})
	f.want(f.alertState("1", "50%"), monitor.Failed, "state")
	if _, waits, err := f.Wait(t.Context(), terms(lease, 1)); waits || err != nil {
		t.Errorf("what failed still waits: %v", err)
	}
}
