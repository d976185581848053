package email

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/mail"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"github.com/yardstickd/yardstick/notifiers"
)

// keyHeader tells the key of what is spoken of, for filters, and for who looks for doubles.
const keyHeader = "X-Yardstick-Key"

// compose makes what is handed over.
func (e *Email) compose(p notifiers.Post, to string) (*gomail.Msg, error) {
	rcpt, err := mail.ParseAddress(to)
	if err != nil || rcpt.Address != to {
		return nil, errors.New("the address in the route is not one like leads@example.com")
	}
	m := gomail.NewMsg(gomail.WithCharset(gomail.CharsetUTF8), gomail.WithEncoding(gomail.EncodingQP), gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(e.from)
	m.ToMailAddress(rcpt)
	m.SetDateWithValue(e.now())
	m.SetMessageIDWithValue(strings.Trim(e.messageID(p.Message.Key()), "<>"))
	if p.Thread.ID != "" {
		m.SetGenHeader(gomail.HeaderInReplyTo, p.Thread.ID)
		m.SetGenHeader(gomail.HeaderReferences, p.Thread.ID)
	}
	m.SetBulk()                                        // out-of-office answers are asked not to come
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834
	m.SetGenHeader(keyHeader, headerKey(p.Message.Key()))
	if p.Message.Digest != nil {
		return m, e.digestBody(m, p.Message.Digest)
	}
	return m, body(m, p.Message)
}

// body writes any other message into a mail.
func body(m *gomail.Msg, message notifiers.Message) error {
	l := write(message)
	var text, html bytes.Buffer
	if err := errors.Join(textTemplate.Execute(&text, l), htmlTemplate.Execute(&html, l)); err != nil {
		return err
	}
	m.Subject(l.Subject)
	m.SetBodyString(gomail.TypeTextPlain, text.String())
	m.AddAlternativeString(gomail.TypeTextHTML, html.String())
	if f := message.File; f != nil {
		m.AttachReadSeeker(fileName(f.Name), bytes.NewReader(f.Content), gomail.WithFileContentType("text/csv; charset=utf-8"))
	}
	return nil
}

// messageID is the same whenever a message of a key is sent, so that a mail program, or a person, can tell a double.
func (e *Email) messageID(key string) string {
	sum := sha256.Sum256([]byte(key))
	return fmt.Sprintf("<%s@%s>", hex.EncodeToString(sum[:16]), e.domain())
}

// domain is that of the sender.
func (e *Email) domain() string {
	_, domain, _ := strings.Cut(e.from.Address, "@")
	return domain
}

// maxKey keeps a header on one line.
const maxKey = 400

// headerKey is a key as a header has it: itself, or its hash where it is long or not plain.
func headerKey(key string) string {
	odd := func(r rune) bool { return r <= ' ' || r >= 0x7f }
	if key != "" && len(key) <= maxKey && !strings.ContainsFunc(key, odd) {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// fileName is the name of an attachment, in which nothing names a folder or a second header.
func fileName(name string) string {
	kept := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.", r) {
			return r
		}
		return '-'
	}, name[:min(len(name), 100)])
	return strings.TrimLeft(kept, ".")
}
