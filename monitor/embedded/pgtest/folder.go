package pgtest

import (
	"os"
	"testing"
)

// Folder makes a folder for a test that runs a private Postgres below it, and
// removes it when the test ends. t.TempDir won't do for root: the user that the
// server runs as can't pass through it, so that the data would go to /var/tmp and stay there.
func Folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "yardstick-test-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}
