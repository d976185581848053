// Package pgtest gives tests a real Postgres: one throwaway server for a test
// binary, started when the first test asks and ended with the binary, and one
// fresh database for each test.
//
//	func TestMain(m *testing.M) { pgtest.Main(m) }
//
//	func TestLedger(t *testing.T) {
//		url := pgtest.Database(t)
//
// YARDSTICK_TEST_DATABASE_URL names a server to use instead; its role must be
// allowed to create databases. It is for tests alone: nothing is synced to disk.
package pgtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	_ "embed" // for the statements
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	_ "github.com/lib/pq" // the driver named postgres

	"github.com/yardstickd/yardstick/monitor/embedded"
)

const (
	// override is the variable with the URL of a server to use instead.
	override = "YARDSTICK_TEST_DATABASE_URL"
	prefix   = "yardstick-pgtest-" // of the server's folder
)

var (
	//go:embed queries/create_database.sql
	createDatabase string
	//go:embed queries/drop_database.sql
	dropDatabase string
)

// cluster is this test binary's server.
type cluster struct {
	once   sync.Once
	err    error
	dir    string
	server *embedded.Server
	url    string // of the database to connect to for making others
	admin  *sql.DB
}

var shared cluster // one for the test binary: a start takes most of a second

// Main runs the tests, ends the server and exits.
func Main(m *testing.M) { os.Exit(Run(m)) }

// Run is Main without the exit, for a TestMain that has more to do; m is
// usually a *testing.M.
func Run(m interface{ Run() int }) int {
	code := m.Run()
	if err := shared.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		code = max(code, 1)
	}
	return code
}

// Database makes an empty database for this test alone and gives its URL, for
// lib/pq and psql. It is dropped, with all connections to it, when the test ends.
func Database(t testing.TB) string {
	t.Helper()
	shared.once.Do(shared.start)
	if shared.err != nil {
		t.Fatalf("no Postgres to test with: %v", shared.err)
	}
	name := "t_" + strings.ToLower(rand.Text())
	if _, err := shared.admin.Exec(fmt.Sprintf(createDatabase, name)); err != nil {
		t.Fatalf("making a database: %v", err)
	}
	t.Cleanup(func() {
		if _, err := shared.admin.Exec(fmt.Sprintf(dropDatabase, name)); err != nil {
			t.Errorf("dropping the test's database: %v", err)
		}
	})
	u, err := url.Parse(shared.url)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func (c *cluster) start() {
	if c.url = os.Getenv(override); c.url == "" {
		if c.err = c.launch(); c.err != nil {
			return
		}
	}
	c.admin, c.err = sql.Open("postgres", c.url)
	if c.err == nil {
		c.err = c.admin.Ping()
	}
}

func (c *cluster) launch() (err error) {
	embedded.Sweep(os.TempDir(), prefix)
	if c.dir, err = os.MkdirTemp("", prefix); err != nil {
		return err
	}
	// Passable, so that the user postgres gets at it where we are root.
	if err = os.Chmod(c.dir, 0o711); err != nil {
		return err
	}
	c.server, err = embedded.Start(context.Background(), embedded.Options{Dir: c.dir, Throwaway: true})
	if err == nil {
		c.url = c.server.URL()
	}
	return err
}

func (c *cluster) stop() (err error) {
	if c.admin != nil {
		err = c.admin.Close()
	}
	if c.server != nil {
		err = errors.Join(err, c.server.Stop(), os.RemoveAll(c.server.Dir()))
	}
	if c.dir != "" {
		err = errors.Join(err, os.RemoveAll(c.dir))
	}
	return err
}
