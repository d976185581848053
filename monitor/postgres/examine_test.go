package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/config/zone"
	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/monitor/postgres"
)

// statements runs SQL in a database.
func statements(t *testing.T, databaseURL string, all ...string) {
	t.Helper()
	db, err := postgres.Open(t.Context(), databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, s := range all {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// roleOf gives a database's URL for another role, which is made for the test.
func roleOf(t *testing.T, databaseURL string, grants ...string) string {
	t.Helper()
	u, err := url.Parse(databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	role := "role_" + strings.TrimPrefix(u.Path, "/")
	statements(t, databaseURL, "CREATE ROLE "+role+" LOGIN")
	t.Cleanup(func() {
		db, err := postgres.Open(context.Background(), databaseURL)
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = db.Close() }()
		for _, s := range []string{"DROP OWNED BY ", "DROP ROLE "} {
			if _, err := db.Exec(s + role); err != nil {
				t.Error(err)
			}
		}
	})
	for _, g := range grants {
		statements(t, databaseURL, strings.ReplaceAll(g, "{role}", role))
	}
	q := u.Query()
	q.Set("user", role)
	u.User, u.RawQuery = nil, q.Encode()
	return u.String()
}

func examine(t *testing.T, databaseURL string) *postgres.LedgerExam {
	t.Helper()
	exam, err := postgres.ExamineLedger(t.Context(), databaseURL, "", zone.Load)
	if err != nil {
		t.Fatal(err)
	}
	return exam
}

func migrate(t *testing.T, databaseURL string) {
	t.Helper()
	l, err := postgres.OpenLedger(t.Context(), databaseURL, "", zone.Load)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	if _, err := l.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestExamineLedger(t *testing.T) {
	database := pgtest.Database(t)
	before := examine(t, database)
	if before.Made || before.Found != 0 || before.Known == 0 || !before.MayMake || !before.Superuser || !before.Session || !before.PathHolds {
		t.Errorf("before: %+v", before)
	}
	migrate(t, database)
	after := examine(t, database)
	if !after.Made || after.Found != after.Known || !after.Owner || !after.MayAdd || len(after.Foreign)+len(after.Unwritable) > 0 {
		t.Errorf("after: %+v", after)
	}
	if off := time.Since(after.Now); off < -time.Minute || off > time.Minute {
		t.Errorf("now is %v off", off)
	}
	writer := roleOf(t, database, "GRANT USAGE ON SCHEMA yardstick TO {role}", "GRANT SELECT ON ALL TABLES IN SCHEMA yardstick TO {role}",
		"REVOKE SELECT ON yardstick.clock FROM {role}")
	other := examine(t, writer)
	if other.Superuser || other.MayMake || other.Owner || other.MayAdd || len(other.Foreign) == 0 || !cmp.Equal(other.Foreign, other.Unwritable) ||
		other.Found != other.Known {
		t.Errorf("another role: %+v", other)
	}
}

func TestExamineSource(t *testing.T) {
	database := pgtest.Database(t)
	statements(t, database, "CREATE SCHEMA desk", "CREATE TABLE desk.tickets (id int)", "CREATE TABLE desk.notes (id int)")
	reader := roleOf(t, database, "GRANT USAGE ON SCHEMA desk TO {role}", "GRANT SELECT ON ALL TABLES IN SCHEMA desk TO {role}")
	look := func(databaseURL, except string) *postgres.SourceExam {
		t.Helper()
		s, err := postgres.NewSource(t.Context(), postgres.SourceOptions{Name: "desk", URL: databaseURL, Tickets: "SELECT id FROM desk.tickets"})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		exam, err := s.Examine(t.Context(), except)
		if err != nil {
			t.Fatal(err)
		}
		return exam
	}
	if got := look(reader, ""); got.Superuser || got.Administers || got.MayMake || got.Writable != 0 || got.Replica {
		t.Errorf("a reader: %+v", got)
	}
	statements(t, database, "GRANT UPDATE ON desk.notes TO role_"+strings.TrimPrefix(path(t, database), "/"))
	if got := look(reader, ""); got.Writable != 1 {
		t.Errorf("a reader who may write one table: %+v", got)
	}
	if got := look(database, "desk"); !got.Superuser || got.Writable != 0 {
		t.Errorf("everything but the schema: %+v", got)
	}
	if got := look(database, ""); got.Writable != 2 {
		t.Errorf("everything: %+v", got)
	}
}

func path(t *testing.T, databaseURL string) string {
	t.Helper()
	u, err := url.Parse(databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	return u.Path
}

// A real pooler: in session mode all is well, in transaction mode sessions are nobody's.
func TestExamineBehindAPooler(t *testing.T) {
	bouncer, err := exec.LookPath("pgbouncer")
	if err != nil {
		t.Skip("there is no pgbouncer to look through")
	}
	database := pgtest.Database(t)
	for _, c := range []struct {
		mode, ignored string
		session       bool
	}{{"session", "search_path", true}, {"transaction", "search_path", false}} {
		pooled := pool(t, bouncer, database, c.mode, "ignore_startup_parameters=timezone,synchronous_commit,idle_in_transaction_session_timeout,extra_float_digits,"+c.ignored)
		got := examine(t, pooled)
		if got.Session != c.session || got.PathHolds {
			t.Errorf("%s: %+v", c.mode, got)
		}
	}
	strict := pool(t, bouncer, database, "transaction", "")
	var refused *postgres.PooledError
	if _, err := postgres.ExamineLedger(t.Context(), strict, "", zone.Load); !errors.As(err, &refused) {
		t.Errorf("a pooler that takes no settings: %v", err)
	}
}

// ownerOf gives who owns the server's socket folder.
func ownerOf(t *testing.T, folder string) string {
	t.Helper()
	info, err := os.Stat(folder)
	if err != nil {
		return "nobody" // the server listens to TCP
	}
	owner, err := user.LookupId(fmt.Sprint(info.Sys().(*syscall.Stat_t).Uid))
	if err != nil {
		t.Fatal(err)
	}
	return owner.Username
}

// pool starts a pooler before a database and gives the URL through it.
func pool(t *testing.T, bouncer, databaseURL, mode, more string) string {
	t.Helper()
	u, err := url.Parse(databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	host, port := u.Query().Get("host"), u.Query().Get("port")
	if host == "" {
		host, port = u.Hostname(), u.Port()
	}
	if port == "" {
		port = "5432"
	}
	dir, err := os.MkdirTemp("", "yardstick-pooler-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().(*net.TCPAddr)
	_ = listener.Close()
	config := fmt.Sprintf("[databases]\n* = host=%s port=%s user=postgres\n[pgbouncer]\nlisten_addr=127.0.0.1\nlisten_port=%d\nunix_socket_dir=\n"+
		"auth_type=any\npool_mode=%s\n%s\n", host, port, address.Port, mode, more)
	file := filepath.Join(dir, "pgbouncer.ini")
	if err := os.WriteFile(file, []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	args := []string{file}
	if os.Geteuid() == 0 {
		args = append([]string{"-u", ownerOf(t, host)}, args...) // to whom alone the server's socket is open
	}
	run := exec.Command(bouncer, args...)
	var said strings.Builder
	run.Stderr, run.Stdout = &said, &said
	if err := run.Start(); err != nil {
		t.Skipf("pgbouncer can't be started here: %v", err)
	}
	t.Cleanup(func() {
		_ = run.Process.Kill()
		_ = run.Wait()
	})
	through := fmt.Sprintf("postgres://postgres@127.0.0.1:%d%s?sslmode=disable", address.Port, u.Path)
	for deadline := time.Now().Add(10 * time.Second); ; {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address.String())
		if err == nil {
			_ = conn.Close()
			return through
		}
		if time.Now().After(deadline) {
			t.Fatalf("pgbouncer does not listen: %v", err)
		}
	}
}
