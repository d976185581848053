package embedded_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/yardstickd/yardstick/monitor/embedded"
)

// holdVariable makes this test binary another command that uses a folder: it
// starts, says how, and stops when its standard input closes.
const holdVariable = "EMBEDDED_TEST_HOLD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(holdVariable); dir != "" {
		os.Exit(hold(embedded.Options{Dir: dir, Throwaway: os.Getenv("EMBEDDED_TEST_THROWAWAY") != ""}))
	}
	os.Exit(m.Run())
}

func hold(o embedded.Options) int {
	s, err := embedded.Start(context.Background(), o)
	if err != nil {
		fmt.Println("error:", err)
		return 1
	}
	fmt.Printf("joined=%t\n", s.Joined())
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := s.Stop(); err != nil {
		fmt.Println("error:", err)
		return 1
	}
	return 0
}

// holder is another process that uses the folder.
type holder struct {
	cmd   *exec.Cmd
	stdin io.WriteCloser
	said  string
}

func startHolder(t *testing.T, dir string, env ...string) *holder {
	t.Helper()
	h := &holder{cmd: exec.Command(os.Args[0])}
	h.cmd.Env = append(append(os.Environ(), holdVariable+"="+dir), env...)
	stdin, err1 := h.cmd.StdinPipe()
	stdout, err2 := h.cmd.StdoutPipe()
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	h.stdin = stdin
	if err := h.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	h.said, _ = bufio.NewReader(stdout).ReadString('\n')
	if h.said = strings.TrimSpace(h.said); !strings.HasPrefix(h.said, "joined=") {
		t.Fatalf("the other process said %q", h.said)
	}
	t.Cleanup(h.kill)
	return h
}

func (h *holder) finish(t *testing.T) {
	t.Helper()
	if err := h.stdin.Close(); err != nil {
		t.Fatal(err)
	}
	if err := h.cmd.Wait(); err != nil {
		t.Fatalf("the other process: %v", err)
	}
}

func (h *holder) kill() {
	_ = h.cmd.Process.Kill()
	_ = h.cmd.Wait()
}

