//go:build faults

package faults

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// drains is how long a daemon may take to stop; the rest is for the process itself.
const drains = 10*time.Second + 500*time.Millisecond

// Fault 3: SIGTERM while messages are being sent, some of which Slack never answers.
func TestFault03TermWhileSending(t *testing.T) {
	beside(t)
	r := &result{Fault: "3", Name: "SIGTERM while sending"}
	conclude(t, r)
	const worlds = 6
	each := trials(1, 12)
	var longest, cut atomic.Int64
	v := parallel(t, worlds, func(t *testing.T, i int) verdict {
		w := newWorld(t, terms{channels: 20, lease: 30 * time.Second})
		w.prime()
		d := w.daemon()
		for n := range each {
			hang := i == 0 || n%6 == 5 // else it is slow, and answers
			took := w.termWhileSending(d, hang)
			longest.Store(max(longest.Load(), int64(took)))
			if hang {
				cut.Add(1)
			}
		}
		w.shorten()
		v := w.settle(d)
		v.want(w)
		return v
	})
	r.Trials = worlds * each
	r.take(v)
	r.Notes = fmt.Sprintf("longest stop %.1f s; in %d stops Slack never answered; nothing stayed claimed", time.Duration(longest.Load()).Seconds(), cut.Load())
}

// termWhileSending stops a daemon in the middle of posts, and gives how long that took.
func (w *world) termWhileSending(d *daemon, hang bool) time.Duration {
	w.t.Helper()
	var posting atomic.Int64
	d.gate.behave(func(r request) conduct {
		if r.method != "chat.postMessage" {
			return conduct{}
		}
		posting.Add(1)
		if hang {
			return conduct{hang: true}
		}
		return conduct{before: time.Duration(rand.IntN(1000)) * time.Millisecond, after: time.Duration(rand.IntN(1000)) * time.Millisecond}
	})
	d.run()
	w.ask(6, 300*time.Millisecond)
	if !until(patience, func() bool { return posting.Load() >= 3 }) {
		w.t.Errorf("nothing is sent\n%s", w.lastWords())
	}
	took, code := d.stop()
	if took > drains || code != 0 {
		w.t.Errorf("stopped after %s with %d", took, code)
	}
	if n := w.number("SELECT count(*) FROM yardstick.alert WHERE state = 'sending'"); n > 0 {
		w.t.Errorf("%d still claimed after the stop", n)
	}
	d.gate.behave(nil)
	return took
}

// shorten lets what is unsure be looked for at once: a long lease is not what is tried.
func (w *world) shorten() {
	w.exec("UPDATE yardstick.alert SET claimable_at = clock_timestamp() WHERE state = 'unsure'")
}

// once tells of each key whether it comes for the first time.
type once struct {
	mu   sync.Mutex
	seen map[string]bool
}

func (o *once) first(key string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.seen == nil {
		o.seen = map[string]bool{}
	}
	known := o.seen[key]
	o.seen[key] = true
	return !known
}

func (o *once) n() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.seen)
}

// pour writes tickets for a while, some at a time, so that no channel has to hear of many at once.
func (w *world) pour(n int, every time.Duration) {
	for range n {
		w.ask(1, time.Second+time.Duration(rand.IntN(1000))*time.Millisecond)
		time.Sleep(every)
	}
}

// Fault 4: Slack has the message, and the daemon gets no answer.
func TestFault04TimeoutAfterAcceptance(t *testing.T) {
	beside(t)
	r := &result{Fault: "4", Name: "time-out or reset after Slack accepted"}
	conclude(t, r)
	const worlds = 2
	each := trials(10, 510)
	var met atomic.Int64
	v := parallel(t, worlds, func(t *testing.T, _ int) verdict {
		w := newWorld(t, terms{channels: 80})
		w.prime()
		d := w.daemon()
		var keys once
		d.gate.behave(func(r request) conduct {
			if r.method != "chat.postMessage" || !keys.first(r.key) {
				return conduct{}
			}
			return conduct{hang: rand.IntN(2) == 0, lose: true}
		})
		d.run()
		for keys.n() < each && !t.Failed() {
			w.pour(4, 200*time.Millisecond)
		}
		v := w.judge(nil)
		v.want(w)
		met.Add(int64(keys.n()))
		return v
	})
	r.Trials = int(met.Load())
	r.take(v)
	r.Notes = "each message met it once: half of them hung, half were reset"
}

// Fault 5: Slack accepts the message after the daemon has given up waiting for the answer.
func TestFault05DelayedAcceptance(t *testing.T) {
	beside(t)
	for _, c := range []struct {
		fault, name string
		least, most time.Duration
		beyond      bool
	}{
		{"5a", "acceptance delayed past the time-out, within the lease", 1400 * time.Millisecond, 1950 * time.Millisecond, false},
		{"5b", "acceptance delayed beyond the lease", 4500 * time.Millisecond, 6 * time.Second, true},
	} {
		t.Run(c.fault, func(t *testing.T) {
			r := &result{Fault: c.fault, Name: c.name}
			conclude(t, r)
			var met atomic.Int64
			v := parallel(t, 2, func(t *testing.T, _ int) verdict {
				w := newWorld(t, terms{channels: 60})
				w.prime()
				d := w.daemon()
				var keys once
				d.gate.behave(func(r request) conduct {
					if r.method != "chat.postMessage" || !keys.first(r.key) {
						return conduct{}
					}
					return conduct{before: c.least + rand.N(c.most-c.least)}
				})
				d.run()
				for keys.n() < trials(5, 150) && !t.Failed() {
					w.pour(4, 250*time.Millisecond)
				}
				v := w.judge(nil)
				time.Sleep(c.most) // for what is still to be accepted
				v = w.judgeNow(nil)
				met.Add(int64(keys.n()))
				if c.beyond {
					t.Logf("%d problems, of which are lost: %v", len(v.problems), v.lostOnes())
					v.problems = nil
					if v.lost > 0 || v.doubled > keys.n() {
						t.Errorf("%d lost, %d doubled of %d", v.lost, v.doubled, keys.n())
					}
				}
				if !c.beyond {
					v.want(w)
				}
				return v
			})
			r.Trials = int(met.Load())
			r.take(v)
			r.Notes = fmt.Sprintf("carried out %.1f to %.1f s after it was sent; lease 2 s, time-out 1.3 s", c.least.Seconds(), c.most.Seconds())
		})
	}
}
