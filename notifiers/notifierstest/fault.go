package notifierstest

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Kind says how Slack misbehaves.
type Kind uint8

// The kinds. All but RateLimit and Late carry the request out first where the fault says Store.
const (
	RateLimit Kind = iota // 429 with Retry-After: Fault.RetryAfter
	Status                // an HTTP status (Fault.Status, 503 if 0) with a page in HTML
	Refuse                // 200 and ok:false with Fault.Code
	HTML                  // 200 and a page, as from a proxy that wants a login
	Truncated             // an answer that breaks off in the middle of its JSON
	Garbage               // 200 and {}, which is neither ok nor an error
	Huge                  // an answer of 10 MB
	Hang                  // no answer until the caller goes away
	Reset                 // the connection is reset instead of an answer
	Late                  // like Hang, but carried out when Release is called, however long the caller is gone
)

// Fault is one way to misbehave towards the requests that it matches.
type Fault struct {
	Kind    Kind
	Method  string // "" matches every method
	Channel string // as in the request: id or name; "" matches every channel
	// Times is how many requests it meets: 0 means one, less than 0 means until Heal.
	Times int
	// Store carries the request out before it misbehaves.
	Store bool

	RetryAfter time.Duration // for RateLimit
	Status     int           // for Status
	Code       string        // for Refuse
}

// Misbehave queues a fault. A request takes the first one that matches it.
func (s *Slack) Misbehave(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	s.faults = append(s.faults, &f)
}

// Heal forgets all faults. Requests that hang already go on hanging.
func (s *Slack) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// Release carries out all requests that met Late so far and tells how many.
func (s *Slack) Release() int {
	s.mu.Lock()
	late := s.late
	s.late = nil
	s.mu.Unlock()
	for _, carryOut := range late {
		carryOut()
	}
	return len(late)
}

// takeFault uses up one occasion of the first fault that matches. It is called with the lock held.
func (s *Slack) takeFault(method, channel string) *Fault {
	i := slices.IndexFunc(s.faults, func(f *Fault) bool {
		return (f.Method == "" || f.Method == method) && (f.Channel == "" || channel != "" && s.channel(f.Channel) == s.channel(channel))
	})
	if i < 0 {
		return nil
	}
	f := *s.faults[i]
	if s.faults[i].Times--; s.faults[i].Times == 0 {
		s.faults = slices.Delete(s.faults, i, i+1)
	}
	return &f
}

// misbehave deals with a request as the fault says.
func (s *Slack) misbehave(w http.ResponseWriter, r *http.Request, in request, f Fault) {
	if f.Kind == Late {
		s.mu.Lock()
		s.late = append(s.late, func() { s.call(in) })
		s.announce()
		s.mu.Unlock()
	} else if f.Store && f.Kind != RateLimit {
		s.call(in)
	}
	switch f.Kind {
	case RateLimit:
		s.reply(w, in, answer{"retry_after": strconv.Itoa(int(f.RetryAfter / time.Second))})
	case Refuse:
		s.reply(w, in, refusal(f.Code))
	case Hang, Late:
		select {
		case <-r.Context().Done():
		case <-s.closing:
		}
		panic(http.ErrAbortHandler) // no answer at all, not even an empty one
	case Reset:
		reset(w)
	default:
		s.answerBadly(w, in, f)
	}
}

// answerBadly writes an answer that is none.
func (s *Slack) answerBadly(w http.ResponseWriter, in request, f Fault) {
	status := http.StatusOK
	var body string
	switch f.Kind {
	case Status:
		if status = f.Status; status == 0 {
			status = http.StatusServiceUnavailable
		}
		body = "<html><body><h1>Server Error</h1></body></html>"
	case HTML:
		body = "<!DOCTYPE html><html><body>Please log in.</body></html>"
	case Truncated:
		body = `{"ok":true,"channel":"C0000`
	case Garbage:
		body = "{}"
	case Huge:
		body = `{"ok":true,"warning":"` + strings.Repeat("x", 10<<20) + `"}`
	default:
		panic(fmt.Sprintf("notifierstest: unknown fault %d", f.Kind))
	}
	s.answered(in.call, status, "")
	w.Header().Set("Content-Type", "text/html")
	s.write(w, in, status, []byte(body))
}

// reset closes the connection the hard way: the peer sees a reset instead of an end.
func reset(w http.ResponseWriter) {
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		panic(http.ErrAbortHandler)
	}
	conn, _, err := hijacker.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
