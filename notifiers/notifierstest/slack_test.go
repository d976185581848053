package notifierstest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// post sends one message with a key through the library, as anybody would.
func post(fake *notifierstest.Slack, channel, key string, more ...slack.MsgOption) (string, string, error) {
	options := append([]slack.MsgOption{
		slack.MsgOptionText("hello", false),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "test", EventPayload: map[string]any{"key": key}}),
	}, more...)
	return client(fake).PostMessageContext(context.Background(), channel, options...)
}

func client(fake *notifierstest.Slack) *slack.Client {
	return slack.New(fake.Token(), slack.OptionAPIURL(fake.URL()))
}

func TestPostsAreStoredOnceWithGrowingStamps(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	id := fake.AddChannel("support")
	fake.SetNow(func() time.Time { return time.Unix(1_774_861_260, 0) }) // a clock that stands still
	last := ""
	for i := range 3 {
		channel, ts, err := post(fake, []string{"#support", "support", id}[i], fmt.Sprint(i))
		if err != nil || channel != id || ts <= last {
			t.Fatalf("post %d: channel %q, ts %q after %q, %v", i, channel, ts, last, err)
		}
		last = ts
	}
	if got := fake.WithKey("1"); len(got) != 1 || got[0].Text != "hello" || got[0].Channel != id {
		t.Errorf("WithKey(1) = %+v", got)
	}
}

func TestRefusals(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	id := fake.AddChannel("support")
	fake.AddChannel("old")
	fake.Archive("old")
	fake.AddChannel("closed")
	fake.Leave("closed")
	long := func(n int) slack.MsgOption {
		return slack.MsgOptionBlocks(slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", strings.Repeat("x", n), false, false), nil, nil))
	}
	many := func(n, size int) slack.MsgOption {
		var all []slack.MsgOption
		for range n {
			all = append(all, long(size))
		}
		return slack.MsgOptionCompose(all...)
	}
	mrkdwnHeader := slack.MsgOptionBlocks(slack.NewHeaderBlock(slack.NewTextBlockObject("mrkdwn", "x", false, false)))
	for _, c := range []struct {
		name, channel string
		option        slack.MsgOption
		want          string
	}{
		{"unknown channel", "#nowhere", long(1), "channel_not_found"},
		{"archived", "#old", long(1), "is_archived"},
		{"not a member", "#closed", long(1), "not_in_channel"},
		{"section of 3000", id, long(3000), ""},
		{"section of 3001", id, long(3001), "invalid_blocks"},
		{"empty section", id, long(0), "invalid_blocks"},
		{"50 blocks", id, many(50, 1), ""},
		{"51 blocks", id, many(51, 1), "invalid_blocks"},
		{"12,000 in all", id, many(4, 3000), ""},
		{"over 12,000 in all", id, many(5, 2401), "msg_blocks_too_long"},
		{"header in mrkdwn", id, mrkdwnHeader, "invalid_blocks"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := post(fake, c.channel, "k", c.option)
			if got := fmt.Sprint(err); err != nil && got != c.want || err == nil && c.want != "" {
				t.Errorf("error %q, want %q", got, c.want)
			}
		})
	}
	if _, err := slack.New("xoxb-wrong", slack.OptionAPIURL(fake.URL())).AuthTest(); fmt.Sprint(err) != "invalid_auth" {
		t.Errorf("a wrong token: %v", err)
	}
}

func TestHistoryPagesAndShowsMetadataOnlyOnRequest(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	id := fake.AddChannel("support")
	var stamps []string
	for i := range 5 {
		_, ts, err := post(fake, id, fmt.Sprint(i))
		if err != nil {
			t.Fatal(err)
		}
		stamps = append(stamps, ts)
	}
	if _, _, err := post(fake, id, "reply", slack.MsgOptionTS(stamps[0])); err != nil {
		t.Fatal(err)
	}
	for _, metadata := range []bool{true, false} {
		params := slack.GetConversationHistoryParameters{ChannelID: id, Limit: 2, Oldest: stamps[0], IncludeAllMetadata: metadata}
		var got []string
		for pages := 1; ; pages++ {
			page, err := client(fake).GetConversationHistory(&params)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range page.Messages {
				got = append(got, fmt.Sprint(m.Metadata.EventPayload["key"]))
			}
			if params.Cursor = page.ResponseMetaData.NextCursor; params.Cursor == "" {
				break
			}
		}
		want := "4 3 2 1" // newest first, oldest left out, no reply
		if !metadata {
			want = "<nil> <nil> <nil> <nil>"
		}
		if strings.Join(got, " ") != want {
			t.Errorf("metadata %v: %v, want %v", metadata, got, want)
		}
	}
	replies, _, _, err := client(fake).GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: id, Timestamp: stamps[0]})
	if err != nil || len(replies) != 2 || replies[0].Timestamp != stamps[0] {
		t.Errorf("replies: %+v, %v", replies, err)
	}
}

