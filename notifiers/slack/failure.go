package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers"
)

// failure sorts why a request did not surely succeed:
//
//	retry      429, and ok:false with a code that says so; no connection
//	permanent  ok:false with a code that needs somebody to change something;
//	           an HTTP status below 500 (the API's address is wrong, or a proxy refuses)
//	ambiguous  all else: a time-out or a reset after connecting, 5xx, an answer
//	           that can't be read, ok:false with an error of the server's or with
//	           a code that is not known here
//
// An unknown code is ambiguous since that is safe either way: the history is
// looked at before the next try, so that nothing is lost if the code passes by itself and nothing doubled.
//
// The library's errors are not wrapped: some repeat the answer, and an answer may repeat the token.
func (s *Slack) failure(ctx context.Context, err error, w *wire) *notifiers.Failure {
	var limited *slack.RateLimitedError
	var refused slack.SlackErrorResponse
	var status slack.StatusCodeError
	switch {
	case errors.As(err, &limited):
		return &notifiers.Failure{Outcome: notifiers.Retry, After: limited.RetryAfter, Code: "ratelimited"}
	case errors.As(err, &refused):
		refused.Err, refused.Needed = s.redact(refused.Err), s.redact(refused.Needed)
		return refusal(refused)
	case errors.As(err, &status):
		return badStatus(status.Code)
	case !w.connected.Load():
		return &notifiers.Failure{Outcome: notifiers.Retry, Code: "unreachable", Err: s.cause(ctx, err)}
	case ctx.Err() != nil:
		return &notifiers.Failure{Outcome: notifiers.Ambiguous, Code: "no_answer", Err: s.cause(ctx, err)}
	case errors.Is(err, errAnswerTooLong):
		return &notifiers.Failure{Outcome: notifiers.Ambiguous, Code: "bad_answer", Err: errAnswerTooLong}
	case errors.Is(err, errNoAnswer):
		return &notifiers.Failure{Outcome: notifiers.Ambiguous, Code: "bad_answer", Err: errNoAnswer}
	}
	var lost *url.Error
	if errors.As(err, &lost) {
		return &notifiers.Failure{Outcome: notifiers.Ambiguous, Code: "connection_lost", Err: s.cause(ctx, err)}
	}
	return &notifiers.Failure{
		Outcome: notifiers.Ambiguous, Code: "bad_answer", Err: errors.New("the answer is not what Slack's API says, or breaks off"),
	}
}

func badStatus(code int) *notifiers.Failure {
	f := &notifiers.Failure{Outcome: notifiers.Permanent, Code: fmt.Sprintf("http_%d", code)}
	switch {
	case code >= 500 || code == http.StatusRequestTimeout:
		f.Outcome = notifiers.Ambiguous
	default:
		f.Err = errors.New("this is no answer of Slack's API: check slack.api_url, and the proxy if there is one")
	}
	return f
}

// cause tells why a request got no answer, without the address and without the
// token. It is context.Canceled or DeadlineExceeded for errors.Is, where that is why.
func (s *Slack) cause(ctx context.Context, err error) error {
	if ended := ctx.Err(); ended != nil {
		return fmt.Errorf("no answer in time: %w", ended)
	}
	var outer *url.Error
	if errors.As(err, &outer) {
		err = outer.Err
	}
	return errors.New(s.redact(err.Error()))
}

// redact takes the token out of a text, as it is and as it is sent.
func (s *Slack) redact(text string) string {
	if s.token == "" {
		return text
	}
	return strings.NewReplacer(s.token, "[secret]", url.QueryEscape(s.token), "[secret]").Replace(text)
}
