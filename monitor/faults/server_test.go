//go:build faults

package faults

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor/embedded"
	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
)

// server is a Postgres of a trial's own, that may crash.
type server struct {
	t    *testing.T
	dir  string
	runs *embedded.Server
}

func newServer(t *testing.T) *server {
	t.Helper()
	pathed.Lock()
	defer pathed.Unlock()
	return newServerIn(t, pgtest.Folder(t))
}

// newServerIn starts one in a folder. pathed is held.
func newServerIn(t *testing.T, dir string) *server {
	t.Helper()
	s := &server{t: t, dir: dir}
	s.start()
	t.Cleanup(func() { _ = s.runs.Stop() })
	// The tests' servers don't wait for their log to be written: one that crashes would forget what it has confirmed.
	w := world{t: t}
	w.move(s.runs.URL())
	w.exec("ALTER ROLE ALL SET synchronous_commit = on")
	w.exec("CHECKPOINT")
	return s
}

// start starts it, again after a crash.
func (s *server) start() {
	s.t.Helper()
	var err error
	if s.runs, err = embedded.Start(context.Background(), embedded.Options{Dir: s.dir, Throwaway: true}); err != nil {
		s.t.Fatal(err)
	}
}

// restart starts it after a crash, and waits until it answers.
func (s *server) restart(w *world) {
	s.t.Helper()
	_ = s.runs.Stop() // what is left of the one that crashed
	pathed.Lock()
	s.start()
	pathed.Unlock()
	w.move(s.runs.URL())
}

// postmaster is the server's first process; 0 where it does not run.
func (s *server) postmaster() int {
	text, err := os.ReadFile(filepath.Join(s.runs.Dir(), "data", "postmaster.pid"))
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, _ := strconv.Atoi(first)
	return pid
}

// crash ends the server: SIGQUIT is what pg_ctl stop -m immediate sends.
func (s *server) crash(with syscall.Signal) {
	s.t.Helper()
	pid := s.postmaster()
	if pid == 0 {
		s.t.Fatal("the server does not run")
	}
	if err := syscall.Kill(pid, with); err != nil {
		s.t.Fatal(err)
	}
	if !until(patience, func() bool { return syscall.Kill(pid, 0) != nil }) {
		s.t.Error("the server does not stop")
	}
}

// answers tells whether the server takes a connection.
func (w *world) answers() bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return w.db.PingContext(ctx) == nil
}
