package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// screen is where a command writes while a test waits for what it wants to see.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
	want []*regexp.Regexp
	seen func() // called once all that is wanted was written
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text.Write(p)
	for len(s.want) > 0 && s.want[0].Match(s.text.Bytes()) {
		if s.want = s.want[1:]; len(s.want) == 0 {
			s.seen()
		}
	}
	return len(p), nil
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// demoTemp makes the demo's temporary folder visible to the test, which tells whether it is left empty.
func demoTemp(t *testing.T) string {
	t.Helper()
	dir := pgtest.Folder(t)
	t.Setenv("TMPDIR", dir)
	t.Chdir(dir) // a demo must not need anything of the working folder, nor leave anything there
	t.Setenv("DATABASE_URL", "postgres://nobody@nowhere.invalid/none")
	return dir
}

func leftEmpty(t *testing.T, dir string) {
	t.Helper()
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 0 {
		t.Errorf("the demo left %s behind", left)
	}
}

func TestDemoOnce(t *testing.T) {
	dir := demoTemp(t)
	out, errOut := &screen{}, &screen{}
	if code := execute(t.Context(), []string{"demo", "--once"}, nil, out, errOut); code != 0 {
		t.Fatalf("ended with %d\n%s", code, errOut)
	}
	for _, want := range []string{
		`A service desk with \d,\d{3} tickets and \d{2},\d{3} events`,
		`Yardstick has begun to watch`,
		`(?m)^.*of open time left$`,
		`(?m)^.*Missed: done .* late$`,
		`Told: \d+ summaries, \d+ groups, [1-9]\d* warnings, [1-9]\d* missed`,
		`at risk +\w{3} \d{4}-\d{2}-\d{2} \d{2}:\d{2} \+0[12]:00`,
		`(?m)^callback +\d+\.\d% `,
		`(\d,\d{3}) tickets read: \d,\d{3} evaluated, 0 set aside\.`,
		`(?m)^Week \d+, .*\n\d+(\.\d)? % of promises kept`,
		`(?m)^WHAT NEEDS ATTENTION$`,
		`awareness: nothing promised`,
		`(?m)from a quiet month\.$`,
	} {
		if !regexp.MustCompile(want).MatchString(out.String()) {
			t.Errorf("%s is not in the output", want)
		}
	}
	if errOut.String() != "" {
		t.Errorf("stderr: %s", errOut)
	}
	if t.Failed() {
		t.Log(out)
	}
	leftEmpty(t, dir)
}

// A demo that plays must soon show a warning, a miss, a recovery and a promise
// kept after a warning; Ctrl-C ends it well and leaves nothing behind.
func TestDemoPlays(t *testing.T) {
	dir := demoTemp(t)
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	out, errOut := &screen{seen: interrupt}, &screen{}
	for _, headline := range []string{
		`^The board: +http://127\.0\.0\.1:\d+/\n`, `has begun to watch`, `#executives\n(▌.*\n)*▌ .* of promises kept`, `of open time left`, `(?m)^▌ (\d+ (s|min|min \d+ s) late|Late now)$`, `Done, .* late`, `Done in time`,
	} {
		out.want = append(out.want, regexp.MustCompile(headline))
	}
	if code := execute(ctx, []string{"demo", "--speed", "120", "--for", "2m"}, nil, out, errOut); code != 0 {
		t.Fatalf("ended with %d\n%s", code, errOut)
	}
	if len(out.want) > 0 {
		t.Errorf("not seen in two minutes: %s\n%s", out.want, out)
	}
	if !regexp.MustCompile(`Told: .* [1-9]\d* warnings, [1-9]\d* missed, \d+ escalated, [1-9]\d* recovered, [1-9]\d* kept, \d+ withdrawn\.\n$`).MatchString(out.String()) {
		t.Errorf("the output ends with %q", lastLine(out.String()))
	}
	if errOut.String() != "" {
		t.Errorf("stderr: %s", errOut)
	}
	leftEmpty(t, dir)
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return lines[len(lines)-1]
}

