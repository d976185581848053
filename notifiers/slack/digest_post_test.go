package slack_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/notifiers/slack"
)

// executives is a workspace with a channel for digests.
func executives(t *testing.T) *notifierstest.Slack {
	t.Helper()
	fake := notifierstest.NewSlack(t)
	fake.AddChannel("executives")
	return fake
}

func digestPost() notifiers.Post {
	return notifiers.Post{To: "#executives", Message: notifiers.Message{Digest: notifierstest.SampleDigest()}}
}

// kinds gives the types of the blocks of the one message that there must be.
func kinds(t *testing.T, fake *notifierstest.Slack) string {
	t.Helper()
	standing := fake.Messages("")
	if len(standing) != 1 || len(fake.WithKey(notifierstest.SampleDigest().Key)) != 1 {
		t.Fatalf("%d messages", len(standing))
	}
	var blocks []struct{ Type string }
	if err := json.Unmarshal(standing[0].Blocks, &blocks); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, b := range blocks {
		all = append(all, b.Type)
	}
	return strings.Join(all, " ")
}

const (
	inWords  = "header context section section "
	asCharts = inWords + "data_visualization data_visualization context"
	asImages = inWords + "image image context"
	asText   = inWords + "context"
)

func TestADigestHasSlacksOwnCharts(t *testing.T) {
	fake := executives(t)
	s := connect(t, fake)
	p := digestPost()
	receipt, err := s.Post(t.Context(), p)
	if err != nil || kinds(t, fake) != asCharts || len(fake.Uploaded()) != 0 {
		t.Errorf("%v, %s", err, kinds(t, fake))
	}
	if err := s.Update(t.Context(), p.To, receipt, p.Message); err != nil || fake.Messages("")[0].Edits != 0 {
		t.Errorf("an update changes what was known: %v", err)
	}
}

