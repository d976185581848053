package notifierstest

import (
	"crypto/tls"
	"encoding/base64"
	"net"
	"net/textproto"
	"strings"
)

// mailSession is one connection to a mail server.
type mailSession struct {
	*SMTP
	bare    net.Conn // below TLS
	text    *textproto.Conn
	private bool
	user    string
	from    string
	to      string
}

// talk serves one connection. What the other side does wrong is answered as RFC 5321 says.
func (s *SMTP) talk(conn net.Conn) {
	m := &mailSession{SMTP: s, bare: conn, text: textproto.NewConn(conn)}
	s.mu.Lock()
	m.private = s.implicit
	s.mu.Unlock()
	if m.private {
		m.text = textproto.NewConn(tls.Server(conn, s.tls))
	}
	if !m.meets("CONNECT", "") {
		return
	}
	m.say("220 mail.example.com ESMTP")
	for {
		line, err := m.text.ReadLine()
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(line, " ")
		if verb = strings.ToUpper(verb); !m.command(verb, rest) {
			return
		}
	}
}

// meets tells whether all is well at a verb; else a fault was met there, and refused tells whether talk goes on.
func (m *mailSession) meets(verb, raw string) bool {
	f := m.arrive(verb)
	if f == nil {
		return true
	}
	if f.Store && verb == "." {
		m.take(raw)
	}
	if f.misbehave(m.bare, m.say) {
		m.from, m.to = "", ""
		return false
	}
	_ = m.bare.Close()
	return false
}

func (m *mailSession) say(line string) { _ = m.text.PrintfLine("%s", line) }

// command carries out one command; false ends the connection.
func (m *mailSession) command(verb, rest string) bool {
	if !m.meets(verb, "") {
		return true // where the fault ended the connection, the next reading finds that out
	}
	switch verb {
	case "EHLO":
		m.hello()
	case "STARTTLS":
		m.say("220 go ahead")
		secured := tls.Server(m.bare, m.tls)
		m.text, m.private = textproto.NewConn(secured), true
	case "AUTH":
		m.login(rest)
	case "MAIL":
		m.from = envelope(rest, "FROM:")
		m.say("250 2.1.0 ok")
	case "RCPT":
		m.to = envelope(rest, "TO:")
		m.say("250 2.1.5 ok")
	case "DATA":
		m.data()
	case "RSET", "NOOP":
		m.say("250 2.0.0 ok")
	case "QUIT":
		m.say("221 2.0.0 bye")
		return false
	default:
		m.say("502 5.5.1 what?")
	}
	return true
}

func (m *mailSession) hello() {
	m.mu.Lock()
	offered := m.starttls && !m.private
	m.mu.Unlock()
	lines := []string{"mail.example.com", "8BITMIME", "AUTH PLAIN LOGIN"}
	if offered {
		lines = append(lines, "STARTTLS")
	}
	for i, l := range lines {
		if i < len(lines)-1 {
			m.say("250-" + l)
		} else {
			m.say("250 " + l)
		}
	}
}

func (m *mailSession) login(rest string) {
	_, coded, _ := strings.Cut(rest, " ")
	plain, err := base64.StdEncoding.DecodeString(coded)
	if err != nil || string(plain) != "\x00"+SMTPUser+"\x00"+SMTPPassword {
		m.say("535 5.7.8 not accepted: " + coded) // as unkind servers do
		return
	}
	m.user = SMTPUser
	m.say("235 2.7.0 welcome")
}

func (m *mailSession) data() {
	if m.from == "" || m.to == "" {
		m.say("503 5.5.1 who, and for whom?")
		return
	}
	m.say("354 go ahead")
	raw, err := m.text.ReadDotBytes()
	if err != nil || !m.meets(".", string(raw)) {
		return
	}
	m.take(string(raw))
	m.say("250 2.0.0 taken")
}

func (m *mailSession) take(raw string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mails = append(m.mails, Mail{From: m.from, To: m.to, Private: m.private, User: m.user, Raw: raw})
	m.announce()
}

// envelope gives the address of MAIL or RCPT.
func envelope(rest, prefix string) string {
	rest = strings.TrimPrefix(rest, prefix)
	start, end := strings.IndexByte(rest, '<'), strings.IndexByte(rest, '>')
	if start != 0 || end < 0 {
		return ""
	}
	return rest[1:end]
}
