package embedded_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor/embedded"
)

func TestSweep(t *testing.T) {
	top := folder(t)
	old := time.Now().Add(-2 * time.Hour)
	for name, age := range map[string]time.Time{
		"demo-left": old, "demo-used": old, "demo-away": old, "demo-fresh": time.Now(), "other": old,
	} {
		if err := os.MkdirAll(filepath.Join(top, name, "postgres", "data"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(filepath.Join(top, name), age, age); err != nil {
			t.Fatal(err)
		}
	}
	// A record may name any folder: only the one that is surely this folder's own is touched.
	precious := filepath.Join(top, "other")
	if err := os.WriteFile(filepath.Join(top, "demo-away", "place"), []byte(precious), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(top, "demo-used", "postgres")); err != nil {
		t.Fatal(err)
	}
	start(t, filepath.Join(top, "demo-used"))
	for _, name := range []string{"demo-used", "demo-away"} {
		if err := os.Chtimes(filepath.Join(top, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	embedded.Sweep(top, "demo-")
	entries, err := os.ReadDir(top)
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if diff := cmp.Diff([]string{"demo-fresh", "demo-used", "other"}, left); diff != "" {
		t.Errorf("left behind: %s", diff)
	}
	if _, err := os.Stat(filepath.Join(precious, "postgres", "data")); err != nil {
		t.Error(err)
	}
}
