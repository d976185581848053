//go:build faults

package faults

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
)

// Fault 18: the disk of the database is full.
func TestFault18DiskFull(t *testing.T) {
	beside(t)
	r := &result{Fault: "18a", Name: "the database's disk full"}
	dir := pgtest.Folder(t)
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=256m,mode=0711"); err != nil {
		t.Skipf("no small disk can be made here: %v", err)
	}
	conclude(t, r)
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	pathed.Lock()
	s := newServerIn(t, dir)
	pathed.Unlock()
	w := newWorld(t, terms{channels: 6, url: s.runs.URL()})
	w.backChannel()
	w.prime()
	d := w.start()
	var longest slowest
	for range trials(1, 10) {
		w.ask(4, 500*time.Millisecond)
		full := filepath.Join(dir, "full")
		fill(t, full)
		// Tables grow no more. Where the log can't either, the server crashes, and comes back once there is room.
		_, err := w.db.Exec("INSERT INTO calls (id, subject) SELECT 'x' || n, repeat('x', 5000) || random() FROM generate_series(1, 100000) AS n")
		if err == nil {
			t.Error("the disk is not full")
		}
		time.Sleep(2 * time.Second)
		if !d.alive() {
			t.Fatalf("the daemon has ended\n%s", w.lastWords())
		}
		if err := os.Remove(full); err != nil {
			t.Fatal(err)
		}
		if !until(5*time.Second, w.answers) {
			s.restart(w)
		}
		w.exec("VACUUM calls")
		longest.note(w.resumed(10 * time.Second))
		r.Trials++
	}
	v := w.judge(nil)
	v.want(w)
	d.stop()
	r.take(v)
	r.Notes = fmt.Sprintf("a tmpfs of 256 MB filled to the last byte; told again at the latest %.1f s after there was room", longest.most.Seconds())
}

// fill writes a file until there is no room.
func fill(t *testing.T, path string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	for size := 1 << 20; size >= 512; {
		if _, err := file.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
}

// Fault 18: few file handles, little memory.
func TestFault18FewHandlesLittleMemory(t *testing.T) {
	beside(t)
	for _, c := range []struct{ fault, name, limit string }{
		{"18b", "few file handles: 24", "ulimit -n 24"},
		{"18c", "little memory: the runtime held to 24 MB, 2 GB of addresses", "export GOMEMLIMIT=24MiB; ulimit -v 2000000"},
	} {
		t.Run(c.fault, func(t *testing.T) {
			r := &result{Fault: c.fault, Name: c.name}
			conclude(t, r)
			w := newWorld(t, terms{channels: 30})
			w.prime()
			d := w.daemon()
			d.through = []string{"/bin/sh", "-c", c.limit + `; exec "$@"`, "sh"}
			d.gate.behave(slow)
			d.run()
			for range trials(2, 10) {
				w.ask(30, 1500*time.Millisecond)
				time.Sleep(2 * time.Second)
				r.Trials++
			}
			// Who is short of something goes on once it is not: the next process has all it needs.
			tight := d.alive()
			if !tight {
				t.Logf("ended by itself:\n%s", w.lastWords())
				d.through = nil
				d.run()
			}
			v := w.judge(nil)
			v.want(w)
			late, n := w.late("missed", nil)
			d.stop()
			r.take(v)
			how := "ran on throughout"
			if !tight {
				how = "died of it, and the next process, which had all it needs, told the rest"
			}
			r.Notes = fmt.Sprintf("30 alerts at once each time; %s", how)
			if n > 0 { // else they are told in groups
				r.Notes += fmt.Sprintf("; the latest of %d misses told by themselves %.1f s after its instant", n, late.Seconds())
			}
		})
	}
}
