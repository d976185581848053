package notifierstest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Subject is a notifier that takes the contract's test, and how to see what it did.
type Subject struct {
	Notifier notifiers.Notifier
	Place    notifiers.Place
	Able     Able
	// Output gives all that people and machines were sent so far.
	Output func() string
	// Standing counts the messages that carry a key; nil where the medium carries none.
	Standing func(key string) int
	// Answers tells whether the message with a key answers another; nil where Able.Reply is false.
	Answers func(key string, to notifiers.Receipt) bool
	// Secret must never be seen in the output or an error; "" where there is none.
	Secret string
	// Forbidden must never be in the output, whatever a ticket says.
	Forbidden []string
}

// Contract tests what every notifier promises. start makes a fresh one for each part.
func Contract(t *testing.T, start func(t *testing.T) Subject) {
	run(t, start, []part{
		{"name", testName},
		{"posts every stage with all that a message must say", testPosts},
		{"posts a summary", testSummary},
		{"posts a notice, and finds it", testNotice},
		{"posts a group, its pages and its file", testGroup},
		{"posts a digest once, and finds it", testDigest},
		{"a hostile digest stays text", testHostileDigest},
		{"an answer points to what it answers", testReply},
		{"answers are found in their thread", testThread},
		{"calls who is to be called", testCall},
		{"an update repeats freely and keeps the key", testUpdate},
		{"finds what it posted", testFind},
		{"hostile text stays text", testHostile},
		{"an ended context is no permanent failure", testContext},
		{"goroutines", testConcurrency},
	})
}

type part struct {
	name string
	test func(*testing.T, Subject)
}

func run(t *testing.T, start func(t *testing.T) Subject, parts []part) {
	t.Helper()
	for _, p := range parts {
		t.Run(p.name, func(t *testing.T) {
			s := start(t)
			p.test(t, s)
			s.check(t, "the output", s.Output())
		})
	}
}

// check looks for what must never be seen.
func (s *Subject) check(t *testing.T, where, text string) {
	t.Helper()
	if s.Secret != "" && strings.Contains(text, s.Secret) {
		t.Errorf("the secret is in %s", where)
	}
	for _, f := range s.Forbidden {
		if strings.Contains(text, f) {
			t.Errorf("%q is in %s", f, where)
		}
	}
}

func (s *Subject) post(t *testing.T, a *notifiers.Alert) notifiers.Receipt {
	t.Helper()
	receipt, err := s.Notifier.Post(t.Context(), notifiers.Post{To: s.Place, Message: notifiers.Message{Alert: a}})
	if err != nil || receipt.Channel == "" || receipt.ID == "" {
		t.Fatalf("Post(%s) = %+v, %v", a.Key, receipt, err)
	}
	return receipt
}

// search asks for a message of the subject's place.
func (s *Subject) search(key string) notifiers.Search {
	return notifiers.Search{To: s.Place, Keys: []string{key}, Since: 0}
}

func testName(t *testing.T, s Subject) {
	if name := s.Notifier.Name(); name == "" || name != strings.ToLower(name) || name != s.Notifier.Name() {
		t.Errorf("Name() = %q: want a short word, always the same", name)
	}
}

func testPosts(t *testing.T, s Subject) {
	seen := map[notifiers.Receipt]bool{}
	for stage, says := range map[notifiers.Stage]string{
		notifiers.Warn: "24 min of open time left", notifiers.Missed: "1 h 05 min late", notifiers.Recovered: "1 h 20 min late",
		notifiers.Kept: "12 min before it was due", notifiers.Escalated: "Escalated: 35 min late", notifiers.Reminder: "Still late: 1 h 35 min",
	} {
		before := len(s.Output())
		a := Sample(stage, "4711")
		receipt := s.post(t, a)
		if seen[receipt] {
			t.Errorf("receipt %+v was given before", receipt)
		}
		seen[receipt] = true
		output := s.Output()[before:]
		for _, want := range []string{
			says, a.Customer, a.Promise, a.Ticket, a.Subject, a.Team, a.Link, "Mon 30 Mar 2026 09:30", "CEST", "UTC+02:00",
		} {
			if !strings.Contains(output, want) {
				t.Errorf("%s: the message does not say %q:\n%s", stage, want, output)
			}
		}
		if s.Standing != nil && s.Standing(a.Key) != 1 {
			t.Errorf("%s: %d messages carry the key", stage, s.Standing(a.Key))
		}
	}
}

