package slack_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/notifiers/slack"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// send posts what must be taken.
func send(t *testing.T, s *slack.Slack, p notifiers.Post) notifiers.Receipt {
	t.Helper()
	p.To = "#support"
	receipt, err := s.Post(t.Context(), p)
	if err != nil {
		t.Fatalf("post %s: %v", p.Message.Key(), err)
	}
	return receipt
}

// sample is a message with a key of its own.
func sample(stage notifiers.Stage, key string) notifiers.Message {
	a := notifierstest.Sample(stage, "4711")
	a.Key = key
	return notifiers.Message{Alert: a}
}

func TestAnswersStandInTheThread(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	fake.AddChannel("support")
	s := connect(t, fake)
	opening := send(t, s, notifiers.Post{Message: sample(notifiers.Warn, "opening")})
	send(t, s, notifiers.Post{Message: sample(notifiers.Missed, "missed"), Thread: opening, Broadcast: true})
	send(t, s, notifiers.Post{Message: sample(notifiers.Recovered, "recovered"), Thread: opening})
	type place struct {
		Thread    string
		Broadcast bool
	}
	got := map[string]place{}
	for _, m := range fake.Messages("support") {
		got[m.Key()] = place{m.ThreadTS, m.Broadcast}
	}
	want := map[string]place{"opening": {}, "missed": {opening.ID, true}, "recovered": {opening.ID, false}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Slack lets an answer to a deleted message stand by itself and says nothing.
func TestAnAnswerToADeletedMessageIsAlone(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	fake.AddChannel("support")
	s := connect(t, fake)
	opening := send(t, s, notifiers.Post{Message: sample(notifiers.Warn, "opening")})
	fake.Delete("support", opening.ID)

	err := s.Update(t.Context(), "#support", opening, sample(notifiers.Missed, "opening"))
	var failure *notifiers.Failure
	if !errors.As(err, &failure) || !failure.Gone || failure.Outcome != notifiers.Permanent || failure.Code != "message_not_found" {
		t.Errorf("the update of a deleted message: %v", err)
	}
	receipt := send(t, s, notifiers.Post{Message: sample(notifiers.Missed, "missed"), Thread: opening, Broadcast: true})
	if m := fake.WithKey("missed"); !receipt.Alone || len(m) != 1 || m[0].ThreadTS != "" || m[0].TS != receipt.ID {
		t.Errorf("receipt %+v of %+v; want it alone", receipt, m)
	}
	// Who does not know that it was sent finds it all the same.
	found, err := s.Find(t.Context(), notifiers.Search{To: "#support", Thread: opening, Keys: []string{"missed"}})
	if diff := cmp.Diff(map[string]notifiers.Receipt{"missed": receipt}, found); diff != "" || err != nil {
		t.Errorf("found, with error %v (-want +got):\n%s", err, diff)
	}
	found, err = s.Find(t.Context(), notifiers.Search{To: "#support", Thread: opening, Keys: []string{"missed", "never sent"}})
	if !errors.As(err, &failure) || !failure.Gone || failure.Code != "thread_not_found" || len(found) != 1 {
		t.Errorf("found %v, %v; want what stands alone, and Gone", found, err)
	}
	// As an opening it is like any other.
	next := send(t, s, notifiers.Post{Message: sample(notifiers.Recovered, "recovered"), Thread: receipt})
	if next.Alone {
		t.Error("the answer to the new opening is alone")
	}
}

func TestCodesThatMeanGone(t *testing.T) {
	for code, gone := range map[string]bool{
		"message_not_found": true, "thread_not_found": true, "cannot_reply_to_message": true, "restricted_action_thread_locked": true,
		"channel_not_found": false, "cant_update_message": false, "edit_window_closed": false, "fatal_error": false,
	} {
		fake := notifierstest.NewSlack(t)
		fake.AddChannel("support")
		fake.Misbehave(notifierstest.Fault{Kind: notifierstest.Refuse, Code: code})
		_, err := connect(t, fake).Post(t.Context(), notifiers.Post{To: "#support", Message: sample(notifiers.Warn, "k")})
		var failure *notifiers.Failure
		if !errors.As(err, &failure) || failure.Gone != gone || gone && failure.Outcome != notifiers.Permanent {
			t.Errorf("%s: %v, gone %v; want %v", code, err, failure != nil && failure.Gone, gone)
		}
	}
}

// All keys are looked for in one go: as many requests as there are pages, however many keys.
func TestFindInAThreadPages(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	fake.AddChannel("support")
	start := time.Date(2026, 3, 30, 9, 0, 0, 0, time.UTC)
	now := start
	fake.SetNow(func() time.Time { return now })
	s := connect(t, fake)
	opening := send(t, s, notifiers.Post{Message: sample(notifiers.Warn, "opening")})
	other := send(t, s, notifiers.Post{Message: sample(notifiers.Warn, "other")})
	want := map[string]notifiers.Receipt{}
	var keys []string
	for i := range 250 {
		now = now.Add(time.Second)
		key := fmt.Sprint("answer ", i)
		receipt := send(t, s, notifiers.Post{Message: sample(notifiers.Missed, key), Thread: opening, Broadcast: i%2 == 0})
		if i%10 == 0 {
			want[key], keys = receipt, append(keys, key)
		}
	}
	find := func(thread notifiers.Receipt, since time.Time, keys ...string) map[string]notifiers.Receipt {
		t.Helper()
		found, err := s.Find(t.Context(), notifiers.Search{To: "#support", Thread: thread, Keys: keys, Since: calendar.FromTime(since)})
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if diff := cmp.Diff(want, find(opening, start, append(keys, "never sent", "opening")...)); diff != "" {
		t.Errorf("the thread (-want +got):\n%s", diff)
	}
	if pages := len(fake.CallsOf("conversations.replies")); pages != 3 {
		t.Errorf("%d requests for 250 answers, want 3", pages)
	}
	if found := find(opening, now.Add(-20*time.Second), "answer 220", "answer 240"); len(found) != 1 || found["answer 240"].ID == "" {
		t.Errorf("since then: %v", found)
	}
	if found := find(other, start, keys...); len(found) > 0 {
		t.Errorf("in another thread: %v", found)
	}
	if found := find(notifiers.Receipt{}, start, "answer 0", "other"); len(found) != 1 || found["other"] != other {
		t.Errorf("among those that stand by themselves: %v", found) // answer 0 was broadcast and is in the history, too
	}
}

// Of a deleted message with answers Slack keeps a stub, so that they are still found.
func TestFindBelowAStub(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	fake.AddChannel("support")
	s := connect(t, fake)
	opening := send(t, s, notifiers.Post{Message: sample(notifiers.Warn, "opening")})
	answer := send(t, s, notifiers.Post{Message: sample(notifiers.Missed, "missed"), Thread: opening})
	fake.Delete("support", opening.ID)
	found, err := s.Find(t.Context(), notifiers.Search{To: "#support", Thread: opening, Keys: []string{"missed", "opening"}})
	if diff := cmp.Diff(map[string]notifiers.Receipt{"missed": answer}, found); diff != "" || err != nil {
		t.Errorf("found, with error %v (-want +got):\n%s", err, diff)
	}
}

// A search that fails says so; it never says that nothing is there.
func TestFindThatFails(t *testing.T) {
	for _, thread := range []notifiers.Receipt{{}, {Channel: "C00000001", ID: "1.000001"}} {
		for _, kind := range []notifierstest.Kind{
			notifierstest.RateLimit, notifierstest.Status, notifierstest.HTML, notifierstest.Truncated, notifierstest.Garbage, notifierstest.Huge,
			notifierstest.Reset,
		} {
			fake := notifierstest.NewSlack(t)
			fake.AddChannel("support")
			method := "conversations.history"
			if thread.ID != "" {
				method = "conversations.replies"
			}
			fake.Misbehave(notifierstest.Fault{Kind: kind, Method: method, RetryAfter: 7 * time.Second, Times: -1})
			_, err := connect(t, fake).Find(t.Context(), notifiers.Search{To: "C00000001", Thread: thread, Keys: []string{"k"}})
			var failure *notifiers.Failure
			if !errors.As(err, &failure) || failure.Outcome != notifiers.Retry || failure.Gone {
				t.Errorf("%s, kind %d: %v; want Retry", method, kind, err)
			} else if kind == notifierstest.RateLimit && failure.After != 7*time.Second {
				t.Errorf("%s: after %v, want 7s", method, failure.After)
			}
		}
	}
}

// A page that is too long for what is read at once is asked for in parts.
func TestFindAmongHugeMessages(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	fake.AddChannel("support")
	s := connect(t, fake)
	want := send(t, s, notifiers.Post{Message: sample(notifiers.Warn, "k")})
	fake.Misbehave(notifierstest.Fault{Kind: notifierstest.Huge, Method: "conversations.history", Times: 3})
	if found, err := s.Find(t.Context(), search("#support", "k", 0)); err != nil || found["k"] != want {
		t.Errorf("found %v, %v", found, err)
	}
	var limits []string
	for _, call := range fake.CallsOf("conversations.history") {
		limits = append(limits, call.Form.Get("limit"))
	}
	if diff := cmp.Diff([]string{"100", "25", "6", "1"}, limits); diff != "" {
		t.Errorf("limits (-want +got):\n%s", diff)
	}
}
