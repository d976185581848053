//go:build faults

package faults

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// step is a moment between the daemon and what it talks to.
type step struct {
	// label is the statement, or the method of Slack's API.
	label string
	phase phase
	// tx is the transaction's status before a request, as Postgres says it: I idle, T inside, E failed.
	tx   byte
	rows int   // how many the answer has
	wire *line // over which it goes; nil for Slack
}

type phase string

const (
	asked    phase = "asked"    // the request has arrived here, and nobody has carried it out
	done     phase = "done"     // it is carried out, and the daemon does not know
	answered phase = "answered" // the daemon was told
)

// tap is told of each step and may block it; false swallows what is on its way.
type tap func(step) bool

// wire is a proxy between one daemon and Postgres.
type wire struct {
	listener net.Listener
	upstream func() string // path of the server's socket
	tap      atomic.Pointer[tap]

	mu    sync.Mutex
	lines map[*line]bool
}

// line is one connection.
type line struct {
	front, back net.Conn
	mu          sync.Mutex
	names       map[string]string // prepared statements
	status      byte
	waiting     []string // labels of requests that are not answered yet
}

func newWire(t testing.TB, upstream func() string) *wire {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: listener, upstream: upstream, lines: map[*line]bool{}}
	go w.accept()
	t.Cleanup(w.close)
	return w
}

func (w *wire) address() string { return w.listener.Addr().String() }

func (w *wire) close() {
	_ = w.listener.Close()
	w.cut()
}

// listen has f told of each step; nil for nobody.
func (w *wire) listen(f tap) {
	if f == nil {
		w.tap.Store(nil)
		return
	}
	w.tap.Store(&f)
}

func (w *wire) tell(s step) bool {
	if f := w.tap.Load(); f != nil {
		return (*f)(s)
	}
	return true
}

// cut resets all connections.
func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for l := range w.lines {
		l.reset()
	}
}

func (l *line) reset() {
	if tcp, ok := l.front.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = l.front.Close()
	_ = l.back.Close()
}

func (w *wire) accept() {
	for {
		front, err := w.listener.Accept()
		if err != nil {
			return
		}
		go w.serve(front)
	}
}

func (w *wire) serve(front net.Conn) {
	back, err := net.Dial("unix", w.upstream())
	if err != nil {
		_ = front.Close()
		return
	}
	l := &line{front: front, back: back, names: map[string]string{}, status: 'I'}
	w.mu.Lock()
	w.lines[l] = true
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		delete(w.lines, l)
		w.mu.Unlock()
	}()
	in, out := bufio.NewReader(front), bufio.NewReader(back)
	start, err := untyped(in)
	if err != nil {
		l.reset()
		return
	}
	l.waiting = append(l.waiting, "connect")
	if !w.tell(step{label: "connect", phase: asked, tx: 'I', wire: l}) {
		return
	}
	if _, err := back.Write(start); err != nil {
		l.reset()
		return
	}
	var both sync.WaitGroup
	both.Go(func() { w.forth(l, in) })
	both.Go(func() { w.backwards(l, out) })
	both.Wait()
}

// untyped reads the message that opens a connection.
func untyped(r *bufio.Reader) ([]byte, error) {
	head, err := r.Peek(4)
	if err != nil {
		return nil, err
	}
	message := make([]byte, min(binary.BigEndian.Uint32(head), 1<<20))
	_, err = io.ReadFull(r, message)
	return message, err
}

// typed reads any other message: its type, its length, its body.
func typed(r *bufio.Reader) ([]byte, error) {
	head, err := r.Peek(5)
	if err != nil {
		return nil, err
	}
	message := make([]byte, 1+binary.BigEndian.Uint32(head[1:]))
	_, err = io.ReadFull(r, message)
	return message, err
}

// forth carries requests: all messages up to a Sync, or a simple query.
func (w *wire) forth(l *line, in *bufio.Reader) {
	defer func() { _ = l.back.Close() }()
	var request []byte
	label := ""
	for {
		m, err := typed(in)
		if err != nil {
			return
		}
		request = append(request, m...)
		if said := l.label(m); said != "" {
			label = said
		}
		switch m[0] {
		case 'P', 'B', 'D', 'E', 'C': // until the Sync
			continue
		case 'S', 'Q':
			l.mu.Lock()
			status := l.status
			l.waiting = append(l.waiting, label)
			l.mu.Unlock()
			if !w.tell(step{label: label, phase: asked, tx: status, wire: l}) {
				request, label = nil, ""
				continue
			}
		}
		if _, err := l.back.Write(request); err != nil {
			return
		}
		request, label = nil, ""
	}
}

// label names the statement that a message parses, binds or asks; "" where it does neither.
func (l *line) label(m []byte) string {
	body := m[5:]
	switch m[0] {
	case 'Q':
		return short(cstring(body))
	case 'P':
		name := cstring(body)
		said := short(cstring(body[len(name)+1:]))
		l.names[name] = said
		return said
	case 'B':
		portal := cstring(body)
		return l.names[cstring(body[len(portal)+1:])]
	}
	return ""
}

func cstring(b []byte) string {
	text, _, _ := strings.Cut(string(b), "\x00")
	return text
}

// short is the beginning of a statement, enough to know it by.
func short(sql string) string {
	text := strings.Join(strings.Fields(sql), " ")
	return text[:min(len(text), 100)]
}

// flushAt is how much of an answer is held back: a long one streams.
const flushAt = 256 << 10

// backwards carries answers: all messages up to the one that says that the server is ready, or wants data.
func (w *wire) backwards(l *line, out *bufio.Reader) {
	defer func() { _ = l.front.Close() }()
	var answer []byte
	rows := 0
	for {
		m, err := typed(out)
		if err != nil {
			return
		}
		answer = append(answer, m...)
		switch {
		case m[0] == 'D':
			if rows++; len(answer) <= flushAt {
				continue
			}
		case m[0] == 'Z':
			s := step{label: l.ready(m[5]), phase: done, tx: m[5], rows: rows, wire: l}
			if rows = 0; !w.tell(s) {
				answer = nil
				continue
			}
		case m[0] == 'G', m[0] == 'R', m[0] == 'A', m[0] == 'E', len(answer) > flushAt:
		default:
			continue
		}
		if _, err := l.front.Write(answer); err != nil {
			return
		}
		answer = nil
	}
}

// ready notes the status after an answer and gives what was answered.
func (l *line) ready(status byte) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status = status
	if len(l.waiting) == 0 {
		return ""
	}
	label := l.waiting[0]
	l.waiting = l.waiting[1:]
	return label
}
