package main

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const module = "github.com/yardstickd/yardstick"

// root is the module's folder, seen from this package.
const root = "../.."

// inward says, for each package of ours, which others of ours it may import. The order is that of docs/architecture.md:
// everything points up this list, nothing down. A package that is not in it has no place yet, and that is an error too.
var inward = map[string][]string{
	"rules/calendar":            {},
	"rules/match":               {},
	"rules":                     {"rules/calendar", "rules/match"},
	"rules/compliance":          {"rules", "rules/calendar"},
	"rules/explain":             {"rules", "rules/calendar", "rules/match"},
	"config/diag":               {},
	"config/zone":               {},
	"config":                    {"config/diag", "config/zone", "rules", "rules/calendar", "rules/compliance", "rules/match"},
	"notifiers":                 {"rules", "rules/calendar", "rules/compliance"},
	"notifiers/digest":          {"notifiers", "rules", "rules/calendar", "rules/compliance"},
	"notifiers/console":         {"notifiers", "notifiers/digest", "rules/calendar", "rules/compliance"},
	"notifiers/slack":           {"notifiers", "notifiers/digest", "rules/calendar", "rules/compliance"},
	"notifiers/email":           {"notifiers", "notifiers/digest", "rules/calendar", "rules/compliance"},
	"notifiers/webhook":         {"notifiers", "notifiers/digest", "rules/calendar", "rules/compliance"},
	"notifiers/notifierstest":   {"notifiers", "rules/calendar", "rules/compliance"},
	"monitor":                   {"notifiers", "notifiers/digest", "rules", "rules/calendar", "rules/compliance", "rules/explain", "rules/match"},
	"monitor/ledgertest":        {"monitor", "notifiers", "rules", "rules/calendar", "rules/compliance"},
	"monitor/board":             {"monitor", "notifiers", "notifiers/digest", "rules", "rules/calendar", "rules/compliance", "rules/explain", "rules/match"},
	"monitor/board/browsertest": {},
	"monitor/embedded":          {},
	"monitor/embedded/pgtest":   {"monitor/embedded"},
	"monitor/faults":            {}, // tests alone
	"monitor/postgres":          {"monitor", "monitor/board", "notifiers", "rules", "rules/calendar", "rules/compliance", "rules/match"},
	"monitor/csvimport":         {"config", "rules", "rules/calendar", "rules/match"},
	"monitor/simulate":          {"rules", "rules/calendar"},
	"examples":                  {},
}

// outward says which packages alone may import a library; the others go through them.
var outward = map[string][]string{
	"gopkg.in/yaml.v3":                           {"config", "config/diag"},
	"github.com/invopop/jsonschema":              {"config"},
	"github.com/rickar/cal/v2":                   {"config"},
	"github.com/emersion/go-ical":                {"config"},
	"github.com/teambition/rrule-go":             {"config"},
	"github.com/jmoiron/sqlx":                    {"monitor/postgres"},
	"github.com/lib/pq":                          {"monitor/postgres", "monitor/embedded", "monitor/embedded/pgtest", "monitor/csvimport", "monitor/simulate"},
	"github.com/pressly/goose/v3":                {"monitor/postgres"},
	"github.com/fergusstrange/embedded-postgres": {"monitor/embedded"},
	"github.com/robfig/cron/v3":                  {"monitor", "config"},
	"github.com/slack-go/slack":                  {"notifiers/slack", "notifiers/notifierstest"},
	"github.com/gorilla/websocket":               {"notifiers/notifierstest"},
	"github.com/wneessen/go-mail":                {"notifiers/email"},
	"github.com/charmbracelet/lipgloss":          {"notifiers/console", "cmd/yardstick"},
	"github.com/spf13/cobra":                     {"cmd/yardstick"},
	"github.com/schollz/progressbar/v3":          {"cmd/yardstick"},
	"github.com/ulikunitz/xz":                    {"monitor/csvimport"},
	"github.com/klauspost/compress":              {"monitor/csvimport"},
	"github.com/gofrs/flock":                     {"monitor/embedded", "monitor/embedded/pgtest"},
	"golang.org/x/text":                          {"monitor/csvimport", "notifiers/digest"},
	"golang.org/x/image":                         {"notifiers/digest"},
	"codeberg.org/go-pdf/fpdf":                   {"notifiers/digest"},
	"github.com/go-fonts/dejavu":                 {"notifiers/digest"},
	"github.com/go-fonts/liberation":             {"notifiers/digest"},
	"github.com/mattn/go-isatty":                 {"cmd/yardstick"},
	"github.com/mattn/go-runewidth":              {"cmd/yardstick"},
	"github.com/fsnotify/fsnotify":               {"cmd/yardstick"},
	"github.com/prometheus/client_golang":        {"cmd/yardstick"},
	"github.com/rivo/uniseg":                     {"notifiers", "notifiers/console", "notifiers/digest"},
	"github.com/santhosh-tekuri/jsonschema/v6":   {}, // for tests
	"github.com/google/go-cmp":                   {"monitor/ledgertest", "notifiers/notifierstest"},
	"github.com/rogpeppe/go-internal":            {},
	"github.com/chromedp/chromedp":               {"monitor/board/browsertest"},
	"github.com/chromedp/cdproto":                {"monitor/board/browsertest"},
	"go.uber.org/goleak":                         {},
	"golang.org/x/net":                           {}, // for tests, which look at pages as browsers do
}

