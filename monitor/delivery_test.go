package monitor_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
)

var quietLog = slog.New(slog.DiscardHandler)

// deliver runs a delivery in virtual time until a while has passed, and ends it.
func deliver(t *testing.T, o *memoryOutbox, n notifiers.Notifier, during time.Duration, meanwhile func()) {
	t.Helper()
	d := &monitor.Delivery{Outbox: o, Notifier: monitor.Everywhere(n), Log: quietLog}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		d.Run(ctx)
		close(ended)
	}()
	if meanwhile != nil {
		meanwhile()
	}
	time.Sleep(during) // virtual
	stop()
	<-ended
}

func failure(outcome notifiers.Outcome, after time.Duration) error {
	return &notifiers.Failure{Outcome: outcome, After: after, Code: "code", Err: errors.New("cause")}
}

func TestDelivery(t *testing.T) {
	for name, c := range map[string]struct {
		answer   func(ctx context.Context, key string, attempt int) (bool, error)
		find     error
		during   time.Duration
		stored   []string
		attempts int
		state    monitor.AlertState
	}{
		"sent at once": {during: time.Second, stored: []string{"a"}, attempts: 1, state: monitor.Sent},
		"retried with patience": {
			answer: func(_ context.Context, _ string, attempt int) (bool, error) {
				if attempt <= 3 {
					return false, failure(notifiers.Retry, 0)
				}
				return true, nil
			}, during: 8 * time.Second, stored: []string{"a"}, attempts: 4, state: monitor.Sent,
		},
		"not before the service wants": {
			answer: func(context.Context, string, int) (bool, error) { return false, failure(notifiers.Retry, time.Minute) },
			during: 59 * time.Second, attempts: 1, state: monitor.Pending,
		},
		"but no longer than an hour": {
			answer: func(_ context.Context, _ string, attempt int) (bool, error) {
				if attempt == 1 {
					return false, failure(notifiers.Retry, 10_000*time.Hour)
				}
				return true, nil
			}, during: 61 * time.Minute, stored: []string{"a"}, attempts: 2, state: monitor.Sent,
		},
		"and soon after": {
			answer: func(_ context.Context, _ string, attempt int) (bool, error) {
				if attempt == 1 {
					return false, failure(notifiers.Retry, time.Minute)
				}
				return true, nil
			}, during: 61 * time.Second, stored: []string{"a"}, attempts: 2, state: monitor.Sent,
		},
		"ambiguous, and it was sent": {
			answer: func(context.Context, string, int) (bool, error) { return true, failure(notifiers.Ambiguous, 0) },
			during: time.Minute, stored: []string{"a"}, attempts: 1, state: monitor.Sent,
		},
		"ambiguous, and it was not sent": {
			answer: func(_ context.Context, _ string, attempt int) (bool, error) {
				if attempt == 1 {
					return false, failure(notifiers.Ambiguous, 0)
				}
				return true, nil
			}, during: time.Minute, stored: []string{"a"}, attempts: 2, state: monitor.Sent,
		},
		"ambiguous is left alone for a lease": {
			answer: func(context.Context, string, int) (bool, error) { return true, failure(notifiers.Ambiguous, 0) },
			during: 29 * time.Second, stored: []string{"a"}, attempts: 1, state: monitor.Unsure,
		},
		"an error of no kind is ambiguous": {
			answer: func(context.Context, string, int) (bool, error) { return true, errors.New("?") },
			during: time.Minute, stored: []string{"a"}, attempts: 1, state: monitor.Sent,
		},
		"a panic is ambiguous": {
			answer: func(_ context.Context, _ string, attempt int) (bool, error) {
				if attempt == 1 {
					panic("out of cheese")
				}
				return true, nil
			}, during: time.Minute, stored: []string{"a"}, attempts: 2, state: monitor.Sent,
		},
		"what can't be looked for is not sent again": {
			answer: func(context.Context, string, int) (bool, error) { return false, failure(notifiers.Ambiguous, 0) },
			find:   failure(notifiers.Retry, 0), during: time.Hour, attempts: 1, state: monitor.Unsure,
		},
		"nor what may not be looked for": {
			answer: func(context.Context, string, int) (bool, error) { return false, failure(notifiers.Ambiguous, 0) },
			find:   failure(notifiers.Permanent, 0), during: time.Hour, attempts: 1, state: monitor.Failed,
		},
		"a post that hangs is cut off within the lease": {
			answer: func(ctx context.Context, _ string, attempt int) (bool, error) {
				if attempt == 1 {
					<-ctx.Done()
					return false, failure(notifiers.Ambiguous, 0)
				}
				return true, nil
			}, during: 2 * time.Minute, stored: []string{"a"}, attempts: 2, state: monitor.Sent,
		},
		"refused for good": {
			answer: func(context.Context, string, int) (bool, error) { return false, failure(notifiers.Permanent, 0) },
			during: time.Hour, attempts: 1, state: monitor.Failed,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o, n := &memoryOutbox{}, &memoryNotifier{answer: c.answer, find: c.find}
				o.add("a", "#a")
				deliver(t, o, n, c.during, nil)
				if diff := cmp.Diff(c.stored, n.keys()); diff != "" {
					t.Errorf("stored (-want +got):\n%s", diff)
				}
				if n.attempts["a"] != c.attempts || o.states()[0] != c.state {
					t.Errorf("%d attempts, %s; want %d, %s", n.attempts["a"], o.states()[0], c.attempts, c.state)
				}
			})
		})
	}
}

