package ledgertest

import (
	"fmt"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
)

// grouping are terms by which more than five are told in one.
func grouping(limit int) monitor.Terms {
	return monitor.Terms{Lease: lease, Limit: limit, GroupOver: 5}
}

// storm commits a miss of each of n tickets, "000" to …, all told in #a; each is due a minute after the one before.
func (f *fixture) storm(n int) {
	f.t.Helper()
	all := &monitor.Change{Source: source, AsOf: at(150)}
	for i := range n {
		c := missed(fmt.Sprintf("%03d", i), at(150))
		c.Clocks[0].DueAt = at(i)
		c.Verdicts[0].DueAt, c.Intents[0].Alert.DueAt = at(i), at(i)
		c.Intents[0].Transition = i
		c.Intents[0].Alert.Mention = []notifiers.Mention{{Group: fmt.Sprintf("team-%d", i%2)}}
		all.Clocks, all.Verdicts = append(all.Clocks, c.Clocks...), append(all.Verdicts, c.Verdicts...)
		all.Transitions, all.Intents = append(all.Transitions, c.Transitions...), append(all.Intents, c.Intents...)
	}
	f.commit(all)
}

// claimGrouped makes groups where there is a storm, and claims what else there is.
func (f *fixture) claimGrouped(by monitor.Terms) ([]monitor.Claim, error) {
	places, err := f.Storms(f.t.Context(), by)
	if err != nil {
		return nil, err
	}
	var claims []monitor.Claim
	for _, place := range places {
		claim, grouped, err := f.Group(f.t.Context(), by, place)
		if err != nil {
			return claims, err
		}
		if grouped {
			claims = append(claims, claim)
		}
	}
	if by.Limit -= len(claims); by.Limit == 0 {
		return claims, nil
	}
	more, err := f.Claim(f.t.Context(), by)
	return append(claims, more...), err
}

// claimGroup claims what is there, which is to be one group.
func (f *fixture) claimGroup(t *testing.T) monitor.Claim {
	t.Helper()
	claims, err := f.claimGrouped(grouping(10))
	if err != nil || len(claims) != 1 || claims[0].Message.Group == nil || claims[0].Action != monitor.Post {
		t.Fatalf("claims %+v, %v; want one group", claims, err)
	}
	return claims[0]
}

// next claims by the terms of groups when the time has come.
func (f *fixture) next(t *testing.T) monitor.Claim {
	t.Helper()
	for range 1000 {
		claims, err := f.claimGrouped(grouping(1))
		if err != nil {
			t.Fatal(err)
		}
		if len(claims) == 1 {
			return claims[0]
		}
		wait, waits, err := f.Wait(t.Context(), grouping(1))
		if err != nil || !waits || wait > 10*time.Second {
			t.Fatalf("nothing comes soon: %v, %v, %v", wait, waits, err)
		}
		<-time.After(max(wait, time.Millisecond))
	}
	t.Fatal("what waits never comes")
	return monitor.Claim{}
}

