//go:build faults

package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// gate stands between one daemon and Slack.
type gate struct {
	server *httptest.Server
	slack  string // the address of the real (that is, the fake) one
	out    *http.Transport
	tap    atomic.Pointer[tap]
	manner atomic.Pointer[manner]
}

// manner decides on what becomes of one request.
type manner func(request) conduct

// request is what the daemon asks of Slack.
type request struct {
	method, channel string
	key             string // of the message that it posts; "" for none
}

func read(r *http.Request, body []byte) request {
	form, _ := url.ParseQuery(string(body)) // an upload is none
	var metadata struct {
		Payload struct {
			Key string `json:"key"`
		} `json:"event_payload"`
	}
	_ = json.Unmarshal([]byte(form.Get("metadata")), &metadata) // where there is none, there is no key
	method := strings.TrimPrefix(r.URL.Path, "/api/")
	if strings.HasPrefix(method, "/upload/") { // each file has another path
		method = "/upload"
	}
	return request{
		method: method, channel: strings.TrimPrefix(form.Get("channel"), "#"), key: metadata.Payload.Key,
	}
}

// conduct is what becomes of one request. It is carried out whatever becomes of the caller meanwhile.
type conduct struct {
	before, after time.Duration // how long it takes until it is carried out, and from then until the answer
	lose          bool          // the connection is reset instead of an answer
	hang          bool          // there is no answer
	limit         time.Duration // it is not carried out, but answered with 429 and this Retry-After
}

func newGate(t testing.TB, slack string) *gate {
	t.Helper()
	g := &gate{slack: strings.TrimSuffix(slack, "/api/"), out: &http.Transport{MaxIdleConnsPerHost: 32}}
	g.server = httptest.NewServer(http.HandlerFunc(g.serve))
	t.Cleanup(func() {
		g.server.CloseClientConnections()
		g.server.Close()
		g.out.CloseIdleConnections()
	})
	return g
}

func (g *gate) url() string { return g.server.URL + "/api/" }

func (g *gate) listen(f tap) {
	if f == nil {
		g.tap.Store(nil)
		return
	}
	g.tap.Store(&f)
}

// behave sets how requests are dealt with; nil for at once.
func (g *gate) behave(m manner) {
	if m == nil {
		g.manner.Store(nil)
		return
	}
	g.manner.Store(&m)
}

func (g *gate) tell(label string, p phase) bool {
	if f := g.tap.Load(); f != nil {
		return (*f)(step{label: label, phase: p})
	}
	return true
}

func (g *gate) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	in := read(r, body)
	method, how := in.method, conduct{}
	if m := g.manner.Load(); m != nil {
		how = (*m)(in)
	}
	if how.limit > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(how.limit/time.Second)))
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	if !g.tell(method, asked) {
		panic(http.ErrAbortHandler)
	}
	time.Sleep(how.before)
	status, header, answer := g.carryOut(r, body)
	if !g.tell(method, done) {
		panic(http.ErrAbortHandler)
	}
	time.Sleep(how.after)
	switch {
	case how.hang:
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	case how.lose || status == 0:
		panic(http.ErrAbortHandler)
	}
	for name := range header {
		w.Header()[name] = header[name]
	}
	w.WriteHeader(status)
	_, _ = w.Write(answer)
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
	g.tell(method, answered)
}

// carryOut passes a request on. What the fake answers badly passes as it is, as far as it can; status 0 is no answer.
func (g *gate) carryOut(r *http.Request, body []byte) (int, http.Header, []byte) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), time.Minute)
	defer cancel()
	stop := context.AfterFunc(r.Context(), func() { time.AfterFunc(5*time.Second, cancel) }) // let one that hangs go
	defer stop()
	to, err := http.NewRequestWithContext(ctx, r.Method, g.slack+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return 0, nil, nil
	}
	to.Header = r.Header.Clone()
	answer, err := g.out.RoundTrip(to)
	if err != nil {
		return 0, nil, nil
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, nil, nil
	}
	// The library sends a file to no other address than that of the API.
	text = bytes.ReplaceAll(text, []byte(g.slack+"/upload/"), []byte(g.server.URL+"/upload/"))
	answer.Header.Del("Content-Length")
	return answer.StatusCode, answer.Header, text
}
