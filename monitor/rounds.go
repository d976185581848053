package monitor

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Options are what rounds are made of.
type Options struct {
	Ledger Ledger
	// Agenda tells what is due and what is open: without it nothing is swept, and no ticket is found to have vanished.
	Agenda Agenda
	// Cells are folded once all was read, and after much was written; nil for not at all.
	Cells Cells
	// Notices takes what people must know beyond one clock; without it that is only logged.
	Notices  Notices
	Sources  []Watch
	Standing Standing
	// Operators is the place of those who run this; "" for none.
	Operators notifiers.Place
	// Location is the zone in which notices show when, and by which reports count days; nil for UTC.
	Location *time.Location
	// Reported are the attributes that reports are broken down by; those that a source lacks are left out.
	Reported []string
	// Customer is the one of Reported that names the customer; "" for none.
	Customer string
	// Now gives the time that clocks are judged by. A demo's may run fast.
	Now func() time.Time
	// Speed is how much faster than time itself Now runs; 0 for 1.
	Speed float64
	Log   *slog.Logger
	// Found is called after each commit that left something to deliver; nil for nobody.
	Found func()
	// Observe is given a report of each pass over a source, for metrics; nil for nobody. It is called by several goroutines.
	Observe func(Report)
}

// Notices keeps what is to be told beyond one clock: a notice of the same key once for ever.
type Notices interface {
	Notify(ctx context.Context, n NoticeIntent) error
	// LastNotice gives the key of the last notice whose key begins with one of these; "" for none.
	LastNotice(ctx context.Context, begins ...string) (string, error)
}

// Rounds reads sources and writes down what their clocks passed: in rounds, which read what changed; in
// reconciliations, which read everything; and in sweeps, which read what is due. Of a source one of each runs at a time,
// and for each batch of tickets they take turns. A batch leaves out what a later look has judged already, from newer data.
// Sources wait for none of the others.
type Rounds struct {
	Options
	standing atomic.Pointer[standing]
	sources  []*watching
	made     time.Time
	written  atomic.Int64 // clocks since cells were folded; many where the last fold left something
}

// NewRounds makes rounds over sources and standards.
func NewRounds(o Options) *Rounds {
	r := &Rounds{Options: o, made: time.Now()}
	reporting := newReporting(o.Location, o.Reported, o.Customer)
	for _, w := range o.Sources {
		r.sources = append(r.sources, newWatching(w, reporting, r.running))
	}
	r.Use(o.Standing)
	return r
}

// Use has all that begins from now on judge by another standing. What is under way ends as it began, and the next round
// reads every ticket.
func (r *Rounds) Use(s Standing) {
	r.standing.Store(newStanding(s))
	for _, w := range r.sources {
		w.hurry()
	}
}

// Try asks every source whether it has what a standing names, and changes nothing. Names that no source has are an
// *UnknownNamesError. While a source does not answer, names that the others lack can't be told from those that are wrong:
// then its error is given.
func (r *Rounds) Try(ctx context.Context, s Standing) error {
	tried := newStanding(s)
	var unknown UnknownNames
	var silent error
	for _, w := range r.sources {
		names, err := w.try(ctx, tried)
		if err != nil {
			silent = err
			continue
		}
		unknown.Add(w.Source.Name(), names)
	}
	if err := unknown.Err(); err != nil || len(unknown.sources) == 0 {
		if silent != nil {
			return fmt.Errorf("not all sources answer, and one of them may have what the others lack: %w", silent)
		}
		return err
	}
	return nil
}

// Connect asks each source for its vocabulary. Names in the standards that no
// source has are errors, all of them; a source that does not answer is only
// logged, for the next round may find it.
func (r *Rounds) Connect(ctx context.Context) error {
	s := r.standing.Load()
	for _, w := range r.sources {
		if _, err := w.connect(ctx, s); err != nil {
			r.Log.ErrorContext(ctx, "source does not answer", slog.String("source", w.Source.Name()), slog.Any("error", err))
		}
	}
	return r.unknownNames(s)
}

// unknownNames gives an error of the names that no source has. While one of
// them has not answered nobody knows: it may be the one that has them.
func (r *Rounds) unknownNames(s *standing) error {
	var unknown UnknownNames
	for _, w := range r.sources {
		names, answered := w.answered(s)
		if !answered {
			return nil
		}
		unknown.Add(w.Source.Name(), names)
	}
	return unknown.Err()
}

// Round reads what changed in every source, judges it as of now and commits what it finds. A source that
// fails stops neither the others nor the next round, which makes up for it.
func (r *Rounds) Round(ctx context.Context) Report { return r.all(ctx, RoundPass) }

// Reconcile reads everything, for what a round can't see: rows that changed without a stamp, tickets that are no longer there.
func (r *Rounds) Reconcile(ctx context.Context) Report { return r.all(ctx, ReconcilePass) }

// Patrols are rounds and reconciliations of each source by itself.
func (r *Rounds) Patrols() []Patrol {
	patrols := make([]Patrol, len(r.sources))
	for i, w := range r.sources {
		patrols[i] = Patrol{
			Round:      func(ctx context.Context) { r.fold(ctx, RoundPass, r.one(ctx, w, RoundPass)) },
			Reconcile:  func(ctx context.Context) { r.fold(ctx, ReconcilePass, r.one(ctx, w, ReconcilePass)) },
			Reconciled: w.reconciled,
		}
	}
	return patrols
}

