package notifierstest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// mustPost sends one message with a key and gives its ts and that of the thread in which Slack says it stands.
func mustPost(t testing.TB, fake *notifierstest.Slack, channel, key string, more ...slack.MsgOption) (ts, thread string) {
	t.Helper()
	options := append([]slack.MsgOption{
		slack.MsgOptionText(key, false),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "test", EventPayload: map[string]any{"key": key}}),
	}, more...)
	_, ts, m, err := client(fake).PostMessageWithResponseContext(context.Background(), channel, options...)
	if err != nil {
		t.Fatal(err)
	}
	return ts, m.ThreadTimestamp
}

// texts gives what stands in a thread, or in the history where thread is "", page by page.
func texts(t *testing.T, fake *notifierstest.Slack, channel, thread string, limit int) (string, error) {
	t.Helper()
	var all []string
	for cursor := ""; ; {
		var messages []slack.Message
		var next string
		if thread == "" {
			page, err := client(fake).GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: channel, Cursor: cursor, Limit: limit})
			if err != nil {
				return "", err
			}
			messages, next = page.Messages, page.ResponseMetaData.NextCursor
		} else {
			var err error
			params := &slack.GetConversationRepliesParameters{ChannelID: channel, Timestamp: thread, Cursor: cursor, Limit: limit}
			if messages, _, next, err = client(fake).GetConversationReplies(params); err != nil {
				return "", err
			}
		}
		if len(messages) > limit {
			t.Errorf("a page of %d, want at most %d", len(messages), limit)
		}
		for i := range messages {
			all = append(all, messages[i].Text+messages[i].SubType)
		}
		if cursor = next; cursor == "" {
			return strings.Join(all, " "), nil
		}
	}
}

func TestThreads(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	id := fake.AddChannel("support")
	parent, thread := mustPost(t, fake, id, "parent")
	if thread != "" {
		t.Errorf("a message by itself has thread_ts %q", thread)
	}
	mustPost(t, fake, id, "other")
	first, thread := mustPost(t, fake, id, "first", slack.MsgOptionTS(parent))
	if thread != parent {
		t.Errorf("a reply has thread_ts %q, want %q", thread, parent)
	}
	if _, thread = mustPost(t, fake, id, "second", slack.MsgOptionTS(first), slack.MsgOptionBroadcast()); thread != parent {
		t.Errorf("a reply to a reply has thread_ts %q, want %q", thread, parent)
	}
	check := func(step, history, replies string) {
		t.Helper()
		got := map[string]string{}
		for name, of := range map[string]string{"history": "", "replies": parent} {
			said, err := texts(t, fake, id, of, 2)
			if err != nil {
				said = err.Error()
			}
			got[name] = said
		}
		if diff := cmp.Diff(map[string]string{"history": history, "replies": replies}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step, diff)
		}
	}
	check("at first", "secondthread_broadcast other parent", "parent first secondthread_broadcast")
	fake.Delete(id, parent)
	const stub = "This message was deleted.tombstone"
	check("of a deleted parent a stub stays", "secondthread_broadcast other "+stub, stub+" first secondthread_broadcast")
	if n := len(fake.WithKey("parent")); n != 0 || len(fake.Messages(id)) != 3 {
		t.Errorf("the stub counts as a message: %d, %d", n, len(fake.Messages(id)))
	}
	if _, _, _, err := client(fake).UpdateMessage(id, parent, slack.MsgOptionText("x", false)); fmt.Sprint(err) != "message_not_found" {
		t.Errorf("an update of the stub: %v", err)
	}
	for _, m := range fake.Messages(id) {
		if m.ThreadTS != "" {
			fake.Delete(id, m.TS)
		}
	}
	check("until its last reply is gone", "other", "thread_not_found")
	if _, thread := mustPost(t, fake, id, "late", slack.MsgOptionTS(parent)); thread != "" {
		t.Errorf("a reply to what is gone has thread_ts %q", thread)
	}
	check("a reply to what is gone stands alone", "late other", "thread_not_found")
}

func TestWhispers(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	id := fake.AddChannel("support")
	ada := fake.AddPerson("Ada", "ada@example.com")
	if _, err := client(fake).PostEphemeral(id, ada, slack.MsgOptionText("psst", false)); err != nil {
		t.Fatal(err)
	}
	if _, err := client(fake).PostEphemeral(id, "U99", slack.MsgOptionText("psst", false)); fmt.Sprint(err) != "user_not_in_channel" {
		t.Errorf("to nobody: %v", err)
	}
	whispers := fake.Whispers("support")
	if len(whispers) != 1 || whispers[0].To != ada || whispers[0].Text != "psst" || len(fake.Messages(id)) != 0 {
		t.Errorf("whispers %+v, messages %+v", whispers, fake.Messages(id))
	}
}

func TestMembers(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	ada, oncall := fake.AddPerson("Ada", "Ada@example.com"), fake.AddGroup("oncall")
	if u, err := client(fake).GetUserByEmail("ada@EXAMPLE.com"); err != nil || u.ID != ada {
		t.Errorf("by e-mail: %+v, %v", u, err)
	}
	if u, err := client(fake).GetUserInfo(ada); err != nil || u.Profile.DisplayName != "Ada" || u.Profile.Email != "Ada@example.com" {
		t.Errorf("by id: %+v, %v", u, err)
	}
	if _, err := client(fake).GetUserByEmail("bob@example.com"); fmt.Sprint(err) != "users_not_found" {
		t.Errorf("nobody: %v", err)
	}
	if groups, err := client(fake).GetUserGroups(); err != nil || len(groups) != 1 || groups[0].ID != oncall || groups[0].Handle != "oncall" {
		t.Errorf("groups: %+v, %v", groups, err)
	}
	fake.Unscoped("usergroups.list", "usergroups:read")
	if _, err := client(fake).GetUserGroups(); fmt.Sprint(err) != "missing_scope" {
		t.Errorf("without the scope: %v", err)
	}
}

// A trial of many thousands of posts keeps what messages are found by, and nothing else.
func TestLean(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	id := fake.AddChannel("support")
	fake.Lean()
	parent, _ := mustPost(t, fake, id, "parent")
	mustPost(t, fake, id, "reply", slack.MsgOptionTS(parent))
	if diff := cmp.Diff(map[string]int{"parent": 1, "reply": 1}, fake.Keys()); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	if n := len(fake.Calls()); n != 0 || fake.Messages(id)[0].Form != nil {
		t.Errorf("%d calls are remembered, and %v", n, fake.Messages(id)[0].Form)
	}
	if said, err := texts(t, fake, id, parent, 10); said != "parent reply" || err != nil {
		t.Errorf("replies: %q, %v", said, err)
	}
}

// A page of the history, and a look by key, cost the same among a hundred thousand messages as among a thousand.
func BenchmarkAmongMany(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			fake := notifierstest.StartSlack()
			defer fake.Close()
			id := fake.AddChannel("support")
			fake.Lean()
			last := ""
			for i := range n {
				last, _ = mustPost(b, fake, id, fmt.Sprint(i))
			}
			b.ResetTimer()
			for i := range b.N {
				_, err := client(fake).GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: id, Latest: last, Limit: 100})
				if err != nil || len(fake.WithKey(fmt.Sprint(i%n))) != 1 {
					b.Fatal(err)
				}
			}
		})
	}
}
