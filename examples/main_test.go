package examples_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ulikunitz/xz"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
)

var update = flag.Bool("update", false, "write the numbers into the READMEs instead of comparing them")

// program is the yardstick that a reader of the examples would build.
var program string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	flag.Parse()
	folder, err := os.MkdirTemp("", "yardstick-examples-")
	if err == nil {
		defer func() { _ = os.RemoveAll(folder) }()
		program = filepath.Join(folder, "yardstick")
		var said []byte
		said, err = exec.Command("go", "build", "-o", program, "../cmd/yardstick").CombinedOutput()
		_, _ = os.Stderr.Write(said)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "building yardstick:", err)
		return 2
	}
	return pgtest.Run(m)
}

// yardstick runs a command in a folder and gives what it wrote to stdout; the exit code must be the one wanted.
func yardstick(t *testing.T, folder, database string, wantCode int, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = folder
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "DATABASE_URL=") }), "NO_COLOR=1")
	if database != "" {
		cmd.Env = append(cmd.Env, "DATABASE_URL="+database)
	}
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if code := cmd.ProcessState.ExitCode(); code != wantCode {
		t.Fatalf("yardstick %s ended with %d, want %d\n%s%s", strings.Join(args, " "), code, wantCode, &out, &errOut)
	}
	return out.String()
}

// copyExample copies an example's files to where the test may leave things behind.
func copyExample(t *testing.T, name string) string {
	t.Helper()
	folder := pgtest.Folder(t)
	if err := os.CopyFS(folder, os.DirFS(name)); err != nil {
		t.Fatal(err)
	}
	return folder
}

// dataset gives the absolute path of a public data set, and skips the test where it is not there.
func dataset(t *testing.T, name string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("a whole export takes minutes under the race detector: the samples are replayed, and the full run does the rest")
	}
	path, err := filepath.Abs(filepath.Join("..", "..", "shared", "data", name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the public data set %s is not there: %v", name, err)
	}
	return path
}

// rows reads a data set without any of our own code, as maps from column to text.
func rows(t *testing.T, path string) []map[string]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	var in io.Reader = file
	if strings.HasSuffix(path, ".xz") {
		if in, err = xz.NewReader(file); err != nil {
			t.Fatal(err)
		}
	}
	all, err := csv.NewReader(in).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	read := make([]map[string]string, 0, len(all)-1)
	for _, fields := range all[1:] {
		row := make(map[string]string, len(fields))
		for i, name := range all[0] {
			row[name] = fields[i]
		}
		read = append(read, row)
	}
	return read
}

// clock is a line of `check --clocks`.
type clock struct {
	Ticket, Standard, State, Verdict, Reason string
	StartedAt                                string `json:"started_at"`
	DueAt                                    string `json:"due_at"`
	StoppedAt                                string `json:"stopped_at"`
	ElapsedS                                 int64  `json:"elapsed_s"`
}

// clocks reads the file that `check --clocks` wrote, by ticket, of one standard.
func clocks(t *testing.T, path, standard string) map[string]clock {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]clock{}
	for line := range strings.Lines(string(data)) {
		var c clock
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		if c.Standard != standard {
			continue
		}
		if _, twice := all[c.Ticket]; twice {
			t.Fatalf("ticket %s has two clocks under %s", c.Ticket, standard)
		}
		all[c.Ticket] = c
	}
	return all
}

// golden compares a section of an example's README with what it must say.
func golden(t *testing.T, example, section, want string) {
	t.Helper()
	path := filepath.Join(example, "README.md")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- "+section+" -->\n", "<!-- /"+section+" -->\n"
	before, rest, found := strings.Cut(string(data), begin)
	have, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("%s has no section %q", path, section)
	}
	switch {
	case have == want:
	case *update:
		if err := os.WriteFile(path, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s, section %q, says\n%s\nand should say (run the test with -update)\n%s", path, section, have, want)
	}
}

// console shows a command and its output as a README does.
func console(command, output string) string {
	return "```console\n$ " + command + "\n" + strings.TrimRight(output, "\n") + "\n```\n"
}

// digestBegin gives how a digest by the files alone begins: its words, before the tables, which tell when it was made.
func digestBegin(t *testing.T, folder, database, period string) string {
	t.Helper()
	said := yardstick(t, folder, database, 0, "digest", "--period", period)
	words, _, found := strings.Cut(said, "\nSTANDARDS\n")
	if !found {
		t.Fatalf("the digest of %s has no table of standards:\n%s", period, said)
	}
	return console("yardstick digest --period "+period, words+"…\n")
}
