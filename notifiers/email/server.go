package email

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// server is where e-mail is handed over.
type server struct {
	host, port     string
	implicit       bool // TLS from the first byte, as opposed to STARTTLS
	loopback       bool
	user, password string
	roots          *x509.CertPool
	dial           func(ctx context.Context, network, address string) (net.Conn, error)
}

var errAddress = errors.New("no address of a mail server")

func parseURL(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil, u.Scheme != "smtp" && u.Scheme != "smtps", u.Hostname() == "", strings.Trim(u.Path, "/") != "", u.RawQuery != "", u.Fragment != "":
		return nil, errAddress // err would repeat the password
	}
	return u, nil
}

// loopback tells whether a host is this machine by its name alone: what a name resolves to may change.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// open connects, makes the connection private where it leaves the machine, and logs in. Its errors are sorted.
func (s *server) open(ctx context.Context) (*session, error) {
	conn, err := s.dial(ctx, "tcp", net.JoinHostPort(s.host, s.port))
	if err != nil {
		return nil, s.sort(ctx, beginning, err)
	}
	opened := &session{server: s, conn: conn}
	if until, ok := ctx.Deadline(); ok {
		err = conn.SetDeadline(until)
	}
	// The library knows no contexts: an end of ours ends what it waits for.
	opened.release = context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	if err == nil {
		err = opened.begin()
	}
	if err != nil {
		opened.drop()
		return nil, s.sort(ctx, beginning, err)
	}
	return opened, nil
}

// begin goes as far as a message may be handed over.
func (s *session) begin() error {
	conn := s.conn
	private := &tls.Config{ServerName: s.host, RootCAs: s.roots, MinVersion: tls.VersionTLS12}
	if s.implicit {
		conn = tls.Client(conn, private)
	}
	client, err := smtp.NewClient(conn, s.host)
	if err != nil {
		return err
	}
	s.client = client
	if err := client.Hello(literal(s.conn.LocalAddr())); err != nil {
		return err
	}
	if offered, _ := client.Extension("STARTTLS"); !s.implicit && !s.loopback {
		if !offered {
			return errNoTLS
		}
		if err := client.StartTLS(private); err != nil {
			return err
		}
	}
	return s.login()
}

// literal is how a machine introduces itself whose name is nobody's concern: by its address (RFC 5321, 4.1.3).
func literal(local net.Addr) string {
	tcp, ok := local.(*net.TCPAddr)
	switch {
	case !ok:
		return "[127.0.0.1]"
	case tcp.IP.To4() == nil:
		return "[IPv6:" + tcp.IP.String() + "]"
	}
	return "[" + tcp.IP.String() + "]"
}

// login says who we are, where there is a user: in the way that most servers know best, since the line is private.
func (s *session) login() error {
	if s.user == "" {
		return nil
	}
	offered, ways := s.client.Extension("AUTH")
	if !offered {
		return errNoLogin
	}
	for _, way := range strings.Fields(ways) {
		switch way {
		case "PLAIN":
			return authError{s.client.Auth(smtp.PlainAuth("", s.user, s.password, s.host, s.loopback))}.orNil()
		case "LOGIN":
			return authError{s.client.Auth(smtp.LoginAuth(s.user, s.password, s.host, s.loopback))}.orNil()
		case "CRAM-MD5":
			return authError{s.client.Auth(smtp.CRAMMD5Auth(s.user, s.password))}.orNil()
		}
	}
	return errNoLogin
}
