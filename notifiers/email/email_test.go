package email_test

import (
	"bytes"
	"context"
	"errors"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/email"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

const leads = "leads@example.com"

func connect(t *testing.T, o email.Options) *email.Email {
	t.Helper()
	if o.From == "" {
		o.From = "Yardstick <yardstick@example.com>"
	}
	o.Now = func() time.Time { return time.Date(2026, 3, 30, 9, 6, 0, 0, time.UTC) }
	e, err := email.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func post(e *email.Email, m notifiers.Message) (notifiers.Receipt, error) {
	return e.Post(context.Background(), notifiers.Post{To: notifiers.Mail(leads), Message: m})
}

// letter is a mail as a program shows it.
type letter struct {
	header     mail.Header
	subject    string
	text, html string
	files      map[string]string
}

// read takes a mail apart as a mail program does.
func read(t *testing.T, raw string) letter {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatalf("%v in %.2000s", err, raw)
	}
	l := letter{header: m.Header, files: map[string]string{}}
	if l.subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Error(err)
	}
	l.part(t, m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), "", m.Body)
	return l
}

func (l *letter) part(t *testing.T, kind, encoding, disposition string, body io.Reader) {
	t.Helper()
	media, params, err := mime.ParseMediaType(kind)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(media, "multipart/") {
		for parts := multipart.NewReader(body, params["boundary"]); ; {
			p, err := parts.NextRawPart()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			l.part(t, p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p.Header.Get("Content-Disposition"), p)
		}
	}
	content, err := io.ReadAll(decoded(encoding, body))
	if err != nil {
		t.Fatal(err)
	}
	_, named, err := mime.ParseMediaType(disposition)
	switch {
	case err == nil && named["filename"] != "":
		l.files[named["filename"]] = string(content)
	case media == "text/html":
		l.html = string(content)
	default:
		l.text = string(content)
	}
}

func decoded(encoding string, body io.Reader) io.Reader {
	switch encoding {
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	case "base64":
		return base64Reader(body)
	}
	return body
}

func TestContract(t *testing.T) {
	start := func(t *testing.T) notifierstest.Subject {
		fake := notifierstest.NewSMTP(t)
		standing := func(key string) []notifierstest.Mail { return fake.With("X-Yardstick-Key", key) }
		seen, output := 0, strings.Builder{}
		return notifierstest.Subject{
			Notifier: connect(t, email.Options{SMTP: fake.URL()}), Place: notifiers.Mail(leads),
			Able: notifierstest.Able{Reply: true},
			Output: func() string {
				mails := fake.Mails()
				for ; seen < len(mails); seen++ {
					l := read(t, mails[seen].Raw)
					output.WriteString(l.subject + "\n" + l.text + "\n" + html.UnescapeString(l.html) + "\n")
					for name, content := range l.files {
						output.WriteString(name + "\n")
						if utf8.ValidString(content) { // pictures and PDFs are looked at elsewhere
							output.WriteString(content)
						}
					}
				}
				return output.String()
			},
			Standing: func(key string) int { return len(standing(key)) },
			Answers: func(key string, to notifiers.Receipt) bool {
				found := standing(key)
				return len(found) == 1 && found[0].Header("In-Reply-To") == to.ID && found[0].Header("References") == to.ID
			},
			Secret:    notifierstest.SMTPPassword,
			Forbidden: []string{"\x1b", "\x07", "\x00", "\x08", "\x7f", "\u009b", "\u202e", "\u2066", "\u2028", "\t", "\ufffd", "ZgotmplZ"},
		}
	}
	notifierstest.Contract(t, start)
}

