package slack

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares with a file of testdata, or rewrites it.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// messages are one of each kind, in the order in which a team might see them.
func messages() []notifiers.Message {
	var all []notifiers.Message
	all = append(all, notifiers.Message{Summary: notifierstest.SampleSummary()}, notifiers.Message{Notice: notifierstest.SampleNotice()})
	for _, stage := range []notifiers.Stage{
		notifiers.Warn, notifiers.Missed, notifiers.Recovered, notifiers.Kept, notifiers.Withdrawn,
	} {
		all = append(all, notifiers.Message{Alert: notifierstest.Sample(stage, "4711")})
	}
	return all
}

func TestMessagesAsSent(t *testing.T) {
	for _, m := range messages() {
		name := "summary"
		switch {
		case m.Alert != nil:
			name = string(m.Alert.Stage)
		case m.Notice != nil:
			name = "notice"
		}
		golden(t, filepath.Join("testdata", name+".json"), sent(t, m))
	}
	bare := notifierstest.Sample(notifiers.Missed, "4711")
	bare.Subject, bare.Customer, bare.Team, bare.Link, bare.Promise, bare.Location = "", "", "", "", "", nil
	bare.DueAt, bare.Late = calendar.None, 0
	golden(t, "testdata/bare.json", sent(t, notifiers.Message{Alert: bare}))
}

// sent is a message in JSON, as it goes to Slack but with < > & readable.
func sent(t *testing.T, m notifiers.Message) []byte {
	t.Helper()
	c := render(m, manner{buttons: true})
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(map[string]any{"text": c.text, "blocks": c.blocks, "metadata": metadata(m)}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// However long and however dear in entities the parts are, Slack takes the message, as a post and as an update.
func TestMessagesKeepSlacksLimits(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	fake.AddChannel("support")
	s, err := New(Options{Token: fake.Token(), APIURL: fake.URL()})
	if err != nil {
		t.Fatal(err)
	}
	for _, char := range []string{"x", "&", "😀", "ش", "e\u0301", "👨‍👩‍👧", "\u202e", "x "} {
		long := strings.Repeat(char, 1<<20/len(char))
		a := notifierstest.Sample(notifiers.Warn, long)
		a.Subject, a.Customer, a.Team, a.Source, a.Standard, a.Promise, a.Warning = long, long, long, long, long, long, long
		a.Link = "https://example.com/" + strings.Repeat("&", maxURL/5-10)
		summary := &notifiers.Summary{Key: "k", Source: long}
		for range maxLines + 10 {
			summary.Standards = append(summary.Standards, notifiers.SummaryLine{Standard: long, Promise: long, Late: 1 << 40, Missed: 1 << 40})
		}
		notice := &notifiers.Notice{Key: "n", Title: long}
		for range maxNoticeLines + 10 {
			notice.Lines = append(notice.Lines, long)
		}
		for _, m := range []notifiers.Message{{Alert: a}, {Summary: summary}, {Notice: notice}} {
			receipt, err := s.Post(t.Context(), notifiers.Post{To: "#support", Message: m})
			if err != nil {
				t.Errorf("%q: post: %v", char, err)
				continue
			}
			if err := s.Update(t.Context(), "#support", receipt, m); err != nil {
				t.Errorf("%q: update: %v", char, err)
			}
		}
	}
}
