package pgtest

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

const (
	prefix = "yardstick-pgtest-"
	// stale is how old a folder must be to be anybody's: a fresh one may not have its lock yet.
	stale = time.Hour
)

// sweep removes what killed test runs left behind: their servers ended with
// them, their folders did not. A folder in use is known by its lock. What can't
// be removed (it is another user's) stays.
func sweep(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && e.IsDir() && strings.HasPrefix(e.Name(), prefix) &&
			time.Since(info.ModTime()) > stale {
			removeUnused(filepath.Join(dir, e.Name()))
		}
	}
}

func removeUnused(dir string) {
	if _, err := os.Stat(filepath.Join(dir, "postgres")); err == nil {
		use := flock.New(filepath.Join(dir, "postgres", "use.lock"))
		defer func() { _ = use.Close() }()
		if free, err := use.TryLock(); err != nil || !free {
			return
		}
	}
	_ = os.RemoveAll(dir)
}
