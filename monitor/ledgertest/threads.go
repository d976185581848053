package ledgertest

import (
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// missedIn gives a change in which clock 1 is missed, which is told in several places.
func missedIn(places ...notifiers.Place) *monitor.Change {
	c := told("1", notifiers.Missed, "missed", places[0])
	for _, place := range places[1:] {
		intent := c.Intents[0]
		intent.Place = place
		intent.Alert.Key += "/" + string(place)
		c.Intents = append(c.Intents, intent)
	}
	return c
}

// sent marks a claim as posted by the notifier "test" under an id.
func (f *fixture) sent(t *testing.T, c monitor.Claim, id string) {
	t.Helper()
	f.settle(t, c, monitor.Settlement{State: monitor.Sent, Receipt: notifiers.Receipt{Channel: "C1", ID: id}, Notifier: "test"})
}

// posted is how a claim stands that was marked by sent.
func posted(c monitor.Claim, id string) monitor.Posted {
	return monitor.Posted{
		ID: c.ID, Key: c.Message.Key(), Place: c.Place, Notifier: "test", Receipt: notifiers.Receipt{Channel: "C1", ID: id},
	}
}

// awaitIn claims until something of a place comes, and marks all else as sent.
func (f *fixture) awaitIn(t *testing.T, place notifiers.Place) monitor.Claim {
	t.Helper()
	for range 20 {
		c := f.await(t)
		if c.Place == place {
			return c
		}
		f.sent(t, c, "elsewhere")
	}
	t.Fatalf("nothing of %s comes", place)
	return monitor.Claim{}
}

func threads(t *testing.T, f *fixture) {
	f.commit(told("1", notifiers.Warn, "50%", "#a"))
	opening := f.await(t)
	f.want(opening.Opening(), (*monitor.Posted)(nil), "what the first post answers")
	f.sent(t, opening, "1.0")
	f.want(f.commit(missedIn("#a", "#b")).Intents, 2, "intents, one a place")
	f.want(f.commit(missedIn("#a", "#b")).Intents, 0, "again")
	f.rest(t)
	for range 2 {
		c := f.await(t)
		if c.Place == "#b" {
			f.want(len(c.Posted), 0, "in a place that knows nothing of the clock")
			f.sent(t, c, "2.0")
			f.want(f.alertState("1", "missed"), monitor.Sent, "told in one of two places")
			continue
		}
		f.want(c.Posted, []monitor.Posted{posted(opening, "1.0")}, "what the miss answers")
		f.sent(t, c, "1.1")
	}
	f.commit(told("1", notifiers.Escalated, "escalate 30m", "#a"))
	later := f.awaitIn(t, "#a")
	f.want(later.Posted, []monitor.Posted{posted(opening, "1.0")}, "a thread has one opening")
}

// What is told in one place alone ends in all of them.
func ends(t *testing.T, f *fixture) {
	f.commit(told("1", notifiers.Missed, "missed", "#a"))
	f.sent(t, f.await(t), "1.0")
	f.commit(told("1", notifiers.Escalated, "escalate 30m", "#leads"))
	escalated := f.await(t)
	f.sent(t, escalated, "2.0")
	f.commit(told("1", notifiers.Recovered, "recovered", "#a"))
	f.want(f.awaitIn(t, "#a").Action, monitor.Post, "where it is told")
	update := f.awaitIn(t, "#leads")
	f.want(update.Action, monitor.Update, "elsewhere")
	f.want(update.Message.Alert.Stage, notifiers.Recovered, "what it shows")
	f.want(update.Posted, []monitor.Posted{posted(escalated, "2.0")}, "what is updated")
}

func touched(t *testing.T, f *fixture) {
	touch := func() {
		if err := f.Touch(t.Context(), source, row("1").Key); err != nil {
			t.Fatal(err)
		}
	}
	touch() // nothing stands
	f.commit(told("1", notifiers.Warn, "50%", "#a"))
	opening := f.await(t)
	touch() // nothing stands yet
	f.sent(t, opening, "1.0")
	f.commit(told("1", notifiers.Missed, "missed", "#a"))
	missed := f.await(t)
	f.sent(t, missed, "1.1")
	touch()
	touch()
	f.rest(t)
	first := f.await(t)
	f.want([]any{first.Action, *first.Clock}, []any{monitor.Update, row("1").Key}, "what a touch makes")
	f.want(first.Posted, []monitor.Posted{posted(opening, "1.0")}, "what is updated")
	f.want(first.Message.Alert.Stage, notifiers.Missed, "what it shows")
	if first.Message.Alert.Ref == "" {
		t.Error("an update has no ref")
	}
	touch()                                                        // while it is being updated: it may be too late for what is known now
	f.settle(t, first, monitor.Settlement{State: monitor.Pending}) // it failed: the one that waits is tried instead
	f.rest(t)
	second := f.await(t)
	f.want(second.Action, monitor.Update, "touched while it was updated")
	f.want(second.Stage, "missed", "the stage that it shows")
	f.sent(t, second, "")
	excuse := monitor.Excuse{Source: source, Clock: row("1").Key, By: "Ada", Why: "the line was down", At: at(9)}
	for _, undo := range []bool{false, true} {
		excuse.Undo = undo
		if err := f.Excuse(t.Context(), excuse); err != nil {
			t.Fatal(err)
		}
		f.rest(t)
		update := f.await(t)
		want := notifiers.Excused{By: "Ada", Why: "the line was down"}
		if undo {
			want = notifiers.Excused{}
		}
		f.want(update.Message.Alert.Care.Excused, want, "what is said of the excuse")
		f.sent(t, update, "")
	}
	if _, waits, err := f.Wait(t.Context(), terms(lease, 1)); err != nil || waits {
		t.Errorf("something waits beside it: %v, %v", waits, err)
	}
}

// An update that its owner died of is done again, without a look.
func staleUpdate(t *testing.T, f *fixture) {
	f.commit(told("1", notifiers.Warn, "50%", "#a"))
	f.sent(t, f.await(t), "1.0")
	f.commit(told("1", notifiers.Kept, "kept", "#a"))
	f.rest(t)
	old := f.claimFor(short, 1)
	if len(old) != 1 || old[0].Action != monitor.Update {
		t.Fatalf("claims %+v", old)
	}
	again := f.await(t)
	f.want([]any{again.ID, again.Attempt}, []any{old[0].ID, int32(2)}, "claimed again")
	if ours, err := f.Settle(t.Context(), &old[0], monitor.Settlement{State: monitor.Sent}); ours || err != nil {
		t.Errorf("the old owner is not fenced off: %v, %v", ours, err)
	}
	f.sent(t, again, "")
	if err := f.Redo(t.Context(), &old[0]); err != nil {
		t.Fatal(err)
	}
	f.rest(t)
	f.want(f.await(t).Message.Alert.Stage, notifiers.Kept, "what a lost claim may have overwritten")
}

func goneOpening(t *testing.T, f *fixture) {
	f.commit(told("1", notifiers.Warn, "50%", "#a"))
	opening := f.await(t)
	f.sent(t, opening, "1.0")
	f.commit(told("1", notifiers.Missed, "missed", "#a"))
	missed := f.await(t)
	f.settle(t, missed, monitor.Settlement{State: monitor.Pending, Blameless: true, Gone: []int64{opening.ID}})
	missed = f.await(t)
	f.want(len(missed.Posted), 0, "messages to answer once the opening was deleted")
	f.want(missed.Failures, int32(0), "failures")
	f.sent(t, missed, "2.0")
	f.commit(told("1", notifiers.Recovered, "recovered", "#a"))
	recovered := f.await(t)
	f.want(recovered.Posted, []monitor.Posted{posted(missed, "2.0")}, "what is answered from then on")
	// It was answered, but stands alone: the service said so, or it was found so.
	f.settle(t, recovered, monitor.Settlement{
		State: monitor.Sent, Receipt: notifiers.Receipt{Channel: "C1", ID: "3.0", Alone: true}, Notifier: "test", Gone: []int64{missed.ID},
	})
	again := told("1", notifiers.Missed, "missed", "#a")
	again.Transitions[0].Episode = 1
	again.Intents[0].Alert.Key = again.Transitions[0].Key(source)
	f.commit(again)
	f.want(f.await(t).Posted, []monitor.Posted{posted(recovered, "3.0")}, "what opened instead")
}

func looks(t *testing.T, f *fixture) {
	for _, ticket := range []string{"1", "2"} {
		f.commit(told(ticket, notifiers.Warn, "50%", "#a"))
	}
	first := f.await(t)
	f.sent(t, first, "1.0")
	second := f.await(t)
	f.settle(t, second, monitor.Settlement{State: monitor.Unsure})
	f.commit(told("1", notifiers.Missed, "missed", "#a"))
	f.commit(told("2", notifiers.Missed, "missed", "#a"))
	reply := f.await(t)
	f.want(reply.Message.Alert.Ticket, "1", "a reply to what is unsure is not claimed")
	f.settle(t, reply, monitor.Settlement{State: monitor.Unsure})

	got, err := f.Looks(t.Context(), terms(lease, 8))
	if err != nil || len(got) != 2 {
		t.Fatalf("looks %+v, %v; want one in the channel, one in the thread", got, err)
	}
	for _, look := range got {
		switch c := look.Claims[0]; c.ID {
		case second.ID:
			f.want(look.Thread, (*monitor.Posted)(nil), "where an opening is looked for")
			f.sent(t, c, "2.0")
		case reply.ID:
			thread := posted(first, "1.0")
			f.want(look.Thread, &thread, "where an answer is looked for")
			f.sent(t, c, "1.1")
		}
	}
	f.want(f.await(t).Posted, []monitor.Posted{posted(second, "2.0")}, "once the opening is found")
	f.want(f.alertState("2", "50%"), monitor.Sent, "found")
}

// Those of a place are looked for together, by one alone, and not before their time.
func looksAtOnce(t *testing.T, f *fixture) {
	const n = 4
	for i := range n {
		f.commit(told(string(rune('a'+i)), notifiers.Warn, "50%", "#a"))
	}
	f.commit(told("z", notifiers.Warn, "50%", "#b"))
	for range n + 1 {
		c := f.await(t)
		again := time.Duration(0)
		if c.Place == "#b" {
			again = time.Hour
		}
		f.settle(t, c, monitor.Settlement{State: monitor.Unsure, Again: again})
	}
	got, err := f.Looks(t.Context(), terms(lease, 8))
	if err != nil || len(got) != 1 || len(got[0].Claims) != n || got[0].Place != "#a" {
		t.Errorf("looks %+v, %v; want one for %d", got, err, n)
	}
	if none, err := f.Looks(t.Context(), terms(lease, 8)); err != nil || len(none) != 0 {
		t.Errorf("looked for by two, or too soon: %+v, %v", none, err)
	}
	// Looking takes no turn of those that post.
	f.commit(told("y", notifiers.Warn, "50%", "#a"))
	f.want(f.await(t).Message.Alert.Ticket, "y", "a post beside what is looked for")
}

func held(t *testing.T, f *fixture) {
	change := told("1", notifiers.Warn, "50%", "#a")
	change.Intents[0].Hold = time.Hour
	f.commit(change)
	f.want(f.alertState("1", "50%"), monitor.Held, "state")
	f.want(len(f.claim(10)), 0, "claims of what is held")
	wait, waits, err := f.Wait(t.Context(), terms(lease, 1))
	if err != nil || !waits || wait < 59*time.Minute || wait > time.Hour {
		t.Errorf("wait %v, %v, %v; want an hour", wait, waits, err)
	}
	f.want(f.commit(told("1", notifiers.Missed, "missed", "#a")).Withdrawn, 1, "a held warning is withdrawn by the miss")
	f.settle(t, f.await(t), monitor.Settlement{State: monitor.Sent})
	soon := told("2", notifiers.Warn, "50%", "#a")
	soon.Intents[0].Hold = short
	f.commit(soon)
	f.want(f.await(t).Message.Alert.Ticket, "2", "when its time has come")
}

func freshened(t *testing.T, f *fixture) {
	f.commit(told("1", notifiers.Missed, "missed", "#a"))
	claim := f.await(t)
	now := *claim.Message.Alert
	now.Subject, now.DueAt, now.Step, now.Mention = "of now", at(130), "30m", []notifiers.Mention{{Group: "oncall"}, {Email: "a@b.c"}}
	f.settle(t, claim, monitor.Settlement{State: monitor.Sent, Told: &now, Notifier: "test", Receipt: notifiers.Receipt{ID: "1.0"}})
	if err := f.Touch(t.Context(), source, row("1").Key); err != nil {
		t.Fatal(err)
	}
	f.rest(t)
	shown := f.await(t).Message.Alert
	now.Ref = shown.Ref
	f.want(shown, &now, "what an update shows of what was told")
}

func queue(t *testing.T, f *fixture) {
	f.commit(missedIn("#a", notifiers.Mail("a@b.c"), notifiers.Webhook("pager")))
	f.commit(told("2", notifiers.Missed, "missed", "#a"))
	f.settle(t, f.claimOne(t, "#a"), monitor.Settlement{State: monitor.Failed, Reason: "channel_not_found"})
	report, err := f.Queue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f.want(report.Lines, []monitor.QueueLine{
		{Medium: "chat", State: monitor.Failed, N: 1},
		{Medium: "chat", State: monitor.Pending, N: 1},
		{Medium: "email", State: monitor.Pending, N: 1},
		{Medium: "webhook", State: monitor.Pending, N: 1},
	}, "queue")
	if report.Oldest <= 0 || report.Oldest > time.Hour {
		t.Errorf("the oldest waits for %v", report.Oldest)
	}
}

// statementsOfPlaces: what is told in several places is one statement, which names those that were told.
func statementsOfPlaces(t *testing.T, f *fixture) {
	f.commit(missedIn("#a", "#b", "#c"))
	for range 3 {
		c := f.await(t)
		if c.Place == "#c" {
			f.settle(t, c, monitor.Settlement{State: monitor.Failed, Reason: "no such channel"})
			continue
		}
		f.sent(t, c, "1.0")
	}
	said, err := f.Statements(t.Context(), source, "1")
	if err != nil || len(said) != 1 || said[0].ToldAt == calendar.None {
		t.Fatalf("%+v, %v", said, err)
	}
	f.want([]any{said[0].Place, said[0].Stage.Alert, said[0].Failed}, []any{"#a, #b", monitor.Sent, "#c: no such channel"}, "places, state, and what failed")
}