func TestUpdateDropsMetadataThatIsNotRepeated(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	id := fake.AddChannel("support")
	_, ts, err := post(fake, id, "k")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := client(fake).UpdateMessage("#support", ts, slack.MsgOptionText("x", false)); fmt.Sprint(err) != "channel_not_found" {
		t.Errorf("update by name: %v", err)
	}
	if _, _, _, err := client(fake).UpdateMessage(id, ts, slack.MsgOptionText("new", false)); err != nil {
		t.Fatal(err)
	}
	if m := fake.Messages(id); len(m) != 1 || m[0].Text != "new" || m[0].Key() != "" || m[0].Edits != 1 {
		t.Errorf("after the update: %+v", m)
	}
}

func TestPace(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	id, other := fake.AddChannel("support"), fake.AddChannel("other")
	now := time.Unix(1_774_861_260, 0)
	fake.SetNow(func() time.Time { return now })
	fake.Pace(true)
	steps := []struct {
		channel string
		after   time.Duration
		limited bool
	}{{id, 0, false}, {id, 400 * time.Millisecond, true}, {other, 0, false}, {id, 600 * time.Millisecond, false}}
	for i, step := range steps {
		now = now.Add(step.after)
		_, _, err := post(fake, step.channel, "k")
		var limit *slack.RateLimitedError
		if limited := errors.As(err, &limit); limited != step.limited || limited && limit.RetryAfter != time.Second {
			t.Errorf("step %d: %v", i, err)
		}
	}
}

// A test of delivery must be able to tell what was stored from what was answered.
func TestFaults(t *testing.T) {
	for _, kind := range []notifierstest.Kind{
		notifierstest.RateLimit, notifierstest.Status, notifierstest.Refuse, notifierstest.HTML,
		notifierstest.Truncated, notifierstest.Reset,
	} {
		for _, store := range []bool{false, true} {
			fake := notifierstest.NewSlack(t)
			id := fake.AddChannel("support")
			fake.Misbehave(notifierstest.Fault{
				Kind: kind, Method: "chat.postMessage", Channel: "support", Store: store, Code: "fatal_error", RetryAfter: time.Second,
			})
			if _, err := client(fake).AuthTest(); err != nil {
				t.Fatalf("kind %d met a request it is not for: %v", kind, err)
			}
			_, _, err := post(fake, id, "k")
			want := 0
			if store && kind != notifierstest.RateLimit {
				want = 1
			}
			if got := len(fake.WithKey("k")); err == nil || got != want {
				t.Errorf("kind %d, store %v: %d stored, want %d; error %v", kind, store, got, want, err)
			}
			if _, _, err := post(fake, id, "again"); err != nil {
				t.Errorf("kind %d is not used up: %v", kind, err)
			}
		}
	}
}

func TestLateIsStoredWhenReleased(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	id := fake.AddChannel("support")
	fake.Misbehave(notifierstest.Fault{Kind: notifierstest.Late})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		_, _, err := client(fake).PostMessageContext(ctx, id, slack.MsgOptionText("hello", false))
		done <- err
	}()
	if err := fake.Await(context.Background(), func() bool { return len(fake.Calls()) == 1 }); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) || len(fake.Messages(id)) != 0 {
		t.Fatalf("before release: %v, %d stored", err, len(fake.Messages(id)))
	}
	if err := fake.Await(context.Background(), func() bool { return fake.Release() == 1 }); err != nil {
		t.Fatal(err)
	}
	if len(fake.Messages(id)) != 1 {
		t.Error("nothing stored after release")
	}
}
