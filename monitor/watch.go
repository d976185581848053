package monitor

import (
	"context"
	"fmt"
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

// UnknownNamesError says that standards name what a source does not have; they would silently match nothing.
type UnknownNamesError struct {
	Source string
	Names  []rules.UnknownName
}

// Error lists the names, one a line after the first.
func (e *UnknownNamesError) Error() string {
	lines := make([]string, len(e.Names))
	for i, n := range e.Names {
		known := strings.Join(n.Known, ", ")
		if known == "" {
			known = "none"
		}
		lines[i] = fmt.Sprintf("standard %s: source %s has no %s %q; it has: %s", n.Standard, e.Source, n.What, n.Name, known)
	}
	return strings.Join(lines, "\n")
}

// watching is a Watch in use: the standards bound to the source's vocabulary,
// once it has answered.
type watching struct {
	Watch
	book *rules.Rulebook
	// The places of the attributes that messages show; -1 where the source has none of that name.
	subject, customer, team int
}

// connect asks the source for its vocabulary, unless it has answered before, and binds the standards to it.
func (w *watching) connect(ctx context.Context, histories []rules.History) error {
	if w.book != nil {
		return nil
	}
	vocabulary, err := w.Source.Vocabulary(ctx)
	if err != nil {
		return err
	}
	book, unknown := rules.Bind(histories, vocabulary)
	if len(unknown) > 0 {
		return &UnknownNamesError{Source: w.Source.Name(), Names: unknown}
	}
	w.subject, w.customer, w.team = attribute(vocabulary, "subject"), attribute(vocabulary, "customer"), attribute(vocabulary, "team")
	w.book = book
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
