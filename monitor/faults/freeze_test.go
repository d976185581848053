//go:build faults

package faults

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// frozen is where a daemon is frozen.
type frozen string

const (
	atRandom    frozen = "at a random time"
	withClaim   frozen = "as the ledger has the claim"
	withPost    frozen = "as Slack has the request"
	withAnswer  frozen = "as Slack has the message"
	withSettled frozen = "as it marks"
)

// Fault 9: several daemons on one ledger, one of them frozen past its lease and thawed.
func TestFault09FrozenPastItsLease(t *testing.T) {
	beside(t)
	r := &result{Fault: "9", Name: "two or three daemons, one frozen past its lease and thawed"}
	conclude(t, r)
	const worlds = 5
	each := trials(2, 63)
	moments := []frozen{withClaim, withAnswer, withPost, atRandom, withSettled}
	var froze atomic.Int64
	v := parallel(t, worlds, func(t *testing.T, i int) verdict {
		w := newWorld(t, terms{channels: 15, lease: time.Second})
		w.prime()
		daemons := []*daemon{w.start(), w.start()}
		if i%2 == 0 {
			daemons = append(daemons, w.start())
		}
		for n := range each {
			if when := moments[(i+n)%len(moments)]; w.freeze(daemons, when) {
				froze.Add(1)
			} else {
				t.Logf("not frozen %s", when)
			}
		}
		v := w.judge(nil)
		v.want(w)
		for _, d := range daemons {
			if !d.alive() {
				t.Errorf("%s has ended by itself\n%s", d.name, w.lastWords())
			}
			d.stop()
		}
		return v
	})
	r.Trials = int(froze.Load())
	r.take(v)
	r.Notes = fmt.Sprintf("frozen %s, %s, %s, %s and %s; lease 1 s, frozen for 1.6 to 3 s",
		atRandom, withClaim, withPost, withAnswer, withSettled)
	if r.Trials < worlds*each/2 {
		t.Errorf("only %d of %d were frozen", r.Trials, worlds*each)
	}
}

// freeze stops the first of the daemons that comes to a moment, waits past its lease, and lets it go on.
func (w *world) freeze(daemons []*daemon, when frozen) bool {
	w.t.Helper()
	stopped := make(chan *daemon, 1)
	var once atomic.Bool
	for _, d := range daemons {
		stop := func(s step) bool {
			if at(when, s) && once.CompareAndSwap(false, true) {
				d.signal(syscall.SIGSTOP)
				stopped <- d
			}
			return true
		}
		d.wire.listen(stop)
		d.gate.listen(stop)
		defer d.unwatched()
	}
	w.ask(6, 300*time.Millisecond)
	if when == atRandom {
		time.Sleep(time.Duration(rand.IntN(1500)) * time.Millisecond)
		d := daemons[rand.IntN(len(daemons))]
		d.signal(syscall.SIGSTOP)
		stopped <- d
	}
	select {
	case d := <-stopped:
		time.Sleep(1600*time.Millisecond + time.Duration(rand.IntN(1400))*time.Millisecond) // past the lease
		d.signal(syscall.SIGCONT)
		return true
	case <-time.After(3 * time.Second):
		return false
	}
}

// at tells whether a step is the moment.
func at(when frozen, s step) bool {
	switch when {
	case withClaim:
		return strings.Contains(s.label, "Claims") && s.phase == done && s.rows > 0
	case withPost:
		return s.label == "chat.postMessage" && s.phase == asked
	case withAnswer:
		return s.label == "chat.postMessage" && s.phase == done
	case withSettled:
		return s.phase == asked && strings.Contains(s.label, "$1 alert, $2 attempt, $3 state")
	}
	return false
}
