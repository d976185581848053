package monitor_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/yardstickd/yardstick/monitor"
)

// databaseClock is a ledger's clock: it runs with time itself, some way off, and answers after a while.
type databaseClock struct {
	mu    sync.Mutex
	off   time.Duration
	trip  time.Duration
	asked int
	err   error
}

func (c *databaseClock) ask(context.Context) (time.Time, error) {
	c.mu.Lock()
	c.asked++
	off, err := c.off, c.err
	c.mu.Unlock()
	time.Sleep(c.trip / 2)
	shown := time.Now().Add(off)
	time.Sleep(c.trip / 2)
	return shown, err
}

// set changes what it shows from now on.
func (c *databaseClock) set(off time.Duration, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.off, c.err = off, err
}

// Whatever the machine's clock shows, and however it is set, the ledger's counts; its skew is known.
func TestClockIsTheLedgers(t *testing.T) {
	for name, off := range map[string]time.Duration{
		"right": 0, "an hour": time.Hour, "a day behind": -24 * time.Hour, "a year": 365 * 24 * time.Hour,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				database := &databaseClock{off: 90 * time.Second, trip: 40 * time.Millisecond}
				machine := func() time.Time { return time.Now().Add(database.off + off) }
				c := monitor.NewClock(database.ask, machine, quietLog)
				if err := c.Sync(t.Context()); err != nil {
					t.Fatal(err)
				}
				want := func(when string) {
					t.Helper()
					if got, want := c.Now(), time.Now().Add(90*time.Second); !got.Equal(want) {
						t.Errorf("%s: %v, want %v", when, got, want)
					}
				}
				want("at once")
				off += 2 * time.Hour // somebody sets the machine's clock
				time.Sleep(17 * time.Minute)
				want("later")
				if err := c.Sync(t.Context()); err != nil {
					t.Fatal(err)
				}
				if got := c.Skew(); got != off {
					t.Errorf("skew %v, want %v", got, off)
				}
			})
		})
	}
}

// The time never goes back: it waits for a database whose clock was put back, and follows at once one that was put forward.
func TestClockNeverGoesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		database := &databaseClock{}
		c := monitor.NewClock(database.ask, nil, quietLog)
		ctx, stop := context.WithCancel(t.Context())
		if err := c.Sync(ctx); err != nil {
			t.Fatal(err)
		}
		go c.Run(ctx)
		last := c.Now()
		for minute := range 30 {
			switch minute {
			case 5:
				database.set(-3*time.Minute, nil)
			case 12:
				database.set(time.Hour, nil)
			case 20:
				database.set(time.Hour, errBroken) // it runs on unasked
			}
			for range 60 {
				time.Sleep(time.Second)
				now := c.Now()
				if now.Before(last) {
					t.Fatalf("in minute %d the time went from %v back to %v", minute, last, now)
				}
				last = now
			}
			switch off := time.Until(last); {
			case minute == 4 && off != 0, minute == 10 && off != -3*time.Minute, minute == 14 && off != time.Hour, minute == 29 && off != time.Hour:
				t.Errorf("in minute %d the time is off by %v", minute, off)
			}
		}
		stop()
		synctest.Wait()
	})
}