func TestDeliveryIsWoken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, n := &memoryOutbox{}, &memoryNotifier{}
		d := &monitor.Delivery{Outbox: o, Notifier: monitor.Everywhere(n), Log: quietLog}
		ctx, stop := context.WithCancel(t.Context())
		go d.Run(ctx)
		synctest.Wait()
		o.add("a", "#a")
		began := time.Now()
		d.Wake()
		d.Wake()
		synctest.Wait()
		if len(n.keys()) != 1 || time.Since(began) != 0 {
			t.Errorf("stored %v after %v", n.keys(), time.Since(began))
		}
		stop()
		synctest.Wait()
	})
}

// A place that hangs holds up nobody else.
func TestDeliveryGoesOnBesideAHang(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &memoryNotifier{answer: func(ctx context.Context, key string, _ int) (bool, error) {
			if key == "hangs" {
				<-ctx.Done()
				return false, failure(notifiers.Ambiguous, 0)
			}
			return true, nil
		}}
		o := &memoryOutbox{}
		o.add("hangs", "#a")
		for range 20 {
			o.add("b", "#b")
		}
		deliver(t, o, n, time.Second, func() {
			time.Sleep(time.Second)
			if got := len(n.keys()); got != 20 {
				t.Errorf("%d of 20 are sent beside a hang", got)
			}
		})
	})
}

func TestDeliveryOutlivesTheLedger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, n := &memoryOutbox{}, &memoryNotifier{}
		o.add("a", "#a")
		o.setBroken(true)
		deliver(t, o, n, 2*time.Second, func() {
			time.Sleep(time.Minute)
			o.setBroken(false)
		})
		if got := o.states()[0]; got != monitor.Sent {
			t.Errorf("two seconds after the ledger is back the alert is %s", got)
		}
	})
}

// The ledger goes away between the post and the mark: the mark is made as soon as it is back.
func TestDeliveryMarksLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &memoryOutbox{}
		n := &memoryNotifier{answer: func(context.Context, string, int) (bool, error) {
			o.setBroken(true)
			return true, nil
		}}
		o.add("a", "#a")
		deliver(t, o, n, 20*time.Second, func() {
			time.Sleep(10 * time.Second)
			o.setBroken(false)
		})
		if got := o.states()[0]; got != monitor.Sent || len(n.keys()) != 1 {
			t.Errorf("%s, stored %v", got, n.keys())
		}
	})
}

func TestDeliveryUpdatesAllThatStands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, n := &memoryOutbox{}, &memoryNotifier{}
		kept := o.add("kept", "#a")
		kept.claim.Action = monitor.Update
		kept.claim.Posted = []monitor.Posted{{Key: "50%", Notifier: "memory", Receipt: notifiers.Receipt{ID: "1"}}, {Key: "80%", Notifier: "memory", Receipt: notifiers.Receipt{ID: "2"}}}
		nothing := o.add("nothing", "#a")
		nothing.claim.Action = monitor.Update
		deliver(t, o, n, time.Second, nil)
		if diff := cmp.Diff([]string{"1 with 50%", "2 with 80%"}, n.updated); diff != "" {
			t.Errorf("updates (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]monitor.AlertState{monitor.Sent, monitor.Dropped}, o.states()); diff != "" || len(n.keys()) != 0 {
			t.Errorf("posted %v (-want +got):\n%s", n.keys(), diff)
		}
	})
}

// One message that can't be changed any more keeps the clock's others from nothing.
func TestDeliveryUpdatesBesideADeletedMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, n := &memoryOutbox{}, &memoryNotifier{deleted: "1"}
		kept := o.add("kept", "#a")
		kept.claim.Action = monitor.Update
		kept.claim.Posted = []monitor.Posted{{Key: "50%", Notifier: "memory", Receipt: notifiers.Receipt{ID: "1"}}, {Key: "80%", Notifier: "memory", Receipt: notifiers.Receipt{ID: "2"}}}
		deliver(t, o, n, time.Minute, nil)
		if diff := cmp.Diff([]string{"2 with 80%"}, n.updated); diff != "" || o.states()[0] != monitor.Failed {
			t.Errorf("%s, updates (-want +got):\n%s", o.states()[0], diff)
		}
	})
}

// A ledger that hangs, rather than fails, holds up a stop for its patience and no longer.
func TestDeliveryStopsBesideALedgerThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, n := &memoryOutbox{hangs: true}, &memoryNotifier{}
		o.add("a", "#a")
		began := time.Now()
		deliver(t, o, n, time.Second, nil)
		if took := time.Since(began); took > 16*time.Second {
			t.Errorf("it took %v to stop", took)
		}
	})
}

// Asked to stop, it finishes what it sends, takes nothing more, and after ten
// seconds cuts off what does not end; nothing stays claimed.
func TestDeliveryDrains(t *testing.T) {
	for name, c := range map[string]struct {
		takes time.Duration
		ends  time.Duration
		want  monitor.AlertState
	}{
		"in time":  {takes: 5 * time.Second, ends: 4 * time.Second, want: monitor.Sent},
		"too late": {takes: 15 * time.Second, ends: 10 * time.Second, want: monitor.Unsure},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := &memoryOutbox{}
				n := &memoryNotifier{answer: func(ctx context.Context, _ string, _ int) (bool, error) {
					select {
					case <-time.After(c.takes):
						return true, nil
					case <-ctx.Done():
						return false, failure(notifiers.Ambiguous, 0)
					}
				}}
				o.add("a", "#a")
				var stopped time.Time
				deliver(t, o, n, 0, func() {
					time.Sleep(time.Second)
					o.add("b", "#b")
					stopped = time.Now()
				})
				if took := time.Since(stopped); took != c.ends {
					t.Errorf("it took %v to stop, want %v", took, c.ends)
				}
				if diff := cmp.Diff([]monitor.AlertState{c.want, monitor.Pending}, o.states()); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		})
	}
}