// Where the workspace draws no charts the same message has pictures, which stand nowhere else.
func TestADigestHasPicturesWhereThereAreNoCharts(t *testing.T) {
	fake := executives(t)
	fake.TakeCharts(false)
	if _, err := connect(t, fake).Post(t.Context(), digestPost()); err != nil || kinds(t, fake) != asImages {
		t.Errorf("%v, %s", err, kinds(t, fake))
	}
	files := fake.Uploaded()
	if len(files) != 2 {
		t.Errorf("%d files", len(files))
	}
	for id, f := range files {
		picture, err := png.Decode(bytes.NewReader(f.Content))
		if err != nil || picture.Bounds().Dx() < 1000 || !strings.Contains(string(fake.Messages("")[0].Blocks), `"slack_file":{"id":"`+id+`"}`) {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
	if !strings.Contains(string(fake.Messages("")[0].Blocks), `"alt_text":"Promises kept, by week. From 93.1 % in 2026-W34 to 94.6 % in 2026-W46."`) {
		t.Error("who can't see a picture is not told what it shows")
	}
}

// insist tries until it is taken or refused for good, and gives how often it had to be tried again.
func insist(t *testing.T, s *slack.Slack) (again int, err error) {
	t.Helper()
	for ; again < 100; again++ {
		_, err = s.Post(t.Context(), digestPost())
		var f *notifiers.Failure
		if !errors.As(err, &f) || f.Outcome != notifiers.Retry {
			return again, err
		}
	}
	return again, err
}

// However a workspace calls it that it draws no charts, it gets pictures.
func TestADigestWhoseChartsAreRefusedInOtherWords(t *testing.T) {
	for _, code := range []string{"invalid_blocks_format", "unsupported_block_type"} {
		fake := executives(t)
		fake.Misbehave(notifierstest.Fault{Kind: notifierstest.Refuse, Method: "chat.postMessage", Code: code})
		if _, err := connect(t, fake).Post(t.Context(), digestPost()); err != nil || kinds(t, fake) != asImages {
			t.Errorf("%s: %v, %s", code, err, kinds(t, fake))
		}
	}
	fake := executives(t)
	fake.Misbehave(notifierstest.Fault{Kind: notifierstest.Refuse, Method: "chat.postMessage", Code: "is_archived"})
	var f *notifiers.Failure
	if _, err := connect(t, fake).Post(t.Context(), digestPost()); !errors.As(err, &f) || f.Code != "is_archived" || len(fake.Uploaded()) > 0 {
		t.Errorf("what has nothing to do with charts: %v", err)
	}
}

// Slack looks at a file for a while before a message may show it. It is uploaded once all the same.
func TestADigestWaitsForItsPictures(t *testing.T) {
	fake := executives(t)
	fake.TakeCharts(false)
	fake.SlowFiles(2)
	s := connect(t, fake)
	_, err := s.Post(t.Context(), digestPost())
	var f *notifiers.Failure
	if !errors.As(err, &f) || f.Outcome != notifiers.Retry || f.After < time.Second || f.Code != "file_not_ready" || len(fake.Messages("")) != 0 {
		t.Fatalf("%v", err)
	}
	if _, err := insist(t, s); err != nil || kinds(t, fake) != asImages || len(fake.Uploaded()) != 2 {
		t.Errorf("%v, %s, %d files", err, kinds(t, fake), len(fake.Uploaded()))
	}
}

// What counts are the words: where there can be neither charts nor pictures the message goes without.
func TestADigestGoesWithoutPicturesInTheEnd(t *testing.T) {
	for name, spoil := range map[string]func(*notifierstest.Slack){
		"never ready": func(fake *notifierstest.Slack) { fake.SlowFiles(1 << 30) },
		"may not":     func(fake *notifierstest.Slack) { fake.Unscoped("files.getUploadURLExternal", "files:write") },
		"may not at last": func(fake *notifierstest.Slack) {
			fake.Unscoped("files.completeUploadExternal", "files:write")
		},
	} {
		t.Run(name, func(t *testing.T) {
			fake := executives(t)
			fake.TakeCharts(false)
			spoil(fake)
			if again, err := insist(t, connect(t, fake)); err != nil || kinds(t, fake) != asText || again > 20 {
				t.Errorf("%v after %d, %s", err, again, kinds(t, fake))
			}
		})
	}
	fake := executives(t)
	p := digestPost()
	p.Message.Digest.Report = notifierstest.Reports()["empty"]
	if _, err := connect(t, fake).Post(t.Context(), p); err != nil || kinds(t, fake) != "header context section context" {
		t.Errorf("of nothing: %v, %s", err, kinds(t, fake))
	}
}

// Whatever goes wrong on the way, the digest stands there once in the end: what may have been sent is looked for.
func TestADigestIsPostedOnce(t *testing.T) {
	all := []notifierstest.Kind{notifierstest.RateLimit, notifierstest.Status, notifierstest.Reset}
	if testing.Short() {
		all = all[2:] // each draws pictures, which takes long under the race detector
	}
	for _, kind := range all {
		for _, method := range []string{"chat.postMessage", "files.getUploadURLExternal", "files.upload", "files.completeUploadExternal"} {
			fault := notifierstest.Fault{Kind: kind, Method: method, RetryAfter: time.Second, Store: true}
			fake := executives(t)
			fake.TakeCharts(false)
			fake.Misbehave(fault)
			untilItStands(t, fake, asImages)
		}
		// The answer to the message with Slack's charts is lost, or that to the one with pictures.
		fault := notifierstest.Fault{Kind: kind, Method: "chat.postMessage", RetryAfter: time.Second, Store: true}
		native, pictured := executives(t), executives(t)
		native.Misbehave(fault)
		untilItStands(t, native, asCharts)
		pictured.TakeCharts(false)
		pictured.Hook(func(step notifierstest.Step, c notifierstest.Call) {
			if step == notifierstest.Answered && c.Error == "invalid_blocks" {
				pictured.Misbehave(fault)
				pictured.Hook(nil)
			}
		})
		untilItStands(t, pictured, asImages)
	}
}

// untilItStands delivers as the daemon does: again where nothing was sent, and after a look where something may have been.
func untilItStands(t *testing.T, fake *notifierstest.Slack, want string) {
	t.Helper()
	s, p := connect(t, fake), digestPost()
	failures := 0
	for range 10 {
		receipt, err := s.Post(t.Context(), p)
		var f *notifiers.Failure
		if errors.As(err, &f) && f.Outcome == notifiers.Ambiguous {
			found, findErr := s.Find(t.Context(), search(p.To, p.Message.Key(), 0))
			if at, sent := found[p.Message.Key()]; sent && findErr == nil {
				receipt, err = at, nil
			}
		}
		if err == nil {
			if got := kinds(t, fake); got != want || receipt.ID != fake.Messages("")[0].TS {
				t.Errorf("%s at %+v", got, receipt)
			}
			break
		}
		failures++
	}
	if failures > 3 || len(fake.Messages("")) != 1 {
		t.Errorf("%d failures, %d messages", failures, len(fake.Messages("")))
	}
}

// A digest in a thread, and two at once, are as any message.
func TestADigestInAThread(t *testing.T) {
	fake := executives(t)
	s := connect(t, fake)
	opening, err := s.Post(t.Context(), digestPost())
	if err != nil {
		t.Fatal(err)
	}
	p := digestPost()
	p.Message.Digest.Key, p.Thread = "another", opening
	receipt, err := s.Post(t.Context(), p)
	if err != nil || fake.WithKey("another")[0].ThreadTS != opening.ID {
		t.Errorf("%v", err)
	}
	found, err := s.Find(t.Context(), notifiers.Search{To: p.To, Thread: opening, Keys: []string{"another"}})
	if diff := cmp.Diff(map[string]notifiers.Receipt{"another": receipt}, found); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