// Where its port is taken the demo takes another, and the board is there, with links to it in what is told.
func TestDemoTakesAFreePort(t *testing.T) {
	taken, err := listen(t.Context(), "127.0.0.1:8080")
	if err == nil { // else something else has it, which does as well
		defer func() { _ = taken.Close() }()
	}
	dir := demoTemp(t)
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	seen := make(chan struct{})
	out, errOut := &screen{seen: func() { close(seen) }, want: []*regexp.Regexp{regexp.MustCompile(`Time runs .* as fast`)}}, &screen{}
	ended := make(chan int, 1)
	go func() { ended <- execute(ctx, []string{"demo", "--for", "2m"}, nil, out, errOut) }()
	select {
	case <-seen:
		address := regexp.MustCompile(`^The board: +(http://\S+)\n`).FindStringSubmatch(out.String())
		if address == nil || strings.HasSuffix(address[1], ":8080/") {
			t.Errorf("it begins with %q", out)
			break
		}
		answer, err := http.Get(address[1])
		if err != nil {
			t.Error(err)
			break
		}
		page, err := io.ReadAll(answer.Body)
		if err := errors.Join(err, answer.Body.Close()); err != nil || answer.StatusCode != http.StatusOK || !bytes.Contains(page, []byte("Late now")) {
			t.Errorf("the board answers %s, %v: %s", answer.Status, err, page)
		}
	case code := <-ended:
		t.Fatalf("ended with %d\n%s", code, errOut)
	}
	interrupt()
	if code := <-ended; code != 0 {
		t.Errorf("ended with %d\n%s", code, errOut)
	}
	leftEmpty(t, dir)
}

func TestDemoStopsByItself(t *testing.T) {
	dir := demoTemp(t)
	out, errOut := &screen{}, &screen{}
	if code := execute(t.Context(), []string{"demo", "--for", "1s"}, nil, out, errOut); code != 0 {
		t.Fatalf("ended with %d\n%s", code, errOut)
	}
	if !strings.HasPrefix(lastLine(out.String()), "Told:") {
		t.Errorf("the output ends with %q", lastLine(out.String()))
	}
	leftEmpty(t, dir)
}

func TestDemoRefusesFlags(t *testing.T) {
	for _, args := range []string{"--speed 0", "--speed -1", "--speed 1e9", "--for -1s", "--once --for 3s", "--once --speed 2", "--seed x", "extra"} {
		out, errOut := &screen{}, &screen{}
		if code := execute(t.Context(), append([]string{"demo"}, strings.Fields(args)...), nil, out, errOut); code != 2 {
			t.Errorf("demo %s ended with %d", args, code)
		}
		if n := strings.Count(errOut.String(), "\n"); n != 1 {
			t.Errorf("demo %s: %d lines on stderr: %s", args, n, errOut)
		}
	}
}

// Whatever the day, the demo begins on a morning on which the calendars of its standards are open.
func TestDemoMorning(t *testing.T) {
	folder := t.TempDir()
	standards := standardsOfDemo(t, folder)
	for _, c := range []struct{ now, want string }{
		{"2026-11-20T09:00:00Z", "2026-11-20T09:00:00Z"}, // a Friday at ten in Berlin
		{"2026-11-20T08:59:59Z", "2026-11-19T09:00:00Z"}, // a second before
		{"2026-11-22T23:30:00Z", "2026-11-20T09:00:00Z"}, // Sunday night, Monday in Berlin
		{"2026-07-01T12:00:00Z", "2026-07-01T08:00:00Z"}, // summer time
		{"2026-12-27T12:00:00Z", "2026-12-24T09:00:00Z"}, // at Christmas
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := demoMorning(now, standards).UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("at %s it begins at %s, want %s", c.now, got, c.want)
		}
	}
}

// Every name in the example standards must be one that the desk has; the demo
// would refuse to start otherwise, but this tells it faster and for all of a year.
func standardsOfDemo(t *testing.T, folder string) []*rules.Standard {
	t.Helper()
	d := &demo{workspace: &workspace{errOut: t.Output()}, dir: folder}
	if err := d.configure(); err != nil {
		t.Fatal(err)
	}
	if _, problems := config.LoadStandards(filepath.Join(folder, "standards")); len(problems) != 0 {
		t.Errorf("the example standards have problems: %v", problems)
	}
	return d.set.Standards
}

func TestDemoMorningIsOpenAllYear(t *testing.T) {
	standards := standardsOfDemo(t, t.TempDir())
	for now := time.Date(2026, 1, 10, 12, 0, 0, 0, time.UTC); now.Year() < 2029; now = now.Add(7 * time.Hour) {
		begins := demoMorning(now, standards)
		if begins.After(now) || now.Sub(begins) > 14*24*time.Hour {
			t.Fatalf("at %s it begins at %s", now, begins)
		}
		for _, s := range standards {
			from := calendar.FromTime(begins)
			if open, err := s.Calendar.Between(from, from.Add(time.Hour)); err != nil || open != time.Hour {
				t.Fatalf("at %s it begins at %s, and calendar of %s is not open: %s, %v", now, begins, s.ID, open, err)
			}
		}
	}
}
