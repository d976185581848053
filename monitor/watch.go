package monitor

import (
	"context"
	"net/url"
	"strings"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
)

// Watch is a source and how its tickets are shown.
type Watch struct {
	Source Source
	// Link is the address of a ticket with {id} in it; "" for none.
	Link string
}

// Route is where the alerts of a standard go.
type Route struct {
	Name  string // "" where the standard names none
	Place notifiers.Place
}

// watching is a Watch in use: the standards bound to the source's vocabulary,
// once it has answered.
type watching struct {
	Watch
	book *rules.Rulebook // nil before it is asked, and when it must be asked again
	// answered says that unknown is what it said when it was last asked: the names in the standards that it lacks.
	answered bool
	unknown  []rules.UnknownName
	// The places of the attributes that messages show; -1 where the source has none of that name.
	subject, customer, team int
}

// connect asks the source for its vocabulary, unless it has answered before, and binds the standards to it.
func (w *watching) connect(ctx context.Context, histories []rules.History) error {
	if w.book != nil {
		return nil
	}
	vocabulary, err := w.Source.Vocabulary(ctx)
	if w.answered = err == nil; !w.answered {
		return err
	}
	w.book, w.unknown = rules.Bind(histories, vocabulary)
	w.subject, w.customer, w.team = attribute(vocabulary, "subject"), attribute(vocabulary, "customer"), attribute(vocabulary, "team")
	return nil
}

func attribute(v *rules.Vocabulary, name string) int {
	if at, known := v.Attribute(name); known {
		return at
	}
	return -1
}

// link gives the address of a ticket, its id escaped.
func (w *watching) link(id string) string {
	return strings.ReplaceAll(w.Link, "{id}", url.PathEscape(id))
}
