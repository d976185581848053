package email_test

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/email"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

func unbase64(raw []byte) []byte {
	out, _ := base64.StdEncoding.DecodeString(strings.NewReplacer("\r", "", "\n", "").Replace(string(raw)))
	return out
}

// Each answer, at each point of a session: what it means, and how much was taken.
func TestFailuresAreSorted(t *testing.T) {
	const retry, ambiguous, permanent = notifiers.Retry, notifiers.Ambiguous, notifiers.Permanent
	refuse := func(at string, code int) notifierstest.MailFault {
		return notifierstest.MailFault{At: at, Code: code, Text: "says " + notifierstest.SMTPPassword}
	}
	lost := func(at string, kind notifierstest.MailKind, store bool) notifierstest.MailFault {
		return notifierstest.MailFault{At: at, Kind: kind, Store: store}
	}
	const hang, reset, drop = notifierstest.MailHang, notifierstest.MailReset, notifierstest.MailDrop
	for _, c := range []struct {
		name  string
		fault notifierstest.MailFault
		want  notifiers.Outcome
		code  string
		taken int
	}{
		{"busy at the door", refuse("CONNECT", 421), retry, "smtp_421", 0},
		{"no service", refuse("CONNECT", 554), permanent, "smtp_554", 0},
		{"a wrong password", refuse("AUTH", 535), permanent, "smtp_535", 0},
		{"login not now", refuse("AUTH", 454), retry, "smtp_454", 0},
		{"the sender", refuse("MAIL", 550), permanent, "smtp_550", 0},
		{"greylisted", refuse("RCPT", 451), retry, "smtp_451", 0},
		{"nobody there", refuse("RCPT", 550), permanent, "smtp_550", 0},
		{"no room", refuse("DATA", 452), retry, "smtp_452", 0},
		{"refused after the text", refuse(".", 554), permanent, "smtp_554", 0},
		{"not now, after the text", refuse(".", 451), retry, "smtp_451", 0},
		{"shutting down after the text", refuse(".", 421), retry, "smtp_421", 0},
		{"hangs at the door", lost("CONNECT", hang, false), retry, "unreachable", 0},
		{"hangs at hello", lost("EHLO", hang, false), retry, "unreachable", 0},
		{"reset at hello", lost("EHLO", reset, false), retry, "unreachable", 0},
		{"reset before the text", lost("DATA", reset, false), retry, "connection_lost", 0},
		{"hangs before the text", lost("RCPT", hang, false), retry, "connection_lost", 0},
		{"hangs after the text, taken", lost(".", hang, true), ambiguous, "no_answer", 1},
		{"hangs after the text, not taken", lost(".", hang, false), ambiguous, "no_answer", 0},
		{"reset after the text, taken", lost(".", reset, true), ambiguous, "no_answer", 1},
		{"closed after the text, taken", lost(".", drop, true), ambiguous, "no_answer", 1},
		{"closed after the text, not taken", lost(".", drop, false), ambiguous, "no_answer", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			fake := notifierstest.NewSMTP(t)
			fake.Misbehave(c.fault)
			timeout := 10 * time.Second
			if c.fault.Kind == hang {
				timeout = 300 * time.Millisecond
			}
			message := notifiers.Message{Alert: notifierstest.Sample(notifiers.Missed, "4711")}
			e := connect(t, email.Options{SMTP: fake.URL(), Timeout: timeout})
			_, err := post(e, message)
			var f *notifiers.Failure
			if !errors.As(err, &f) || f.Outcome != c.want || f.Code != c.code {
				t.Errorf("%v, want %v: %s", err, c.want, c.code)
			}
			if err != nil && strings.Contains(err.Error(), notifierstest.SMTPPassword) {
				t.Errorf("the password is in %q", err)
			}
			if got := len(fake.Mails()); got != c.taken {
				t.Errorf("%d taken, want %d", got, c.taken)
			}
			if _, err := post(e, message); err != nil { // the fault is over
				t.Errorf("the next try: %v", err)
			}
		})
	}
}

