package slack

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"sync/atomic"
	"time"
)

// maxAnswer is how much of an answer is read: more than a page of a hundred long messages, less than what would hurt.
const maxAnswer = 8 << 20

// restless is how long to wait after a 429 that does not say.
const restless = 30 * time.Second

var (
	errAnswerTooLong = errors.New("the answer is longer than 8 MiB")
	errNoAnswer      = errors.New("the answer says neither ok nor what went wrong")
)

// guard bounds answers and puts Retry-After into the only form that the library understands.
type guard struct{ base http.RoundTripper }

// RoundTrip carries out one request.
func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := g.base.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode == http.StatusTooManyRequests {
		after := retryAfter(answer.Header.Get("Retry-After"), answer.Header.Get("Date"))
		answer.Header.Set("Retry-After", strconv.FormatInt(int64((after+time.Second-1)/time.Second), 10))
	}
	answer.Body = &bounded{body: answer.Body, left: maxAnswer}
	return answer, nil
}

// retryAfter reads seconds, or a date against the server's own clock.
func retryAfter(header, date string) time.Duration {
	if seconds, err := strconv.ParseInt(header, 10, 32); err == nil && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	until, err := http.ParseTime(header)
	now, errDate := http.ParseTime(date)
	if err == nil && errDate == nil && until.After(now) {
		return until.Sub(now)
	}
	return restless
}

// bounded is a body that fails, rather than ends, where it is too long: half an answer must not pass for a whole one.
type bounded struct {
	body io.ReadCloser
	left int
}

// Read reads on, up to the bound.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errAnswerTooLong
	}
	n, err := b.body.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// Close closes the body.
func (b *bounded) Close() error { return b.body.Close() }

// wire remembers whether a request may have left us. Without a connection (no
// name, no route, refused, no TLS) it surely did not.
type wire struct{ connected atomic.Bool }

func watch(ctx context.Context) (context.Context, *wire) {
	w := &wire{}
	trace := &httptrace.ClientTrace{GotConn: func(got httptrace.GotConnInfo) {
		w.connected.Store(true)
		limit(ctx, got.Conn)
	}}
	return httptrace.WithClientTrace(ctx, trace), w
}
