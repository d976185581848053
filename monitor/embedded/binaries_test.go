package embedded

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNewestFirst(t *testing.T) {
	got := newestFirst([]string{"/pg/9/bin", "/pg/15/bin", "/pg/9.6/bin", "/pg/18/bin", "/pg/postgresql/bin"})
	want := []string{"/pg/18/bin", "/pg/15/bin", "/pg/9.6/bin", "/pg/9/bin", "/pg/postgresql/bin"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// fakePostgres makes a folder with binaries that only know their version.
func fakePostgres(t *testing.T, version string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"postgres", "initdb"} {
		script := "#!/bin/sh\necho 'postgres (PostgreSQL) " + version + "'\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// ourselves is an account that reaches all that the test does.
func ourselves(t *testing.T, dataVersion string) home {
	t.Helper()
	h := home{dir: t.TempDir(), as: account{uid: os.Getuid(), gid: os.Getgid()}}
	if dataVersion != "" {
		if err := os.Mkdir(h.data(), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(h.data(), "PG_VERSION"), []byte(dataVersion+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func TestBinariesMatchTheData(t *testing.T) {
	v15, v18, v96 := fakePostgres(t, "15.18 (Debian)"), fakePostgres(t, "18beta1"), fakePostgres(t, "9.6.24")
	for _, c := range []struct{ data, want string }{{"", v18}, {"18", v18}, {"15", v15}, {"9.6", v96}} {
		got, err := ourselves(t, c.data).binaries(t.Context(), []string{"/nowhere", v18, v15, v96}, nil)
		if err != nil || got != c.want {
			t.Errorf("data of version %q: %s, %v; want %s", c.data, got, err, c.want)
		}
	}
}

func TestNoBinariesNamesEveryWayOut(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	for _, data := range []string{"", "12"} {
		_, err := ourselves(t, data).binaries(t.Context(), []string{"/nowhere", fakePostgres(t, "")[:4]}, nil)
		var none *NoBinariesError
		if !errors.As(err, &none) {
			t.Fatalf("error %v", err)
		}
		for _, way := range []string{"apt-get install postgresql", "brew install", "PATH", "DATABASE_URL", "database.url"} {
			if !strings.Contains(err.Error(), way) {
				t.Errorf("%q does not name %s", err, way)
			}
		}
		if data != "" && !strings.Contains(err.Error(), "no Postgres 12") {
			t.Errorf("%q does not name the version", err)
		}
		if strings.Contains(err.Error(), "\n") {
			t.Errorf("%q has more than one line", err)
		}
	}
}

func TestCandidatesComeFromPathFirst(t *testing.T) {
	dir := fakePostgres(t, "15.1")
	t.Setenv("PATH", dir)
	if got := candidates(t.Context()); len(got) == 0 || got[0] != dir {
		t.Errorf("candidates %q, want %s first", got, dir)
	}
}
