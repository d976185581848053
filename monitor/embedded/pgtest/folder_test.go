package pgtest_test

import (
	"path/filepath"
	"testing"

	"github.com/yardstickd/yardstick/monitor/embedded"
	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
)

func TestAPrivatePostgresStaysInTheFolder(t *testing.T) {
	dir := pgtest.Folder(t)
	server, err := embedded.Start(t.Context(), embedded.Options{Dir: dir, Throwaway: true})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := server.Dir(), filepath.Join(dir, "postgres"); got != want {
		t.Errorf("the data went to %s, want %s", got, want)
	}
	if err := server.Stop(); err != nil {
		t.Error(err)
	}
}
