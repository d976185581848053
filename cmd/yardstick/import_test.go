package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
)

// interrupting is an export that never ends, during whose loading somebody presses Ctrl-C.
type interrupting struct {
	interrupt func()
	reads     int
}

func (i *interrupting) Read(p []byte) (int, error) {
	i.reads++
	switch i.reads {
	case 1:
		return copy(p, "id\n"), nil
	case 20: // more than is read ahead, so that rows are on their way to the database
		i.interrupt()
	}
	return copy(p, strings.Repeat("7\n", len(p)/2+1)), nil
}

func TestInterruptedImport(t *testing.T) {
	t.Setenv("DATABASE_URL", pgtest.Database(t))
	importMap := filepath.Join(t.TempDir(), "map.yaml")
	if err := os.WriteFile(importMap, []byte("ticket: id\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var out, errOut strings.Builder
	code := execute(ctx, []string{"import", "-", "--map", importMap}, &interrupting{interrupt: cancel}, &out, &errOut)
	if code != 2 || out.Len() > 0 || errOut.String() != "yardstick: stopped: nothing was imported\n" {
		t.Errorf("exit code %d, stdout %q, stderr %q", code, &out, &errOut)
	}
}
