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

// A trial that ends who asked at a step must find stored what the step says.
func TestHook(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault *notifierstest.Fault
		want  string
	}{
		{"as it should be", nil, "before:0 after:1 answered:1"},
		{"stored, then an error", &notifierstest.Fault{Kind: notifierstest.Status, Store: true}, "before:0 after:1 answered:1"},
		{"an error", &notifierstest.Fault{Kind: notifierstest.Status}, "answered:0"},
		{"stored, then a reset", &notifierstest.Fault{Kind: notifierstest.Reset, Store: true}, "before:0 after:1"},
		{"too many", &notifierstest.Fault{Kind: notifierstest.RateLimit, RetryAfter: time.Second}, "answered:0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fake := notifierstest.NewSlack(t)
			id := fake.AddChannel("support")
			steps := make(chan string, 10)
			fake.Hook(func(step notifierstest.Step, call notifierstest.Call) {
				if call.Method != "chat.postMessage" || call.Key() != "k" {
					t.Errorf("called for %s of %q", call.Method, call.Key())
				}
				steps <- fmt.Sprintf("%s:%d", step, len(fake.WithKey("k")))
			})
			if c.fault != nil {
				fake.Misbehave(*c.fault)
			}
			if _, _, err := post(fake, id, "k"); (err != nil) != (c.fault != nil) {
				t.Errorf("error %v", err)
			}
			for _, want := range strings.Fields(c.want) { // the last step may come after the caller has its answer
				if got := <-steps; got != want {
					t.Errorf("%s, want %s", got, want)
				}
			}
			if len(steps) > 0 {
				t.Errorf("then %s", <-steps)
			}
		})
	}
}

// A hook may keep the answer until the caller is gone: the message is stored, and nobody was told.
func TestHookHoldsTheAnswerBack(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	id := fake.AddChannel("support")
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan struct{})
	fake.Hook(func(step notifierstest.Step, _ notifierstest.Call) {
		if step == notifierstest.After {
			cancel()
			<-gone
		}
	})
	_, _, err := client(fake).PostMessageContext(ctx, id, slack.MsgOptionText("hello", false))
	if !errors.Is(err, context.Canceled) || len(fake.Messages(id)) != 1 {
		t.Errorf("error %v and %d messages; want the message, and no answer", err, len(fake.Messages(id)))
	}
	close(gone)
}

func TestFiles(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	id := fake.AddChannel("support")
	parent, _ := mustPost(t, fake, id, "parent")
	api := client(fake)
	params := slack.UploadFileParameters{
		Filename: "late.csv", FileSize: 5, Content: "a,b\r\n", Title: "All [group/1]", Channel: id, ThreadTimestamp: parent,
	}
	shared, err := api.UploadFile(params)
	if err != nil {
		t.Fatal(err)
	}
	m := fake.WithKey("group/1")
	if len(m) != 1 || m[0].File == nil || m[0].File.ID != shared.ID || string(m[0].File.Content) != "a,b\r\n" || m[0].ThreadTS != parent {
		t.Errorf("stored %+v", m)
	}
	again := slack.CompleteUploadExternalParameters{Files: []slack.FileSummary{{ID: shared.ID}}, Channel: id}
	for step, complete := range map[string]slack.CompleteUploadExternalParameters{
		"file_not_found":    again,
		"channel_not_found": {Files: again.Files, Channel: "support"}, // an id only
		"invalid_arguments": {Channel: id},
	} {
		if _, err := api.CompleteUploadExternalContext(t.Context(), complete); fmt.Sprint(err) != step {
			t.Errorf("%v, want %s", err, step)
		}
	}
	params.FileSize = 6
	if _, err := api.UploadFile(params); err == nil || !strings.Contains(err.Error(), "file_not_found") {
		t.Errorf("a file that is not as long as was said: %v", err)
	}
	if _, _, _, err := api.UpdateMessage(id, m[0].TS, slack.MsgOptionText("x", false)); fmt.Sprint(err) != "cant_update_message" {
		t.Errorf("an update of a shared file: %v", err)
	}
}

func TestActionsHaveLimits(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	id := fake.AddChannel("support")
	button := func(action, label, value string) slack.BlockElement {
		return slack.NewButtonBlockElement(action, value, slack.NewTextBlockObject(slack.PlainTextType, label, true, false))
	}
	var many []slack.BlockElement
	for i := range 26 {
		many = append(many, button(fmt.Sprint(i), "x", ""))
	}
	long := func(n int) string { return strings.Repeat("x", n) }
	for _, c := range []struct {
		name     string
		elements []slack.BlockElement
		want     string
	}{
		{"as long as can be", append(many[:24:24], button(long(255), long(75), long(2000))), "<nil>"},
		{"none", []slack.BlockElement{}, "invalid_blocks"},
		{"too many", many, "invalid_blocks"},
		{"a long label", []slack.BlockElement{button("a", long(76), "")}, "invalid_blocks"},
		{"no label", []slack.BlockElement{button("a", "", "")}, "invalid_blocks"},
		{"a long value", []slack.BlockElement{button("a", "x", long(2001))}, "invalid_blocks"},
		{"a long id", []slack.BlockElement{button(long(256), "x", "")}, "invalid_blocks"},
		{"an id twice", []slack.BlockElement{button("a", "x", ""), button("a", "y", "")}, "invalid_blocks"},
	} {
		if _, _, err := post(fake, id, "k", slack.MsgOptionBlocks(slack.NewActionBlock("", c.elements...))); fmt.Sprint(err) != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}
