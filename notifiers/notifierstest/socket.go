package notifierstest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// socketPath is where the sockets of Socket Mode are, each opened by a ticket that is good once.
const socketPath = "/socket"

var socketMethods = map[string]method{"apps.connections.open": (*Slack).openConnection}

// The rhythm of a socket: Slack's client takes a connection for dead after 30 s without a ping.
const (
	pingEvery   = 5 * time.Second
	answerPause = 3 * time.Second // how long Slack waits for an answer
)

// sockets are the connections by which an app listens.
type sockets struct {
	tickets int
	valid   map[string]bool
	open    []*socket
	served  int // how many there ever were
	turn    int
	sent    int
	waiting map[string]chan json.RawMessage // for answers, by envelope
}

type socket struct {
	conn    *websocket.Conn
	writing sync.Mutex
	ended   chan struct{}
}

// Envelope is what Slack sends over a socket.
type Envelope struct {
	ID      string // "" for a new one
	Type    string // interactive or slash_commands
	Payload any
}

// ErrUnanswered says that an envelope was not answered in time, or that its connection ended.
var ErrUnanswered = errors.New("the envelope was not answered within 3 s")

// openConnection gives the address of a socket.
func (s *Slack) openConnection(url.Values) answer {
	s.sockets.tickets++
	ticket := fmt.Sprintf("ticket-%d-SECRET", s.sockets.tickets)
	if s.sockets.valid == nil {
		s.sockets.valid, s.sockets.waiting = map[string]bool{}, map[string]chan json.RawMessage{}
	}
	s.sockets.valid[ticket] = true
	return answer{"url": "ws" + strings.TrimPrefix(s.server.URL, "http") + socketPath + "?ticket=" + ticket}
}

// serveSocket is a connection from its beginning to its end.
func (s *Slack) serveSocket(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	ticket := r.URL.Query().Get("ticket")
	good := s.sockets.valid[ticket]
	delete(s.sockets.valid, ticket)
	s.mu.Unlock()
	if !good {
		http.Error(w, "invalid ticket", http.StatusForbidden)
		return
	}
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &socket{conn: conn, ended: make(chan struct{})}
	defer s.hangUp(c)
	s.mu.Lock()
	n := len(s.sockets.open) + 1
	s.mu.Unlock()
	if c.send(map[string]any{"type": "hello", "num_connections": n, "connection_info": map[string]any{"app_id": "A0YARDSTICK"}}) != nil {
		return
	}
	s.mu.Lock()
	s.sockets.open = append(s.sockets.open, c)
	s.sockets.served++
	s.announce()
	s.mu.Unlock()
	go c.ping(s.closing)
	s.hear(c)
}

func (c *socket) send(message any) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	return c.conn.WriteJSON(message)
}

// ping keeps the connection alive, and ends it with the server.
func (c *socket) ping(closing <-chan struct{}) {
	ticker := time.NewTicker(pingEvery)
	defer ticker.Stop()
	for {
		_ = c.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second)) // who is gone is found by hear
		select {
		case <-ticker.C:
		case <-c.ended:
			return
		case <-closing:
			_ = c.conn.Close()
			return
		}
	}
}

// hear takes answers until the connection ends.
func (s *Slack) hear(c *socket) {
	for {
		var got struct {
			Envelope string          `json:"envelope_id"`
			Payload  json.RawMessage `json:"payload"`
		}
		if err := c.conn.ReadJSON(&got); err != nil {
			return
		}
		s.mu.Lock()
		waiting := s.sockets.waiting[got.Envelope]
		delete(s.sockets.waiting, got.Envelope)
		s.announce()
		s.mu.Unlock()
		if waiting != nil {
			waiting <- got.Payload
		}
	}
}

func (s *Slack) hangUp(c *socket) {
	close(c.ended)
	_ = c.conn.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sockets.open = slices.DeleteFunc(s.sockets.open, func(o *socket) bool { return o == c })
	s.announce()
}

// Sockets is how many connections there are, and how many there ever were.
func (s *Slack) Sockets() (now, ever int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sockets.open), s.sockets.served
}

// Push sends an envelope over one of the sockets, over each in its turn, and gives what was answered (nil for nothing)
// within 3 s.
func (s *Slack) Push(ctx context.Context, e Envelope) (json.RawMessage, error) {
	s.mu.Lock()
	if len(s.sockets.open) == 0 {
		s.mu.Unlock()
		return nil, errors.New("nobody listens")
	}
	s.sockets.turn++
	c := s.sockets.open[s.sockets.turn%len(s.sockets.open)]
	s.sockets.sent++
	if e.ID == "" {
		e.ID = fmt.Sprintf("envelope-%d", s.sockets.sent)
	}
	waiting := make(chan json.RawMessage, 1)
	s.sockets.waiting[e.ID] = waiting
	s.mu.Unlock()
	err := c.send(map[string]any{
		"type": e.Type, "envelope_id": e.ID, "payload": e.Payload, "accepts_response_payload": true,
	})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, answerPause)
	defer cancel()
	select {
	case payload := <-waiting:
		return payload, nil
	case <-c.ended:
		return nil, ErrUnanswered
	case <-ctx.Done():
		return nil, ErrUnanswered
	}
}

// Disconnect asks every connection to be made anew, as Slack does every few hours, and ends it.
func (s *Slack) Disconnect() {
	for _, c := range s.connected() {
		_ = c.send(map[string]any{"type": "disconnect", "reason": "refresh_requested"}) // who is gone is gone
	}
}

// Cut ends every connection without a word.
func (s *Slack) Cut() {
	for _, c := range s.connected() {
		_ = c.conn.Close()
	}
}

func (s *Slack) connected() []*socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sockets.open)
}
