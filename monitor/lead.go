package monitor

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

const (
	// beatEvery is how often a leader shows that it is there.
	beatEvery = time.Second
	// lookEvery is how often a follower looks whether the seat is free: the most that lies between a death and a take-over.
	lookEvery = beatEvery / 2
	// beatPatience is how long a beat may take before the leader must take it that it leads no more.
	beatPatience = 2 * beatEvery
)

// Silence is how long the holder of a seat may show nothing before another takes it away: three beats.
const Silence = 3 * beatEvery

// ErrNotLeading says that a write was refused, or a pass cut off, since another process leads by now. Nothing is wrong:
// what was to be written the other finds, too.
var ErrNotLeading = errors.New("another process leads by now")

// Leader is who leads the rounds on a ledger.
type Leader struct {
	// Epoch counts the terms of this ledger, from 1; 0 where nobody has led yet.
	Epoch  int64
	Holder string // as it names itself
	// Standards identifies what it judges by; "" until that is live.
	Standards string
}

// Seat is the one seat of those who lead on a ledger.
type Seat interface {
	// Take takes the seat, unless another holds it: then the term is nil, and the Leader the other. Who holds it but has
	// shown nothing for as long as Silence loses it.
	Take(ctx context.Context, holder string) (Term, Leader, error)
}

// Term is the time for which a seat is held.
type Term interface {
	// Beat shows that the holder is there, and what it judges by. After an error it must be taken that the seat is lost.
	Beat(ctx context.Context, standards string) error
	// Leave gives up the seat.
	Leave()
}

// Lead has one of the processes on a ledger lead at a time.
//
//	           ┌───────────── seat held by another: look again ─────────────┐
//	           ▼                                                            │
//	start ─► look ── seat free: epoch + 1 ─► begin ─► leading ── ctx ends ──┼─► work drains, seat left ─► end
//	           ▲                               │         │                  │
//	           └──── error: try again ◄────────┘         └─ a beat fails ───┴─► work cut off
//
// Who leads runs rounds, sweeps and reconciliations and makes standards live; all of them deliver. Every write of a leader
// carries its epoch and is refused once there is a later one (see InTerm), so that a leader that was frozen, or cut off
// from the ledger, does no harm when it goes on before it knows.
type Lead struct {
	Seat   Seat
	Holder string // the name of this process, for people
	// Begin is what a leader does first: make its standards live. nil for nothing.
	Begin func(ctx context.Context) error
	// Standards identifies what this process judges by as the leader; "" for nothing yet.
	Standards func() string
	// Follow has this process stand as the leader does, and tells whether it does: then it may deliver. It is called at
	// each look; nil for that it never may.
	Follow func(ctx context.Context, l Leader) bool
	Log    *slog.Logger

	mu      sync.Mutex
	status  LeadStatus
	term    context.Context // of the term that this process leads; nil for none
	changed chan struct{}   // closed, and made anew, when the status changes
}

// LeadStatus is how a process stands.
type LeadStatus struct {
	Leading bool
	// Leader is who leads, as far as is known: it was seen at the last look.
	Leader Leader
	// Delivers says that this process may deliver: it leads, or judges by the same as the leader.
	Delivers bool
	// Err is why nobody knows who leads; nil where that is known.
	Err error
}

// Status tells how this process stands.
func (l *Lead) Status() LeadStatus {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.status
}

// Term gives the context in which this process leads now, for work beside that of Run; false where it does not.
func (l *Lead) Term() (context.Context, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.term, l.term != nil
}

// Run leads whenever it can, until ctx ends. lead is to work until its context ends; where it ends since the seat is lost,
// its cause is ErrNotLeading. An error says that it could not begin: the very first look failed, or the begin after it.
func (l *Lead) Run(ctx context.Context, lead func(ctx context.Context) error) error {
	for first := true; ctx.Err() == nil; first = false {
		err := l.look(ctx, lead)
		switch {
		case err == nil, ctx.Err() != nil:
		case first && !errors.Is(err, ErrNotLeading):
			return err
		default:
			l.unknown(ctx, err)
		}
		rest(ctx, lookEvery, nil)
	}
	return nil
}

