// Package console shows alerts in a terminal, much as Slack would show them: a
// coloured bar, a headline, the promise, the ticket, and what there is to know.
//
// It is what run uses where there is no Slack token, and what the demo shows.
// Text out of a ticket is put on one line and can't move the cursor, colour
// anything, ring, or make a link. An update can't change what was printed, so it is printed again and says so.
package console

import (
	"context"
	"errors"
	"io"
	"strconv"
	"sync"

	"github.com/yardstickd/yardstick/notifiers"
)

// Options say where and how to print.
type Options struct {
	Out io.Writer
	// Colour is for who knows that Out is a terminal and that NO_COLOR is not set.
	Colour bool
	// Width is how many columns there are; 0 means 80, and less than 40 means 40.
	Width int
}

// Console prints messages, each in one piece. It is safe for use by several goroutines.
type Console struct {
	colour bool
	width  int

	mu     sync.Mutex
	out    io.Writer
	number int // of the last message
}

var _ notifiers.Notifier = (*Console)(nil)

// New gives a notifier that prints.
func New(o Options) *Console {
	if o.Width == 0 {
		o.Width = 80
	}
	return &Console{out: o.Out, colour: o.Colour, width: max(o.Width, 40)}
}

// Name is "console".
func (c *Console) Name() string { return "console" }

// Post prints a message and numbers it.
func (c *Console) Post(ctx context.Context, p notifiers.Post) (notifiers.Receipt, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.print(ctx, c.frame(where(p), p.Message)); err != nil {
		return notifiers.Receipt{}, err
	}
	c.number++
	return notifiers.Receipt{Channel: string(p.To), ID: strconv.Itoa(c.number)}, nil
}

// where tells the place of a post, and which message it answers.
func where(p notifiers.Post) string {
	switch {
	case p.Thread.ID == "":
		return string(p.To)
	case p.Broadcast:
		return string(p.To) + "  (in the thread of message " + p.Thread.ID + ", and shown to all)"
	}
	return string(p.To) + "  (in the thread of message " + p.Thread.ID + ")"
}

// Update prints the message again. A digest is what was known when it was made: it stays as it is.
func (c *Console) Update(ctx context.Context, _ notifiers.Place, at notifiers.Receipt, m notifiers.Message) error {
	if m.Digest != nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.print(ctx, c.frame(at.Channel+"  (in place of message "+at.ID+")", m))
}

// print is called with the lock held. What was not written whole may be written again: nobody is called twice by it.
func (c *Console) print(ctx context.Context, text string) error {
	if err := ctx.Err(); err != nil {
		return &notifiers.Failure{Outcome: notifiers.Retry, Code: "cancelled", Err: err}
	}
	n, err := io.WriteString(c.out, text)
	if err == nil && n < len(text) {
		err = io.ErrShortWrite
	}
	if errors.Is(err, io.ErrClosedPipe) {
		return &notifiers.Failure{Outcome: notifiers.Permanent, Code: "closed", Err: err}
	}
	if err != nil {
		return &notifiers.Failure{Outcome: notifiers.Retry, Code: "not_written", Err: err}
	}
	return nil
}
