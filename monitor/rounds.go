package monitor

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Options are what rounds are made of.
type Options struct {
	Ledger    Ledger
	Sources   []Watch
	Histories []rules.History
	// Route gives where a standard's alerts go; false if nowhere.
	Route func(*rules.Standard) (Route, bool)
	// Now gives the time that clocks are judged by, asked once a round. A demo's may run fast.
	Now func() time.Time
	Log *slog.Logger
	// Found is called after each round that left something to deliver; nil for nobody.
	Found func()
}

// Rounds reads sources and writes down what their clocks passed. One round runs at a time.
type Rounds struct {
	Options
	mu      sync.Mutex
	sources []*watching
	ids     []string          // of the standards
	live    []*rules.Standard // the latest version of each, whose texts and route count
	routes  []Route
	routed  []bool
}

// NewRounds makes rounds over sources and standards.
func NewRounds(o Options) *Rounds {
	r := &Rounds{Options: o}
	for _, w := range o.Sources {
		r.sources = append(r.sources, &watching{Watch: w})
	}
	for _, history := range o.Histories {
		live := history[len(history)-1].Standard
		route, routed := o.Route(live)
		r.live, r.ids = append(r.live, live), append(r.ids, live.ID)
		r.routes, r.routed = append(r.routes, route), append(r.routed, routed)
	}
	return r
}

// Connect asks each source for its vocabulary. Names in the standards that no
// source has are errors, all of them; a source that does not answer is only
// logged, for the next round may find it.
func (r *Rounds) Connect(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, w := range r.sources {
		if err := w.connect(ctx, r.Histories); err != nil {
			r.Log.ErrorContext(ctx, "source does not answer", slog.String("source", w.Source.Name()), slog.Any("error", err))
		}
	}
	return r.unknownNames()
}

// unknownNames gives an error of the names that no source has. While one of
// them has not answered nobody knows: it may be the one that has them.
func (r *Rounds) unknownNames() error {
	var unknown UnknownNames
	for _, w := range r.sources {
		if !w.answered {
			return nil
		}
		unknown.Add(w.Source.Name(), w.unknown)
	}
	return unknown.Err()
}

// Round reads every source as of now and commits what it finds. A source that
// fails stops neither the others nor the next round, which makes up for it.
func (r *Rounds) Round(ctx context.Context) Report {
	r.mu.Lock()
	defer r.mu.Unlock()
	report := Report{AsOf: calendar.FromTime(r.Now())}
	found := false
	for _, w := range r.sources {
		began := time.Now()
		s := SourceReport{Source: w.Source.Name()}
		s.Err = r.source(ctx, w, report.AsOf, &s)
		s.Took = time.Since(began)
		r.log(ctx, report.AsOf, &s)
		report.Sources = append(report.Sources, s)
		found = found || s.Effect.Intents > 0 || s.Summaries > 0
	}
	if found && r.Found != nil {
		r.Found()
	}
	return report
}

func (r *Rounds) log(ctx context.Context, asOf calendar.Instant, s *SourceReport) {
	attributes := append(s.attributes(), slog.Time("as_of", asOf.Time()))
	if s.Err != nil {
		r.Log.ErrorContext(ctx, "round failed", append(attributes, slog.Any("error", s.Err))...)
		return
	}
	r.Log.InfoContext(ctx, "round", attributes...)
}

// source is the round of one source. A panic in it, over whatever ticket, stops this source only.
func (r *Rounds) source(ctx context.Context, w *watching, asOf calendar.Instant, s *SourceReport) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("source %s: the round panicked: %v\n%s", w.Source.Name(), cause, debug.Stack())
		}
	}()
	if err := w.connect(ctx, r.Histories); err != nil {
		return err
	}
	if err := r.unknownNames(); err != nil {
		w.book = nil // somebody may be mending it: ask again
		return err
	}
	connection, err := r.Ledger.Connect(ctx, w.Source.Name(), r.ids, asOf)
	if err != nil {
		return err
	}
	p := newPass(r, w, connection, asOf, s)
	query := Query{Now: asOf, Vocabulary: w.book.Vocabulary()}
	reading, err := w.Source.Read(ctx, query, func(b *Batch) error { return p.batch(ctx, b) })
	s.Tally = reading.Tally
	s.Tally.setAside(p.refused, reasonLongID)
	if err == nil {
		err = p.flush(ctx)
	}
	if err != nil {
		w.book = nil // its columns may have changed: ask again
		return err
	}
	return p.summarize(ctx)
}
