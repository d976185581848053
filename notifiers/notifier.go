package notifiers

import (
	"context"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// Receipt is where a message now stands, so that it can be updated, replied to and found again. The zero value is nowhere.
type Receipt struct {
	Channel string // as the service names it, e.g. C0123
	ID      string // the service's id of the message, e.g. a Slack ts
	// Alone says of what was to answer a message that it stands by itself all the same, since that message was deleted:
	// it is sent, and opens a thread of its own.
	Alone bool
}

// Message is what is sent: just one of its fields is set.
type Message struct {
	Alert   *Alert
	Summary *Summary
	Notice  *Notice
	Group   *Group
	Page    *Page
	File    *File
	Digest  *Digest
}

// Key gives the key of whichever is set.
func (m Message) Key() string {
	switch {
	case m.Alert != nil:
		return m.Alert.Key
	case m.Notice != nil:
		return m.Notice.Key
	case m.Group != nil:
		return m.Group.Key
	case m.Page != nil:
		return m.Page.Key
	case m.File != nil:
		return m.File.Key
	case m.Digest != nil:
		return m.Digest.Key
	}
	return m.Summary.Key
}

// Post is a message to be sent, and where.
type Post struct {
	To      Place
	Message Message
	// Thread is the message that this one answers; the zero Receipt for one that stands by itself.
	Thread Receipt
	// Broadcast shows an answer also to those who don't follow the thread.
	Broadcast bool
}

// Notifier delivers messages. Each error it returns is, or wraps, a *Failure.
// It must be safe for use by several goroutines.
type Notifier interface {
	// Name is short and stable, for logs, metrics and the ledger: "slack", "console".
	Name() string
	// Post sends a new message, once. An answer to a message that was deleted is either refused, as Gone, or given as Alone.
	Post(ctx context.Context, p Post) (Receipt, error)
	// Update renders m in place of a message posted before to a place; it may be repeated freely.
	// m has the key with which the message was posted, so that it can still be found by it.
	Update(ctx context.Context, to Place, at Receipt, m Message) error
}

// Search asks for messages by their keys.
type Search struct {
	To Place
	// Thread is the message whose answers are looked through; the zero Receipt for those that stand by themselves.
	Thread Receipt
	Keys   []string
	// Since is by the service's clock, which need not agree with ours: ask from well before the first claim.
	Since calendar.Instant
}

// Finder is a Notifier that can look for what it has posted, by key. Where a
// post was ambiguous it is asked before anything is sent again.
type Finder interface {
	// Find gives where those of the keys stand that were posted; the others are not there. Its errors are Retry or Permanent.
	// Where the thread itself is no longer there the failure says Gone, unless all keys were found: an answer that came too
	// late for its thread stands by itself, and is given with Alone, beside the failure or without one.
	Find(ctx context.Context, s Search) (map[string]Receipt, error)
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
	// Gone says that the message which was to be updated or answered was deleted; Outcome is Permanent then.
	Gone bool
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
