package monitor

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/yardstickd/yardstick/rules"
)

// Watch is a source and how its tickets are shown.
type Watch struct {
	Source Source
	// Link is the address of a ticket with {id} in it; "" for none.
	Link string
	// Mapping identifies how the source is read: its queries, milestones, zone. With another one every ticket is judged anew.
	Mapping string
	// Overlap is how long before the last round's watermark changes are read once more; 0 for not at all.
	Overlap time.Duration
	// StaleAfter is for how long the source may give no answer, or one of how it stood so long ago, before operators are
	// told; 0 for DefaultStaleAfter.
	StaleAfter time.Duration
}

// DefaultStaleAfter is how old data may be before people are told that they are.
const DefaultStaleAfter = 5 * time.Minute

func (w *Watch) staleAfter() time.Duration {
	if w.StaleAfter == 0 {
		return DefaultStaleAfter
	}
	return w.StaleAfter
}

// watching is a Watch in use.
type watching struct {
	Watch
	reporting *reporting
	// turn is held while a batch is loaded, judged and committed: a round, a reconciliation and a sweep take turns.
	turn       sync.Mutex
	overtakers overtakers // guarded by turn
	// whole is held by a first load, which writes without looking, and by a reconciliation.
	whole sync.Mutex

	heard *heard // the Source

	// One round and one reconciliation run at a time.
	rounding, reconciling sync.Mutex

	quiet quiet // of the rounds

	asking chan struct{} // has room for the one who asks the source, so that it is asked once
	mu     sync.Mutex    // guards what follows
	// vocabulary is nil before the source is asked, and when it must be asked again.
	vocabulary *rules.Vocabulary
	bound      *bound              // the last one; nil, or of another standing, when it must be made anew
	answer     *bound              // the last one that the source answered for, bound or not; nil if it did not
	absent     map[string]struct{} // tickets that a sweep asked for and did not get

	wake chan struct{} // tells the sweeper that there may be something earlier
}

func newWatching(w Watch, r *reporting, running func() time.Duration) *watching {
	heard := listen(w.Source, running)
	w.Source = heard
	return &watching{Watch: w, reporting: r, heard: heard, absent: map[string]struct{}{}, wake: make(chan struct{}, 1), asking: make(chan struct{}, 1)}
}

// bound is a standing bound to a source's vocabulary: what one pass judges by.
type bound struct {
	*watching
	standing *standing
	book     *rules.Rulebook
	basis    string
	unknown  []rules.UnknownName // the names in the standards and routes that the source lacks
	asked    map[*rules.Version][]attribute
	routes   map[string]*leading // those that lead somewhere, by name
	// The places of the attributes that messages show; -1 where the source has none of that name.
	subject, customer, team int
	// reported are the attributes that reports are broken down by.
	reported []attribute
	// The places of those that lists are filtered by; -1 where there is none.
	listedTeam, listedCustomer int

	known      sync.Mutex  // guards connection
	connection *Connection // what the ledger said last of the source and these standards; nil before it was asked
}

// connected gives what the ledger said last, so that a sweep need not ask again.
func (b *bound) connected() (Connection, bool) {
	b.known.Lock()
	defer b.known.Unlock()
	if b.connection == nil {
		return Connection{}, false
	}
	return *b.connection, true
}

func (b *bound) connectedAs(c Connection) {
	b.known.Lock()
	defer b.known.Unlock()
	b.connection = &c
}

func bind(w *watching, s *standing, v *rules.Vocabulary) *bound {
	b := &bound{watching: w, standing: s, basis: s.basis(w.Mapping) + basisSign + w.reporting.basis, routes: make(map[string]*leading, len(s.named))}
	for name, route := range s.named {
		b.routes[name] = bindRoute(route, v)
	}
	b.book, b.unknown = s.bind(v)
	b.asked, b.reported = askedAbout(s.Histories, v), reportedBy(w.reporting.by, v)
	b.subject, b.customer, b.team = placeOf(v, "subject"), placeOf(v, "customer"), placeOf(v, "team")
	b.listedTeam, b.listedCustomer = w.reporting.placeOf(v, "team"), w.reporting.placeOf(v, w.reporting.customer)
	return b
}

func placeOf(v *rules.Vocabulary, name string) int {
	if at, known := v.Attribute(name); known {
		return at
	}
	return -1
}

// connect gives a standing bound to the source's vocabulary, for which the source is asked unless it has answered before.
func (w *watching) connect(ctx context.Context, s *standing) (*bound, error) {
	if have, _ := w.known(); have != nil && have.standing == s {
		return have, nil
	}
	if err := w.ask(ctx); err != nil {
		return nil, err
	}
	defer w.asked()
	have, vocabulary := w.known()
	if have != nil && have.standing == s {
		return have, nil
	}
	if vocabulary == nil {
		var err error
		if vocabulary, err = w.Source.Vocabulary(ctx); err != nil {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.answer = nil
			return nil, err
		}
	}
	b := bind(w, s, vocabulary)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.vocabulary, w.bound, w.answer = vocabulary, b, b
	return b, nil
}

// known gives the last binding and the vocabulary; nil for none.
func (w *watching) known() (*bound, *rules.Vocabulary) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.bound, w.vocabulary
}

// ask waits until nobody else asks the source, or ctx ends: whoever is about to deliver can't wait for one that hangs.
func (w *watching) ask(ctx context.Context) error {
	select {
	case w.asking <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (w *watching) asked() { <-w.asking }

// try binds a standing to what the source says now, without using it.
func (w *watching) try(ctx context.Context, s *standing) ([]rules.UnknownName, error) {
	if err := w.ask(ctx); err != nil {
		return nil, err
	}
	defer w.asked()
	vocabulary, err := w.Source.Vocabulary(ctx)
	if err != nil {
		return nil, err
	}
	_, unknown := s.bind(vocabulary)
	return unknown, nil
}

// forget has the source be asked again: its columns may have changed, or somebody is mending them.
func (w *watching) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.vocabulary, w.bound = nil, nil
}

// answered gives the names that the source lacks; false where it has not been asked about the standing.
func (w *watching) answered(s *standing) ([]rules.UnknownName, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.answer == nil || w.answer.standing != s {
		return nil, false
	}
	return w.answer.unknown, true
}

// hurry tells the sweeper that something earlier than it waits for may be in the ledger. It never blocks.
func (w *watching) hurry() {
	select {
	case w.wake <- struct{}{}:
	default: // it is already called
	}
}

// link gives the address of a ticket, its id escaped.
func (w *watching) link(id string) string {
	return strings.ReplaceAll(w.Link, "{id}", url.PathEscape(id))
}
