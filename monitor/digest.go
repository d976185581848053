package monitor

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// Digests makes the digests whose time has come: a leader's work. What is due follows from the last period that is recorded, and the
// schedule only says from when on; so that a restart, a daemon that was down, a clock that is put forward or back, and two daemons
// neither leave out a period nor report one twice. docs/adr/0023 goes through it.
type Digests struct {
	Reporting *Reporting
	Ledger    DigestLedger
	// Series gives what digests there are to be by the live standards.
	Series func() []DigestSeries
	// Weekly and Daily are the schedules of the two kinds: five cron fields or @every.
	Weekly, Daily string
	// Location is the zone of the schedules, and of the dates; nil for UTC.
	Location *time.Location
	// Encode gives the bytes that are kept of a report for ever.
	Encode func(*compliance.Report) ([]byte, error)
	// Now gives the time that schedules go by, and Speed how much faster than time itself it runs; 0 for 1.
	Now   func() calendar.Instant
	Speed float64
	// Found is called once there is something to deliver, Observe for each digest that was recorded; nil for nothing.
	Found   func()
	Observe func(DigestSeries)
	Log     *slog.Logger

	once    sync.Once
	wake    chan struct{}
	mu      sync.Mutex
	waiting []WaitingDigest
}

// DigestLedger is what making digests needs of a ledger.
type DigestLedger interface {
	Figures
	// Began gives when a source was first judged; None where none was yet.
	Began(ctx context.Context) (calendar.Instant, error)
}

// WaitingDigest is a digest that is due and not made yet.
type WaitingDigest struct {
	Name, Span string
	Since      calendar.Instant // its occasion
	Why        string
	found      calendar.Instant // since when this process waits: one that was down makes good for it at once
	warned     bool
}

func (w *WaitingDigest) overdue(now calendar.Instant) bool { return now.Sub(w.found) >= DigestOverdue }

const (
	// digestRetry is when a digest that could not be made is tried again, if no round ends before.
	digestRetry = 30 * time.Second
	// digestPatience is how long making one may take.
	digestPatience = 2 * time.Minute
	// DigestOverdue is how long a process may wait for what is yet to be judged before a digest counts as overdue.
	DigestOverdue = time.Hour
	// latestLooked is how many recorded digests of a name are looked through for the latest of the series.
	latestLooked = 50
)

// Wake says that something may have been judged. It never blocks.
func (d *Digests) Wake() {
	d.prepare()
	select {
	case d.wake <- struct{}{}:
	default: // it is already called
	}
}

func (d *Digests) prepare() {
	d.once.Do(func() { d.wake = make(chan struct{}, 1) })
}

// Overdue gives the digests that have waited for longer than DigestOverdue.
func (d *Digests) Overdue() []WaitingDigest {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.Now()
	var all []WaitingDigest
	for _, w := range d.waiting {
		if w.overdue(now) {
			all = append(all, w)
		}
	}
	return all
}

// Run makes digests until ctx ends.
func (d *Digests) Run(ctx context.Context) error {
	d.prepare()
	weekly, err := ParseOccasions(d.Weekly, d.location())
	if err != nil {
		return err
	}
	daily, err := ParseOccasions(d.Daily, d.location())
	if err != nil {
		return err
	}
	occasions := func(k compliance.PeriodKind) *Occasions {
		if k == compliance.WeekPeriod {
			return weekly
		}
		return daily
	}
	defer d.settle(nil)
	for ctx.Err() == nil {
		waits := d.round(ctx, occasions)
		rest(ctx, d.pause(waits, weekly, daily), d.wake)
	}
	return nil
}

// round looks at each series once, and tells whether one of them waits.
func (d *Digests) round(ctx context.Context, occasions func(compliance.PeriodKind) *Occasions) bool {
	var waiting []WaitingDigest
	unsure := false // whether something is due can't be told yet
	for _, s := range d.Series() {
		now := d.Now()
		occasion := occasions(s.Kind).current(now.Time())
		if occasion.IsZero() {
			continue
		}
		w, err := d.make(ctx, &s, occasion)
		switch {
		case ctx.Err() != nil, errors.Is(err, ErrNotLeading):
			return true
		case errors.Is(err, errNotBegun):
			unsure = true
		case err != nil:
			d.Log.ErrorContext(ctx, "making a digest failed", slog.String("digest", s.Name), slog.Any("error", err))
			waiting = append(waiting, WaitingDigest{Name: s.Name, Since: calendar.FromTime(occasion), Why: "it could not be made: the log says why"})
		case w != nil:
			waiting = append(waiting, *w)
		}
	}
	d.settle(waiting)
	return unsure || len(waiting) > 0
}

