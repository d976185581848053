package email

import (
	"context"
	"net"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// session is one connection, over which one message goes:
//
//	greeting  EHLO  STARTTLS  EHLO  AUTH   beginning   nothing was sent: it may be tried again
//	MAIL  RCPT  DATA  the text             handing     a server takes nothing before the end of the text
//	.                                      handed      without an answer nobody knows
type session struct {
	*server
	conn    net.Conn
	client  *smtp.Client
	release func() bool // of the context that ends the session
}

// stage is how far a session got.
type stage uint8

const (
	beginning stage = iota
	handing
	handed
)

// hand gives one message to the server. Its errors are sorted.
func (s *session) hand(ctx context.Context, m *gomail.Msg, from, to string) error {
	if err := s.client.Mail("<" + from + ">"); err != nil {
		return s.sort(ctx, handing, err)
	}
	if err := s.client.Rcpt("<" + to + ">"); err != nil {
		return s.sort(ctx, handing, err)
	}
	text, err := s.client.Data()
	if err != nil {
		return s.sort(ctx, handing, err)
	}
	if _, err := m.WriteTo(text); err != nil {
		s.drop() // closing the text would end it, and have half of it taken for all
		return s.sort(ctx, handing, err)
	}
	if err := text.Close(); err != nil {
		return s.sort(ctx, handed, err)
	}
	return nil
}

// end says goodbye. What was taken was taken, whatever is said to that.
func (s *session) end() {
	_ = s.client.Quit()
	s.drop()
}

func (s *session) drop() {
	s.release()
	_ = s.conn.Close()
}
