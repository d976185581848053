//go:build faults

package faults

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// point is a step that a scenario comes by: the nth of its kind.
type point struct {
	label string
	phase phase
	n     int
}

func (p point) String() string { return fmt.Sprintf("%s %d× %s", p.phase, p.n, p.label) }

// mostRepeats is how many times the same statement is a point of its own: what repeats more often, polls.
const mostRepeats = 2

// counter numbers the steps of one run of a daemon.
type counter struct {
	mu    sync.Mutex
	count map[point]int
	all   []point
	at    point // where f is called
	f     func()
}

// step notes a step, and tells whether it may go on.
func (c *counter) step(s step) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	kind := point{label: s.label, phase: s.phase}
	c.count[kind]++
	kind.n = c.count[kind]
	if kind.n <= mostRepeats {
		c.all = append(c.all, kind)
	}
	if c.f == nil || kind != c.at {
		return true
	}
	c.f()
	c.f = nil
	return false
}

// watch counts a daemon's steps from now on, and calls f at one of them; nil for none.
func (d *daemon) watch(at point, f func()) *counter {
	c := &counter{count: map[point]int{}, at: at, f: f}
	d.wire.listen(c.step)
	d.gate.listen(c.step)
	return c
}

func (d *daemon) unwatched() {
	d.wire.listen(nil)
	d.gate.listen(nil)
}

// scene is the life of one ticket: warned of, missed, called back. It ends when over says so, or some time after the last scene.
func (w *world) scene(over func() bool) {
	w.t.Helper()
	id := w.ask(1, 1200*time.Millisecond)[0]
	if until(1500*time.Millisecond, over) {
		return
	}
	w.call(id)
	until(3*time.Second, over)
}

// points plays the scene once without a fault, and gives all steps of it.
func points(t *testing.T) []point {
	t.Helper()
	w := newWorld(t, terms{channels: 4})
	w.prime()
	d := w.daemon()
	play := func() {
		have := len(w.slack.Messages(""))
		d.run()
		w.scene(func() bool { return len(w.slack.Messages("")) >= have+3 && w.settled() })
		d.stop()
	}
	play() // the first clock of a ledger is written otherwise than all others
	c := d.watch(point{}, nil)
	play()
	c.mu.Lock()
	defer c.mu.Unlock()
	v := w.judgeNow(nil)
	v.want(w)
	return c.all
}

// Fault 2: kill -9 at every single step.
func TestFault02KillAtEveryStep(t *testing.T) {
	beside(t)
	r := &result{Fault: "2", Name: "kill -9 at every single step"}
	conclude(t, r)
	all := points(t)
	if len(all) < 50 {
		t.Fatalf("only %d steps: %v", len(all), all)
	}
	const worlds = 6
	rounds := trials(1, 20)
	var missed, killed atomic.Int64
	v := parallel(t, worlds, func(t *testing.T, i int) verdict {
		w := newWorld(t, terms{channels: 20, lease: time.Second})
		w.prime()
		d := w.daemon()
		since := 0
		var v verdict
		for n := i; n < len(all)*rounds; n += worlds {
			if !*full && n%5 != 0 { // in short a fifth of them
				continue
			}
			if w.killAt(d, all[n%len(all)]) {
				killed.Add(1)
			} else {
				missed.Add(1)
				t.Logf("not reached: %s", all[n%len(all)])
			}
			if since++; since == 60 {
				since = 0
				v = w.settle(d)
				v.want(w)
				if t.Failed() {
					return v
				}
			}
		}
		v = w.settle(d)
		v.want(w)
		return v
	})
	r.Trials = int(killed.Load())
	r.take(v)
	r.Notes = fmt.Sprintf("%d steps, %d times each; %d kills, in %d runs the step did not come", len(all), rounds, killed.Load(), missed.Load())
	if missed.Load() > killed.Load()/10 {
		t.Errorf("%d steps were not reached, %d were", missed.Load(), killed.Load())
	}
}

// killAt plays the scene and kills the daemon at a step; false says that the step did not come.
func (w *world) killAt(d *daemon, at point) bool {
	w.t.Helper()
	var killed atomic.Bool
	d.watch(at, func() {
		killed.Store(true)
		d.kill()
	})
	defer d.unwatched()
	d.run()
	w.scene(func() bool { return killed.Load() || !d.alive() })
	if !killed.Load() && !d.alive() {
		w.t.Errorf("the daemon ended by itself:\n%s", w.lastWords())
	}
	d.kill()
	return killed.Load()
}

// settle runs the daemon without a fault until all is told, and asks the oracle.
func (w *world) settle(d *daemon) verdict {
	w.t.Helper()
	d.run()
	v := w.judge(nil)
	d.kill()
	return v
}

// saboteur is what a process that does not claim would leave in the ledger when it is killed.
type saboteur string

const (
	// unclaimed is "send, then mark": of what was under way nothing is known.
	unclaimed saboteur = `UPDATE yardstick.alert SET state = 'pending', claimable_at = clock_timestamp(), claimed_at = NULL
		WHERE state IN ('sending', 'unsure')`
	// marked is "mark, then send": what was under way counts as sent.
	marked saboteur = `UPDATE yardstick.alert SET state = 'sent' WHERE state IN ('sending', 'unsure')`
)

// sabotaged kills a daemon at a step, some times, and makes the ledger look as if it had not been claimed.
func sabotaged(t *testing.T, at point, how saboteur) verdict {
	t.Helper()
	w := newWorld(t, terms{channels: 4, lease: time.Second})
	w.prime()
	d := w.daemon()
	for range 3 {
		if !w.killAt(d, at) {
			t.Fatalf("not reached: %s", at)
		}
		w.exec(string(how))
	}
	return w.settle(d)
}

// The trials can fail: without the claim in the ledger they find doubles, at the step at which the claim matters.
func TestWithoutAClaimThereAreDoubles(t *testing.T) {
	beside(t)
	v := sabotaged(t, point{"chat.postMessage", done, 1}, unclaimed)
	if v.doubled == 0 || v.lost > 0 {
		t.Errorf("%d doubled, %d lost; want some doubled, none lost\n%s", v.doubled, v.lost, strings.Join(v.problems, "\n"))
	}
	t.Logf("send, then mark: %d doubled in 3 kills", v.doubled)
}

// And where alerts are marked before they are sent, they find what is lost.
func TestMarkedBeforeItIsSentIsLost(t *testing.T) {
	beside(t)
	v := sabotaged(t, point{"chat.postMessage", asked, 1}, marked)
	if v.lost == 0 {
		t.Errorf("nothing lost\n%s", strings.Join(v.problems, "\n"))
	}
	t.Logf("mark, then send: %d lost in 3 kills", v.lost)
}