func compose(t *testing.T, f *fixture, c *monitor.Claim) notifiers.Message {
	t.Helper()
	m, err := f.Compose(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func groups(t *testing.T, f *fixture) {
	f.storm(5)
	first := f.next(t)
	f.want(first.Message.Alert.Ticket, "000", "five wait: one by one")
	f.settle(t, first, monitor.Settlement{State: monitor.Pending, Blameless: true})
	f.commit(told("one more", notifiers.Missed, "missed", "#a"))
	f.rest(t)
	claim := f.claimGroup(t)
	f.want(f.alertState("000", "missed"), monitor.Sending, "a member, while the group is being sent")
	f.want(len(f.claim(10)), 0, "claims beside the group")
	got := compose(t, f, &claim).Group
	f.want([]int{got.Tickets, got.Clocks, got.Late, got.AtRisk, got.Rested, len(got.Worst)}, []int{6, 6, 5, 1, 0, 5}, "counts")
	f.want(got.Worst[0].Ticket, "000", "the worst")
	f.want(got.Standards, []notifiers.GroupLine{{Standard: "callback", Promise: "We call back.", Late: 5, AtRisk: 1}}, "standards")
	f.want(got.Mention, []notifiers.Mention{{Group: "team-0"}, {Group: "team-1"}}, "who is called")
	f.want([]any{got.Key, got.Held}, []any{claim.Message.Group.Key, false}, "key")
	f.sent(t, claim, "1.0")
	f.want(f.alertState("000", "missed"), monitor.Sent, "a member of a group that is sent")

	page := f.next(t)
	if page.Message.Page == nil || len(page.Posted) != 1 || page.Posted[0] != posted(claim, "1.0") {
		t.Fatalf("claim %+v, want a page in the group's thread", page)
	}
	shown := compose(t, f, &page).Page
	var tickets []string
	for _, a := range shown.Alerts {
		tickets = append(tickets, a.Ticket)
	}
	f.want(tickets, []string{"000", "001", "002", "003", "004", "one more"}, "a page, by due instant")
	f.want([]int{shown.Number, shown.Of, shown.More}, []int{1, 1, 0}, "pages")
	f.sent(t, page, "1.1")
	if _, waits, err := f.Wait(t.Context(), grouping(1)); err != nil || waits {
		t.Errorf("something still waits: %v, %v", waits, err)
	}
}

// What becomes of a clock that a group speaks for is shown by the group, but what presses anew.
func groupUpdates(t *testing.T, f *fixture) {
	f.storm(6)
	claim := f.claimGroup(t)
	f.sent(t, claim, "1.0")
	f.sent(t, f.next(t), "1.1")
	stopped := told("000", notifiers.Recovered, "recovered", "#a")
	stopped.AsOf = at(160)
	stopped.Clocks[0].State, stopped.Clocks[0].Verdict, stopped.Clocks[0].StoppedAt = rules.Stopped, rules.Missed, at(155)
	f.commit(stopped)
	f.rest(t)
	claims, err := f.claimGrouped(grouping(10))
	if err != nil || len(claims) != 0 {
		t.Fatalf("what a group speaks for is told by itself: %+v, %v", claims, err)
	}
	f.want(f.alertState("000", "recovered"), monitor.Sent, "it is told as far as the group")
	wait, waits, err := f.Wait(t.Context(), grouping(1))
	if err != nil || !waits || wait < 5*time.Second || wait > 15*time.Second {
		t.Errorf("the group is updated in %v, %v, %v; want some seconds of rest", wait, waits, err)
	}
	escalated := told("001", notifiers.Escalated, "escalate 30m", "#a")
	escalated.AsOf = at(160)
	f.commit(escalated)
	anew := f.next(t)
	f.want([]any{anew.Message.Alert.Stage, len(anew.Posted)}, []any{notifiers.Escalated, 0}, "an escalation opens anew")
	f.sent(t, anew, "2.0")
	recovered := told("001", notifiers.Recovered, "recovered", "#a")
	recovered.AsOf = at(170)
	f.commit(recovered)
	f.want(f.next(t).Posted, []monitor.Posted{posted(anew, "2.0")}, "and is answered")
}

// A group's counts go down as its clocks come to rest, in one update of many.
func groupCounts(t *testing.T, f *fixture) {
	f.storm(6)
	claim := f.claimGroup(t)
	f.sent(t, claim, "1.0")
	for _, ticket := range []string{"000", "001"} {
		stopped := told(ticket, notifiers.Recovered, "recovered", "#a")
		stopped.AsOf = at(160)
		stopped.Clocks[0].State, stopped.Clocks[0].Verdict, stopped.Clocks[0].StoppedAt = rules.Stopped, rules.Missed, at(155)
		f.commit(stopped)
	}
	got := compose(t, f, &monitor.Claim{
		Action: monitor.Update, Message: notifiers.Message{Group: claim.Message.Group}, Posted: []monitor.Posted{{ID: claim.ID}},
	}).Group
	f.want([]int{got.Clocks, got.Late, got.Rested, len(got.Worst)}, []int{6, 4, 2, 4}, "counts")
	f.want(len(got.Mention), 0, "who is called by an update")
}

func groupMembers(t *testing.T, f *fixture) {
	f.storm(8)
	claim := f.claimGroup(t)
	var all []monitor.Member
	for after := int64(0); ; {
		some, ours, err := f.Members(t.Context(), &claim, lease, after, 3)
		if err != nil || !ours {
			t.Fatalf("ours %v, %v", ours, err)
		}
		if len(some) == 0 {
			break
		}
		all = append(all, some...)
		after = some[len(some)-1].ID
	}
	f.want(len(all), 8, "members")
	f.want(all[0].Asked, monitor.Asked{Clock: missed("000", 0).Clocks[0].Key, Kind: notifiers.Missed, Stage: "missed"}, "what is asked of the first")
	now := all[2].Alert
	now.Subject = "of now"
	fresh := []monitor.Refreshed{
		{ID: all[0].ID, Drop: monitor.Corrected}, {ID: all[1].ID, Back: time.Hour}, {ID: all[2].ID, Now: &now},
	}
	old := claim
	old.Attempt--
	if ours, err := f.Refresh(t.Context(), &old, fresh); ours || err != nil {
		t.Errorf("an old claim changes members: %v, %v", ours, err)
	}
	if _, ours, err := f.Members(t.Context(), &old, lease, 0, 3); ours || err != nil {
		t.Errorf("an old claim is held on: %v, %v", ours, err)
	}
	if ours, err := f.Refresh(t.Context(), &claim, fresh); !ours || err != nil {
		t.Errorf("ours %v, %v", ours, err)
	}
	f.want(f.alertState("000", "missed"), monitor.Dropped, "cured meanwhile")
	f.want(f.alertState("001", "missed"), monitor.Pending, "not known now")
	got := compose(t, f, &claim).Group
	f.want([]any{got.Clocks, got.Worst[0].Subject}, []any{6, "of now"}, "what is left")
	f.settle(t, claim, monitor.Settlement{State: monitor.Failed, Reason: "channel_not_found"})
	f.want(f.alertState("002", "missed"), monitor.Failed, "a member of a group that failed")
}

// A group that its owner died of is looked for, and told by another; its members stay its own.
func staleGroup(t *testing.T, f *fixture) {
	f.storm(6)
	claims, err := f.claimGrouped(monitor.Terms{Lease: short, Limit: 1, GroupOver: 5})
	if err != nil || len(claims) != 1 {
		t.Fatalf("claims %+v, %v", claims, err)
	}
	f.commit(told("000", notifiers.Recovered, "recovered", "#a"))
	look := f.awaitLook(t)
	f.want(look.Claims[0].Message.Key(), claims[0].Message.Key(), "what is looked for")
	f.settle(t, look.Claims[0], monitor.Settlement{State: monitor.Pending, Doubtful: true, Blameless: true})
	again := f.next(t)
	if again.Message.Group == nil {
		t.Fatalf("claim %+v, want the group", again)
	}
	f.want([]any{again.ID, again.Doubtful}, []any{claims[0].ID, true}, "claimed again")
	f.want(compose(t, f, &again).Group.Clocks, 6, "clocks")
	if ours, err := f.Settle(t.Context(), &claims[0], monitor.Settlement{State: monitor.Sent}); ours || err != nil {
		t.Errorf("the old owner is not fenced off: %v, %v", ours, err)
	}
	f.sent(t, again, "1.0")
	f.want(f.next(t).Message.Page != nil, true, "then its page")
}

// At most one group a minute; what waits meanwhile joins the next.
func groupsApart(t *testing.T, f *fixture) {
	f.storm(6)
	f.sent(t, f.claimGroup(t), "1.0")
	f.sent(t, f.next(t), "1.1") // its page
	for i := range 6 {
		f.commit(told(fmt.Sprintf("later %d", i), notifiers.Missed, "missed", "#a"))
	}
	f.commit(told("elsewhere", notifiers.Missed, "missed", "#b"))
	f.want(f.next(t).Place, notifiers.Place("#b"), "another place")
	wait, waits, err := f.Wait(t.Context(), grouping(1))
	if err != nil || !waits || wait < 30*time.Second || wait > time.Minute {
		t.Errorf("wait %v, %v, %v; want most of a minute", wait, waits, err)
	}
	claims, err := f.claimGrouped(grouping(10))
	if err != nil || len(claims) != 0 {
		t.Errorf("claims %+v, %v", claims, err)
	}
}

func groupOfHeld(t *testing.T, f *fixture) {
	for _, ticket := range []string{"1", "2"} {
		c := told(ticket, notifiers.Missed, "missed", "#a")
		c.Intents[0].Hold = short
		f.commit(c)
	}
	<-time.After(2 * short)
	claim := f.claimGroup(t)
	got := compose(t, f, &claim).Group
	f.want([]any{got.Clocks, got.Held}, []any{2, true}, "what was held is told in one")
}

// A group of clocks that have messages of their own has those updated.
func groupOverMessages(t *testing.T, f *fixture) {
	f.commit(told("000", notifiers.Warn, "50%", "#a"))
	opening := f.await(t)
	f.sent(t, opening, "0.1")
	f.storm(6)
	f.rest(t)
	claim := f.claimGroup(t)
	f.sent(t, claim, "1.0")
	page := f.next(t)
	f.sent(t, page, "1.1")
	update := f.next(t)
	f.want([]any{update.Action, update.Message.Alert.Stage}, []any{monitor.Update, notifiers.Missed}, "the message of before")
	f.want(update.Posted, []monitor.Posted{posted(opening, "0.1")}, "what is updated")
}