func testSummary(t *testing.T, s Subject) {
	if _, err := s.Notifier.Post(t.Context(), notifiers.Post{To: s.Place, Message: notifiers.Message{Summary: SampleSummary()}}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"helpdesk", "12 late now, 3 at risk, 1,204 missed", "1 other standard has nothing late", "UTC+02:00"} {
		if !strings.Contains(s.Output(), want) {
			t.Errorf("the summary does not say %q:\n%s", want, s.Output())
		}
	}
}

func testNotice(t *testing.T, s Subject) {
	n := SampleNotice()
	for i := range 100 {
		n.Lines = append(n.Lines, fmt.Sprintf("problem %d", i))
	}
	message := notifiers.Message{Notice: n}
	receipt, err := s.Notifier.Post(t.Context(), notifiers.Post{To: s.Place, Message: message})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{n.Title, n.Lines[0], "standards/support.yaml", "problem 5", "more lines", "08:00 CEST (UTC+02:00)"} {
		if !strings.Contains(s.Output(), want) {
			t.Errorf("the notice does not say %q:\n%s", want, s.Output())
		}
	}
	s.update(t, receipt, message)
	if s.Standing != nil && s.Standing(n.Key) != 1 {
		t.Errorf("%d messages carry the key", s.Standing(n.Key))
	}
	finder, ok := s.finder(t)
	if !ok {
		return
	}
	if got, err := finder.Find(t.Context(), s.search(n.Key)); got[n.Key] != receipt || err != nil {
		t.Errorf("Find = %+v, %v; want %+v", got, err, receipt)
	}
}

func testUpdate(t *testing.T, s Subject) {
	warning := Sample(notifiers.Warn, "4711")
	receipt := s.post(t, warning)
	for _, stage := range []notifiers.Stage{notifiers.Kept, notifiers.Kept, notifiers.Withdrawn} {
		a := Sample(stage, "4711")
		a.Key = warning.Key
		s.update(t, receipt, notifiers.Message{Alert: a})
	}
	if s.Standing != nil && s.Standing(warning.Key) != 1 {
		t.Errorf("after the updates %d messages carry the key", s.Standing(warning.Key))
	}
	for _, want := range []string{"Done in time", "Withdrawn"} {
		if s.Able.Update && !strings.Contains(s.Output(), want) {
			t.Errorf("no update says %q", want)
		}
	}
}

func testFind(t *testing.T, s Subject) {
	finder, ok := s.finder(t)
	if !ok {
		return // that it is no Finder is what was to be shown
	}
	a, other := Sample(notifiers.Warn, "4711"), Sample(notifiers.Missed, "4711")
	other.Key = a.Key + "0" // the beginning of a key is not the key
	s.post(t, other)
	if found, err := finder.Find(t.Context(), s.search(a.Key)); len(found) > 0 || err != nil {
		t.Fatalf("before the post: found %v, %v", found, err)
	}
	receipt := s.post(t, a)
	s.update(t, receipt, notifiers.Message{Alert: a})
	if got, err := finder.Find(t.Context(), s.search(a.Key)); got[a.Key] != receipt || err != nil {
		t.Errorf("Find = %+v, %v; want %+v", got, err, receipt)
	}
}