func TestHeaders(t *testing.T) {
	fake := notifierstest.NewSMTP(t)
	e := connect(t, email.Options{SMTP: fake.URL()})
	message := notifiers.Message{Alert: notifierstest.Sample(notifiers.Missed, "4711")}
	first, err := post(e, message)
	if err != nil {
		t.Fatal(err)
	}
	again, err := post(e, message)
	if err != nil || again != first {
		t.Errorf("a double has receipt %+v instead of %+v, %v", again, first, err)
	}
	m := fake.Mails()[1]
	for header, want := range map[string]string{
		"From": `"Yardstick" <yardstick@example.com>`, "To": "<leads@example.com>", "Message-Id": first.ID,
		"Date": "Mon, 30 Mar 2026 09:06:00 +0000", "Auto-Submitted": "auto-generated", "Precedence": "bulk",
		"X-Auto-Response-Suppress": "All", "X-Yardstick-Key": message.Key(), "In-Reply-To": "", "Mime-Version": "1.0",
	} {
		if got := m.Header(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	if m.From != "yardstick@example.com" || m.To != leads || m.User != notifierstest.SMTPUser {
		t.Errorf("envelope: %+v", m)
	}
	if got := read(t, m.Raw).subject; got != "1 h 05 min late · ACME, Inc. · Ticket 4711: Printer on fire, third floor" {
		t.Errorf("subject: %q", got)
	}
}

// tags are the tags of an HTML part: a < of the text is escaped. Ours fetch nothing, and lead to the web alone.
var (
	tags = regexp.MustCompile(`<[^>]*>`)
	ours = regexp.MustCompile(`(?i)^<(!doctype html|/?(html|head|body|table|tr|td|th|h1|p|span|br|title)|meta|` +
		`a href="https?://[^"]*"|/a)( (lang|charset|name|content|role|cellpadding|cellspacing|width|dir|style)="[^"()@]*")*>$`)
)

// Whatever a ticket says: one subject of one line, no header of its own, two parts, and nothing fetched from elsewhere.
func TestHostileTextAddsNothing(t *testing.T) {
	fake := notifierstest.NewSMTP(t)
	e := connect(t, email.Options{SMTP: fake.URL()})
	texts := append(notifierstest.Hostile(), "x\r\nBcc: everybody@example.com\r\n\r\n<script>", `"><img src=https://evil.example/x.png>`, ".\r\n.")
	for i, text := range texts {
		a := notifierstest.Sample(notifiers.Missed, "4711")
		a.Key, a.Ticket, a.Subject, a.Customer, a.Team, a.Promise, a.Standard = text, text, text, text, text, text, text
		a.Link = []string{"javascript:alert(1)//" + text, "https://example.com/" + text}[i%2]
		g := notifierstest.SampleGroup()
		g.Key, g.Worst = text, []notifiers.Alert{*a}
		for _, m := range []notifiers.Message{{Alert: a}, {Group: g}, {Notice: &notifiers.Notice{Key: text, Title: text, Lines: []string{text}}}} {
			if _, err := post(e, m); err != nil {
				t.Errorf("%.40q: %v", text, err)
			}
		}
	}
	for _, m := range fake.Mails() {
		for line := range strings.Lines(m.Raw) {
			if len(line) > 999 {
				t.Errorf("a line of %d bytes: %.80q", len(line), line)
			}
		}
		l := read(t, m.Raw)
		if strings.ContainsAny(l.subject, "\r\n") || len([]rune(l.subject)) > 150 || len(l.header["Bcc"]) > 0 || len(l.header["Subject"]) != 1 {
			t.Errorf("subject %q, headers %v", l.subject, l.header)
		}
		for _, tag := range tags.FindAllString(l.html, -1) {
			if !ours.MatchString(tag) {
				t.Errorf("the HTML part has a tag of somebody else's: %.300s", tag)
			}
		}
	}
}

func TestFile(t *testing.T) {
	fake := notifierstest.NewSMTP(t)
	f := notifierstest.SampleFile()
	f.Name = "../../late\r\n2026.csv"
	if _, err := post(connect(t, email.Options{SMTP: fake.URL()}), notifiers.Message{File: f}); err != nil {
		t.Fatal(err)
	}
	l := read(t, fake.Mails()[0].Raw)
	if got := l.files["-..-late--2026.csv"]; got != string(f.Content) {
		t.Errorf("files %q", l.files)
	}
}

func TestNewRefusesAnAddressWithoutRepeatingIt(t *testing.T) {
	for _, address := range []string{
		"", "mail.example.com", "http://u:SECRET@mail.example.com", "smtp://", "smtp://u:SECRET@", "smtp://u:SECRET@h/path", "smtp://u:%zzSECRET@h", "smtp://h:99999999999999",
	} {
		_, err := email.New(email.Options{SMTP: address, From: "a@example.com"})
		if address == "smtp://h:99999999999999" {
			continue // a port is for the dialler to judge
		}
		if err == nil || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s: %v", address, err)
		}
	}
	if _, err := email.New(email.Options{SMTP: "smtp://h", From: "nobody"}); err == nil {
		t.Error("a sender that is no address")
	}
}

func TestAPlaceThatIsNoAddressIsForGood(t *testing.T) {
	fake := notifierstest.NewSMTP(t)
	e := connect(t, email.Options{SMTP: fake.URL()})
	for _, place := range []notifiers.Place{"#support", notifiers.Mail("nobody"), notifiers.Mail("a@example.com\r\nRCPT TO:<b@example.com>"), notifiers.Mail("A <a@example.com>")} {
		_, err := e.Post(t.Context(), notifiers.Post{To: place, Message: notifiers.Message{Notice: notifierstest.SampleNotice()}})
		var f *notifiers.Failure
		if !errors.As(err, &f) || f.Outcome != notifiers.Permanent || len(fake.Commands()) > 0 {
			t.Errorf("%q: %v, %v", place, err, fake.Commands())
		}
	}
}

func base64Reader(body io.Reader) io.Reader {
	raw, _ := io.ReadAll(body)
	return bytes.NewReader(unbase64(raw))
}
