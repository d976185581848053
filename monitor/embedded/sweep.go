package embedded

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// stale is how old a folder must be to be nobody's: a fresh one may not have its lock yet.
const stale = time.Hour

// Sweep removes what killed programs left behind: the folders in dir whose
// names begin with prefix, that are older than an hour and whose server nobody
// uses. A throwaway server ends with its program, its folder does not. What
// can't be removed, being another user's, stays.
func Sweep(dir, prefix string) {
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
	h := home{dir: filepath.Join(dir, "postgres")}
	if away := filepath.Join(keptPlace, shortName(dir)); recorded(dir) == away {
		h.dir = away
	}
	if _, err := os.Stat(h.dir); err == nil {
		use := h.lock("use.lock")
		defer func() { _ = use.Close() }()
		if free, err := use.TryLock(); err != nil || !free {
			return
		}
		_ = os.RemoveAll(h.dir)
	}
	_ = os.RemoveAll(dir)
}

// recorded is where dir says that its data are, "" if it does not.
func recorded(dir string) string {
	text, err := os.ReadFile(filepath.Join(dir, record))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}
