package email_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/email"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden shows both parts of each kind of message. To look at one:
//
//	chromium --headless --no-sandbox --hide-scrollbars --window-size=760,560 --screenshot=/tmp/missed.png notifiers/email/testdata/missed.html
func TestGolden(t *testing.T) {
	fake := notifierstest.NewSMTP(t)
	e := connect(t, email.Options{SMTP: fake.URL()})
	hostile := notifierstest.Sample(notifiers.Warn, "4711")
	hostile.Subject, hostile.Customer, hostile.Link = `<b>شكرا</b> "quoted" & more`, "x\r\nBcc: y@example.com", "javascript:alert(1)"
	reminder := notifierstest.Sample(notifiers.Missed, "4711")
	reminder.Stage, reminder.Care.Acknowledged = notifiers.Reminder, notifiers.Said{By: "<Ada>", Until: reminder.AsOf}
	for name, m := range map[string]notifiers.Message{
		"warning": {Alert: notifierstest.Sample(notifiers.Warn, "4711")}, "missed": {Alert: notifierstest.Sample(notifiers.Missed, "4711")},
		"recovered": {Alert: notifierstest.Sample(notifiers.Recovered, "4711")}, "hostile": {Alert: hostile}, "reminder": {Alert: reminder},
		"summary": {Summary: notifierstest.SampleSummary()}, "notice": {Notice: notifierstest.SampleNotice()},
		"group": {Group: notifierstest.SampleGroup()}, "page": {Page: notifierstest.SamplePage()}, "file": {File: notifierstest.SampleFile()},
	} {
		if _, err := post(e, m); err != nil {
			t.Fatal(err)
		}
		mails := fake.Mails()
		l := read(t, mails[len(mails)-1].Raw)
		golden(t, name+".html", l.html)
		golden(t, name+".txt", "Subject: "+l.subject+"\n\n"+l.text)
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
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
