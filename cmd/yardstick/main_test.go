package main

import (
	"cmp"
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/monitor/postgres"
)

var update = flag.Bool("update", false, "write what the commands print into the scripts")

// withPostgres ends the tests' Postgres after the tests.
type withPostgres struct{ m *testing.M }

func (w withPostgres) Run() int { return pgtest.Run(w.m) }

// TestMain makes this binary the command `yardstick` of the scripts.
func TestMain(m *testing.M) {
	testscript.Main(withPostgres{m}, map[string]func(){"yardstick": main})
}

// TestScripts runs the command lines of testdata/script. Each script has a database of its own, whose URL is in
// $DATABASE_URL (or $TICKETS_URL where a script moves it there); `sql FILE` runs statements in it, and `exits N` wants the exit code of the last command.
func TestScripts(t *testing.T) {
	root := t.TempDir()
	// Open to the user that a private Postgres runs as, whose data would else go to /var/tmp and stay there.
	for _, dir := range []string{filepath.Dir(root), root} {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	testscript.Run(t, testscript.Params{
		WorkdirRoot:         root,
		UpdateScripts:       *update,
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("DATABASE_URL", pgtest.Database(env.T().(testing.TB)))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"sql": runSQL, "exits": exits},
	})
}

// runSQL is `sql FILE`.
func runSQL(ts *testscript.TestScript, _ bool, args []string) {
	db, err := postgres.Open(context.Background(), cmp.Or(ts.Getenv("DATABASE_URL"), ts.Getenv("TICKETS_URL")))
	ts.Check(err)
	_, err = db.Exec(ts.ReadFile(args[0]))
	ts.Check(err)
	ts.Check(db.Close())
}

// exits is `exits N COMMAND ARGS…`: testscript itself only tells 0 from the rest.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	code := "0"
	if exit, ok := err.(*exec.ExitError); ok { //nolint:errorlint // ts.Exec returns it bare
		code = strings.TrimSpace(strings.TrimPrefix(exit.String(), "exit status"))
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if code != args[0] {
		ts.Fatalf("%s ended with %s instead of %s", strings.Join(args[1:], " "), code, args[0])
	}
}
