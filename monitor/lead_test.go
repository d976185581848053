package monitor_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
)

// memorySeat is a seat for tests in virtual time.
type memorySeat struct {
	mu     sync.Mutex
	broken bool // every call fails
	leader monitor.Leader
	seen   time.Time
	held   bool
}

func (s *memorySeat) Take(_ context.Context, holder string) (monitor.Term, monitor.Leader, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		return nil, monitor.Leader{}, errBroken
	}
	if s.held && time.Since(s.seen) > monitor.Silence {
		s.held = false
	}
	if s.held {
		return nil, s.leader, nil
	}
	s.held, s.seen = true, time.Now()
	s.leader = monitor.Leader{Epoch: s.leader.Epoch + 1, Holder: holder}
	return &memoryTerm{s, s.leader.Epoch}, s.leader, nil
}

type memoryTerm struct {
	*memorySeat
	epoch int64
}

func (t *memoryTerm) Beat(_ context.Context, standards string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.broken:
		return errBroken
	case t.epoch != t.leader.Epoch:
		return monitor.ErrNotLeading
	}
	t.seen, t.leader.Standards = time.Now(), standards
	return nil
}

func (t *memoryTerm) Leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.epoch == t.leader.Epoch {
		t.held = false
	}
}

// candidate is a process that wants to lead, and notes what it does.
type candidate struct {
	*monitor.Lead
	mu    sync.Mutex
	notes []string
	begin error
	stop  context.CancelFunc
	ended chan error
}

func (c *candidate) note(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.notes = append(c.notes, text)
}

func newCandidate(seat monitor.Seat, name, standards string) *candidate {
	c := &candidate{ended: make(chan error, 1)}
	c.Lead = &monitor.Lead{
		Seat: seat, Holder: name, Log: quietLog, Standards: func() string { return standards },
		Begin:  func(context.Context) error { return c.begin },
		Follow: func(_ context.Context, l monitor.Leader) bool { return l.Standards == standards },
	}
	return c
}

func (c *candidate) start() *candidate {
	ctx, stop := context.WithCancel(context.Background())
	c.stop = stop
	go func() {
		c.ended <- c.Run(ctx, func(ctx context.Context) error {
			epoch, led := monitor.TermOf(ctx)
			if !led {
				c.note("leads without an epoch")
			}
			c.note("leads " + string(rune('0'+epoch)))
			<-ctx.Done()
			if errors.Is(context.Cause(ctx), monitor.ErrNotLeading) {
				c.note("lost")
			}
			return nil
		})
	}()
	go c.Delivering(ctx, func(ctx context.Context) {
		c.note("delivers")
		<-ctx.Done()
		c.note("does not deliver")
	})
	return c
}

func (c *candidate) end(t *testing.T) {
	t.Helper()
	c.stop()
	if err := <-c.ended; err != nil {
		t.Error(err)
	}
	synctest.Wait()
}

func (c *candidate) want(t *testing.T, when string, want ...string) {
	t.Helper()
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	slices.Sort(c.notes) // two goroutines write them
	slices.Sort(want)
	if diff := cmp.Diff(want, c.notes); diff != "" {
		t.Errorf("%s: %s (-want +got):\n%s", c.Holder, when, diff)
	}
	c.notes = nil
}

func TestOneLeadsAndTheOtherTakesOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seat := &memorySeat{}
		one := newCandidate(seat, "one", "A").start()
		one.want(t, "alone", "delivers", "leads 1")
		two := newCandidate(seat, "two", "A").start()
		time.Sleep(10 * time.Second)
		two.want(t, "beside it", "delivers")
		one.want(t, "beside the other")
		one.end(t)
		one.want(t, "ended", "does not deliver")
		time.Sleep(600 * time.Millisecond)
		two.want(t, "taking over", "leads 2")
		two.end(t)
	})
}

// A follower with other standards leaves delivery to the leader until one of them changes.
func TestAFollowerWithOtherStandardsDoesNotDeliver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seat := &memorySeat{}
		var standards atomic.Value
		standards.Store("A")
		one := newCandidate(seat, "one", "")
		one.Standards = func() string { return standards.Load().(string) }
		one.start()
		synctest.Wait() // it leads
		two := newCandidate(seat, "two", "B").start()
		time.Sleep(5 * time.Second)
		two.want(t, "with others")
		standards.Store("B")
		time.Sleep(2 * time.Second)
		two.want(t, "with the same", "delivers")
		standards.Store("C")
		time.Sleep(2 * time.Second)
		two.want(t, "with others again", "does not deliver")
		one.end(t)
		two.end(t)
	})
}

// A leader that can't reach the seat works no more, at once, and leads again when it can.
func TestALeaderThatCanNotBeatStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seat := &memorySeat{}
		one := newCandidate(seat, "one", "A").start()
		one.want(t, "alone", "delivers", "leads 1")
		seat.mu.Lock()
		seat.broken = true
		seat.mu.Unlock()
		time.Sleep(1100 * time.Millisecond)
		one.want(t, "cut off", "lost", "does not deliver")
		if _, leading := one.Term(); leading || one.Status().Leading {
			t.Error("it says that it leads")
		}
		time.Sleep(time.Second)
		if one.Status().Err == nil {
			t.Error("it does not say that nobody knows who leads")
		}
		seat.mu.Lock()
		seat.broken = false
		seat.mu.Unlock()
		time.Sleep(3 * time.Second)
		one.want(t, "back", "delivers", "leads 2")
		one.end(t)
	})
}

// What can't begin at the very first look ends the process, as any wrong setting does; later it is tried again.
func TestLeadThatCanNotBegin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one := newCandidate(&memorySeat{}, "one", "A")
		one.begin = errBroken
		one.start()
		if err := <-one.ended; !errors.Is(err, errBroken) {
			t.Errorf("got %v", err)
		}
		one.stop()
		synctest.Wait()
		seat := &memorySeat{}
		other := newCandidate(seat, "other", "A").start()
		synctest.Wait()
		late := newCandidate(seat, "late", "A")
		late.begin = errBroken
		late.start()
		time.Sleep(time.Second)
		other.end(t)
		time.Sleep(2 * time.Second)
		late.want(t, "that can't begin", "delivers", "does not deliver")
		select {
		case err := <-late.ended:
			t.Errorf("it ended with %v", err)
		default:
		}
		late.end(t)
	})
}
