package embedded

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"

	embeddedpostgres "github.com/fergusstrange/embedded-postgres"
)

// downloaded is the release that is fetched where none is installed.
const downloaded = embeddedpostgres.V17

// download is the last way to a Postgres: it fetches one, once, into the user's
// cache. The fetching library can only start a server of its own, on a TCP port
// and not as root; it is started for a moment on throwaway data, just so that
// the binaries are there.
func download(ctx context.Context, as account, wanted string, tell func(string)) (string, error) {
	if wanted != "" && wanted != majorOf(string(downloaded)) {
		return "", fmt.Errorf("version %s is not the one to be had, %s", wanted, downloaded)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	cache = filepath.Join(cache, "yardstick", "postgres-"+string(downloaded))
	bin := filepath.Join(cache, "bin")
	if executable(bin, "postgres") && executable(bin, "initdb") && as.reaches(bin) {
		return bin, nil
	}
	if as.switched {
		return "", errors.New("that is not done as root")
	}
	if testing.Testing() {
		return "", errors.New("that is not done by tests")
	}
	if tell != nil {
		tell(fmt.Sprintf("No Postgres found on this machine: downloading version %s into %s, once.", downloaded, cache))
	}
	return bin, fetch(ctx, cache)
}

func majorOf(version string) string { return digits.FindString(version) }

// fetch starts and stops the library's server, which leaves its binaries in cache/bin.
func fetch(ctx context.Context, cache string) error {
	port, err := freePort()
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "yardstick-fetch-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	server := embeddedpostgres.NewDatabase(embeddedpostgres.DefaultConfig().
		Version(downloaded).Port(port).Password(rand.Text()).Logger(io.Discard).
		BinariesPath(cache).CachePath(filepath.Join(cache, "archive")).
		RuntimePath(filepath.Join(scratch, "run")).DataPath(filepath.Join(scratch, "data")))
	done := make(chan error, 1)
	go func() {
		if err := server.Start(); err != nil {
			done <- err
			return
		}
		done <- server.Stop()
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func freePort() (uint32, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	return uint32(port), l.Close()
}
