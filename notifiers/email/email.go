package email

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/yardstickd/yardstick/notifiers"
)

// defaultTimeout is well below the 30 s for which an alert is claimed.
const defaultTimeout = 15 * time.Second

// Options say how e-mail leaves.
type Options struct {
	// SMTP is the server: smtp://user:password@host:587 (STARTTLS, none on loopback) or smtps://user:password@host:465.
	SMTP string
	// From is the sender: an address, or a name and an address.
	From string
	// Timeout is how long one message may take, its connection included; 0 means 15 s.
	Timeout time.Duration
	// Roots are who may vouch for the server; nil for those of the system.
	Roots *x509.CertPool
	// Dial opens the connection; nil for TCP.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Now stamps what is sent; nil for the machine's clock.
	Now func() time.Time
}

// Email hands messages to one server. It is safe for use by several goroutines.
type Email struct {
	server  server
	from    *mail.Address
	timeout time.Duration
	now     func() time.Time
}

var _ notifiers.Notifier = (*Email)(nil)

// New gives a notifier. It asks the server nothing; an address that can't be one is an error, which does not repeat it.
func New(o Options) (*Email, error) {
	at, err := parseServer(o.SMTP)
	if err != nil {
		return nil, err
	}
	from, err := mail.ParseAddress(o.From)
	if err != nil {
		return nil, errors.New("email.from is not an e-mail address like yardstick@example.com")
	}
	at.roots, at.dial = o.Roots, o.Dial
	if at.dial == nil {
		at.dial = (&net.Dialer{}).DialContext
	}
	e := &Email{server: at, from: from, timeout: o.Timeout, now: o.Now}
	if e.timeout == 0 {
		e.timeout = defaultTimeout
	}
	if e.now == nil {
		e.now = time.Now
	}
	return e, nil
}

// Name is "email".
func (e *Email) Name() string { return "email" }

// Post sends a message, once. The receipt's id is its Message-ID.
func (e *Email) Post(ctx context.Context, p notifiers.Post) (notifiers.Receipt, error) {
	address, ok := p.To.Mail()
	if !ok {
		return notifiers.Receipt{}, &notifiers.Failure{Outcome: notifiers.Permanent, Code: "no_address", Err: errors.New("the place is no e-mail address")}
	}
	m, err := e.compose(p, address)
	if err != nil {
		return notifiers.Receipt{}, &notifiers.Failure{Outcome: notifiers.Permanent, Code: "not_composed", Err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, e.timeout)
	defer cancel()
	if err := e.deliver(ctx, m, address); err != nil {
		return notifiers.Receipt{}, err
	}
	return notifiers.Receipt{Channel: address, ID: e.messageID(p.Message.Key())}, nil
}

// Update sends nothing: what was sent by e-mail stays as it is. That a clock was kept, or counted down in a group, is so
// not told by e-mail; what is worth telling has a post of its own.
func (e *Email) Update(context.Context, notifiers.Place, notifiers.Receipt, notifiers.Message) error {
	return nil
}

// Reach connects, says hello and logs in as a post would, and sends nothing.
func (e *Email) Reach(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, e.timeout)
	defer cancel()
	s, err := e.server.open(ctx)
	if err != nil {
		return err
	}
	s.end()
	return nil
}

// deliver hands one message over.
func (e *Email) deliver(ctx context.Context, m *gomail.Msg, to string) error {
	s, err := e.server.open(ctx)
	if err != nil {
		return err
	}
	defer s.end()
	return s.hand(ctx, m, e.from.Address, to)
}

// parseServer reads the address of a server, without repeating it: it holds a password.
func parseServer(address string) (server, error) {
	u, err := parseURL(address)
	if err != nil {
		return server{}, fmt.Errorf("email.smtp is not an address like smtp://user:password@mail.example.com:587")
	}
	s := server{host: u.Hostname(), port: u.Port(), implicit: u.Scheme == "smtps", loopback: loopback(u.Hostname())}
	if s.port == "" {
		s.port = map[bool]string{true: "465", false: "587"}[s.implicit]
	}
	s.user = u.User.Username()
	s.password, _ = u.User.Password()
	return s, nil
}
