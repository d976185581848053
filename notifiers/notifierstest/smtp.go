package notifierstest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"
)

// SMTPUser and SMTPPassword are what a fake mail server lets in. The password serves as the canary, too.
const (
	SMTPUser     = "yardstick"
	SMTPPassword = "canary-2718281828-PASSWORDpassword"
)

// SMTP is a mail server on loopback. It keeps what it took, and misbehaves on demand, like Slack. It is safe for use by
// several goroutines.
type SMTP struct {
	listener net.Listener
	tls      *tls.Config
	roots    *x509.CertPool

	mu       sync.Mutex
	starttls bool
	implicit bool
	mails    []Mail
	commands []string
	faults   []*MailFault
	open     map[net.Conn]bool
	changed  chan struct{}
	closing  bool
	serving  sync.WaitGroup
}

// Mail is one message that was taken.
type Mail struct {
	From, To string // of the envelope
	// Private says that it came by TLS, User who had logged in; "" for nobody.
	Private bool
	User    string
	// Raw is the text as it came, dots undone.
	Raw string
}

// Header gives the value of a header; "" where there is none, or where the text can't be read.
func (m *Mail) Header(name string) string {
	parsed, err := mail.ReadMessage(strings.NewReader(m.Raw))
	if err != nil {
		return ""
	}
	return parsed.Header.Get(name)
}

// NewSMTP starts a mail server that ends with the test.
func NewSMTP(t testing.TB) *SMTP {
	t.Helper()
	s := StartSMTP()
	t.Cleanup(s.Close)
	return s
}

// StartSMTP starts a mail server for who has no testing.TB.
func StartSMTP() *SMTP {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err) // a machine without loopback runs no tests
	}
	s := &SMTP{listener: listener, open: map[net.Conn]bool{}, changed: make(chan struct{})}
	s.tls, s.roots = certificate()
	s.serving.Go(s.accept)
	return s
}

// certificate borrows one for 127.0.0.1 and example.com from net/http's test server.
func certificate() (*tls.Config, *x509.CertPool) {
	lender := httptest.NewTLSServer(nil)
	defer lender.Close()
	roots := x509.NewCertPool()
	roots.AddCert(lender.Certificate())
	return &tls.Config{Certificates: lender.TLS.Certificates, MinVersion: tls.VersionTLS12}, roots
}

// Close hangs up on all and stops the server.
func (s *SMTP) Close() {
	s.mu.Lock()
	s.closing = true
	for conn := range s.open {
		_ = conn.Close()
	}
	s.announce()
	s.mu.Unlock()
	_ = s.listener.Close()
	s.serving.Wait()
}

// Address is its host:port.
func (s *SMTP) Address() string { return s.listener.Addr().String() }

// URL is what email.smtp is to be set to.
func (s *SMTP) URL() string { return "smtp://" + SMTPUser + ":" + SMTPPassword + "@" + s.Address() }

// Roots vouch for its certificate, which is for example.com and 127.0.0.1.
func (s *SMTP) Roots() *x509.CertPool { return s.roots }

// OfferTLS switches STARTTLS on. Off at first.
func (s *SMTP) OfferTLS(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.starttls = on
}

// ImplicitTLS has it speak TLS from the first byte, as on port 465.
func (s *SMTP) ImplicitTLS(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.implicit = on
}

// Mails gives what was taken so far, in the order of its coming.
func (s *SMTP) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.mails...)
}

// With gives the mails that have a value in a header.
func (s *SMTP) With(header, value string) []Mail {
	var found []Mail
	for _, m := range s.Mails() {
		if m.Header(header) == value {
			found = append(found, m)
		}
	}
	return found
}

// Commands gives the verbs that came, in the order of their coming; "." is the end of a text.
func (s *SMTP) Commands() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.commands...)
}

// Await waits until cond holds, as Slack's does.
func (s *SMTP) Await(ctx context.Context, cond func() bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if cond() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// announce wakes all who wait. It is called with the lock held.
func (s *SMTP) announce() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *SMTP) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.open[conn] = !s.closing
		if s.closing {
			_ = conn.Close()
		}
		s.mu.Unlock()
		s.serving.Go(func() {
			s.talk(conn)
			s.mu.Lock()
			delete(s.open, conn)
			s.mu.Unlock()
			_ = conn.Close()
		})
	}
}
