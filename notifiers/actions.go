package notifiers

import (
	"context"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// Actions is what people can do from a message. An integration calls it for who clicked, once or several times: what is
// asked for again under the same ID is done once. An error that is, or wraps, a Refusal is for who clicked; others are
// for the log.
type Actions interface {
	// Ready gives the clock that a message speaks of, before who clicked is asked anything. It is refused what could not be done now.
	Ready(ctx context.Context, do Deed, ref string) (Alert, error)
	// Acknowledge says that somebody looks after the clock until an instant: it is not escalated before.
	Acknowledge(ctx context.Context, a Act) (Done, error)
	// Snooze keeps warnings of the clock back until an instant. A miss is told all the same.
	Snooze(ctx context.Context, a Act) (Done, error)
	// Excuse excuses the clock's miss, for a.Reason. Who may is for the integration to know.
	Excuse(ctx context.Context, a Act) (Done, error)
	// Explain tells how the clock came to stand as it does, as text of several lines for a fixed width.
	Explain(ctx context.Context, a Act) (string, error)
	// ExplainTicket tells it of all clocks of a ticket.
	ExplainTicket(ctx context.Context, ticket string) (string, error)
	// Pressing lists up to limit clocks that are late (Missed), or at risk (Warn), the most pressing first, and counts all of them.
	Pressing(ctx context.Context, which Stage, limit int) (alerts []Alert, all int, err error)
}

// Deed is what can be done from a message.
type Deed string

// The deeds.
const (
	Acknowledging Deed = "acknowledge"
	Snoozing      Deed = "snooze"
	Excusing      Deed = "excuse"
	Explaining    Deed = "explain"
)

// Act is what somebody wants done.
type Act struct {
	ID  string // of the click, the same when it is delivered again
	Ref string // Alert.Ref
	By  Person
	// For is how long from now, for Acknowledge and Snooze; Morning is instead of it until the next morning, 08:00 where
	// the clock's calendar is.
	For     time.Duration
	Morning bool
	// Reason is what they wrote, for Excuse.
	Reason string
}

// Person is who clicked, as the service knows them.
type Person struct {
	ID    string // e.g. U0123
	Name  string // as others see them
	Email string // "" where it is not known
}

// Done is what came of an action.
type Done struct {
	Alert Alert            // the clock, as it was told
	Until calendar.Instant // of Acknowledge and Snooze; None for Excuse
	// Again says that it had been done already, under the same ID.
	Again bool
}

// Refusal is why an action is not done, in words for who clicked.
type Refusal string

// Error gives the words.
func (r Refusal) Error() string { return string(r) }

// Why actions are refused.
const (
	ErrNotAllowed Refusal = "you are not among those who may excuse a miss"
	ErrNoSuch     Refusal = "Yardstick does not know this clock any more"
	ErrNotMissed  Refusal = "there is no miss to excuse"
	ErrEnded      Refusal = "this clock has come to rest already"
	ErrNoReason   Refusal = "say why the miss is to be excused"
)
