package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	lookPause = 5 * time.Millisecond // between two looks at a server that starts or stops
	fastLimit = 20 * time.Second     // for a fast shutdown, with its checkpoint; then it is cut off
)

// postmaster is what a running server says of itself in postmaster.pid.
type postmaster struct {
	pid    int
	socket string // the folder of its socket
}

// running gives the server that runs on the data, ready or still starting. A
// pid file that a crash left behind is Postgres's own business, but for one
// whose number another process has taken since: Postgres would refuse to start.
func (h home) running() (postmaster, bool) {
	text, err := os.ReadFile(h.pidFile())
	if err != nil {
		return postmaster{}, false
	}
	lines := strings.Split(string(text), "\n")
	if len(lines) < 5 {
		return postmaster{}, false
	}
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || pid <= 1 {
		return postmaster{}, false
	}
	m := postmaster{pid: pid, socket: strings.TrimSpace(lines[4])}
	switch {
	case !m.alive():
		return postmaster{}, false
	case !h.serves(m):
		_ = os.Remove(h.pidFile())
		_ = os.Remove(filepath.Join(m.socket, socketName+".lock"))
		return postmaster{}, false
	}
	return m, true
}

func (h home) pidFile() string { return filepath.Join(h.data(), "postmaster.pid") }

func (m postmaster) alive() bool {
	err := syscall.Kill(m.pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}

// serves says whether the process is a server on these data, where the system
// tells (Linux). Its command line says so; its working folder would too, but
// root in a container may not look at that.
func (h home) serves(m postmaster) bool {
	if runtime.GOOS != "linux" {
		return true
	}
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", m.pid)) // empty for a zombie
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	return err != nil || strings.Contains(string(line)+"\x00", "\x00"+h.data()+"\x00")
}

// halt asks the server to stop, cutting its connections, and waits until it
// has. It is known by its pid file, since it may be another process's child.
func (h home) halt(ctx context.Context) error {
	m, ok := h.running()
	if !ok {
		return nil
	}
	for _, step := range []struct {
		signal syscall.Signal
		limit  time.Duration
	}{{syscall.SIGINT, fastLimit}, {syscall.SIGQUIT, fastLimit}} {
		if err := syscall.Kill(m.pid, step.signal); err != nil {
			return ignoreGone(err)
		}
		if h.gone(ctx, m, step.limit) {
			return nil
		}
	}
	return fmt.Errorf("the server (process %d) does not stop", m.pid)
}

// gone waits until the server has removed its pid file, or has died.
func (h home) gone(ctx context.Context, m postmaster, limit time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	tick := time.NewTicker(lookPause)
	defer tick.Stop()
	for {
		if _, err := os.Stat(h.pidFile()); errors.Is(err, fs.ErrNotExist) || !m.alive() || !h.serves(m) {
			return true
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return false
		}
	}
}

func ignoreGone(err error) error {
	if errors.Is(err, syscall.ESRCH) {
		return nil
	}
	return err
}
