package webhook_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// fence gives the first block of a language in docs/notifiers.md.
func fence(t *testing.T, language string) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/notifiers.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindSubmatch(page)
	if found == nil {
		t.Fatalf("docs/notifiers.md has no %s", language)
	}
	return string(found[1])
}

// The example in the docs is what is sent.
func TestDocsShowTheBody(t *testing.T) {
	fake := notifierstest.NewReceiver(t)
	if _, err := post(connect(t, options(fake)), notifiers.Message{Alert: notifierstest.Sample(notifiers.Missed, "4711")}); err != nil {
		t.Fatal(err)
	}
	var sent bytes.Buffer
	if err := json.Indent(&sent, []byte(fake.Taken()[0].Body), "", "  "); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fence(t, "json"), sent.String()+"\n"); diff != "" {
		t.Errorf("docs/notifiers.md (-says +sent):\n%s", diff)
	}
}

// The page names each field of each kind of event.
func TestDocsNameEveryField(t *testing.T) {
	fake := notifierstest.NewReceiver(t)
	w := connect(t, options(fake))
	a := notifierstest.Sample(notifiers.Warn, "4711")
	a.Mention = []notifiers.Mention{{Group: "leads"}, {Email: "ada@example.com"}}
	a.Care = notifiers.Care{Acknowledged: notifiers.Said{By: "Ada", Until: a.AsOf}, Snoozed: notifiers.Said{By: "Ada", Until: a.AsOf}}
	escalated := notifierstest.Sample(notifiers.Missed, "4711")
	escalated.Stage, escalated.Step, escalated.StoppedAt = notifiers.Escalated, "30m", escalated.AsOf
	for _, m := range []notifiers.Message{
		{Alert: a},
		{Alert: escalated},
		{Group: notifierstest.SampleGroup()},
		{Page: notifierstest.SamplePage()},
		{File: notifierstest.SampleFile()},
		{Summary: notifierstest.SampleSummary()},
		{Notice: notifierstest.SampleNotice()},
		{Digest: notifierstest.SampleDigest()},
	} {
		receipt, err := post(w, m)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Update(t.Context(), notifiers.Webhook("pager"), receipt, m); err != nil {
			t.Fatal(err)
		}
	}
	page, err := os.ReadFile("../../docs/notifiers.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range fake.Taken() {
		body, _, _ := strings.Cut(r.Body, `"report":{`) // what is in a report stands in docs/digest.md
		for _, field := range regexp.MustCompile(`"([a-z0-9_]+)":`).FindAllStringSubmatch(body, -1) {
			if !bytes.Contains(page, []byte("`"+field[1]+"`")) && !bytes.Contains(page, []byte(`"`+field[1]+`"`)) {
				t.Errorf("docs/notifiers.md does not name the field %s", field[1])
			}
		}
	}
}

// The check of the signature in the docs takes what is sent, and refuses what was tampered with and what is old.
func TestDocsCheckTheSignature(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 to run the example of docs/notifiers.md")
	}
	fake := notifierstest.NewReceiver(t)
	for _, at := range []time.Time{time.Now(), time.Now().Add(-time.Hour)} {
		o := options(fake)
		o.Now = func() time.Time { return at }
		if _, err := post(connect(t, o), notifiers.Message{Alert: notifierstest.Sample(notifiers.Missed, "4711")}); err != nil {
			t.Fatal(err)
		}
	}
	script := fence(t, "python") + `
import sys, json
for line in sys.stdin:
    r = json.loads(line)
    print(genuine(` + "b" + strconv.Quote(notifierstest.ReceiverKey) + `, r["headers"], r["body"].encode()))
`
	var in strings.Builder
	for i, tampered := range []string{"", " "} {
		for _, r := range fake.Taken() {
			headers := map[string]string{}
			for name := range r.Header {
				headers[name] = r.Header.Get(name)
			}
			line, err := json.Marshal(map[string]any{"headers": headers, "body": r.Body + tampered})
			if err != nil {
				t.Fatal(i, err)
			}
			in.Write(append(line, '\n'))
		}
	}
	run := exec.CommandContext(t.Context(), python, "-c", script)
	run.Stdin = strings.NewReader(in.String())
	out, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if got := strings.Fields(string(out)); !cmp.Equal(got, []string{"True", "False", "False", "False"}) {
		t.Errorf("genuine, old, tampered with, both: %v", got)
	}
}
