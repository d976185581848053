package slack

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
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
		notifiers.Warn, notifiers.Missed, notifiers.Escalated, notifiers.Reminder, notifiers.Recovered, notifiers.Kept, notifiers.Withdrawn,
	} {
		a := notifierstest.Sample(stage, "4711")
		a.Ref = "17"
		all = append(all, notifiers.Message{Alert: a})
	}
	return append(all, notifiers.Message{Group: notifierstest.SampleGroup()}, notifiers.Message{Page: notifierstest.SamplePage()},
		notifiers.Message{Digest: notifierstest.SampleDigest()})
}

func TestMessagesAsSent(t *testing.T) {
	for _, m := range messages() {
		name := "summary"
		switch {
		case m.Alert != nil:
			name = string(m.Alert.Stage)
		case m.Notice != nil:
			name = "notice"
		case m.Group != nil:
			name = "group"
		case m.Page != nil:
			name = "page"
		case m.Digest != nil:
			name = "digest"
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
	c := rendered(m, manner{buttons: true})
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(map[string]any{"text": c.text, "blocks": c.blocks, "metadata": metadata(m)}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// rendered is what is sent first: of a digest with Slack's own charts.
func rendered(m notifiers.Message, how manner) content {
	if m.Digest != nil {
		return renderDigest(m.Digest, native(chartsOf(m.Digest.Report)))
	}
	return render(m, how)
}

// However long and however dear in entities the parts are, Slack takes the message, as a post and as an update.
func TestMessagesKeepSlacksLimits(t *testing.T) {
	if testing.Short() {
		t.Skip("megabytes of text in one goroutine")
	}
	fake := notifierstest.NewSlack(t)
	fake.AddChannel("support")
	s, err := New(Options{Token: fake.Token(), APIURL: fake.URL(), Buttons: true})
	if err != nil {
		t.Fatal(err)
	}
	opening, err := s.Post(t.Context(), notifiers.Post{To: "#support", Message: notifiers.Message{Group: notifierstest.SampleGroup()}})
	if err != nil {
		t.Fatal(err)
	}
	for _, char := range []string{"x", "&", "😀", "ش", "e\u0301", "👨‍👩‍👧", "\u202e", "x ", "<!channel>"} {
		for i, m := range longest(strings.Repeat(char, 1<<20/len(char))) {
			receipt, err := s.Post(t.Context(), notifiers.Post{To: "#support", Message: m})
			if err != nil {
				t.Errorf("%q, message %d: post: %v", char, i, err)
				continue
			}
			if err := s.Update(t.Context(), "#support", receipt, m); err != nil {
				t.Errorf("%q, message %d: update: %v", char, i, err)
			}
			if m.Alert == nil {
				continue // it looks the same in a thread
			}
			if _, err := s.Post(t.Context(), notifiers.Post{To: "#support", Message: m, Thread: opening}); err != nil {
				t.Errorf("%q, message %d: answer: %v", char, i, err)
			}
		}
	}
}

// longest is one message of each kind in which each part is long.
func longest(long string) []notifiers.Message {
	called := []notifiers.Mention{{Group: "here"}, {Group: long}, {Email: long}}
	for i := range maxCalled {
		called = append(called, notifiers.Mention{Group: fmt.Sprint(i) + long[:len(long)/1000]}, notifiers.Mention{Email: fmt.Sprint(i) + long[:len(long)/1000]})
	}
	alert := func(stage notifiers.Stage, link string) notifiers.Alert {
		a := *notifierstest.Sample(stage, long)
		a.Subject, a.Customer, a.Team, a.Source, a.Standard, a.Promise, a.Warning, a.Step = long, long, long, long, long, long, long, long
		a.Ref, a.Mention, a.Link = strings.Repeat("1", maxValue), called, link
		a.Care.Acknowledged, a.Care.Snoozed = notifiers.Said{By: long, Until: a.AsOf + 1}, notifiers.Said{By: long, Until: a.AsOf + 1}
		a.Late += 100_000 * time.Hour
		return a
	}
	var all []notifiers.Message
	for _, stage := range []notifiers.Stage{notifiers.Warn, notifiers.Missed, notifiers.Escalated, notifiers.Reminder, notifiers.Recovered} {
		a := alert(stage, "https://example.com/"+strings.Repeat("&", maxURL/5-10))
		all = append(all, notifiers.Message{Alert: &a})
	}
	summary := &notifiers.Summary{Key: "k", Source: long}
	group := notifierstest.SampleGroup()
	group.Mention, group.Held, group.Worst = called, true, nil
	for range maxLines + 1 {
		summary.Standards = append(summary.Standards, notifiers.SummaryLine{Standard: long, Promise: long, Late: 1 << 40, Missed: 1 << 40})
		group.Standards = append(group.Standards, notifiers.GroupLine{Standard: long, Promise: long, Late: 1 << 40, AtRisk: 1 << 40, Rested: 1 << 40})
	}
	group.Clocks, group.Tickets, group.Late, group.AtRisk, group.Rested = 1<<40, 1<<40, 1<<40, 1<<40, 1<<40
	page := notifierstest.SamplePage()
	page.Alerts, page.Number, page.Of, page.More = nil, 1<<40, 1<<40, 1<<40
	for i := range maxPage + 1 {
		stage := []notifiers.Stage{notifiers.Warn, notifiers.Missed, notifiers.Escalated, notifiers.Kept}[i%4]
		a := alert(stage, "https://example.com/"+strings.Repeat("&", (maxRowURL-20)/5))
		page.Alerts, group.Worst = append(page.Alerts, a), append(group.Worst, a)
	}
	notice := &notifiers.Notice{Key: "n", Title: long}
	for range maxNoticeLines + 1 {
		notice.Lines = append(notice.Lines, long)
	}
	file := &notifiers.File{Key: long, Name: long, Title: long, Content: []byte("a,b\r\n")}
	for name, r := range notifierstest.Reports() {
		r.Name, r.Period.Title, r.Period.Name = long, long, long
		for i := range r.Standards {
			r.Standards[i].ID = long + fmt.Sprint(i)
		}
		for i := range r.Trend {
			r.Trend[i].Period = long
		}
		for range 100 {
			r.Attention = append(r.Attention, compliance.Attention{Kind: compliance.NoStandard, Subject: long})
		}
		link := "https://example.com/" + strings.Repeat("&", maxURL/5-10)
		all = append(all, notifiers.Message{Digest: &notifiers.Digest{Key: long + name, Report: r, Link: link}})
	}
	return append(all, notifiers.Message{Summary: summary}, notifiers.Message{Notice: notice}, notifiers.Message{Group: group},
		notifiers.Message{Page: page}, notifiers.Message{File: file})
}

// A row is as long as a page of them allows, and never more.
func TestRowsKeepTheirLength(t *testing.T) {
	for _, char := range []string{"x", "&", "😀", "ش", "👨‍👩‍👧"} {
		for _, m := range longest(strings.Repeat(char, 1000)) {
			if m.Page == nil {
				continue
			}
			for i := range m.Page.Alerts {
				if text := row(&m.Page.Alerts[i]); units(text) > maxRow || strings.Contains(text, "\n") {
					t.Errorf("%d units, want at most %d: %s", units(text), maxRow, text)
				}
			}
		}
	}
}
