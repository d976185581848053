package email_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/notifiers/email"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// digests sends each sample digest, and gives what was taken.
func digests(t *testing.T) map[string]string {
	t.Helper()
	fake := notifierstest.NewSMTP(t)
	e := connect(t, email.Options{SMTP: fake.URL()})
	all := map[string]string{}
	for name, report := range notifierstest.Reports() {
		d := notifierstest.SampleDigest()
		d.Report = report
		if _, err := post(e, notifiers.Message{Digest: d}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		mails := fake.Mails()
		all[name] = mails[len(mails)-1].Raw
	}
	return all
}

// A digest is one letter: its number in the subject, text and HTML that say the same, the charts within, and the PDF with it.
func TestDigest(t *testing.T) {
	fake := notifierstest.NewSMTP(t)
	e := connect(t, email.Options{SMTP: fake.URL()})
	d := notifierstest.SampleDigest()
	first, err := post(e, notifiers.Message{Digest: d})
	if err != nil {
		t.Fatal(err)
	}
	if again, err := post(e, notifiers.Message{Digest: d}); err != nil || again != first {
		t.Errorf("a double has receipt %+v instead of %+v, %v", again, first, err)
	}
	m := fake.Mails()[0]
	for header, want := range map[string]string{
		"Auto-Submitted": "auto-generated", "Precedence": "bulk", "X-Yardstick-Key": d.Key, "Message-Id": first.ID,
		"List-Id": "<executive.digest.example.com>",
	} {
		if got := m.Header(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	l := read(t, m.Raw)
	if want := digest.Headline(d.Report) + " · Week 46, 9–15 November 2026"; l.subject != want {
		t.Errorf("subject %q, want %q", l.subject, want)
	}
	want := rendered(t, d)
	for part, got := range map[string]string{"text": l.text, "html": l.html, "pdf": l.files["digest-executive-2026-W46.pdf"]} {
		if diff := cmp.Diff(want[part], strings.ReplaceAll(got, "\r\n", "\n")); diff != "" {
			t.Errorf("%s (-made +sent):\n%.2000s", part, diff)
		}
	}
	if got := strings.Count(resolved(t, &l), "data:image/png"); got != 2 || len(l.files) != 3 {
		t.Errorf("%d pictures, %d files", got, len(l.files))
	}
}

// rendered is what a letter is to carry.
func rendered(t *testing.T, d *notifiers.Digest) map[string]string {
	t.Helper()
	o := digest.Options{Location: d.Location, Link: d.Link}
	pictures, err := digest.Pictures(d.Report, "example.com")
	if err != nil {
		t.Fatal(err)
	}
	var text, html, pdf bytes.Buffer
	if err := errors.Join(digest.Text(&text, d.Report, o), digest.Mail(&html, d.Report, o, pictures), digest.PDF(&pdf, d.Report, o)); err != nil {
		t.Fatal(err)
	}
	return map[string]string{"text": text.String(), "html": html.String(), "pdf": strings.ReplaceAll(pdf.String(), "\r\n", "\n")}
}

// pictured are the tags of a digest: those of other letters, and pictures that come with it.
var pictured = regexp.MustCompile(`^(</?h2|</?style|<img src="cid:[a-z]+@example\.com" alt="[^"]*" width="\d+" height="\d+" style="[^"()@]*"|` +
	`<(body|table|p|tr|td|span|a|h2)( (class|role|cellpadding|cellspacing|width|dir|style|href)="[^"()@]*")*)>$`)

// Whatever is in the report: nothing is fetched, no tag is somebody else's, and no mail program cuts it off.
func TestDigestIsBounded(t *testing.T) {
	for name, raw := range digests(t) {
		l := read(t, raw)
		if len(raw) > 600<<10 || len(l.html) > 90<<10 || len(l.text) > 100<<10 {
			t.Errorf("%s: %d bytes, of which HTML %d, text %d", name, len(raw), len(l.html), len(l.text))
		}
		for line := range strings.Lines(raw) {
			if len(line) > 999 {
				t.Errorf("%s: a line of %d bytes", name, len(line))
			}
		}
		for _, tag := range tags.FindAllString(l.html, -1) {
			if !ours.MatchString(tag) && !pictured.MatchString(tag) {
				t.Errorf("%s: the HTML part has a tag of somebody else's: %.300s", name, tag)
			}
		}
	}
}

// TestDigestPreview writes the HTML part of each sample digest into the folder named by YARDSTICK_PREVIEW, with its pictures in it, to
// be looked at.
func TestDigestPreview(t *testing.T) {
	folder := os.Getenv("YARDSTICK_PREVIEW")
	if folder == "" {
		t.Skip("YARDSTICK_PREVIEW names no folder to write to")
	}
	for name, raw := range digests(t) {
		l := read(t, raw)
		if err := os.WriteFile(filepath.Join(folder, name+".html"), []byte(resolved(t, &l)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

var cids = regexp.MustCompile(`cid:([a-z]+)@example\.com`)

// resolved is the HTML part with its pictures in it.
func resolved(t *testing.T, l *letter) string {
	t.Helper()
	return cids.ReplaceAllStringFunc(l.html, func(cid string) string {
		picture, ok := l.files[cids.FindStringSubmatch(cid)[1]+".png"]
		if !ok || !strings.HasPrefix(picture, "\x89PNG") {
			t.Errorf("there is no picture for %s", cid)
		}
		return "data:image/png;base64," + base64.StdEncoding.EncodeToString([]byte(picture))
	})
}
