package zone

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestEveryZoneLoads(t *testing.T) {
	names := Names()
	if len(names) < 500 {
		t.Fatalf("%d zones, want all of the database", len(names))
	}
	for _, name := range names {
		loc, err := Load(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if loc.String() != name {
			t.Errorf("%s calls itself %s", name, loc)
		}
	}
}

func TestZonesIgnoreTheSystem(t *testing.T) {
	folder := t.TempDir() // a system whose Berlin is Tokyo
	tokyo, err := Load("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("ZONEINFO", folder)
	byName, err := files()
	if err != nil {
		t.Fatal(err)
	}
	data, err := read(byName["Asia/Tokyo"])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(folder, "Europe"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "Europe", "Berlin"), data, 0o644); err != nil {
		t.Fatal(err)
	}
	berlin, err := Load("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	if got := noon.In(berlin).Hour(); got != 14 {
		t.Errorf("12:00 UTC in July is %d:00 in Berlin, want 14:00", got)
	}
	if got := noon.In(tokyo).Hour(); got != 21 {
		t.Errorf("12:00 UTC is %d:00 in Tokyo, want 21:00", got)
	}
}

func TestUnknownZones(t *testing.T) {
	for name, want := range map[string]string{
		"":                                    "no time zone is named",
		"Local":                               "differs from machine to machine",
		"europe/berlin":                       "did you mean Europe/Berlin?",
		"Europe/Berln":                        "did you mean Europe/Berlin?",
		"Europe/Munchen":                      "unknown time zone",
		"Berlin":                              "did you mean Europe/Berlin?",
		"US/New_York":                         "did you mean America/New_York?",
		"America/New York":                    "did you mean America/New_York?",
		"Asia/Calcuta":                        "did you mean Asia/Calcutta?",
		"../../etc/passwd":                    "unknown time zone",
		"Europe/":                             "unknown time zone",
		strings.Repeat("Europe/Berlin", 1000): "unknown time zone",
	} {
		_, err := Load(name)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Load(%.40q): %v, want %q", name, err, want)
		}
		if err != nil && len(err.Error()) > 200 {
			t.Errorf("Load(%.40q): an error of %d bytes", name, len(err.Error()))
		}
	}
}

// The record beside the archive belongs to the archive, and says what the Go distribution says of the same bytes.
func TestVersionIsTheArchives(t *testing.T) {
	fields := strings.Fields(release)
	if len(fields) != 3 {
		t.Fatalf("release.txt is %q, want release, sum and Go version", release)
	}
	if got := fmt.Sprintf("%x", sha256.Sum256(archive)); got != fields[1] {
		t.Errorf("zoneinfo.zip has sum %s, release.txt says %s: run go generate", got, fields[1])
	}
	if !regexp.MustCompile(`^20\d\d[a-z]$`).MatchString(Version()) {
		t.Errorf("version %q is no release of the database", Version())
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skip("no Go distribution to compare with")
	}
	folder := filepath.Join(strings.TrimSpace(string(root)), "lib", "time")
	theirs, err := os.ReadFile(filepath.Join(folder, "zoneinfo.zip"))
	if err != nil || !bytes.Equal(theirs, archive) {
		t.Skip("this Go distribution ships other zone data")
	}
	script, err := os.ReadFile(filepath.Join(folder, "update.bash"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(script, []byte("\nDATA="+Version()+"\n")) {
		t.Errorf("the distribution does not say that this data is %s", Version())
	}
}