// look takes the seat and leads, or follows who has it.
func (l *Lead) look(ctx context.Context, lead func(ctx context.Context) error) error {
	asking, cancel := context.WithTimeout(ctx, ledgerPatience)
	defer cancel()
	term, leader, err := l.Seat.Take(asking, l.Holder)
	if err != nil {
		return err
	}
	if term != nil {
		cancel()
		return l.hold(ctx, term, leader, lead)
	}
	delivers := l.Follow != nil && l.Follow(asking, leader)
	if was := l.follows(LeadStatus{Leader: leader, Delivers: delivers}); was.Leader.Epoch != leader.Epoch || was.Delivers != delivers {
		l.Log.InfoContext(ctx, "following", slog.Int64("epoch", leader.Epoch), slog.String("leader", leader.Holder),
			slog.Bool("delivers", delivers))
	}
	return nil
}

// hold leads until ctx ends or the seat is lost.
func (l *Lead) hold(ctx context.Context, term Term, leader Leader, lead func(ctx context.Context) error) error {
	defer term.Leave()
	leading, end := context.WithCancelCause(InTerm(ctx, leader.Epoch))
	defer end(nil)
	beating, stop := context.WithCancel(context.WithoutCancel(ctx)) // also while the work drains
	var beats sync.WaitGroup
	defer beats.Wait()
	defer stop()
	beats.Go(func() {
		if err := l.beat(beating, term); err != nil {
			end(ErrNotLeading)
			l.Log.WarnContext(ctx, "leading no more", slog.Int64("epoch", leader.Epoch), slog.Any("error", err))
		}
	})
	l.set(leading, LeadStatus{Leader: leader}) // what becomes known from now on is for this term
	defer func() { l.follows(LeadStatus{Leader: leader}) }()
	if l.Begin != nil {
		if err := l.Begin(leading); err != nil {
			return err
		}
	}
	if err := l.beatOnce(leading, term); err != nil { // what it judges by is live: say so at once
		return err
	}
	leader.Standards = l.standards()
	l.set(leading, LeadStatus{Leading: true, Leader: leader, Delivers: true})
	l.Log.InfoContext(ctx, "leading", slog.Int64("epoch", leader.Epoch))
	return lead(leading)
}

// beat shows until ctx ends that the holder is there; an error says that it could not.
func (l *Lead) beat(ctx context.Context, term Term) error {
	for ctx.Err() == nil {
		rest(ctx, beatEvery, nil)
		if err := l.beatOnce(ctx, term); ctx.Err() == nil && err != nil {
			return err
		}
	}
	return nil
}

func (l *Lead) beatOnce(ctx context.Context, term Term) error {
	ctx, cancel := context.WithTimeout(ctx, beatPatience)
	defer cancel()
	return term.Beat(ctx, l.standards())
}

func (l *Lead) standards() string {
	if l.Standards == nil {
		return ""
	}
	return l.Standards()
}

// unknown notes that nobody knows who leads.
func (l *Lead) unknown(ctx context.Context, err error) {
	if was := l.follows(LeadStatus{Err: err}); was.Err == nil || was.Err.Error() != err.Error() {
		l.Log.ErrorContext(ctx, "who leads is not known", slog.Any("error", err))
	}
}

// follows changes the status of a process that does not lead, and gives the one before.
func (l *Lead) follows(status LeadStatus) LeadStatus {
	var none context.Context
	return l.set(none, status)
}

// set changes the status and the term, and gives the status before.
func (l *Lead) set(term context.Context, status LeadStatus) LeadStatus {
	l.mu.Lock()
	defer l.mu.Unlock()
	was := l.status
	l.status, l.term = status, term
	if l.changed != nil {
		close(l.changed)
	}
	l.changed = make(chan struct{})
	return was
}

// watch gives the status, and what is closed once it may be another.
func (l *Lead) watch() (LeadStatus, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.changed == nil {
		l.changed = make(chan struct{})
	}
	return l.status, l.changed
}

// Delivering runs a delivery while this process may deliver, until ctx ends.
func (l *Lead) Delivering(ctx context.Context, deliver func(context.Context)) {
	for ctx.Err() == nil {
		status, changed := l.watch()
		if !status.Delivers {
			select {
			case <-ctx.Done():
			case <-changed:
			}
			continue
		}
		delivering, stop := context.WithCancel(ctx)
		go func() {
			for status, changed := l.watch(); status.Delivers; status, changed = l.watch() {
				select {
				case <-delivering.Done():
					return
				case <-changed:
				}
			}
			stop()
		}()
		deliver(delivering)
		stop()
	}
}