func testHostile(t *testing.T, s Subject) {
	for i, text := range Hostile() {
		a := Sample(notifiers.Warn, fmt.Sprint(i))
		a.Ticket, a.Subject, a.Customer, a.Team, a.Source = text, text, text, text, text
		a.Standard, a.Promise, a.Link, a.Warning, a.Key = text, text, "https://example.com/"+text, text, a.Key+fmt.Sprint(i)
		s.post(t, a)
		summary := SampleSummary()
		summary.Source, summary.Standards[0].Promise, summary.Standards[0].Standard = text, text, text
		if _, err := s.Notifier.Post(t.Context(), notifiers.Post{To: s.Place, Message: notifiers.Message{Summary: summary}}); err != nil {
			t.Errorf("a summary with text %d: %v", i, err)
		}
		notice := &notifiers.Notice{Key: fmt.Sprint("notice", i), Title: text, Lines: []string{text, text}, AsOf: summary.AsOf}
		if _, err := s.Notifier.Post(t.Context(), notifiers.Post{To: s.Place, Message: notifiers.Message{Notice: notice}}); err != nil {
			t.Errorf("a notice with text %d: %v", i, err)
		}
	}
}

// Hostile gives texts that a ticket may bring and that must come out as text.
func Hostile() []string {
	return []string{
		"<!channel> <!here> <!everyone> <@U1> <#C1> <!subteam^S1>",
		"a link> that <https://evil.example|closes itself> | and more",
		"*bold* _italic_ ~struck~ `code` ```block``` > quote :fire:",
		"> a quotation\nin two lines\r\n\tand a tab",
		"\x1b[2J\x1b]8;;https://evil.example\x07click\x1b]8;;\x07 \x00\x07\x08\x7f\u009b31m",
		"user\u202egnp.exe\u202c \u2066x\u2069 \u200b\ufeff \u2028next",
		"مرحبا بالعالم <!channel> שלום",
		"👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪 e\u0301 " + strings.Repeat("👍🏽", 5000),
		"\xff\xfe broken \xc3( UTF-8 \xed\xa0\x80",
		strings.Repeat("A", 1<<20),
		strings.Repeat("&<>", 1<<18),
		strings.Repeat("\u202e", 1<<18) + "end",
		"Z" + strings.Repeat("\u0300", 1<<18),
		"   \n\t  ",
		"",
	}
}

func testContext(t *testing.T, s Subject) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	message := notifiers.Message{Alert: Sample(notifiers.Warn, "4711")}
	_, postErr := s.Notifier.Post(ctx, notifiers.Post{To: s.Place, Message: message})
	errs := map[string]error{"Post": postErr}
	if s.Able.Update {
		errs["Update"] = s.Notifier.Update(ctx, s.Place, notifiers.Receipt{Channel: "C1", ID: "1"}, message)
	}
	if finder, ok := s.Notifier.(notifiers.Finder); ok {
		_, errs["Find"] = finder.Find(ctx, notifiers.Search{To: s.Place, Keys: []string{message.Key()}, Since: calendar.None})
	}
	for call, err := range errs {
		var failure *notifiers.Failure
		if !errors.As(err, &failure) || failure.Outcome == notifiers.Permanent || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v; want Retry or Ambiguous, for context.Canceled", call, err)
			continue
		}
		s.check(t, "the error of "+call, err.Error())
	}
}

func testConcurrency(t *testing.T, s Subject) {
	const posts = 40
	receipts := make([]notifiers.Receipt, posts)
	var group sync.WaitGroup
	for i := range posts {
		group.Go(func() {
			m := notifiers.Message{Alert: Sample(notifiers.Missed, fmt.Sprint(1000+i))}
			var err error
			if receipts[i], err = s.Notifier.Post(t.Context(), notifiers.Post{To: s.Place, Message: m}); err != nil {
				t.Errorf("post %d: %v", i, err)
				return
			}
			if err := s.Notifier.Update(t.Context(), s.Place, receipts[i], m); err != nil {
				t.Errorf("update %d: %v", i, err)
			}
		})
	}
	group.Wait()
	seen := map[notifiers.Receipt]bool{}
	for i, receipt := range receipts {
		if seen[receipt] {
			t.Errorf("receipt %+v was given twice", receipt)
		}
		seen[receipt] = true
		if !strings.Contains(s.Output(), fmt.Sprint(1000+i)) {
			t.Errorf("message %d is not in the output", i)
		}
	}
}
