package console_test

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/console"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// screen is a terminal that several goroutines may look at.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func TestContract(t *testing.T) {
	start := func(*testing.T) notifierstest.Subject {
		out := &screen{}
		return notifierstest.Subject{
			Notifier: console.New(console.Options{Out: out, Width: 200}), Place: "#support", Output: out.String,
			Able:      notifierstest.Able{Update: true, Reply: true, Call: true},
			Forbidden: []string{"\x1b", "\x07", "\x00", "\x08", "\x7f", "\u009b", "\u202e", "\u2066", "\u2028", "\r", "\t", "\ufffd"},
			Answers: func(_ string, to notifiers.Receipt) bool {
				return strings.Contains(out.String(), "(in the thread of message "+to.ID)
			},
		}
	}
	notifierstest.Contract(t, start)
}

// show prints one message of each kind.
func show(t *testing.T, o console.Options) string {
	t.Helper()
	var out bytes.Buffer
	o.Out = &out
	c := console.New(o)
	messages := []notifiers.Message{{Summary: notifierstest.SampleSummary()}, {Notice: notifierstest.SampleNotice()}}
	for _, stage := range []notifiers.Stage{notifiers.Warn, notifiers.Missed, notifiers.Recovered} {
		messages = append(messages, notifiers.Message{Alert: notifierstest.Sample(stage, "4711")})
	}
	wide := notifierstest.Sample(notifiers.Warn, "4712")
	wide.Subject = "打印机着火了，三楼 🔥 " + strings.Repeat("很长的标题", 12) + " مرحبا " + strings.Repeat("x", 90)
	messages = append(messages, notifiers.Message{Alert: wide})
	for _, m := range messages {
		if _, err := c.Post(t.Context(), notifiers.Post{To: "#support-frontline", Message: m}); err != nil {
			t.Fatal(err)
		}
	}
	reminder, escalated := notifierstest.Sample(notifiers.Missed, "4711"), notifierstest.Sample(notifiers.Missed, "4711")
	reminder.Stage, reminder.Care.Acknowledged = notifiers.Reminder, notifiers.Said{By: "Ada", Until: reminder.AsOf}
	escalated.Stage, escalated.Step, escalated.Mention = notifiers.Escalated, "30m", []notifiers.Mention{{Group: "leads"}, {Email: "ada@example.com"}}
	page := notifierstest.SamplePage()
	page.Alerts = page.Alerts[18:22]
	thread := notifiers.Receipt{Channel: "#support-frontline", ID: "3"}
	for _, p := range []notifiers.Post{
		{Message: notifiers.Message{Alert: reminder}, Thread: thread, Broadcast: true},
		{Message: notifiers.Message{Alert: escalated}},
		{Message: notifiers.Message{Group: notifierstest.SampleGroup()}},
		{Message: notifiers.Message{Page: page}, Thread: thread},
		{Message: notifiers.Message{File: notifierstest.SampleFile()}, Thread: thread},
		{Message: notifiers.Message{Digest: notifierstest.SampleDigest()}},
		{Message: notifiers.Message{File: &notifiers.File{Name: "promises.pdf", Title: "Promises kept", Content: make([]byte, 48_213)}}, Thread: thread},
		{Message: notifiers.Message{Digest: &notifiers.Digest{Key: "many", Report: notifierstest.Reports()["many"]}}},
		{Message: notifiers.Message{Digest: &notifiers.Digest{Key: "empty", Report: notifierstest.Reports()["empty"]}}},
	} {
		p.To = "#support-frontline"
		if _, err := c.Post(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	at := notifiers.Receipt{Channel: "#support-frontline", ID: "5"}
	for _, stage := range []notifiers.Stage{notifiers.Kept, notifiers.Withdrawn} {
		if err := c.Update(t.Context(), "#support", at, notifiers.Message{Alert: notifierstest.Sample(stage, "4712")}); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

func TestGolden(t *testing.T) {
	for name, o := range map[string]console.Options{
		"plain": {}, "colour": {Colour: true}, "narrow": {Width: 40},
	} {
		got, path := show(t, o), filepath.Join("testdata", name+".txt")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestNoLineIsWiderThanTheTerminal(t *testing.T) {
	for _, width := range []int{40, 57, 80, 200} {
		for line := range strings.Lines(show(t, console.Options{Width: width})) {
			if got := uniseg.StringWidth(strings.TrimSuffix(line, "\n")); got > width {
				t.Errorf("width %d: %d columns: %q", width, got, line)
			}
		}
	}
}

// Whatever a ticket says, each line begins with the bar, so that no message can pretend to be another.
func TestATicketCantLeaveItsBar(t *testing.T) {
	for _, text := range notifierstest.Hostile() {
		var out bytes.Buffer
		a := notifierstest.Sample(notifiers.Missed, text)
		a.Subject, a.Customer, a.Team, a.Promise, a.Link = text, text, text, text, text
		if _, err := console.New(console.Options{Out: &out}).Post(t.Context(), notifiers.Post{To: "#x", Message: notifiers.Message{Alert: a}}); err != nil {
			t.Fatal(err)
		}
		n := notifierstest.SampleNotice()
		n.Title, n.Lines = text, []string{text, text}
		g := notifierstest.SampleGroup()
		g.Worst, g.Standards[0].Promise, g.Mention = []notifiers.Alert{*a}, text, []notifiers.Mention{{Group: text}, {Email: text}}
		if _, err := console.New(console.Options{Out: &out}).Post(t.Context(), notifiers.Post{To: "#x", Message: notifiers.Message{Group: g}}); err != nil {
			t.Fatal(err)
		}
		if _, err := console.New(console.Options{Out: &out}).Post(t.Context(), notifiers.Post{To: "#x", Message: notifiers.Message{Notice: n}}); err != nil {
			t.Fatal(err)
		}
		d := notifierstest.SampleDigest()
		d.Report.Name, d.Report.Period.Title, d.Link = text, text, "https://example.com/"+text
		d.Report.Standards[0].ID, d.Report.Trend[0].Period, d.Report.Customers[0].Customer = text, text, text
		if _, err := console.New(console.Options{Out: &out}).Post(t.Context(), notifiers.Post{To: "#x", Message: notifiers.Message{Digest: d}}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if line != "\n" && !strings.HasPrefix(line, "▌ ") {
				t.Errorf("%.40q: line %q", text, line)
			}
		}
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

func TestWriteErrorsAreSorted(t *testing.T) {
	for err, want := range map[error]notifiers.Outcome{
		io.ErrNoProgress: notifiers.Retry, io.ErrClosedPipe: notifiers.Permanent, nil: notifiers.Retry, // short
	} {
		c := console.New(console.Options{Out: brokenWriter{err}})
		_, got := c.Post(t.Context(), notifiers.Post{To: "#x", Message: notifiers.Message{Summary: notifierstest.SampleSummary()}})
		var f *notifiers.Failure
		if !errors.As(got, &f) || f.Outcome != want {
			t.Errorf("%v: %v, want %v", err, got, want)
		}
	}
}
