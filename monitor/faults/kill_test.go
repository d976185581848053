//go:build faults

package faults

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"
)

// parallel runs n worlds beside each other and gives what the oracle says of all of them.
func parallel(t *testing.T, n int, one func(t *testing.T, i int) verdict) verdict {
	t.Helper()
	var mu sync.Mutex
	var all verdict
	t.Run("worlds", func(t *testing.T) {
		for i := range n {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				v := one(t, i)
				mu.Lock()
				defer mu.Unlock()
				all.add(v)
			})
		}
	})
	return all
}

// slow is a Slack that takes its time, as the real one does, so that a random moment often falls into a post.
func slow(request) conduct {
	return conduct{
		before: time.Duration(rand.IntN(80)) * time.Millisecond, after: time.Duration(rand.IntN(80)) * time.Millisecond,
	}
}

// Fault 1: kill -9 at a random time.
func TestFault01KillAtRandom(t *testing.T) {
	beside(t)
	r := &result{Fault: "1", Name: "kill -9 at a random time"}
	conclude(t, r)
	const worlds = 4
	each := trials(5, 250)
	v := parallel(t, worlds, func(t *testing.T, _ int) verdict {
		w := newWorld(t, terms{channels: 20, within: 2 * time.Second})
		w.prime()
		d := w.daemon()
		d.gate.behave(slow)
		var all verdict
		for done := 0; done < each; {
			for range min(50, each-done) {
				done++
				w.killOnce(d)
			}
			d.run()
			all = w.judge(nil)
			d.kill()
			all.want(w)
			if t.Failed() {
				return all
			}
		}
		return all
	})
	r.Trials = worlds * each
	r.take(v)
}

// killOnce writes some tickets, runs the daemon for a random while and kills it.
func (w *world) killOnce(d *daemon) {
	for range 2 + rand.IntN(4) {
		id := w.ask(1, time.Duration(rand.IntN(1500))*time.Millisecond)[0]
		if rand.IntN(4) == 0 {
			w.answerOne(id)
		}
	}
	d.run()
	time.Sleep(time.Duration(50+rand.IntN(1200)) * time.Millisecond) // the random time itself
	d.kill()
}

// answerOne answers one of the tickets that are late, so that there are recoveries, too.
func (w *world) answerOne(but string) {
	w.exec(`UPDATE calls SET called = clock_timestamp(), changed_at = clock_timestamp() WHERE id =
		(SELECT id FROM calls WHERE called IS NULL AND id <> $1 ORDER BY random() LIMIT 1)`, but)
}
