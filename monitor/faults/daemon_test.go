//go:build faults

package faults

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// given is the variable with the path of a program to try instead of the one in this tree, e.g. a released one.
const given = "YARDSTICK_FAULTS_PROGRAM"

// program is the daemon's binary, built once.
var program struct {
	once sync.Once
	dir  string
	path string
	err  error
}

// built gives the path of the real program.
func built(t testing.TB) string {
	t.Helper()
	program.once.Do(func() {
		if program.path = os.Getenv(given); program.path != "" {
			return
		}
		if program.dir, program.err = os.MkdirTemp("", "yardstick-faults-"); program.err != nil {
			return
		}
		program.path = filepath.Join(program.dir, "yardstick")
		out, err := exec.Command("go", "build", "-buildvcs=false", "-o", program.path, "../../cmd/yardstick").CombinedOutput()
		if err != nil {
			program.err = fmt.Errorf("%w: %s", err, out)
		}
	})
	if program.err != nil {
		t.Fatal(program.err)
	}
	return program.path
}

// daemon is one process, with a wire and a gate of its own. It may be started again and again.
type daemon struct {
	w      *world
	name   string
	wire   *wire
	gate   *gate
	config string
	log    string
	// through is what the program is started by, e.g. a shell that limits it; nil for nothing.
	through []string
	environ []string

	mu    sync.Mutex
	cmd   *exec.Cmd
	ended chan struct{} // of the process that runs; closed when it has ended
	code  int
}

// daemon makes one that does not run yet.
func (w *world) daemon() *daemon {
	w.t.Helper()
	name := fmt.Sprintf("daemon-%d", w.starts.Add(1))
	d := &daemon{w: w, name: name, wire: newWire(w.t, w.socket), gate: newGate(w.t, w.slack.URL()), log: filepath.Join(w.dir, name+".log")}
	d.config = w.write(name+".yaml", fmt.Sprintf(`
database: { url: "postgres://postgres@%s%s?sslmode=disable" }
sources:
  - name: desk
    link: "https://desk.example.com/t/{id}"
    tickets: SELECT id, subject, customer, team, asked, called, changed_at FROM calls
    milestones: { callback_requested: asked, called_back: called }
    overlap: 10s
standards: standards/
schedule: { round: "@every 1s" }
slack: { token: "${file:%s}", api_url: %q }
alerts: { lease: %s, operators: "#operators" }
%s`, d.wire.address(), w.parsed().Path, filepath.Join(w.dir, "token"), d.gate.url(), w.terms.lease, w.terms.more))
	w.t.Cleanup(d.kill)
	return d
}

// start makes a daemon and runs it, until it has done its first round, or says that another leads.
func (w *world) start() *daemon {
	w.t.Helper()
	d := w.daemon()
	d.run()
	w.await("a round of "+d.name, func() bool { return d.said(`"msg":"round"`) || d.said(`"msg":"following"`) })
	return d
}

func (w *world) parsed() *url.URL {
	u, err := url.Parse(*w.url.Load())
	if err != nil {
		panic(err)
	}
	return u
}

// socket is the path of the server's socket.
func (w *world) socket() string {
	query := w.parsed().Query()
	return filepath.Join(query.Get("host"), ".s.PGSQL."+query.Get("port"))
}

// run starts the process.
func (d *daemon) run() {
	d.w.t.Helper()
	log, err := os.OpenFile(d.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		d.w.t.Fatal(err)
	}
	defer func() { _ = log.Close() }()
	args := append(append([]string{}, d.through...), built(d.w.t), "run", "--config", d.config, "--log-format", "json")
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdout, cmd.Stderr, cmd.Env = log, log, append(os.Environ(), d.environ...)
	if err := cmd.Start(); err != nil {
		d.w.t.Fatal(err)
	}
	ended := make(chan struct{})
	d.mu.Lock()
	d.cmd, d.ended = cmd, ended
	d.mu.Unlock()
	go func() {
		err := cmd.Wait()
		var exit *exec.ExitError
		d.mu.Lock()
		d.code = 0
		if errors.As(err, &exit) {
			d.code = exit.ExitCode()
		}
		d.mu.Unlock()
		close(ended)
	}()
}

// signal sends one to the process, if there is one.
func (d *daemon) signal(s syscall.Signal) <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.cmd == nil {
		gone := make(chan struct{})
		close(gone)
		return gone
	}
	_ = d.cmd.Process.Signal(s) // it may have ended
	return d.ended
}

// kill is kill -9, and waits for the end.
func (d *daemon) kill() { <-d.signal(syscall.SIGKILL) }

// stop is SIGTERM; it gives how long the end took, and the exit code.
func (d *daemon) stop() (time.Duration, int) {
	begun := time.Now()
	ended := d.signal(syscall.SIGTERM)
	select {
	case <-ended:
	case <-time.After(patience):
		d.w.t.Errorf("%s does not stop", d.name)
		d.kill()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return time.Since(begun), d.code
}

// alive tells whether the process still runs.
func (d *daemon) alive() bool {
	select {
	case <-d.ended:
		return false
	default:
		return true
	}
}

// peak is the most memory that the process has had, in bytes.
func (d *daemon) peak() int {
	d.mu.Lock()
	pid := d.cmd.Process.Pid
	d.mu.Unlock()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		d.w.t.Error(err)
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kilobytes, _ := strconv.Atoi(strings.Fields(rest)[0])
			return kilobytes << 10
		}
	}
	return 0
}

// said tells whether the daemon logged a text.
func (d *daemon) said(text string) bool {
	log, err := os.ReadFile(d.log)
	return err == nil && strings.Contains(string(log), text)
}

// logs is all that the daemons have logged.
func (w *world) logs() string {
	names, _ := filepath.Glob(filepath.Join(w.dir, "daemon-*.log"))
	var all strings.Builder
	for _, name := range names {
		text, _ := os.ReadFile(name)
		all.Write(text)
	}
	return all.String()
}