// pure is all of the standard library that the core may use. What could look at a clock, a file, a network or another
// goroutine is not among it; of package time only the symbols that impure lacks.
var pure = []string{
	"bytes", "cmp", "encoding/json", "errors", "fmt", "iter", "maps", "math", "math/bits", "slices", "sort", "strconv", "strings",
	"time", "unicode", "unicode/utf8",
}

// impure are the symbols of package time that ask the machine rather than the caller.
var impure = []string{
	"After", "AfterFunc", "LoadLocation", "Local", "NewTicker", "NewTimer", "Now", "Since", "Sleep", "Tick", "Until",
}

func TestWalls(t *testing.T) {
	units := readUnits(t, root)
	if len(units) < 5 {
		t.Fatalf("found only %d packages below %s", len(units), root)
	}
	for _, u := range units {
		for _, problem := range u.problems() {
			t.Error(problem)
		}
	}
	known := slices.Sorted(maps.Keys(inward))
	for path, imports := range inward {
		for _, imported := range imports {
			if !slices.Contains(known, imported) {
				t.Errorf("inward lets %s import %s, which has no entry of its own", path, imported)
			}
		}
	}
	if cycle := findCycle(inward); cycle != "" {
		t.Errorf("inward lets packages import each other in a circle: %s", cycle)
	}
}

// TestWallsCanFail builds packages that break one wall each and wants just that to be said.
func TestWallsCanFail(t *testing.T) {
	const head = "// Package x is made up.\npackage x\n"
	for _, c := range []struct {
		name, path, source string
		want               []string
	}{
		{"clean", "rules", head + `import "strings"; var _ = strings.Fields`, nil},
		{"no comment", "rules", `package x`, []string{"rules: no file opens with a comment that says what the package is"}},
		{
			"up", "rules", head + `import _ "github.com/yardstickd/yardstick/monitor"`,
			[]string{"rules must not import monitor: imports only go down (docs/architecture.md)"},
		},
		{
			"sideways", "rules/match", head + `import _ "github.com/yardstickd/yardstick/rules/calendar"`,
			[]string{"rules/match must not import rules/calendar: imports only go down (docs/architecture.md)"},
		},
		{
			"parent of children", "notifiers", head + `import _ "github.com/yardstickd/yardstick/notifiers/slack"`,
			[]string{"notifiers must not import notifiers/slack: imports only go down (docs/architecture.md)"},
		},
		{
			"wiring", "monitor", head + `import _ "github.com/yardstickd/yardstick/config"`,
			[]string{"monitor must not import config: imports only go down (docs/architecture.md)"},
		},
		{"no place", "util", head, []string{"util has no place in the order of packages: give it one in walls_test.go and docs/architecture.md"}},
		{
			"yaml", "monitor", head + `import _ "gopkg.in/yaml.v3"`,
			[]string{"monitor must not import gopkg.in/yaml.v3: only config, config/diag may"},
		},
		{
			"library below a library", "config", head + `import _ "github.com/lib/pq/oid"`,
			[]string{"config must not import github.com/lib/pq/oid: only monitor/postgres, monitor/embedded, monitor/embedded/pgtest, monitor/csvimport, monitor/simulate may"},
		},
		{
			"unknown library", "cmd/yardstick", head + `import _ "example.com/new/thing"`,
			[]string{"cmd/yardstick imports example.com/new/thing, which walls_test.go does not know: say there who may"},
		},
		{
			"files in the core", "rules/calendar", head + `import _ "os"`,
			[]string{"rules/calendar must not import os: the core is pure"},
		},
		{
			"locks in the core", "rules", head + `import _ "sync/atomic"`,
			[]string{"rules must not import sync/atomic: the core is pure"},
		},
		{
			"a library in the core", "rules", head + `import _ "github.com/google/go-cmp/cmp"`,
			[]string{"rules must not import github.com/google/go-cmp/cmp: the core is pure"},
		},
		{
			"the clock", "rules", head + "import clock \"time\"\nvar now = clock.Now",
			[]string{"rules: made-up.go:4: time.Now asks the machine; the core is told"},
		},
		{
			"a goroutine", "rules", head + "func f() {\n\tgo f()\n}",
			[]string{"rules: made-up.go:4: the core starts no goroutines"},
		},
		{
			"a channel", "rules", head + "var c chan int",
			[]string{"rules: made-up.go:3: the core has no channels"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := parseUnit(t, c.path, c.source).problems()
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("want - got +\n%s", diff)
			}
		})
	}
}

func TestCycles(t *testing.T) {
	if got := findCycle(map[string][]string{"a": {"b"}, "b": {"c"}, "c": {"a"}}); got == "" {
		t.Error("a circle was not seen")
	}
	if got := findCycle(map[string][]string{"a": {"b", "c"}, "b": {"c"}, "c": nil}); got != "" {
		t.Errorf("%s is no circle", got)
	}
}

// findCycle gives a package from which the imports lead back to it, "" if there is none.
func findCycle(imports map[string][]string) string {
	const walking, done = 1, 2
	state := map[string]int{}
	var walk func(string) string
	walk = func(path string) string {
		switch state[path] {
		case walking:
			return path
		case done:
			return ""
		}
		state[path] = walking
		for _, next := range imports[path] {
			if cycle := walk(next); cycle != "" {
				return cycle
			}
		}
		state[path] = done
		return ""
	}
	for path := range imports {
		if cycle := walk(path); cycle != "" {
			return cycle
		}
	}
	return ""
}
