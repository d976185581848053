package slack_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/notifiers/slack"
)

func TestAFileStandsInTheThreadAndIsFound(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	fake.AddChannel("support")
	s := connect(t, fake)
	opening := send(t, s, notifiers.Post{Message: notifiers.Message{Group: notifierstest.SampleGroup()}})
	for _, key := range []string{"group/support/1/file", "with [brackets]", "with & and >", strings.Repeat("long", 100), "\xff", ""} {
		f := notifierstest.SampleFile()
		f.Key = key
		receipt := send(t, s, notifiers.Post{Message: notifiers.Message{File: f}, Thread: opening})
		m := fake.Messages("support")
		if got := m[len(m)-1]; got.ThreadTS != opening.ID || got.File == nil || got.File.ID != receipt.ID || string(got.File.Content) != string(f.Content) ||
			got.File.Name != f.Name {
			t.Errorf("%q: stored %+v", key, got)
		}
		found, err := connect(t, fake).Find(t.Context(), notifiers.Search{To: "#support", Thread: opening, Keys: []string{key, "never sent"}})
		if diff := cmp.Diff(map[string]notifiers.Receipt{key: receipt}, found); diff != "" || err != nil {
			t.Errorf("%q: found, with error %v (-want +got):\n%s", key, err, diff)
		}
		if err := s.Update(t.Context(), "#support", receipt, notifiers.Message{File: f}); err != nil {
			t.Errorf("%q: update: %v", key, err)
		}
	}
	if n := len(fake.WithKey("group/support/1/file")); n != 1 {
		t.Errorf("%d files carry the key", n)
	}
	alone := send(t, s, notifiers.Post{Message: notifiers.Message{File: notifierstest.SampleFile()}})
	if found, err := s.Find(t.Context(), search("#support", "group/support/1/file", 0)); err != nil || found["group/support/1/file"] != alone {
		t.Errorf("in the channel: %v, %v", found, err)
	}
}

// Nobody sees a file before the last of its three requests, so what goes wrong before may be tried again at once.
func TestAFileThatFails(t *testing.T) {
	for _, method := range []string{"files.getUploadURLExternal", "files.upload", "files.completeUploadExternal"} {
		for _, kind := range []notifierstest.Kind{
			notifierstest.RateLimit, notifierstest.Status, notifierstest.Reset, notifierstest.Hang, notifierstest.Garbage,
		} {
			if method == "files.upload" && kind == notifierstest.Garbage {
				continue // its answer is the status alone
			}
			fake := notifierstest.NewSlack(t)
			fake.AddChannel("support")
			fake.Misbehave(notifierstest.Fault{Kind: kind, Method: method, RetryAfter: time.Second, Store: true})
			timeout := 10 * time.Second
			if kind == notifierstest.Hang {
				timeout = 300 * time.Millisecond
			}
			s, err := slack.New(slack.Options{Token: fake.Token(), APIURL: fake.URL(), Timeout: timeout})
			if err != nil {
				t.Fatal(err)
			}
			post := notifiers.Post{To: "#support", Message: notifiers.Message{File: notifierstest.SampleFile()}}
			_, err = s.Post(t.Context(), post)
			want := notifiers.Retry
			if method == "files.completeUploadExternal" && kind != notifierstest.RateLimit {
				want = notifiers.Ambiguous
			}
			var failure *notifiers.Failure
			if !errors.As(err, &failure) || failure.Outcome != want || strings.Contains(err.Error(), "/upload/") {
				t.Errorf("%s, kind %d: %v; want %v", method, kind, err, want)
			}
			if stored := len(fake.WithKey(post.Message.Key())); stored != 0 && want == notifiers.Retry {
				t.Errorf("%s, kind %d: to be tried again, though it is there", method, kind)
			}
		}
	}
	fake := notifierstest.NewSlack(t)
	fake.AddChannel("support")
	fake.Unscoped("files.getUploadURLExternal", "files:write")
	_, err := connect(t, fake).Post(t.Context(), notifiers.Post{To: "#support", Message: notifiers.Message{File: notifierstest.SampleFile()}})
	if err == nil || err.Error() != "permanent: missing_scope: the app lacks a scope: files:write" {
		t.Errorf("without the scope: %v", err)
	}
}
