//go:build faults

package faults

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
)

// shifted is a Postgres whose clock is another than the machine's. A static program takes no other clock from outside, so it
// is the database that is moved: what counts is that the two differ, and by how much.
type shifted struct {
	*server
	file string
	by   time.Duration
}

// pathed is held while the PATH leads to another Postgres, and while any other is started.
var pathed sync.Mutex

// newShifted starts one, or skips the test where there is no C compiler.
func newShifted(t *testing.T, by time.Duration) *shifted {
	t.Helper()
	compiler, err := exec.LookPath("gcc")
	if err != nil {
		t.Skip("no gcc: the database's clock can't be moved")
	}
	dir := pgtest.Folder(t)
	library, file := filepath.Join(dir, "clock.so"), filepath.Join(dir, "seconds")
	if out, err := exec.Command(compiler, "-shared", "-fPIC", "-O2", "-o", library, "testdata/clock.c", "-ldl").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	s := &shifted{file: file}
	s.write(t, by)
	// The server is found on the PATH: there is one now that loads the clock, and then is the real one.
	bin := filepath.Join(dir, "bin")
	script := fmt.Sprintf("#!/bin/sh\nFAULTS_CLOCK=%s LD_PRELOAD=%s exec %s \"$@\"\n", file, library, filepath.Join(binaries(t), "postgres"))
	for _, err := range []error{
		os.Chmod(library, 0o755), os.Mkdir(bin, 0o755), os.Symlink(filepath.Join(binaries(t), "initdb"), filepath.Join(bin, "initdb")),
		os.WriteFile(filepath.Join(bin, "postgres"), []byte(script), 0o755),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	pgtest.Database(t) // so that the tests' own server runs before, with the machine's clock
	pathed.Lock()
	defer pathed.Unlock()
	path := os.Getenv("PATH")
	defer func() { _ = os.Setenv("PATH", path) }()
	if err := os.Setenv("PATH", bin+":"+path); err != nil {
		t.Fatal(err)
	}
	s.server = newServerIn(t, dir)
	return s
}

// binaries is the folder of the machine's own Postgres.
func binaries(t *testing.T) string {
	t.Helper()
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		t.Skip("Postgres is not where it is looked for: its clock can't be moved")
	}
	return filepath.Dir(found[len(found)-1])
}

// write sets how far the clock is off.
func (s *shifted) write(t *testing.T, by time.Duration) {
	t.Helper()
	s.by = by
	// Written beside and renamed: half a number would be another.
	if err := os.WriteFile(s.file+".new", fmt.Appendf(nil, "%d\n", int64(by/time.Second)), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(s.file+".new", s.file); err != nil {
		t.Fatal(err)
	}
}

// now is the database's time.
func (s *shifted) now() time.Time { return time.Now().Add(s.by) }

// off tells how far the database's clock is from the machine's.
func (w *world) off() time.Duration {
	w.t.Helper()
	var now time.Time
	if err := w.db.QueryRow("SELECT clock_timestamp()").Scan(&now); err != nil {
		w.t.Fatal(err)
	}
	return time.Until(now).Round(time.Second)
}

// Fault 10: the machine's clock is wrong, by an hour, a day, a year, either way.
func TestFault10WrongClock(t *testing.T) {
	// Not beside the others: the PATH is the whole process's.
	r := &result{Fault: "10", Name: "the machine's clock wrong by an hour, a day, a year"}
	conclude(t, r)
	const year = 365 * 24 * time.Hour
	offsets := []time.Duration{time.Hour, -time.Hour, 24 * time.Hour, -24 * time.Hour, year, -year}
	if !*full {
		offsets = []time.Duration{time.Hour, -year}
	}
	var worst slowest
	for _, by := range offsets {
		t.Run(by.String(), func(t *testing.T) {
			s := newShifted(t, by)
			w := newWorld(t, terms{channels: 10, url: s.runs.URL()})
			if off := w.off(); off != by {
				t.Fatalf("the database's clock is off by %s, not by %s", off, by)
			}
			w.slack.SetNow(s.now)
			w.prime()
			d := w.start()
			for range trials(1, 3) {
				w.ask(8, 1500*time.Millisecond)
				time.Sleep(time.Second)
			}
			v := w.judge(nil)
			v.want(w)
			late, n := w.late("missed", nil)
			if late < 0 || late > onTime() || n == 0 {
				t.Errorf("the latest of %d misses was told %s after its instant", n, late)
			}
			worst.note(late)
			d.stop()
			// A second daemon, started later, finds nothing more to say, by whatever time it goes.
			before := len(w.slack.Messages(""))
			again := w.start()
			time.Sleep(2 * time.Second)
			again.stop()
			if after := len(w.slack.Messages("")); after != before {
				t.Errorf("%d messages more after a restart", after-before)
			}
			r.Trials++
			r.take(v)
		})
	}
	r.Notes = fmt.Sprintf("the database's clock moved instead (a static program takes no other clock); told at the latest %.1f s after the instant by the database's time", worst.most.Seconds())
}

// Fault 12: nothing runs for three days.
func TestFault12DownForThreeDays(t *testing.T) {
	beside(t)
	r := &result{Fault: "12", Name: "down for three days"}
	conclude(t, r)
	const down = 72 * time.Hour
	many := trials(60, 600)
	groups := 0
	for range trials(1, 5) {
		s := newShifted(t, -down)
		// What a group leaves waits a minute for the next one.
		w := newWorld(t, terms{channels: 4, url: s.runs.URL(), within: time.Hour, settles: 5 * time.Minute})
		w.slack.SetNow(s.now)
		w.prime()
		w.ask(4, 30*time.Minute) // open when it goes down
		d := w.start()
		w.await("the open clocks", func() bool {
			return w.number("SELECT count(*) FROM yardstick.clock WHERE state = 'running'") == 4
		})
		d.stop()
		s.write(t, 0)
		w.await("three days to pass", func() bool { return w.off() == 0 })
		// What was asked in the three days, some of it answered in time, some late, some not at all.
		w.exec(`INSERT INTO calls (id, subject, customer, team, asked, called, changed_at)
			SELECT 'D' || n, 'while down ' || n, 'Globex', 'c0' || n % 4, at, CASE n % 3 WHEN 0 THEN at + interval '20 minutes'
				WHEN 1 THEN at + interval '90 minutes' END, at
			FROM generate_series(1, $1) AS n, LATERAL (SELECT clock_timestamp() - interval '70 hours' + n * interval '68 hours' / $1 AS at) AS t`, many)
		d.run()
		v := w.judge(nil)
		v.want(w)
		d.stop()
		if wrong := w.number(`SELECT count(*) FROM yardstick.transition AS t JOIN calls AS c ON c.id = t.ticket
			WHERE t.kind = 'missed' AND t.at <> c.asked + interval '1 hour'`); wrong > 0 {
			t.Errorf("%d misses are not recorded at their true time", wrong)
		}
		groups += w.number("SELECT count(*) FROM yardstick.alert WHERE kind = 'group' AND state = 'sent'")
		r.Trials++
		r.take(v)
	}
	if groups == 0 {
		t.Error("nothing was grouped")
	}
	r.Notes = fmt.Sprintf("%d tickets in the meantime, each time; every miss recorded at its true instant; told in %d groups in all", many, groups)
}
