//go:build faults

package faults

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// resumes is how soon after the database is back alerts must leave again.
const resumes = 5 * time.Second

// slowest keeps the longest of some times.
type slowest struct {
	mu   sync.Mutex
	most time.Duration
}

func (s *slowest) note(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.most = max(s.most, d)
}

// resumed writes a ticket that is to be told of at once, in a channel where nothing else is, and gives how long that takes.
func (w *world) resumed(limit time.Duration) time.Duration {
	w.t.Helper()
	begun := time.Now()
	var id string
	if !until(patience, func() bool { // the connection that this goes by may have been cut, too
		id = fmt.Sprintf("T%d", w.serial.Add(1))
		_, err := w.db.Exec(`INSERT INTO calls (id, subject, customer, team, asked) VALUES ($1, 'back', 'Globex', 'back',
			clock_timestamp() - make_interval(secs => $2))`, id, w.terms.within.Seconds())
		return err == nil
	}) {
		w.t.Fatal("the database does not come back")
	}
	told := until(patience, func() bool {
		for _, m := range w.slack.Messages("back") {
			if strings.Contains(m.Key(), "/"+id+"/") {
				return true
			}
		}
		return false
	})
	took := time.Since(begun)
	if !told || took > limit {
		w.t.Errorf("told of again after %s\n%s", took, w.lastWords())
	}
	return took
}

// Fault 8, first part: the database crashes.
func TestFault08PostgresCrashes(t *testing.T) {
	beside(t)
	r := &result{Fault: "8a", Name: "Postgres crashes and comes back"}
	conclude(t, r)
	const worlds = 3
	each := trials(2, 67)
	var longest slowest
	v := parallel(t, worlds, func(t *testing.T, i int) verdict {
		s := newServer(t)
		w := newWorld(t, terms{channels: 12, url: s.runs.URL()})
		w.backChannel()
		w.prime()
		d := w.start()
		d.gate.behave(slow)
		for n := range each {
			w.ask(3, time.Duration(200+rand.IntN(600))*time.Millisecond)
			time.Sleep(time.Duration(rand.IntN(1200)) * time.Millisecond)
			switch (i + n) % 3 {
			case 0:
				s.crash(syscall.SIGQUIT)
				s.restart(w)
			case 1:
				s.crash(syscall.SIGKILL)
				s.restart(w)
			case 2:
				w.crashBackend()
			}
			longest.note(w.resumed(resumes))
			if t.Failed() {
				break
			}
		}
		v := w.judge(nil)
		v.want(w)
		if !d.alive() {
			t.Errorf("the daemon has ended\n%s", w.lastWords())
		}
		d.stop()
		return v
	})
	r.Trials = worlds * each
	r.take(v)
	r.Notes = fmt.Sprintf("stopped at once, kill -9, kill -9 of one of its processes; told again at the latest %.1f s after it was back", longest.most.Seconds())
}

// crashBackend kills one process of the server, upon which the server ends all others and recovers.
func (w *world) crashBackend() {
	w.t.Helper()
	pid := w.number("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() LIMIT 1")
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		w.t.Fatal(err)
	}
	until(time.Second, func() bool { return !w.answers() })
	if !until(patience, w.answers) {
		w.t.Fatal("the server does not recover")
	}
}

// backChannel is one channel more, in which only resumed is heard.
func (w *world) backChannel() {
	w.t.Helper()
	w.slack.AddChannel("back")
	text := w.standards("")
	standard := fmt.Sprintf("  - id: back\n    promise: We are back.\n    measure: callback\n    calendar: always\n"+
		"    applies_to: { team: back }\n    targets: [{ within: %s }]\n    route: back\n", w.terms.within)
	text = strings.Replace(text, "routes:\n", standard+"routes:\n  back: { slack: \"#back\" }\n", 1)
	w.write("standards/standards.yaml", text)
}

// breach is a way in which a connection is lost.
type breach string

const (
	terminated    breach = "one terminated"
	allTerminated breach = "all terminated"
	cutAtRandom   breach = "all cut"
	cutInside     breach = "cut in a transaction"
	beforeCommit  breach = "cut before COMMIT"
	afterCommit   breach = "cut after COMMIT"
)

// Fault 8, second part: connections are lost.
func TestFault08ConnectionsLost(t *testing.T) {
	beside(t)
	r := &result{Fault: "8b", Name: "connections to Postgres terminated or cut"}
	conclude(t, r)
	const worlds = 5
	each := trials(6, 100)
	ways := []breach{terminated, afterCommit, cutInside, beforeCommit, cutAtRandom, allTerminated}
	var longest slowest
	var breaches atomic.Int64
	v := parallel(t, worlds, func(t *testing.T, i int) verdict {
		w := newWorld(t, terms{channels: 12})
		w.backChannel()
		w.prime()
		d := w.start()
		for n := range each {
			how := ways[(i+n)%len(ways)]
			if w.breach(d, how) {
				breaches.Add(1)
			} else {
				t.Logf("not met: %s", how)
			}
			longest.note(w.resumed(resumes))
			if t.Failed() {
				break
			}
		}
		v := w.judge(nil)
		v.want(w)
		if !d.alive() {
			t.Errorf("the daemon has ended\n%s", w.lastWords())
		}
		d.stop()
		return v
	})
	r.Trials = int(breaches.Load())
	r.take(v)
	r.Notes = fmt.Sprintf("%s, %s, %s, %s, %s, %s; told again at the latest %.1f s after", terminated, allTerminated, cutAtRandom, cutInside,
		beforeCommit, afterCommit, longest.most.Seconds())
	if r.Trials < worlds*each*4/5 {
		t.Errorf("only %d of %d connections were lost", r.Trials, worlds*each)
	}
}

// breach has something happen and a connection be lost meanwhile; false says that its moment did not come.
func (w *world) breach(d *daemon, how breach) bool {
	w.t.Helper()
	var met atomic.Bool
	left := int64(rand.IntN(12)) // how many chances are let go by
	chances := &atomic.Int64{}
	cut := func(s step) bool {
		here := false
		switch {
		case s.wire == nil:
		case how == cutInside:
			here = s.phase == asked && s.tx == 'T' && s.label != "COMMIT"
		case how == beforeCommit:
			here = s.phase == asked && s.label == "COMMIT"
		case how == afterCommit:
			here = s.phase == done && s.label == "COMMIT"
		}
		if how != cutInside {
			left = min(left, 2)
		}
		if !here || chances.Add(1) <= left || !met.CompareAndSwap(false, true) {
			return true
		}
		s.wire.reset()
		return false
	}
	d.wire.listen(cut)
	defer d.wire.listen(nil)
	w.ask(4, time.Duration(100+rand.IntN(400))*time.Millisecond)
	switch how {
	case terminated, allTerminated:
		time.Sleep(time.Duration(rand.IntN(800)) * time.Millisecond)
		limit := 1
		if how == allTerminated {
			limit = 100
		}
		return w.number(`SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity
			WHERE datname = current_database() AND client_addr IS NULL AND application_name IS DISTINCT FROM 'faults'
			AND pid <> pg_backend_pid() ORDER BY random() LIMIT $1) AS picked`, limit) > 0
	case cutAtRandom:
		time.Sleep(time.Duration(rand.IntN(800)) * time.Millisecond)
		d.wire.cut()
		return true
	}
	return until(3*time.Second, met.Load)
}
