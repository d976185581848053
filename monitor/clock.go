package monitor

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

const (
	// syncEvery is how often the time is asked for.
	syncEvery = time.Minute
	// syncSamples are asked for at a time; that of the shortest round trip counts.
	syncSamples = 3
	// warnSkew is by how much the machine's clock may be off before it is said in the log.
	warnSkew = 5 * time.Second
)

// Clock is the time of the ledger's database: what all processes on a ledger agree on, whatever their machines' clocks
// show. Between two askings it runs on by a clock that nobody sets, and it never goes back: when it is found to be ahead
// it stands still until the database has caught up.
type Clock struct {
	ask func(context.Context) (time.Time, error)
	// machine is the machine's clock, which is only compared with.
	machine func() time.Time
	origin  time.Time // from which the clock that nobody sets is read
	log     *slog.Logger

	mu    sync.Mutex
	base  time.Time // what the database showed at origin, by the last asking
	last  time.Time // the latest that was given
	skew  time.Duration
	warns bool // the skew was said
}

// NewClock makes a clock that asks for the time, and compares it with the machine's; nil for time.Now. It is set by the first Sync.
func NewClock(ask func(context.Context) (time.Time, error), machine func() time.Time, log *slog.Logger) *Clock {
	if machine == nil {
		machine = time.Now
	}
	return &Clock{ask: ask, machine: machine, origin: time.Now(), log: log}
}

// Sync asks for the time. With an error the clock runs on as it did.
func (c *Clock) Sync(ctx context.Context) error {
	var base time.Time
	var ahead time.Duration
	shortest := time.Duration(-1)
	for range syncSamples {
		asked := time.Since(c.origin)
		shown, err := c.ask(ctx)
		answered := time.Since(c.origin)
		if err != nil {
			return fmt.Errorf("the time of the ledger's database: %w", err)
		}
		if trip := answered - asked; shortest < 0 || trip < shortest {
			shortest, base = trip, shown.Add(-asked-trip/2)
			ahead = c.machine().Sub(base.Add(answered))
		}
	}
	c.mu.Lock()
	c.base, c.skew = base, ahead
	off := ahead.Abs() > warnSkew
	said := c.warns
	c.warns = off
	c.mu.Unlock()
	if off && !said {
		c.log.WarnContext(ctx, "the machine's clock is off: the ledger's counts", slog.Duration("skew", ahead.Round(time.Millisecond)))
	}
	return nil
}

// Run asks for the time again and again, until ctx ends.
func (c *Clock) Run(ctx context.Context) {
	for {
		rest(ctx, syncEvery, nil)
		if ctx.Err() != nil {
			return
		}
		asking, cancel := context.WithTimeout(ctx, ledgerPatience)
		if err := c.Sync(asking); err != nil && ctx.Err() == nil {
			c.log.WarnContext(ctx, "the time runs on unasked", slog.Any("error", err))
		}
		cancel()
	}
}

// Now gives the time: no earlier than it gave before.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.base.Add(time.Since(c.origin)).Round(0) // without a reading of the machine's own clocks
	if now.Before(c.last) {
		return c.last
	}
	c.last = now
	return now
}

// Skew is by how much the machine's clock was ahead of the database's when it was asked last.
func (c *Clock) Skew() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.skew
}
