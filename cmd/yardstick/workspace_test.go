package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/yardstickd/yardstick/config"
)

// Ctrl-C while the private Postgres is looked for says so, and not that there is no Postgres; the daemon ends with 0.
func TestInterruptedStart(t *testing.T) {
	dir := t.TempDir()
	for _, parent := range []string{filepath.Dir(dir), dir} { // where it can't be reached, the data would be elsewhere
		if err := os.Chmod(parent, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("DATABASE_URL", "")
	w := &workspace{config: &config.Config{Path: filepath.Join(dir, "yardstick.yaml")}, logger: slog.New(slog.DiscardHandler)}
	if err := w.openDatabase(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	w.databaseURL = ""

	asked := filepath.Join(dir, "asked")
	if err := syscall.Mkfifo(asked, 0o600); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\necho >" + asked + "\nexec sleep 60\n"
	if err := os.WriteFile(filepath.Join(dir, "pg_config"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		_, _ = os.ReadFile(asked) // returns once the script has been started
		cancel()
	}()
	err := w.openDatabase(ctx)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := stopped(ctx, err); err != nil {
		t.Errorf("the daemon would end with %v", err)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
}
