package postgres

import (
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
)

// replica starts a streaming replica of the tests' server, and gives the URL of the same database there.
func replica(t *testing.T, primary string) string {
	t.Helper()
	db := opened(t, primary)
	var bin, data string
	if err := db.QueryRow(`SELECT (SELECT setting FROM pg_config WHERE name = 'BINDIR'), current_setting('data_directory')`).Scan(&bin, &data); err != nil {
		t.Skipf("the server does not say where it is installed: %v", err)
	}
	owner, err := os.Stat(data)
	if err != nil {
		t.Skipf("the server is on another machine: %v", err)
	}
	if _, err := os.Stat(filepath.Join(bin, "pg_basebackup")); err != nil {
		t.Skipf("no pg_basebackup: %v", err)
	}
	as := &syscall.SysProcAttr{Setpgid: true}
	dir := pgtest.Folder(t)
	if stat, ok := owner.Sys().(*syscall.Stat_t); ok && os.Geteuid() == 0 {
		as.Credential = &syscall.Credential{Uid: stat.Uid, Gid: stat.Gid}
		if err := os.Chown(dir, int(stat.Uid), int(stat.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	copied := filepath.Join(dir, "data")
	backup := exec.Command(filepath.Join(bin, "pg_basebackup"), "-R", "-X", "stream", "-c", "fast", "-N", "-D", copied, "-d", primary)
	backup.SysProcAttr, backup.Dir = as, dir
	if out, err := backup.CombinedOutput(); err != nil {
		t.Skipf("no replica can be made here: %v: %s", err, out)
	}
	server := exec.Command(filepath.Join(bin, "postgres"), "-D", copied, "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off")
	server.SysProcAttr, server.Dir = as, dir
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGQUIT)
		_ = server.Wait()
	})
	u, err := url.Parse(primary)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	query.Set("host", dir)
	u.RawQuery = query.Encode()
	eventually(t, "the replica answers", func() bool {
		db, err := Open(t.Context(), u.String())
		if err != nil {
			return false
		}
		return db.Close() == nil
	})
	return u.String()
}

func opened(t *testing.T, url string) *sqlx.DB {
	t.Helper()
	db, err := Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// eventually waits until something holds that gives no signal.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// A replica that keeps up is not behind, however long nothing was written; one that does not replay, or is cut off, is.
func TestSourceTellsHowFarAReplicaIsBehind(t *testing.T) {
	primary := seeded(t, `CREATE TABLE tickets (id bigint PRIMARY KEY)`, `INSERT INTO tickets VALUES (1)`)
	there := replica(t, primary)
	write, admin := opened(t, primary), opened(t, there)
	behind := func(url string) time.Duration {
		t.Helper()
		s := newSource(t, SourceOptions{URL: url, Tickets: "TABLE tickets"})
		v, err := s.Vocabulary(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		reading, err := s.Read(t.Context(), monitor.Query{Now: readAt, Vocabulary: v, IDs: []string{"1"}}, func(*monitor.Batch) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		return reading.Behind
	}
	if got := behind(primary); got != 0 {
		t.Errorf("the primary is %v behind", got)
	}
	eventually(t, "it keeps up", func() bool { return behind(there) == 0 })
	do := func(db *sqlx.DB, statement string) {
		t.Helper()
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	do(admin, `SELECT pg_wal_replay_pause()`)
	do(write, `INSERT INTO tickets VALUES (2)`)
	eventually(t, "it is behind", func() bool { return behind(there) > time.Second })
	do(admin, `SELECT pg_wal_replay_resume()`)
	eventually(t, "it has caught up", func() bool { return behind(there) == 0 })
	do(admin, `ALTER SYSTEM SET primary_conninfo = ''`)
	do(admin, `SELECT pg_reload_conf()`)
	eventually(t, "it is cut off", func() bool { return behind(there) > time.Second })
}
