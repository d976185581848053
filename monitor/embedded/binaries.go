package embedded

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// NoBinariesError says that there is no Postgres to run, and every way out.
type NoBinariesError struct {
	Wanted string // a major version, where the data needs that one
	Why    error  // why none could be downloaded
}

// Error names the places looked at and the ways out, in one line.
func (e *NoBinariesError) Error() string {
	what := "no Postgres"
	if e.Wanted != "" {
		what = "no Postgres " + e.Wanted + ", which made the data here,"
	}
	return fmt.Sprintf("%s found on PATH, by pg_config, in /usr/lib/postgresql or in Homebrew, and none downloaded (%v); "+
		"ways out: install it (apt-get install postgresql, or brew install postgresql), "+
		"or put the folder with its postgres and initdb on PATH, "+
		"or, for all commands but demo, use a server you have: set DATABASE_URL, or database.url in yardstick.yaml", what, e.Why)
}

// Unwrap gives why none could be downloaded.
func (e *NoBinariesError) Unwrap() error { return e.Why }

// binaries gives the folder of the Postgres to use: the first of dirs that can
// read the data, if there are data, and that the server's user can reach.
func (h home) binaries(ctx context.Context, dirs []string, tell func(string)) (string, error) {
	wanted, err := h.dataVersion()
	if err != nil {
		return "", err
	}
	for _, dir := range dirs {
		real, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres"))
		if err != nil {
			continue
		}
		dir = filepath.Dir(real)
		if executable(dir, "postgres") && executable(dir, "initdb") && h.as.reaches(dir) &&
			(wanted == "" || majorVersion(ctx, dir) == wanted) {
			return dir, nil
		}
	}
	dir, err := download(ctx, h.as, wanted, tell)
	if err != nil {
		return "", &NoBinariesError{Wanted: wanted, Why: err}
	}
	return dir, nil
}

// dataVersion is the major version that made the data, "" where there are none.
func (h home) dataVersion() (string, error) {
	text, err := os.ReadFile(filepath.Join(h.data(), "PG_VERSION"))
	if os.IsNotExist(err) {
		return "", nil
	}
	return strings.TrimSpace(string(text)), err
}

// candidates are the folders where Postgres is usually found, best first.
func candidates(ctx context.Context) []string {
	var dirs []string
	if path, err := exec.LookPath("postgres"); err == nil {
		dirs = append(dirs, filepath.Dir(path))
	}
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", // Debian, Red Hat
		"/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin",
		"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
	} {
		found, _ := filepath.Glob(pattern) // only a bad pattern is an error
		dirs = append(dirs, newestFirst(found)...)
	}
	return dirs
}

var digits = regexp.MustCompile(`\d+`)

// newestFirst sorts folders by the numbers in their names: 15 before 9.6.
func newestFirst(dirs []string) []string {
	version := func(dir string) []int {
		var v []int
		for _, d := range digits.FindAllString(dir, -1) {
			n, _ := strconv.Atoi(d)
			v = append(v, n)
		}
		return v
	}
	slices.SortStableFunc(dirs, func(a, b string) int {
		return cmp.Or(slices.Compare(version(b), version(a)), cmp.Compare(a, b))
	})
	return dirs
}

// majorVersion asks a server's binary for its version: 15, or 9.6 in the old way; "" if it does not say.
func majorVersion(ctx context.Context, bin string) string {
	out, err := exec.CommandContext(ctx, filepath.Join(bin, "postgres"), "--version").Output()
	if err != nil {
		return ""
	}
	numbers := digits.FindAllString(string(out), 2)
	if len(numbers) == 2 && len(numbers[0]) == 1 {
		return numbers[0] + "." + numbers[1]
	}
	return strings.Join(numbers[:min(1, len(numbers))], "")
}

func executable(dir, name string) bool {
	info, err := os.Stat(filepath.Join(dir, name))
	return err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o111 != 0
}
