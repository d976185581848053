package notifierstest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"
)

// The tokens have the shape of real ones and are easy to find in any output: they serve as canaries too.
const (
	defaultToken    = "xoxb-canary-3141592653-SECRETsecretSECRET"
	defaultAppToken = "xapp-1-canary-2718281828-SECRETsecretSECRET"
)

// Who the bot is in the workspace.
const (
	teamID  = "T0001"
	botID   = "B0YARDSTICK" // who has posted everything
	botUser = "U0BOT"
)

// Slack is a Slack workspace on loopback. It is safe for use by several goroutines.
type Slack struct {
	server          *httptest.Server
	token, appToken string

	mu        sync.Mutex
	now       func() time.Time
	paced     bool
	lean      bool
	channels  []*channel
	byName    map[string]*channel  // by id and by name
	byKey     map[string][]*Stored // of all channels
	members   directory
	sockets   sockets
	dialogs   dialogs
	files     map[string]*file // by id
	chartless bool             // it takes no charts
	slow      int              // how many messages each new picture is refused in
	faults    []*Fault
	missing   map[string]string // the scope that a method lacks, by method
	granted   []string          // what answers say was granted
	calls     []*Call
	hook      func(step Step, call Call)
	late      []func() // what Late requests will do once released
	changed   chan struct{}
	closing   chan struct{}
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

// Key is the key of the message that the call posts or updates; "" for none.
func (c Call) Key() string {
	var m Stored
	if m.readMetadata(c.Form.Get("metadata")) != "" {
		return ""
	}
	return m.Key()
}

// Step is a point in the life of a request.
type Step string

// The steps. A request that meets a fault goes through those that the fault leaves.
const (
	Before   Step = "before"   // it is about to be carried out
	After    Step = "after"    // it was carried out, or refused; nobody knows yet
	Answered Step = "answered" // the caller has the whole answer
)

// NewSlack starts a Slack that ends with the test.
func NewSlack(t testing.TB) *Slack {
	t.Helper()
	s := StartSlack()
	t.Cleanup(s.Close)
	return s
}

// StartSlack starts a Slack for who has no testing.TB, as a trial in a process of its own.
func StartSlack() *Slack {
	s := &Slack{
		token: defaultToken, appToken: defaultAppToken, now: time.Now,
		byName: map[string]*channel{}, byKey: map[string][]*Stored{}, files: map[string]*file{}, missing: map[string]string{},
		changed: make(chan struct{}), closing: make(chan struct{}),
	}
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

// AppToken is the one app token it accepts, for what an app asks for itself.
func (s *Slack) AppToken() string { return s.appToken }

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

// TakeCharts says whether the workspace takes data_visualization blocks, as it does at first. One that does not refuses them as it
// refuses any block that it does not know.
func (s *Slack) TakeCharts(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chartless = !on
}

// SlowFiles has each file that is uploaded from now on be ready only after it was refused in n messages, as in Slack, where a file
// is looked at for a while after its upload was completed. 0 at first.
func (s *Slack) SlowFiles(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.slow = n
}

// Lean makes it forget, from now on, all calls, and of messages all that they are not found by: for trials of many
// thousands of posts.
func (s *Slack) Lean() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lean, s.calls = true, nil
}

// Unscoped makes a method answer missing_scope; "" for the scope ends that.
func (s *Slack) Unscoped(method, scope string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.missing[method] = scope
}

// Hook has f called at each step of each request, by the goroutine that serves it and without a lock: f may take its time,
// kill who asked, and call the methods of Slack. nil for no more.
func (s *Slack) Hook(f func(step Step, call Call)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook = f
}

func (s *Slack) step(step Step, call *Call) {
	s.mu.Lock()
	hook, c := s.hook, *call
	s.mu.Unlock()
	if hook != nil {
		hook(step, c)
	}
}

// note remembers a call. It is called with the lock held.
func (s *Slack) note(c *Call) {
	if !s.lean {
		s.calls = append(s.calls, c)
	}
}

// Calls gives all requests so far, in the order of their coming.
func (s *Slack) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Call, len(s.calls))
	for i, c := range s.calls {
		all[i] = *c
	}
	return all
}

// CallsOf gives the requests of a method.
func (s *Slack) CallsOf(method string) []Call {
	return slices.DeleteFunc(s.Calls(), func(c Call) bool { return c.Method != method })
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