// What is said after a message was taken changes nothing about it.
func TestAGoodbyeThatFailsIsNoFailure(t *testing.T) {
	fake := notifierstest.NewSMTP(t)
	fake.Misbehave(notifierstest.MailFault{At: "QUIT", Kind: notifierstest.MailReset})
	if _, err := post(connect(t, email.Options{SMTP: fake.URL()}), notifiers.Message{Notice: notifierstest.SampleNotice()}); err != nil || len(fake.Mails()) != 1 {
		t.Errorf("%v, %d taken", err, len(fake.Mails()))
	}
}

func TestNobodyListens(t *testing.T) {
	fake := notifierstest.StartSMTP()
	address := fake.URL()
	fake.Close()
	_, err := post(connect(t, email.Options{SMTP: address}), notifiers.Message{Notice: notifierstest.SampleNotice()})
	var f *notifiers.Failure
	if !errors.As(err, &f) || f.Outcome != notifiers.Retry || f.Code != "unreachable" || strings.Contains(err.Error(), notifierstest.SMTPPassword) {
		t.Errorf("%v", err)
	}
}

// away has the mail server stand on another machine, as far as its name goes.
func away(fake *notifierstest.SMTP, roots *x509.CertPool, scheme string) email.Options {
	return email.Options{
		SMTP:  scheme + "://" + notifierstest.SMTPUser + ":" + notifierstest.SMTPPassword + "@example.com",
		Roots: roots,
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, fake.Address())
		},
	}
}

// Off this machine neither the password nor a word of a ticket goes over a line that others can read.
func TestTLSIsRequiredOffLoopback(t *testing.T) {
	message := notifiers.Message{Notice: notifierstest.SampleNotice()}
	fake := notifierstest.NewSMTP(t)
	_, err := post(connect(t, away(fake, fake.Roots(), "smtp")), message)
	var f *notifiers.Failure
	if !errors.As(err, &f) || f.Outcome != notifiers.Permanent || f.Code != "no_starttls" {
		t.Errorf("without STARTTLS: %v", err)
	}
	fake.OfferTLS(true)
	_, err = post(connect(t, away(fake, x509.NewCertPool(), "smtp")), message)
	if !errors.As(err, &f) || f.Outcome != notifiers.Retry || f.Code != "tls" {
		t.Errorf("with a certificate that nobody vouches for: %v", err)
	}
	for _, verb := range fake.Commands() {
		if verb == "AUTH" || verb == "MAIL" {
			t.Errorf("%s was said in the clear", verb)
		}
	}
	if _, err := post(connect(t, away(fake, fake.Roots(), "smtp")), message); err != nil {
		t.Errorf("with STARTTLS: %v", err)
	}
	fake.ImplicitTLS(true)
	if _, err := post(connect(t, away(fake, fake.Roots(), "smtps")), message); err != nil {
		t.Errorf("with TLS from the first byte: %v", err)
	}
	for _, m := range fake.Mails() {
		if !m.Private || m.User != notifierstest.SMTPUser {
			t.Errorf("taken in the clear: %+v", m)
		}
	}
	if len(fake.Mails()) != 2 {
		t.Errorf("%d mails", len(fake.Mails()))
	}
}

func TestReach(t *testing.T) {
	fake := notifierstest.NewSMTP(t)
	e := connect(t, email.Options{SMTP: fake.URL()})
	if err := e.Reach(t.Context()); err != nil {
		t.Error(err)
	}
	if got := strings.Join(fake.Commands(), " "); got != "CONNECT EHLO AUTH QUIT" {
		t.Errorf("said %s", got)
	}
	fake.Misbehave(notifierstest.MailFault{At: "AUTH", Code: 535, Text: "no"})
	if err := e.Reach(t.Context()); err == nil || !strings.Contains(err.Error(), "does not accept the user and the password") {
		t.Errorf("%v", err)
	}
}
