package email

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net/textproto"
	"strings"
	"unicode/utf8"

	"github.com/yardstickd/yardstick/notifiers"
)

var (
	errNoTLS   = errors.New("the server offers no STARTTLS, and e-mail leaves this machine by TLS alone: use smtps://…:465, or another server")
	errNoLogin = errors.New("the server offers no way to log in that is known here: PLAIN, LOGIN or CRAM-MD5")
)

// authError is what a login came to. What a server says to it may repeat the password, and is not passed on.
type authError struct{ error }

func (e authError) orNil() error {
	if e.error == nil {
		return nil
	}
	return e
}

// Unwrap gives what the login came to.
func (e authError) Unwrap() error { return e.error }

// sort says what an error means:
//
//	permanent  5xx, whenever it comes; no TLS; no way to log in
//	retry      4xx, whenever it comes; anything else before the end of the text
//	ambiguous  the connection was lost, or no answer came in time, after the end of the text
//
// A certificate that nobody vouches for is retry: it is as often the server's as ours, and heals without us.
func (s *server) sort(ctx context.Context, at stage, err error) *notifiers.Failure {
	var answer *textproto.Error
	switch {
	case errors.As(err, &answer):
		return s.answered(answer, err)
	case errors.Is(err, errNoTLS):
		return &notifiers.Failure{Outcome: notifiers.Permanent, Code: "no_starttls", Err: errNoTLS}
	case errors.Is(err, errNoLogin):
		return &notifiers.Failure{Outcome: notifiers.Permanent, Code: "no_login", Err: errNoLogin}
	}
	f := &notifiers.Failure{Outcome: notifiers.Retry, Code: "unreachable", Err: s.cause(ctx, err)}
	switch {
	case at == handed:
		f.Outcome, f.Code = notifiers.Ambiguous, "no_answer"
	case at == handing:
		f.Code = "connection_lost"
	case untrusted(err):
		f.Code = "tls"
	}
	return f
}

// answered sorts what the server said.
func (s *server) answered(answer *textproto.Error, err error) *notifiers.Failure {
	f := &notifiers.Failure{Outcome: notifiers.Permanent, Code: fmt.Sprintf("smtp_%d", answer.Code)}
	if answer.Code < 500 {
		f.Outcome = notifiers.Retry
	}
	var login authError
	if errors.As(err, &login) {
		f.Err = errors.New("the server does not accept the user and the password of email.smtp")
	} else {
		f.Err = errors.New(s.redact(notifiers.Line(answer.Msg, maxAnswer, utf8.RuneCountInString)))
	}
	return f
}

// maxAnswer is how much is repeated of what a server says, in characters.
const maxAnswer = 300

// cause tells why no answer came. It is context.Canceled or DeadlineExceeded for errors.Is, where that is why.
func (s *server) cause(ctx context.Context, err error) error {
	if ended := ctx.Err(); ended != nil {
		return fmt.Errorf("no answer in time: %w", ended)
	}
	return errors.New(s.redact(err.Error()))
}

// redact takes the password out of a text, as it is and as it is sent.
func (s *server) redact(text string) string {
	if s.password == "" {
		return text
	}
	coded := base64.StdEncoding
	return strings.NewReplacer(
		coded.EncodeToString([]byte("\x00"+s.user+"\x00"+s.password)), "[secret]",
		coded.EncodeToString([]byte(s.password)), "[secret]", s.password, "[secret]",
	).Replace(text)
}

func untrusted(err error) bool {
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var name x509.HostnameError
	var check *tls.CertificateVerificationError
	return errors.As(err, &check) || errors.As(err, &unknown) || errors.As(err, &invalid) || errors.As(err, &name)
}