// reconciled gives when the source was reconciled last, as the ledger said at the last pass: the zero time for never,
// false where no pass by the standards of now has begun yet.
func (w *watching) reconciled() (time.Time, bool) {
	w.mu.Lock()
	b := w.bound
	w.mu.Unlock()
	if b == nil {
		return time.Time{}, false
	}
	c, known := b.connected()
	if !known || c.Mark.ReconciledAt == calendar.None {
		return time.Time{}, known
	}
	return c.Mark.ReconciledAt.Time(), true
}

// all runs one pass over all sources at once.
func (r *Rounds) all(ctx context.Context, kind PassKind) Report {
	report := Report{Kind: kind, AsOf: r.now(), Sources: make([]SourceReport, len(r.sources))}
	var each sync.WaitGroup
	for i, w := range r.sources {
		each.Go(func() {
			report.Sources[i] = r.one(ctx, w, kind)
			r.fold(ctx, kind, report.Sources[i])
		})
	}
	each.Wait()
	return report
}

// one runs a pass over one source, unless it is a sweep, once the last of its kind is over.
func (r *Rounds) one(ctx context.Context, w *watching, kind PassKind) SourceReport {
	turn := &w.rounding
	if kind == ReconcilePass {
		turn = &w.reconciling
	}
	turn.Lock()
	defer turn.Unlock()
	began, asOf := time.Now(), r.now()
	s := SourceReport{Source: w.Source.Name()}
	s.Err = r.guarded(ctx, w, kind, func() (err error) {
		asOf, err = r.source(ctx, w, kind, &s)
		return err
	})
	s.Took = time.Since(began)
	r.log(ctx, kind, asOf, &s)
	r.observe(&Report{Kind: kind, AsOf: asOf, Sources: []SourceReport{s}})
	return s
}

// running is how long the process has been running, by a clock that nobody sets.
func (r *Rounds) running() time.Duration { return time.Since(r.made) }

func (r *Rounds) now() calendar.Instant { return calendar.FromTime(r.Now()) }

func (r *Rounds) found() {
	if r.Found != nil {
		r.Found()
	}
}

// observe shows a report. What ended since another leads says nothing of the source.
func (r *Rounds) observe(report *Report) {
	quiet := func(s SourceReport) bool { return errors.Is(s.Err, ErrNotLeading) }
	if r.Observe != nil && !slices.ContainsFunc(report.Sources, quiet) {
		r.Observe(*report)
	}
}

func (r *Rounds) log(ctx context.Context, kind PassKind, asOf calendar.Instant, s *SourceReport) {
	attributes := append(s.attributes(), slog.String("kind", string(kind)), slog.Time("as_of", asOf.Time()))
	if errors.Is(s.Err, ErrNotLeading) {
		r.Log.InfoContext(ctx, string(kind)+" ended: another process leads", slog.String("source", s.Source))
		return
	}
	if s.Err != nil { // the error first: the rest is mostly nought
		r.Log.ErrorContext(ctx, string(kind)+" failed", append([]any{slog.Any("error", s.Err)}, attributes...)...)
		return
	}
	r.Log.InfoContext(ctx, string(kind), attributes...)
}

// guarded runs a pass. A panic in it, over whatever ticket, stops this source only. Whatever a pass broke off with once
// another leads, that is why.
func (r *Rounds) guarded(ctx context.Context, w *watching, kind PassKind, do func() error) (err error) {
	defer func() {
		if err != nil && errors.Is(context.Cause(ctx), ErrNotLeading) {
			err = ErrNotLeading
		}
	}()
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("source %s: the %s panicked: %v\n%s", w.Source.Name(), kind, cause, debug.Stack())
		}
	}()
	return do()
}

// source is the round or the reconciliation of one source. It tells as of when it was judged: of now, whatever was waited
// for and however long the sources before it took, since what is stamped later would lie in the future.
func (r *Rounds) source(ctx context.Context, w *watching, kind PassKind, s *SourceReport) (calendar.Instant, error) {
	if kind == ReconcilePass {
		w.whole.Lock()
		defer w.whole.Unlock()
	}
	if _, err := w.connect(ctx, r.standing.Load()); err != nil {
		return r.now(), err
	}
	asOf := r.now()
	p, err := r.begin(ctx, w, kind, asOf, s)
	if err != nil {
		return asOf, err
	}
	switch {
	case p.connection.Fresh && kind == ReconcilePass:
		return asOf, nil // nothing is recorded: the first round is still to come
	case p.connection.Fresh:
		w.whole.Lock()
		defer w.whole.Unlock()
	}
	if err := p.read(ctx, kind); err != nil {
		w.forget() // its columns may have changed: ask again
		return asOf, err
	}
	return asOf, nil
}

// begin makes a pass over a source by the standing of now.
func (r *Rounds) begin(ctx context.Context, w *watching, kind PassKind, asOf calendar.Instant, s *SourceReport) (*pass, error) {
	standing := r.standing.Load()
	b, err := w.connect(ctx, standing)
	if err != nil {
		return nil, err
	}
	if err := r.unknownNames(standing); err != nil {
		w.forget() // somebody may be mending it: ask again
		return nil, err
	}
	connection, known := b.connected()
	if !known || kind != SweepPass {
		if connection, err = r.Ledger.Connect(ctx, w.Source.Name(), standing.ids, asOf); err != nil {
			return nil, err
		}
		b.connectedAs(connection)
	}
	if kind == SweepPass {
		connection.Fresh = false // it sweeps what is recorded
	}
	return newPass(r, b, connection, asOf, s), nil
}
