package notifierstest

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
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

// request is what came in.
type request struct {
	number int // index into Slack.calls
	method string
	token  string
	form   url.Values // without the token
}

// answer is the body of an answer. An answer without "ok" is a success.
type answer map[string]any

func refusal(code string) answer { return answer{"ok": false, "error": code} }

type method func(s *Slack, form url.Values) answer

var methods = map[string]method{
	"auth.test":             (*Slack).authTest,
	"chat.postMessage":      (*Slack).postMessage,
	"chat.update":           (*Slack).update,
	"conversations.history": (*Slack).history,
	"conversations.replies": (*Slack).replies,
	"conversations.list":    (*Slack).list,
	"conversations.join":    (*Slack).join,
}

func (s *Slack) serve(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "bad form", http.StatusBadRequest)
		return
	}
	in := request{method: strings.TrimPrefix(r.URL.Path, "/api/"), form: maps.Clone(r.Form)}
	in.token = in.form.Get("token")
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		in.token = bearer
	}
	in.form.Del("token")
	if fault := s.arrive(&in); fault != nil {
		s.misbehave(w, r, in, *fault)
		return
	}
	s.reply(w, in.number, s.call(in))
}

// arrive notes a request, numbers it, and takes the fault that it meets, if any.
func (s *Slack) arrive(in *request) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	in.number = len(s.calls)
	s.calls = append(s.calls, Call{Method: in.method, At: s.now(), Form: in.form})
	defer s.announce()
	return s.takeFault(in.method, in.form.Get("channel"))
}

// call carries a request out.
func (s *Slack) call(in request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.announce()
	run, known := methods[in.method]
	switch {
	case !known:
		return refusal("unknown_method")
	case in.token == "":
		return refusal("not_authed")
	case in.token != s.token:
		return refusal("invalid_auth")
	}
	return run(s, in.form)
}

// reply writes an answer. One with "retry_after" is a 429.
func (s *Slack) reply(w http.ResponseWriter, number int, a answer) {
	status := http.StatusOK
	if after, limited := a["retry_after"].(string); limited {
		status = http.StatusTooManyRequests
		w.Header().Set("Retry-After", after)
		a = refusal("ratelimited")
	}
	if _, told := a["ok"]; !told {
		a["ok"] = true
	}
	code, _ := a["error"].(string)
	s.answered(number, status, code)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(a) // a client that left is no concern of the server
}

func (s *Slack) answered(number, status int, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[number].Status, s.calls[number].Error = status, code
	s.announce()
}

func (s *Slack) authTest(url.Values) answer {
	return answer{
		"url": "https://acme.slack.com/", "team": "Acme", "user": "yardstick",
		"team_id": "T0001", "user_id": "U0BOT", "bot_id": botID,
	}
}