// current gives the occasion that counts now: the last one, or now where only the next can be told.
func (o *Occasions) current(now time.Time) time.Time {
	if o.daily == nil {
		return now
	}
	return o.Last(now)
}

// settle keeps what waits, since when, and says once of what is overdue that it is.
func (d *Digests) settle(waiting []WaitingDigest) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.Now()
	for i := range waiting {
		w := &waiting[i]
		w.found = now
		at := slices.IndexFunc(d.waiting, func(was WaitingDigest) bool { return was.Name == w.Name })
		if at >= 0 {
			was := &d.waiting[at]
			w.Since, w.found, w.warned = min(w.Since, was.Since), was.found, was.warned
		}
		if w.overdue(now) && !w.warned {
			w.warned = true
			d.Log.Warn("a digest is overdue", slog.String("digest", w.Name), slog.String("period", w.Span),
				slog.String("since", w.Since.String()), slog.String("reason", w.Why))
		}
	}
	d.waiting = waiting
}

// pause gives how long to rest.
func (d *Digests) pause(waits bool, all ...*Occasions) time.Duration {
	if waits {
		return digestRetry
	}
	now, wait := d.Now().Time(), longestWatch
	speed := d.Speed
	if speed <= 0 {
		speed = 1
	}
	for _, o := range all {
		if next := o.Next(now); !next.IsZero() {
			wait = min(wait, time.Duration(float64(next.Sub(now))/speed))
		}
	}
	return max(wait, time.Millisecond)
}

// errNotBegun says that nothing was judged yet.
var errNotBegun = errors.New("nothing was judged yet")

// make makes all digests of a series that are due by an occasion, and gives the one that has to wait; nil for none.
func (d *Digests) make(ctx context.Context, s *DigestSeries, occasion time.Time) (*WaitingDigest, error) {
	ctx, cancel := context.WithTimeout(ctx, digestPatience)
	defer cancel()
	records, err := d.Ledger.Digests(ctx, s.Name, latestLooked)
	if err != nil {
		return nil, err
	}
	latest, recorded := s.latest(records)
	due := s.due(occasion, d.location(), latest, recorded)
	if len(due) == 0 {
		return nil, nil
	}
	began, err := d.Ledger.Began(ctx)
	if err != nil {
		return nil, err
	}
	if began == calendar.None {
		return nil, errNotBegun
	}
	for i, p := range due {
		if p.Ends(d.location()) <= began {
			continue // nobody watched: what a first round finds in the past is no news
		}
		now := d.Now()
		whole, err := d.Reporting.Whole(ctx, p, now)
		if err != nil {
			return nil, err
		}
		if !whole {
			return &WaitingDigest{
				Name: s.Name, Span: p.String(), Since: calendar.FromTime(occasion),
				Why: "not all sources were judged to the end of the period",
			}, nil
		}
		var places []notifiers.Place // what was missed is recorded, and told of by the last alone
		if i == len(due)-1 {
			places = s.Places
		}
		if _, err := d.Record(ctx, s, p, places); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// Record makes the digest of a period and keeps it, with the intents of telling it. Where there is one already it does nothing, and
// gives false.
func (d *Digests) Record(ctx context.Context, s *DigestSeries, p compliance.Period, places []notifiers.Place) (bool, error) {
	order := ReportOrder{Name: s.Name, Period: p, AsOf: d.Now(), Standards: s.Standards, Journey: s.Journey}
	report, err := d.Reporting.Report(ctx, &order)
	if err != nil {
		return false, err
	}
	document, err := d.Encode(report)
	if err != nil {
		return false, fmt.Errorf("digest %s of %s: %w", s.Name, p, err)
	}
	recorded, err := d.Ledger.RecordDigest(ctx, &DigestRecord{
		Name: s.Name, Period: p, Span: p.String(), Document: document, MadeAt: order.AsOf,
		N: report.Overall.N, Missed: report.Overall.Missed,
	}, places)
	if err != nil || !recorded {
		return false, err
	}
	d.Log.InfoContext(ctx, "digest", slog.String("digest", s.Name), slog.String("period", p.String()), slog.Any("places", places))
	if d.Observe != nil {
		d.Observe(*s)
	}
	if d.Found != nil && len(places) > 0 {
		d.Found()
	}
	return true, nil
}

func (d *Digests) location() *time.Location {
	if d.Location == nil {
		return time.UTC
	}
	return d.Location
}
