package notifierstest

import (
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/notifiers"
)

// testThread looks for answers where they stand, all at once: in their thread, and not beside it.
func testThread(t *testing.T, s Subject) {
	finder, ok := s.finder(t)
	if !ok || !s.Able.Reply {
		return // such a medium has no threads to look into
	}
	opening, other := s.post(t, Sample(notifiers.Warn, "4711")), s.post(t, Sample(notifiers.Warn, "4712"))
	page, missed, late := SamplePage(), Sample(notifiers.Missed, "4711"), Sample(notifiers.Recovered, "4711")
	want := map[string]notifiers.Receipt{
		missed.Key: s.send(t, notifiers.Post{Message: notifiers.Message{Alert: missed}, Thread: opening, Broadcast: true}),
		late.Key:   s.send(t, notifiers.Post{Message: notifiers.Message{Alert: late}, Thread: opening}),
		page.Key:   s.send(t, notifiers.Post{Message: notifiers.Message{Page: page}, Thread: opening}),
	}
	keys := []string{"never sent"}
	for key, receipt := range want {
		keys = append(keys, key)
		if receipt.Alone {
			t.Errorf("%s says that it stands alone", key)
		}
	}
	for place, thread := range map[string]notifiers.Receipt{"its thread": opening, "another thread": other, "the channel": {}} {
		found, err := finder.Find(t.Context(), notifiers.Search{To: s.Place, Thread: thread, Keys: keys})
		if err != nil {
			t.Errorf("in %s: %v", place, err)
			continue
		}
		for _, key := range keys {
			if got, is := found[key]; is != (thread == opening && key != "never sent") || is && got != want[key] {
				t.Errorf("in %s: %s is at %+v; it was posted to %+v", place, key, got, want[key])
			}
		}
	}
}

// testCall has people called, by alerts and groups; by no update.
func testCall(t *testing.T, s Subject) {
	mentions := []notifiers.Mention{{Group: "frontline-oncall"}, {Email: "ada@example.com"}}
	a, g := Sample(notifiers.Missed, "4711"), SampleGroup()
	a.Mention, g.Mention = mentions, mentions
	for _, m := range []notifiers.Message{{Alert: a}, {Group: g}} {
		before := len(s.Output())
		receipt := s.send(t, notifiers.Post{Message: m})
		for _, name := range []string{"frontline-oncall", "ada@example.com"} {
			if s.Able.Call != strings.Contains(s.Output()[before:], name) {
				t.Errorf("%s says who is called: %v; it is able to: %v", m.Key(), !s.Able.Call, s.Able.Call)
			}
		}
		s.update(t, receipt, m)
	}
	for _, text := range Hostile() {
		a.Key += "/hostile"
		a.Mention = []notifiers.Mention{{Group: text}, {Email: text}, {Email: "x@" + text}}
		s.post(t, a)
	}
}
