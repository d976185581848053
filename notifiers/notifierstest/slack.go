package notifierstest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"
)

// defaultToken has the shape of a bot token and is easy to find in any output: it serves as the canary too.
const defaultToken = "xoxb-canary-3141592653-SECRETsecretSECRET"

// Slack is a Slack workspace on loopback. It is safe for use by several goroutines.
type Slack struct {
	server *httptest.Server
	token  string

	mu       sync.Mutex
	now      func() time.Time
	paced    bool
	channels []*channel
	faults   []*Fault
	calls    []Call
	late     []func() // what Late requests will do once released
	changed  chan struct{}
	closing  chan struct{}
}

// Call is one request as it came in, whatever became of it.
type Call struct {
	Method string // e.g. chat.postMessage
	At     time.Time
	Form   url.Values // without the token
	// Status is the HTTP status it got; 0 for none, as when it hung or was reset.
	Status int
	// Error is the code of an answer with ok:false; "" otherwise.
	Error string
}

// NewSlack starts a Slack that ends with the test.
func NewSlack(t testing.TB) *Slack {
	t.Helper()
	s := StartSlack()
	t.Cleanup(s.Close)
	return s
}

// StartSlack starts a Slack for who has no testing.TB, as a trial in a process of its own.
func StartSlack() *Slack {
	s := &Slack{token: defaultToken, now: time.Now, changed: make(chan struct{}), closing: make(chan struct{})}
	s.server = httptest.NewServer(http.HandlerFunc(s.serve))
	return s
}

// Close lets go of every hanging request and stops the server.
func (s *Slack) Close() {
	close(s.closing)
	s.server.Close()
}

// URL is what slack.api_url is to be set to; it ends with a slash, as the library wants it.
func (s *Slack) URL() string { return s.server.URL + "/api/" }

// Token is the one bot token it accepts.
func (s *Slack) Token() string { return s.token }

// SetNow sets the clock from which it makes each ts and paces posts.
func (s *Slack) SetNow(now func() time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = now
}

// Pace switches on that a channel takes one post a second and answers 429 with Retry-After to more. Off at first.
func (s *Slack) Pace(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paced = on
}

// Calls gives all requests so far, in the order of their coming.
func (s *Slack) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Call(nil), s.calls...)
}

// Await waits until cond holds, which is asked anew whenever a request came in, was answered, or a message was
// stored. cond must not call Await. It returns the context's error when that ends first.
func (s *Slack) Await(ctx context.Context, cond func() bool) error {
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
func (s *Slack) announce() {
	close(s.changed)
	s.changed = make(chan struct{})
}
