package monitor_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
)

// hanging is a Freshness of which one source takes every question and answers none.
type hanging struct {
	source string

	mu         sync.Mutex
	back       bool
	open, most int
}

// Ask is monitor.Freshness's.
func (h *hanging) Ask(ctx context.Context, source string, about []monitor.Asked) ([]monitor.Answer, error) {
	h.mu.Lock()
	back := h.back || source != h.source
	if !back {
		h.open++
		h.most = max(h.most, h.open)
	}
	h.mu.Unlock()
	if back {
		return make([]monitor.Answer, len(about)), nil
	}
	<-ctx.Done()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.open--
	return nil, ctx.Err()
}

// A source that hangs, rather than fails, takes neither all senders at once nor, while it is known to hang, more than one:
// what is told of other sources leaves on time. And its own leaves once it answers again.
func TestDeliveryBesideASourceThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, n := &memoryOutbox{}, &threadNotifier{}
		f := &hanging{source: "desk"}
		for i := range 30 {
			o.reply(string(rune('A'+i)), notifiers.Missed)
		}
		shop := func(key string, after time.Duration) {
			time.Sleep(after)
			o.replyOf("shop", key, notifiers.Missed)
		}
		d := &monitor.Delivery{Outbox: o, Notifier: monitor.Everywhere(n), Freshness: f, Log: quietLog}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			d.Run(ctx)
			close(ended)
		}()
		for _, when := range []time.Duration{time.Second, 30 * time.Second, time.Minute} {
			shop(when.String(), when)
			d.Wake()
			time.Sleep(3 * time.Second)
			if want := "post " + when.String() + " in 1.0 for all"; !slices.Contains(n.all(), want) {
				t.Errorf("what another source says, %s later, is not told at once: %q", when, n.all())
			}
		}
		f.mu.Lock()
		if f.most > 4 {
			t.Errorf("%d senders hung at once", f.most)
		}
		f.back = true
		f.mu.Unlock()
		time.Sleep(time.Minute)
		stop()
		<-ended
		if states := o.states(); slices.ContainsFunc(states, func(s monitor.AlertState) bool { return s != monitor.Sent }) {
			t.Errorf("after it answers again: %v", states)
		}
	})
}
