package embedded

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

const (
	lockPause = 10 * time.Millisecond // between two looks at a lock that another process holds
	keptPlace = "/var/tmp"            // kept when the machine starts anew, unlike /tmp
	record    = "place"               // the file that says where the data is, if not here
	// maxSocketPath is what sun_path holds on the narrowest system (macOS), with its closing zero.
	maxSocketPath = 103
	socketName    = ".s.PGSQL.5432"
)

// home is the folder with the server's data, locks and log, and who owns it.
type home struct {
	dir string
	as  account
}

// settle finds or makes the home that belongs to dir.
func settle(dir string) (home, error) {
	if dir == "" {
		return home{}, errors.New("no folder named for its data")
	}
	dir, err := absolute(dir)
	if err != nil {
		return home{}, fmt.Errorf("no folder for its data: %w (name another with `embedded:` in yardstick.yaml, or set DATABASE_URL)", err)
	}
	as, err := findAccount()
	if err != nil {
		return home{}, err
	}
	near := filepath.Join(dir, "postgres")
	if away := recorded(dir); away != "" {
		return own(away, as)
	}
	if as.reaches(dir) {
		if h, err := own(near, as); err == nil || !errors.Is(err, fs.ErrPermission) {
			return h, err
		}
	}
	if _, err := os.Stat(filepath.Join(near, "data")); err == nil {
		return home{}, fmt.Errorf("user %s can't reach the data in %s: open its parent folders (chmod o+x), or move it away to start anew", as.name, near)
	}
	return elsewhere(dir, as)
}

// absolute makes dir and gives its path without links, so that every command
// that means the same folder gets the same name.
func absolute(dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(dir)
}

// elsewhere makes a home under the kept place and records it in dir.
func elsewhere(dir string, as account) (home, error) {
	kept, err := filepath.EvalSymlinks(keptPlace)
	if err != nil {
		return home{}, err
	}
	h, err := own(filepath.Join(kept, shortName(dir)), as)
	if err != nil {
		return home{}, err
	}
	half := filepath.Join(dir, fmt.Sprintf("%s.%d", record, os.Getpid()))
	if err := os.WriteFile(half, []byte(h.dir+"\n"), 0o644); err != nil {
		return home{}, err
	}
	return h, os.Rename(half, filepath.Join(dir, record))
}

// shortName is short, the same at every start, and another one for each folder and user.
func shortName(dir string) string {
	sum := sha256.Sum256([]byte(dir))
	return fmt.Sprintf("yardstick-%d-%x", os.Getuid(), sum[:6])
}

// own makes the folder where it is missing and gives it, while it is still
// empty, to the user that the server runs as. A folder that belongs to anybody
// else is refused: under /tmp its name can be guessed.
func own(dir string, as account) (home, error) {
	err := os.Mkdir(dir, 0o700)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return home{}, err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return home{}, err
	}
	if !info.IsDir() {
		return home{}, fmt.Errorf("%s is not a folder", dir)
	}
	uid := int(info.Sys().(*syscall.Stat_t).Uid)
	switch {
	case uid == as.uid:
	case uid == 0 && as.switched:
		if err := os.Chown(dir, as.uid, as.gid); err != nil {
			return home{}, err
		}
	default:
		return home{}, fmt.Errorf("%s belongs to user %d, and the server would run as %s: run the command as that user, or remove the folder", dir, uid, as.name)
	}
	return home{dir: dir, as: as}, os.Chmod(dir, 0o700)
}

// socketFolder is where the socket goes: the home itself, or where that path
// is too long for a socket, a folder of its own right under /tmp.
func (h home) socketFolder() (string, error) {
	if len(filepath.Join(h.dir, socketName)) <= maxSocketPath {
		return h.dir, nil
	}
	short, err := own(filepath.Join("/tmp", shortName(h.dir)), h.as)
	return short.dir, err
}

func (h home) data() string { return filepath.Join(h.dir, "data") }

// lock is a file lock of this home; the kernel frees it when its holder dies.
func (h home) lock(name string) *flock.Flock {
	return flock.New(filepath.Join(h.dir, name), flock.SetPermissions(0o644))
}
