package embedded

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// child is a server that this process started.
type child struct {
	cmd   *exec.Cmd
	leash io.Closer     // closing it ends a throwaway server; nil for the others
	done  chan struct{} // closed when the process has ended
	log   string
}

// watch keeps a throwaway server on a leash: standard input is a pipe from us,
// and when it closes, because we close it or because we died, the server ends at
// once. Pdeathsig would be shorter, but it belongs to the thread that forked,
// which Go may end at any time, and only Linux has it.
const watch = `exec 3<&0
"$@" </dev/null 3<&- & server=$!
{ read -r _ <&3; kill -QUIT "$server" 2>/dev/null; } & 
exec 3<&-
wait "$server"`

// launch starts the server. It writes to a log file and not to a pipe, since
// it may outlive us: another command may have joined it.
func (h home) launch(bin, socket string, throwaway bool) (*child, error) {
	c := &child{done: make(chan struct{}), log: filepath.Join(h.dir, "server.log")}
	if err := os.Remove(c.log); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	log, err := os.OpenFile(c.log, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }() // the server has its own handle
	args := []string{
		filepath.Join(bin, "postgres"), "-D", h.data(), "-k", socket, "-p", "5432",
		"-c", "listen_addresses=", "-c", "unix_socket_permissions=0700", "-c", "logging_collector=off",
		"-c", "TimeZone=UTC", "-c", "log_timezone=UTC", "-c", "max_wal_size=4GB",
	}
	if throwaway {
		args = append(args, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
		args = append([]string{"/bin/sh", "-c", watch, "sh"}, args...)
	}
	c.cmd = h.as.command(exec.Command(args[0], args[1:]...), h.dir)
	c.cmd.Stdout, c.cmd.Stderr = log, log
	if throwaway {
		if c.leash, err = c.cmd.StdinPipe(); err != nil {
			return nil, err
		}
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = c.cmd.Wait() // its end is what matters; why is in the log
		close(c.done)
	}()
	return c, nil
}

func (c *child) throwaway() bool { return c != nil && c.leash != nil }

// kill ends a server at once, and waits for its end. A nil child is none of ours.
func (c *child) kill() error {
	if c == nil {
		return nil
	}
	var err error
	if c.leash != nil {
		err = c.leash.Close()
	} else {
		err = c.cmd.Process.Signal(syscall.SIGQUIT)
	}
	if err != nil && !errors.Is(err, os.ErrProcessDone) && !errors.Is(err, fs.ErrClosed) {
		return err
	}
	<-c.done
	return nil
}

// lastWords is the end of the server's log, for an error.
func (c *child) lastWords() string {
	text, err := os.ReadFile(c.log)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-3):], "; ")
}
