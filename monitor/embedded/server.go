// Package embedded runs a private Postgres for the demo, for tests and for
// first steps: it finds the binaries, makes the data folder, starts the server
// on a unix socket that nobody else may open, and stops it.
//
//	Start ──► gate ──► shared lock ──► running? ──no──► initdb, start ──► ready
//	                                      └──────────yes──────────────────► ready
//	Stop  ──► gate ──► give up the shared lock ──► nobody else? ──► stop the server
//
// Several commands may use one folder at the same time: each holds a shared
// lock, the first one starts the server and the last one stops it. The gate is
// held only while starting and stopping, so that those never overlap. A server
// whose commands were all killed goes on until the next command, which joins it
// and stops it when done; a throwaway one ends with the process that started it.
//
// The package is not a way to run Postgres in production: the server trusts
// everybody who can open its socket, and that is its owner and root.
package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// startLimit bounds a start: initdb takes a second, recovery after a crash some more.
const startLimit = 2 * time.Minute

// A server says leftoverSign when backends of a crashed one still hold its memory.
const (
	leftoverSign  = "pre-existing shared memory block"
	leftoverLimit = 10 * time.Second
)

// Options says where the server lives and how careful it is.
type Options struct {
	// Dir is the folder kept for it; it is made where it is missing. Where the
	// user that the server runs as can't reach it, the data goes to a folder
	// under /var/tmp, and Dir holds a file that says which.
	Dir string
	// Throwaway is for tests: nothing is synced to disk, and the server ends
	// with the process that started it, however that ends.
	Throwaway bool
	// Tell is told, in a sentence, of what takes long (a download); nil tells nobody.
	Tell func(string)
}

// Server is one command's share in a running private Postgres.
type Server struct {
	home   home
	use    *flock.Flock
	child  *child // nil where another process started the server
	joined bool
	socket string

	once    sync.Once
	stopErr error
}

// Start gives a server on o.Dir, running and with a database named yardstick:
// it joins the one that runs there, or starts one. ctx bounds the starting, not
// the server. Where there are no binaries, the error is a *NoBinariesError.
func Start(ctx context.Context, o Options) (*Server, error) {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	h, err := settle(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("private Postgres: %w", err)
	}
	s := &Server{home: h, use: h.lock("use.lock")}
	if err := s.start(ctx, o); err != nil {
		return nil, fmt.Errorf("private Postgres in %s: %w", h.dir, err)
	}
	return s, nil
}

func (s *Server) start(ctx context.Context, o Options) (err error) {
	gate := s.home.lock("gate.lock")
	if _, err := gate.TryLockContext(ctx, lockPause); err != nil {
		return fmt.Errorf("waiting for another command that starts or stops it: %w", err)
	}
	defer func() { err = errors.Join(err, gate.Close()) }()
	if _, err := s.use.TryRLockContext(ctx, lockPause); err != nil {
		return err
	}
	if err := s.up(ctx, o); err != nil {
		return errors.Join(err, s.child.kill(), s.use.Close())
	}
	return nil
}

// up joins or starts the server and waits until it answers. The gate is held.
func (s *Server) up(ctx context.Context, o Options) error {
	m, running := s.home.running()
	var err error
	if running {
		s.joined, s.socket = true, m.socket
		err = s.await(ctx)
	} else {
		err = s.bringUp(ctx, o)
	}
	if err != nil {
		return err
	}
	return createDatabase(ctx, address(s.socket, "postgres"), databaseName)
}

// bringUp makes the data folder where there is none, and starts the server.
// After a crash its backends take a moment to notice, and keep a new server out until then.
func (s *Server) bringUp(ctx context.Context, o Options) error {
	bin, err := s.home.binaries(ctx, candidates(ctx), o.Tell)
	if err != nil {
		return err
	}
	if err := s.home.initialise(ctx, bin); err != nil {
		return err
	}
	if s.socket, err = s.home.socketFolder(); err != nil {
		return err
	}
	for patience := time.Now().Add(leftoverLimit); ; {
		if s.child, err = s.home.launch(bin, s.socket, o.Throwaway); err != nil {
			return err
		}
		err := s.await(ctx)
		if err == nil || time.Now().After(patience) || !strings.Contains(err.Error(), leftoverSign) {
			return err
		}
	}
}

// URL is how lib/pq and psql reach the database yardstick.
func (s *Server) URL() string { return address(s.socket, databaseName) }

// Joined says whether the server was running already.
func (s *Server) Joined() bool { return s.joined }

// Dir is the folder that holds the data.
func (s *Server) Dir() string { return s.home.dir }

// Stop ends this command's share; the last one stops the server and waits for
// its end. Open connections are cut. Further calls do nothing.
func (s *Server) Stop() error {
	s.once.Do(func() {
		if err := s.stop(); err != nil {
			s.stopErr = fmt.Errorf("stopping the private Postgres in %s: %w", s.home.dir, err)
		}
	})
	return s.stopErr
}

func (s *Server) stop() (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	gate := s.home.lock("gate.lock")
	if _, err := gate.TryLockContext(ctx, lockPause); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, gate.Close()) }()
	if err := s.use.Close(); err != nil {
		return err
	}
	last, err := s.use.TryLock()
	if err != nil || !last {
		return err
	}
	defer func() { err = errors.Join(err, s.use.Close()) }()
	if s.child.throwaway() {
		err = s.child.kill()
	} else {
		err = s.home.halt(ctx)
	}
	if filepath.Dir(s.socket) != s.home.dir {
		_ = os.Remove(s.socket) // it is empty now; if not, it is used again the next time
	}
	return err
}