// folder is passable for the user postgres, which t.TempDir is not where we are root.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "embedded-test-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func start(t *testing.T, dir string) *embedded.Server {
	t.Helper()
	s, err := embedded.Start(t.Context(), embedded.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func stop(t *testing.T, s *embedded.Server) {
	t.Helper()
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func exec1(t *testing.T, db *sql.DB, statement string) {
	t.Helper()
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func TestDataAreKeptBetweenStarts(t *testing.T) {
	dir := folder(t)
	s := start(t, dir)
	db := open(t, s.URL())
	exec1(t, db, "CREATE TABLE kept AS SELECT 7 AS n")
	stop(t, s)
	if err := db.Ping(); err == nil {
		t.Error("the server still answers after Stop")
	}
	again := start(t, dir)
	var n int
	if err := open(t, again.URL()).QueryRow("SELECT n FROM kept").Scan(&n); err != nil || n != 7 {
		t.Errorf("after a second start: n = %d, %v", n, err)
	}
	if again.Joined() {
		t.Error("joined a server that should have ended")
	}
}

func TestSettings(t *testing.T) {
	db := open(t, start(t, folder(t)).URL())
	for name, want := range map[string]string{
		"listen_addresses": "", "unix_socket_permissions": "0700", "TimeZone": "UTC", "fsync": "on", "server_encoding": "UTF8",
	} {
		var got string
		if err := db.QueryRow("SELECT current_setting($1)", name).Scan(&got); err != nil || got != want {
			t.Errorf("%s = %q, %v; want %q", name, got, err, want)
		}
	}
}

func TestTheLastOneStopsTheServer(t *testing.T) {
	dir := folder(t)
	first := start(t, dir)
	other := startHolder(t, dir)
	if other.said != "joined=true" {
		t.Errorf("the second process said %s", other.said)
	}
	db := open(t, first.URL())
	stop(t, first)
	if err := db.Ping(); err != nil {
		t.Errorf("the first one stopped the server under the second: %v", err)
	}
	other.finish(t)
	if err := db.Ping(); err == nil {
		t.Error("the last one left the server running")
	}
}

func TestManyStartsAtOnce(t *testing.T) {
	dir := folder(t)
	var group sync.WaitGroup
	servers := make([]*embedded.Server, 8)
	for i := range servers {
		group.Go(func() {
			s, err := embedded.Start(t.Context(), embedded.Options{Dir: dir})
			if err != nil {
				t.Error(err)
				return
			}
			servers[i] = s
		})
	}
	group.Wait()
	started := 0
	for _, s := range servers {
		if s == nil {
			continue
		}
		if !s.Joined() {
			started++
		}
		group.Go(func() {
			if err := s.Stop(); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if started != 1 {
		t.Errorf("%d started the server, want 1", started)
	}
	if _, err := os.Stat(filepath.Join(dir, "postgres", "data", "postmaster.pid")); !os.IsNotExist(err) {
		t.Errorf("the server was not stopped: %v", err)
	}
}

func TestAServerWhoseHolderWasKilledIsJoinedAndStopped(t *testing.T) {
	dir := folder(t)
	startHolder(t, dir).kill()
	s := start(t, dir)
	if !s.Joined() {
		t.Error("did not join the server left behind")
	}
	db := open(t, s.URL())
	if err := db.Ping(); err != nil {
		t.Fatal(err)
	}
	stop(t, s)
	if err := db.Ping(); err == nil {
		t.Error("the server left behind was not stopped")
	}
}

// A crash leaves a pid file; after a restart of the machine its number may be
// any process's, here our own.
func TestAPidFileLeftBehind(t *testing.T) {
	for _, takenOver := range []bool{false, true} {
		t.Run(fmt.Sprintf("number taken over %t", takenOver), func(t *testing.T) {
			dir := folder(t)
			h := startHolder(t, dir)
			h.kill()
			file := filepath.Join(dir, "postgres", "data", "postmaster.pid")
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			number, rest, _ := strings.Cut(string(text), "\n")
			crash(t, dir, number)
			if takenOver {
				number = fmt.Sprint(os.Getpid())
			}
			if err := os.WriteFile(file, []byte(number+"\n"+rest), 0o600); err != nil {
				t.Fatal(err)
			}
			s := start(t, dir)
			if s.Joined() {
				t.Error("joined a server that is dead")
			}
			if err := open(t, s.URL()).Ping(); err != nil {
				t.Error(err)
			}
		})
	}
}

// crash kills the server and waits until its connections break.
func crash(t *testing.T, dir, number string) {
	t.Helper()
	s := start(t, dir)
	broken := make(chan error, 1)
	db := open(t, s.URL())
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		_, err := conn.ExecContext(context.Background(), "SELECT pg_sleep(60)")
		broken <- err
	}()
	var pid int
	if _, err := fmt.Sscan(number, &pid); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := <-broken; err == nil {
		t.Error("the query survived its server")
	}
	_ = s.Stop()
}

func TestAThrowawayServerEndsWithItsStarter(t *testing.T) {
	dir := folder(t)
	h := startHolder(t, dir, "EMBEDDED_TEST_THROWAWAY=1")
	s := start(t, dir) // joined, so that the test can see its end
	var fsync string
	db := open(t, s.URL())
	if err := db.QueryRow("SHOW fsync").Scan(&fsync); err != nil || fsync != "off" {
		t.Errorf("fsync = %q, %v", fsync, err)
	}
	broken := make(chan error, 1)
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		_, err := conn.ExecContext(context.Background(), "SELECT pg_sleep(60)")
		broken <- err
	}()
	h.kill()
	if err := <-broken; err == nil {
		t.Error("the server outlived its killed starter")
	}
}
