package monitor

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

const (
	// sweepBatch is how many tickets that are due are read at once.
	sweepBatch = 500
	// sweepRest is how long a sweep leaves the databases alone after the last one, so that what falls due in one second
	// is read a few times rather than ticket by ticket.
	sweepRest = 50 * time.Millisecond
	// longestSleep is how long what another replica wrote may go unnoticed.
	longestSleep = 30 * time.Second
	// What fails is tried again after a second, then after twice as long, up to half a minute.
	firstPause   = time.Second
	longestPause = 30 * time.Second
)

// Sweep looks at every clock whose next instant has come, in each source, now.
func (r *Rounds) Sweep(ctx context.Context) Report {
	report := Report{Kind: SweepPass, AsOf: r.now()}
	for _, w := range r.sources {
		s, _ := r.sweep(ctx, ctx, w)
		report.Sources = append(report.Sources, s)
		r.observe(&Report{Kind: SweepPass, AsOf: report.AsOf, Sources: []SourceReport{s}})
	}
	return report
}

// Sweeping sweeps each source whenever a clock's next instant comes, until ctx ends. What is under way then may take as
// long as drain. A source that fails stops only itself.
func (r *Rounds) Sweeping(ctx context.Context, drain time.Duration) {
	work, end := draining(ctx, drain)
	defer end()
	var all sync.WaitGroup
	for _, w := range r.sources {
		all.Go(func() { r.sweepOn(ctx, work, w) })
	}
	all.Wait()
}

// sweepOn sweeps one source until ctx ends.
func (r *Rounds) sweepOn(ctx, work context.Context, w *watching) {
	pause := firstPause
	for ctx.Err() == nil {
		s, next := r.sweep(ctx, work, w)
		r.observe(&Report{Kind: SweepPass, AsOf: r.now(), Sources: []SourceReport{s}})
		wait := r.until(next)
		if s.Err != nil {
			wait, pause = pause, min(2*pause, longestPause)
		} else {
			pause = firstPause
		}
		wake := w.wake
		if s.Err != nil {
			wake = nil // being called would not mend it
		}
		rest(ctx, sweepRest, nil)
		rest(ctx, wait-sweepRest, wake)
	}
}

// rest waits for a time, until it is woken, or until ctx ends.
func rest(ctx context.Context, wait time.Duration, wake <-chan struct{}) {
	if wait <= 0 {
		return
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-wake:
	case <-timer.C:
	}
}

// until gives how long to sleep until an instant by Now comes.
func (r *Rounds) until(next calendar.Instant) time.Duration {
	if next == calendar.None {
		return longestSleep
	}
	wait := next.Sub(r.now())
	if r.Speed > 0 {
		wait = time.Duration(float64(wait) / r.Speed)
	}
	return min(max(wait, 0), longestSleep)
}

// sweep looks at what is due in a source by now, and tells when it must be looked at again; None for nothing to come.
// Once ctx ends it begins no more batches; work is that of the one that is under way.
func (r *Rounds) sweep(ctx, work context.Context, w *watching) (SourceReport, calendar.Instant) {
	began := time.Now()
	s := SourceReport{Source: w.Source.Name()}
	next := calendar.None
	s.Err = r.guarded(work, w, SweepPass, func() (err error) {
		next, err = r.sweepDue(ctx, work, w, &s)
		return err
	})
	s.Took = time.Since(began)
	switch {
	case s.Err != nil:
		w.forget() // its columns may have changed: ask again
		r.log(work, SweepPass, r.now(), &s)
	case s.Judged > 0:
		r.log(work, SweepPass, r.now(), &s)
	}
	return s, next
}

// sweepDue reads what is due batch by batch, until nothing is.
func (r *Rounds) sweepDue(ctx, work context.Context, w *watching, s *SourceReport) (calendar.Instant, error) {
	if r.Agenda == nil {
		return calendar.None, nil
	}
	judged := map[string]struct{}{}
	for ctx.Err() == nil {
		asOf := r.now()
		due, err := r.Agenda.Due(work, w.Source.Name(), asOf, w.without(), sweepBatch)
		if err != nil {
			return calendar.None, err
		}
		if len(due) == 0 {
			return r.Agenda.Next(work, w.Source.Name(), asOf)
		}
		if err := r.sweepBatch(work, w, due, asOf, s); err != nil {
			return calendar.None, err
		}
		for _, id := range due {
			if _, again := judged[id]; again {
				w.leave(id)
				r.Log.WarnContext(work, "a ticket is as due after a sweep as before: the next reconciliation looks at it",
					slog.String("source", w.Source.Name()), slog.String("ticket", id))
			}
			judged[id] = struct{}{}
		}
	}
	return calendar.None, nil
}

// sweepBatch reads some tickets anew and judges them. Those that it does not get are left to the next reconciliation.
func (r *Rounds) sweepBatch(ctx context.Context, w *watching, ids []string, asOf calendar.Instant, s *SourceReport) error {
	p, err := r.begin(ctx, w, SweepPass, asOf, s)
	if err != nil {
		return err
	}
	defer p.notify(ctx)
	there := map[string]struct{}{}
	p.seen = func(id string) { there[strings.Clone(id)] = struct{}{} }
	query := Query{IDs: ids, Now: asOf, Vocabulary: p.bound.book.Vocabulary()}
	reading, err := w.Source.Read(ctx, query, func(b *Batch) error { return p.take(ctx, b) })
	s.Tally.Merge(reading.Tally)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, found := there[id]; !found {
			w.leave(id)
			s.Absent++
		}
	}
	return nil
}

// leave has sweeps not ask for a ticket again, until it is read by a round or the next reconciliation is over.
func (w *watching) leave(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.absent[id] = struct{}{}
}

// without gives the tickets that sweeps don't ask for.
func (w *watching) without() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Collect(maps.Keys(w.absent))
}

// came has sweeps ask again for what was read after all.
func (w *watching) came(b *Batch) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.absent) == 0 {
		return
	}
	for i := range b.Tickets {
		delete(w.absent, b.Tickets[i].ID)
	}
}

// forgive has sweeps ask again for all tickets.
func (w *watching) forgive() {
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.absent)
}
