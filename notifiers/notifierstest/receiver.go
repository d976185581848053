package notifierstest

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// ReceiverKey is what a receiver's webhook is signed with. With the path of its address it serves as the canary, too.
const ReceiverKey = "canary-1618033988-KEYkey"

// Receiver is a server on loopback that takes webhooks. It keeps what it took, and misbehaves on demand, like Slack. It is
// safe for use by several goroutines.
type Receiver struct {
	server *httptest.Server

	mu       sync.Mutex
	requests []Received
	taken    []Received
	faults   []*Fault
	changed  chan struct{}
	closing  chan struct{}
}

// Received is one request.
type Received struct {
	Header http.Header
	Body   string
}

// NewReceiver starts a receiver that ends with the test.
func NewReceiver(t testing.TB) *Receiver {
	t.Helper()
	r := StartReceiver()
	t.Cleanup(r.Close)
	return r
}

// StartReceiver starts a receiver for who has no testing.TB.
func StartReceiver() *Receiver {
	r := &Receiver{changed: make(chan struct{}), closing: make(chan struct{})}
	r.server = httptest.NewServer(http.HandlerFunc(r.serve))
	return r
}

// Close lets go of every hanging request and stops the server.
func (r *Receiver) Close() {
	close(r.closing)
	r.server.Close()
}

// ReceiverPath is the secret part of a receiver's address.
const ReceiverPath = "/hooks/T0CANARY/SECRETsecretPATH"

// URL is the address of its webhook. The receiver takes what comes there, and answers 404 elsewhere.
func (r *Receiver) URL() string { return r.server.URL + ReceiverPath }

// Host is what webhooks.allow must name.
func (r *Receiver) Host() string { return "127.0.0.1" }

// Requests gives all that came, Taken what was taken of it, in the order of its coming.
func (r *Receiver) Requests() []Received {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Received(nil), r.requests...)
}

// Taken is described at Requests.
func (r *Receiver) Taken() []Received {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Received(nil), r.taken...)
}

// With gives what was taken under an Idempotency-Key: two are a double, which a receiver would know by it.
func (r *Receiver) With(id string) []Received {
	var found []Received
	for _, got := range r.Taken() {
		if got.Header.Get("Idempotency-Key") == id {
			found = append(found, got)
		}
	}
	return found
}

// Misbehave queues a fault: RateLimit, Status, Huge, Hang, or Reset. Its Method and Channel are Slack's alone.
func (r *Receiver) Misbehave(f Fault) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	r.faults = append(r.faults, &f)
}

// Heal forgets all faults.
func (r *Receiver) Heal() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults = nil
}

// Await waits until cond holds, as Slack's does.
func (r *Receiver) Await(ctx context.Context, cond func() bool) error {
	for {
		r.mu.Lock()
		changed := r.changed
		r.mu.Unlock()
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

func (r *Receiver) serve(w http.ResponseWriter, in *http.Request) {
	body, err := io.ReadAll(in.Body)
	if err != nil {
		return
	}
	got := Received{Header: in.Header.Clone(), Body: string(body)}
	fault := r.arrive(got)
	if in.URL.Path != ReceiverPath {
		http.NotFound(w, in)
		return
	}
	if fault == nil || fault.Store && fault.Kind != RateLimit {
		r.take(got)
	}
	if fault != nil {
		r.misbehave(w, in, fault)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// arrive notes a request and takes the fault that it meets, if any.
func (r *Receiver) arrive(got Received) *Fault {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests = append(r.requests, got)
	defer r.announce()
	if len(r.faults) == 0 {
		return nil
	}
	f := *r.faults[0]
	if r.faults[0].Times--; r.faults[0].Times == 0 {
		r.faults = r.faults[1:]
	}
	return &f
}

func (r *Receiver) take(got Received) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.taken = append(r.taken, got)
	r.announce()
}

// announce wakes all who wait. It is called with the lock held.
func (r *Receiver) announce() {
	close(r.changed)
	r.changed = make(chan struct{})
}

func (r *Receiver) misbehave(w http.ResponseWriter, in *http.Request, f *Fault) {
	switch f.Kind {
	case RateLimit:
		if f.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(f.RetryAfter/time.Second)))
		}
		w.WriteHeader(http.StatusTooManyRequests)
	case Status:
		w.Header().Set("Location", "http://169.254.169.254/latest/meta-data") // where no sender must let itself be led
		w.WriteHeader(f.Status)
	case Huge:
		_, _ = io.WriteString(w, strings.Repeat("x", 10<<20))
	case Hang:
		select {
		case <-in.Context().Done():
		case <-r.closing:
		}
		panic(http.ErrAbortHandler)
	case Reset:
		reset(w)
	default:
		panic("notifierstest: receivers know no such fault")
	}
}
