//go:build faults

package faults

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// newspaper is a world in which digests are due: the weekly one, and one for each team of leads that there is.
func newspaper(t *testing.T) *world {
	w := newWorld(t, terms{channels: 4, lease: time.Second, more: `digest: { to: { slack: "#c01" } }`})
	w.prime()
	// The daemon has been there for a month, so that yesterday and last week are to be told of.
	w.exec("UPDATE yardstick.connection SET first_round_at = first_round_at - interval '30 days'")
	return w
}

// leads adds the nth team of leads, whose first daily digest is due at once.
func (w *world) leads(n int) {
	w.t.Helper()
	text := strings.Replace(w.standards(""), "routes:\n", fmt.Sprintf("  - id: lead%d\n    promise: We call you back.\n    measure: callback\n"+
		"    calendar: always\n    applies_to: { team: nobody }\n    targets: [{ within: 1h }]\n    route: lead%d\n"+
		"routes:\n  lead%d: { slack: \"#c00\", digest: daily }\n", n, n, n), 1)
	w.write("standards/standards.yaml", text)
}

// paper tells whether the leads have their digest, and its file.
func (w *world) paper(n int) bool {
	var sent int
	err := w.db.QueryRow("SELECT count(*) FROM yardstick.alert WHERE key LIKE $1 AND state = 'sent'", fmt.Sprintf("digest/lead%d/%%", n)).Scan(&sent)
	return err == nil && sent == 2
}

// pressSteps makes one digest without a fault, and gives all steps of it.
func pressSteps(t *testing.T) []point {
	t.Helper()
	w := newspaper(t)
	w.leads(0)
	d := w.daemon()
	c := d.watch(point{}, nil)
	d.run()
	w.await("a digest", func() bool { return w.paper(0) })
	d.stop()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.all
}

// Fault 2, of digests: kill -9 at every single step from the start of a daemon that finds one due to the end of its file.
func TestFault02KillAtEveryStepOfADigest(t *testing.T) {
	beside(t)
	r := &result{Fault: "2b", Name: "kill -9 at every single step of a digest"}
	conclude(t, r)
	all := pressSteps(t)
	if len(all) < 50 {
		t.Fatalf("only %d steps: %v", len(all), all)
	}
	const worlds = 4
	rounds := trials(1, 5)
	var missed, killed atomic.Int64
	v := parallel(t, worlds, func(t *testing.T, i int) verdict {
		w := newspaper(t)
		d := w.daemon()
		for n := i; n < len(all)*rounds; n += worlds {
			if !*full && n%13 != 0 { // in short one of thirteen
				continue
			}
			w.leads(n)
			var hit atomic.Bool
			d.watch(all[n%len(all)], func() {
				hit.Store(true)
				d.kill()
			})
			d.run()
			until(patience/10, func() bool { return hit.Load() || w.paper(n) })
			d.unwatched()
			d.kill()
			if hit.Load() {
				killed.Add(1)
			} else {
				missed.Add(1)
				t.Logf("not reached: %s", all[n%len(all)])
			}
			d.run()
			w.await(fmt.Sprintf("the digest after a kill at %s", all[n%len(all)]), func() bool { return w.paper(n) })
			d.kill()
		}
		v := w.settle(d)
		v.want(w)
		return v
	})
	r.Trials = int(killed.Load())
	r.take(v)
	r.Notes = fmt.Sprintf("%d steps, %d times each; %d kills, in %d runs the step did not come; each digest and its PDF stand once",
		len(all), rounds, killed.Load(), missed.Load())
	// What is asked a second time depends on who asks first, so that some of those steps do not come in each run.
	if missed.Load() > killed.Load()/2 {
		t.Errorf("%d steps were not reached, %d were", missed.Load(), killed.Load())
	}
}
