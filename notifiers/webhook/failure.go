package webhook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
)

const (
	// maxAnswer is how much of an answer is read, so that the connection can be used again; nothing of it is looked at.
	maxAnswer = 64 << 10
	// restless is how long to wait after a 429 that does not say.
	restless = 30 * time.Second
	// longestRest is the most that a receiver may ask for.
	longestRest = time.Hour
)

// sorted says what an answer means; nil for that it was taken:
//
//	sent       2xx
//	retry      429, and 425
//	ambiguous  408 and 5xx: the receiver may have done half of it
//	permanent  all else, also 3xx: an address that moved is for the operator to change
func sorted(answer *http.Response) *notifiers.Failure {
	_, _ = io.CopyN(io.Discard, answer.Body, maxAnswer)
	code := answer.StatusCode
	f := &notifiers.Failure{Outcome: notifiers.Permanent, Code: fmt.Sprintf("http_%d", code)}
	switch {
	case code >= 200 && code < 300:
		return nil
	case code == http.StatusTooManyRequests:
		f.Outcome, f.After = notifiers.Retry, rest(answer.Header, restless)
	case code == http.StatusTooEarly:
		f.Outcome = notifiers.Retry
	case code == http.StatusRequestTimeout || code >= 500:
		f.Outcome, f.After = notifiers.Ambiguous, rest(answer.Header, 0)
	case code >= 300 && code < 400:
		f.Err = errors.New("it leads elsewhere, which is not followed: name the new address in webhooks.to")
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		f.Err = errors.New("the receiver does not accept the signature, or the sender")
	case code == http.StatusNotFound || code == http.StatusGone:
		f.Err = errors.New("nothing is there any more: look at its url in webhooks.to")
	}
	return f
}

// rest reads Retry-After: seconds, or a date against the receiver's own clock.
func rest(h http.Header, otherwise time.Duration) time.Duration {
	if seconds, err := strconv.ParseInt(h.Get("Retry-After"), 10, 32); err == nil && seconds > 0 {
		return min(time.Duration(seconds)*time.Second, longestRest)
	}
	until, err := http.ParseTime(h.Get("Retry-After"))
	now, errDate := http.ParseTime(h.Get("Date"))
	if err == nil && errDate == nil && until.After(now) {
		return min(until.Sub(now), longestRest)
	}
	return otherwise
}

// lost sorts that no answer came: without a connection nothing was sent, with one nobody knows.
func (t *target) lost(ctx context.Context, err error, w *wire) *notifiers.Failure {
	f := &notifiers.Failure{Outcome: notifiers.Ambiguous, Code: "no_answer", Err: t.cause(ctx, err)}
	if !w.connected.Load() {
		f.Outcome, f.Code = notifiers.Retry, "unreachable"
	}
	return f
}

// cause tells why, without the address. It is context.Canceled or DeadlineExceeded for errors.Is, where that is why.
func (t *target) cause(ctx context.Context, err error) error {
	if ended := ctx.Err(); ended != nil {
		return fmt.Errorf("no answer in time: %w", ended)
	}
	var outer *url.Error
	if errors.As(err, &outer) {
		err = outer.Err
	}
	return errors.New(t.redact(err.Error()))
}

// redact takes the address, its path and its query, and the key out of a text.
func (t *target) redact(text string) string {
	secrets := []string{t.url, "[secret]", string(t.key), "[secret]"}
	if u, err := url.Parse(t.url); err == nil {
		for _, part := range []string{u.RequestURI(), u.Path, u.EscapedPath(), u.RawQuery} {
			if len(part) > 1 {
				secrets = append(secrets, part, "[secret]")
			}
		}
	}
	return strings.NewReplacer(secrets...).Replace(text)
}

// wire remembers whether a request may have left us.
type wire struct{ connected atomic.Bool }

func watch(ctx context.Context) (context.Context, *wire) {
	w := &wire{}
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { w.connected.Store(true) }}
	return httptrace.WithClientTrace(ctx, trace), w
}
