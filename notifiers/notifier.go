package notifiers

import (
	"context"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// Place is where a message goes: a Slack channel ("#support", or an id), an address.
type Place string

// Receipt is where a message now stands, so that it can be updated and found again.
type Receipt struct {
	Channel string // as the service names it, e.g. C0123
	ID      string // the service's id of the message, e.g. a Slack ts
}

// Message is what is sent: just one of Alert, Summary and Notice is set.
type Message struct {
	Alert   *Alert
	Summary *Summary
	Notice  *Notice
}

// Key gives the key of whichever is set.
func (m Message) Key() string {
	if m.Alert != nil {
		return m.Alert.Key
	}
	if m.Notice != nil {
		return m.Notice.Key
	}
	return m.Summary.Key
}

// Notifier delivers messages. Each error it returns is, or wraps, a *Failure.
// It must be safe for use by several goroutines.
type Notifier interface {
	// Name is short and stable, for logs and metrics: "slack", "console".
	Name() string
	// Post sends a new message.
	Post(ctx context.Context, to Place, m Message) (Receipt, error)
	// Update renders m in place of a message posted before; it may be repeated freely.
	// m has the key with which the message was posted, so that it can still be found by it.
	Update(ctx context.Context, at Receipt, m Message) error
}

// Finder is a Notifier that can look for what it has posted, by key. Where a
// post was ambiguous it is asked before anything is sent again.
type Finder interface {
	// Find looks in a place for a message with the key, posted since an instant by the service's clock,
	// which need not agree with ours: ask from well before the claim. Its errors are Retry or Permanent.
	Find(ctx context.Context, to Place, key string, since calendar.Instant) (Receipt, bool, error)
}

// Outcome sorts the answer to a delivery.
type Outcome uint8

// The outcomes.
const (
	// Retry: surely not sent, and it may work later (rate limited, refused connection).
	Retry Outcome = iota
	// Ambiguous: it may have been sent (time-out, reset, 5xx): look before sending again.
	Ambiguous
	// Permanent: it will not work until somebody changes something.
	Permanent
)

// String gives the outcome in a word, for logs and metrics.
func (o Outcome) String() string { return [...]string{"retry", "ambiguous", "permanent"}[o] }

// Failure is why a delivery did not succeed for sure. Its text never holds a secret.
type Failure struct {
	Outcome Outcome
	// After is how long the service asks to be left alone; 0 where it does not say.
	After time.Duration
	// Code is the service's own word for it, e.g. channel_not_found.
	Code string
	Err  error
}

// Error tells the outcome, the code and the cause.
func (f *Failure) Error() string {
	text := f.Outcome.String() + ": " + f.Code
	if f.Err != nil {
		text += ": " + f.Err.Error()
	}
	return text
}

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.Err }
