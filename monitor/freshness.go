package monitor

import (
	"context"

	"github.com/yardstickd/yardstick/notifiers"
)

// Freshness asks a source again, just before something is told of its clocks.
type Freshness interface {
	// Ask gives how each of the clocks stands now, in the order in which they were asked for. An error says that nobody
	// can tell now: then nothing is told, and it is asked again later.
	Ask(ctx context.Context, source string, about []Asked) ([]Answer, error)
}

// Asked is a stage of a clock that is about to be told.
type Asked struct {
	Clock   ClockKey
	Kind    notifiers.Stage
	Stage   string // its name, see Transition
	Episode int32
}

// Answer is how it stands now.
type Answer struct {
	// Drop is why it is not to be told any more, e.g. OvertakenByMiss or Corrected; "" where it still is.
	Drop Reason
	// Now is the alert as it is now, its Key, Ref, Mention and Care left empty; nil where it is dropped, and where nothing
	// newer can be said, e.g. since the ticket's row can't be read now: then it is told as it was recorded.
	Now *notifiers.Alert
}
