package notifiers

import (
	"context"
	"errors"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// Actions is what people can do from a message. An integration calls it for who clicked, once or several times: what is
// asked for again under the same ID is done once.
type Actions interface {
	// Acknowledge says that somebody looks after the clock until an instant: it is not escalated before.
	Acknowledge(ctx context.Context, a Act) (Done, error)
	// Snooze keeps warnings of the clock back until an instant. A miss is told all the same.
	Snooze(ctx context.Context, a Act) (Done, error)
	// Excuse excuses the clock's miss, for a.Reason.
	Excuse(ctx context.Context, a Act) (Done, error)
	// Explain tells how the clock came to stand as it does, as text of several lines for a fixed width.
	Explain(ctx context.Context, a Act) (string, error)
	// ExplainTicket tells it of all clocks of a ticket.
	ExplainTicket(ctx context.Context, ticket string) (string, error)
	// Pressing lists up to limit clocks that are late, or at risk, the most pressing first, and counts all of them.
	Pressing(ctx context.Context, which Stage, limit int) (alerts []Alert, all int, err error)
}

// Act is what somebody wants done.
type Act struct {
	ID  string // of the click, the same when it is delivered again
	Ref string // Alert.Ref
	By  Person
	For time.Duration // how long from now, for Acknowledge and Snooze
	// Reason is what they wrote, for Excuse.
	Reason string
}

// Person is who clicked, as the service knows them.
type Person struct {
	ID    string // e.g. U0123
	Name  string
	Email string // "" where it is not known
}

// Done is what came of an action.
type Done struct {
	Alert Alert // the clock as it stands, for who is told
	Until calendar.Instant
	// Again says that it had been done already, under the same ID.
	Again bool
}

// Why an action is refused. The text is for who clicked.
var (
	ErrNotAllowed = errors.New("you are not among those who may excuse a miss")
	ErrNoSuch     = errors.New("Yardstick does not know this clock any more")
	ErrNotMissed  = errors.New("there is no miss to excuse")
	ErrEnded      = errors.New("this clock has come to rest already")
)
