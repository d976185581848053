package monitor

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
)

const (
	// defaultLease is how long a claim is held if nothing else is said.
	defaultLease = 30 * time.Second
	// defaultDrain is how long what is claimed may take once the daemon is asked to stop.
	defaultDrain = 10 * time.Second
	// senders is how many messages are sent at once. A place that hangs takes two of them.
	senders = 8
	// leastWait keeps an intent that is due, but blocked by another of its clock, from spinning the loop.
	leastWait = 100 * time.Millisecond
	// longestWait is how long an intent of another replica may go unnoticed.
	longestWait = 30 * time.Second
	// ledgerPatience is how long one statement of delivery may take, also while stopping.
	ledgerPatience = 5 * time.Second
	// groupPatience is how long it may take to make a group of all that waits in a place.
	groupPatience = 2 * time.Minute
)

// Delivery takes intents out of an outbox, claims each, sends it, and marks
// what came of it. Several may share an outbox.
type Delivery struct {
	Outbox Outbox
	// Notifier gives who delivers to a place; false where nobody can.
	Notifier func(notifiers.Place) (notifiers.Notifier, bool)
	// GroupOver is how many posts may wait in a place before they are told in one; 0 for that they never are.
	GroupOver int
	// Freshness is asked just before something is told that presses; nil for that nobody is.
	Freshness Freshness
	Lease     time.Duration // how long a claim is held; 0 for 30 s
	Drain     time.Duration // how long what is claimed may take after the end; 0 for 10 s
	Log       *slog.Logger
	// PDF makes the file that follows a digest in its thread, and names it; nil for that there is none.
	PDF func(*notifiers.Digest) (name string, content []byte, err error)
	// DigestLink gives the address of a digest on the board; nil, or "", where others reach no board.
	DigestLink func(name, period string) string
	// Observe is told how each attempt ended, once the ledger has it; nil for nobody.
	Observe func(*Claim, *Settlement)

	wake     chan struct{}
	once     sync.Once
	patience patience
	grouping sync.Map // the places of which groups are being made
}

// Everywhere has one notifier deliver to every place.
func Everywhere(n notifiers.Notifier) func(notifiers.Place) (notifiers.Notifier, bool) {
	return func(notifiers.Place) (notifiers.Notifier, bool) { return n, true }
}

// Wake says that there may be something new to deliver. It never blocks.
func (d *Delivery) Wake() {
	d.prepare()
	select {
	case d.wake <- struct{}{}:
	default: // it is already called
	}
}

func (d *Delivery) prepare() {
	d.once.Do(func() {
		d.wake = make(chan struct{}, 1)
		if d.Lease == 0 {
			d.Lease = defaultLease
		}
		if d.Drain == 0 {
			d.Drain = defaultDrain
		}
	})
}

// Run delivers until ctx ends, then finishes what is claimed. What it can't
// finish in time is left unsure, to be looked for by the next run; nothing stays claimed.
func (d *Delivery) Run(ctx context.Context) {
	d.prepare()
	sending, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	var inFlight sync.WaitGroup
	freed := make(chan struct{}, senders)
	free := senders
	for ctx.Err() == nil {
		jobs, wait := d.take(ctx, free)
		free -= len(jobs)
		for _, job := range jobs {
			inFlight.Go(func() {
				job(sending)
				freed <- struct{}{}
			})
		}
		if len(jobs) > 0 && free > 0 {
			continue
		}
		free += d.rest(ctx, wait, free, freed)
	}
	d.finish(&inFlight, cut)
}

// rest waits until there may be something to do, and gives how many senders got free meanwhile.
func (d *Delivery) rest(ctx context.Context, wait time.Duration, free int, freed <-chan struct{}) int {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	wake := d.wake
	if free == 0 {
		wake = nil // nothing could be taken
	}
	select {
	case <-ctx.Done():
	case <-wake:
	case <-freed:
		return 1
	case <-timer.C:
	}
	return 0
}

// finish waits for what is being sent, and cuts it off when it takes too long.
func (d *Delivery) finish(inFlight *sync.WaitGroup, cut context.CancelFunc) {
	timer := time.AfterFunc(d.Drain, cut)
	defer timer.Stop()
	inFlight.Wait()
}

// deliver sends one claim and marks what came of it.
func (d *Delivery) deliver(ctx context.Context, c *Claim, began time.Time) {
	settlement := d.attempt(ctx, c, began)
	d.mark(ctx, c, settlement)
}

// mark tells the ledger what came of a claim. A mark that the ledger
// does not take is tried again while the lease lasts; after that the claim is
// stale, and whoever takes it looks before sending.
func (d *Delivery) mark(ctx context.Context, c *Claim, settlement Settlement) {
	d.report(ctx, c, &settlement)
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), d.Lease)
	defer cancel()
	for pause := leastWait; ; pause *= 2 {
		ours, err := d.settle(end, c, settlement)
		if err == nil {
			if !ours {
				d.lost(end, c)
			} else if d.Observe != nil {
				d.Observe(c, &settlement)
			}
			return
		}
		d.Log.ErrorContext(ctx, "marking an alert failed", append(claimAttributes(c), slog.Any("error", err))...)
		select {
		case <-end.Done():
			return
		case <-ctx.Done(): // stopping, and out of time
			return
		case <-time.After(pause):
		}
	}
}

// lost makes good for a claim that was another's when it was marked: what it rendered may be older than what stood there.
func (d *Delivery) lost(ctx context.Context, c *Claim) {
	d.Log.WarnContext(ctx, "alert was claimed by another meanwhile", claimAttributes(c)...)
	if len(c.Posted) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, ledgerPatience)
	defer cancel()
	if err := d.Outbox.Redo(ctx, c); err != nil {
		d.Log.ErrorContext(ctx, "having messages rendered anew failed", append(claimAttributes(c), slog.Any("error", err))...)
	}
}

// settle is one try to mark. A ledger that hangs must not hold up a stop for the rest of the lease.
func (d *Delivery) settle(ctx context.Context, c *Claim, s Settlement) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, ledgerPatience)
	defer cancel()
	return d.Outbox.Settle(ctx, c, s)
}

func (d *Delivery) report(ctx context.Context, c *Claim, s *Settlement) {
	attributes := append(claimAttributes(c), slog.String("state", string(s.State)))
	if s.Reason != "" {
		attributes = append(attributes, slog.String("reason", s.Reason))
	}
	switch s.State {
	case Sent, Dropped:
		d.Log.InfoContext(ctx, "alert", attributes...)
	case Failed:
		d.Log.ErrorContext(ctx, "alert failed for good", attributes...)
	default:
		d.Log.WarnContext(ctx, "alert not delivered yet", append(attributes, slog.Duration("again", s.Again))...)
	}
}

func claimAttributes(c *Claim) []any {
	return []any{
		slog.String("key", c.Message.Key()), slog.String("place", string(c.Place)),
		slog.String("action", string(c.Action)), slog.Int("attempt", int(c.Attempt)),
	}
}
