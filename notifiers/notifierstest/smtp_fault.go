package notifierstest

import (
	"fmt"
	"io"
	"net"
	"slices"
)

// MailKind says how a mail server misbehaves.
type MailKind uint8

// The kinds.
const (
	MailRefuse MailKind = iota // an answer with MailFault.Code
	MailHang                   // no answer until the caller goes away
	MailReset                  // the connection is reset instead of an answer
	MailDrop                   // the connection is closed instead of an answer
)

// MailFault is one way of a mail server to misbehave, at one verb.
type MailFault struct {
	// At is the verb that meets it: CONNECT, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, or "." for the end of a text.
	At   string
	Kind MailKind
	// Code and Text are what MailRefuse answers, e.g. 451.
	Code int
	Text string
	// Store takes the message before it misbehaves, at ".".
	Store bool
	// Times is how often: 0 means once, less than 0 means until Heal.
	Times int
}

// Misbehave queues a fault. A command takes the first one that matches it.
func (s *SMTP) Misbehave(f MailFault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	s.faults = append(s.faults, &f)
}

// Heal forgets all faults.
func (s *SMTP) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// arrive notes a command and gives the fault that it meets, if any.
func (s *SMTP) arrive(verb string) *MailFault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands = append(s.commands, verb)
	defer s.announce()
	i := slices.IndexFunc(s.faults, func(f *MailFault) bool { return f.At == verb })
	if i < 0 {
		return nil
	}
	f := *s.faults[i]
	if s.faults[i].Times--; s.faults[i].Times == 0 {
		s.faults = slices.Delete(s.faults, i, i+1)
	}
	return &f
}

// misbehave does what a fault says; false says that the connection is over.
func (f *MailFault) misbehave(conn net.Conn, say func(string)) bool {
	switch f.Kind {
	case MailRefuse:
		say(fmt.Sprintf("%d %s", f.Code, f.Text))
		return f.Code != 421
	case MailHang:
		_, _ = io.Copy(io.Discard, conn) // until the other side goes away
	case MailReset:
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
	case MailDrop:
	}
	return false
}
