// Package docs_test holds the pages of this folder to what the program does.
package docs_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var update = flag.Bool("update", false, "draw the pictures instead of comparing them")

var (
	fence = regexp.MustCompile("(?s)```yaml\n(.*?)```")
	image = regexp.MustCompile(`!\[[^\]]+\]\(images/clock-([a-z-]+)\.svg\)`)
	// ruleRow is a line of the page's tables of rules.
	ruleRow = regexp.MustCompile(`(?m)^\| ([^-| ][^|]*|--at [^|]*) \| (.+) \|$`)
	named   = regexp.MustCompile("`(Test\\w+)`")
)

// clockPage gives the page's text, and its YAML read as one set.
func clockPage(t *testing.T) (string, *config.Set) {
	t.Helper()
	page, err := os.ReadFile("clock.md")
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for i, m := range fence.FindAllSubmatch(page, -1) {
		path := filepath.Join(t.TempDir(), fmt.Sprintf("%d.yaml", i))
		if err := os.WriteFile(path, m[1], 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	set, problems := config.LoadStandardFiles(paths...)
	if set == nil {
		t.Fatal(problems)
	}
	return string(page), set
}

// TestClockPictures replays the timelines of docs/clock.md, wants what the page expects of them, and draws them.
func TestClockPictures(t *testing.T) {
	page, set := clockPage(t)
	var drawn []string
	for i := range set.Tests {
		c := newCase(t, set, &set.Tests[i])
		drawn = append(drawn, c.standard.ID)
		t.Run(c.standard.ID, func(t *testing.T) {
			c.check(t)
			path := filepath.Join("images", "clock-"+c.standard.ID+".svg")
			want := c.picture(t).svg()
			have, err := os.ReadFile(path)
			switch {
			case err == nil && string(have) == want:
			case *update:
				if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
					t.Fatal(err)
				}
			default:
				t.Errorf("%s does not show what a replay gives (run the test with -update): %v", path, err)
			}
		})
	}
	var shown []string
	for _, m := range image.FindAllStringSubmatch(page, -1) {
		shown = append(shown, m[1])
	}
	if diff := cmp.Diff(drawn, shown); diff != "" {
		t.Errorf("pictures drawn and shown: %s", diff)
	}
}

// TestClockPageNamesTests wants each rule of the page to be held by a test: the one it names, or a ruling of its name.
func TestClockPageNamesTests(t *testing.T) {
	page, _ := clockPage(t)
	_, tables, _ := strings.Cut(page, "## The rules, one by one")
	sources := testSources(t, "../rules", "../rules/compliance", "../monitor", "../cmd/yardstick")
	rows := ruleRow.FindAllStringSubmatch(tables, -1)
	if len(rows) < 25 {
		t.Fatalf("%d rules", len(rows))
	}
	for _, row := range rows {
		held := []string{`"` + row[1] + `", "`}
		if tests := named.FindAllStringSubmatch(row[2], -1); tests != nil {
			held = nil
			for _, test := range tests {
				held = append(held, "func "+test[1]+"(")
			}
		}
		for _, want := range held {
			if !strings.Contains(sources, want) {
				t.Errorf("no test holds the rule %q: nothing says %s", row[1], want)
			}
		}
	}
}

// testSources gives what the tests of some folders say.
func testSources(t *testing.T, folders ...string) string {
	t.Helper()
	var sources strings.Builder
	for _, folder := range folders {
		paths, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			sources.Write(text)
		}
	}
	return sources.String()
}

// pageCase is a test of the page with what a replay makes of it.
type pageCase struct {
	test     *config.Test
	standard *rules.Standard
	clocks   []rules.Clock
	// unpaused is the first clock as it would be without pauses and reopening.
	unpaused rules.Clock
}

func newCase(t *testing.T, set *config.Set, test *config.Test) pageCase {
	t.Helper()
	i := slices.IndexFunc(set.Standards, func(s *rules.Standard) bool { return s.ID == test.Standard })
	c := pageCase{test: test, standard: set.Standards[i]}
	c.clocks = c.replay(t, c.standard)
	bare := *c.standard
	bare.Measure.Pauses, bare.Measure.Reopen = nil, rules.Reopen{}
	c.unpaused = c.replay(t, &bare)[0]
	return c
}

func (c pageCase) replay(t *testing.T, standard *rules.Standard) []rules.Clock {
	t.Helper()
	kinds := map[string]bool{}
	for _, e := range c.test.Timeline {
		kinds[e.Event] = true
	}
	m := standard.Measure
	for _, s := range slices.Concat(m.Start, m.Stop, m.Cancel, m.Reopen.Events) {
		kinds[s.Event] = true
	}
	for _, p := range m.Pauses {
		for _, s := range slices.Concat(p.When, p.Until, p.While) {
			kinds[s.Event] = true
		}
	}
	vocabulary := rules.NewVocabulary("page", standard.Calendar.Zone(), nil, slices.Sorted(maps.Keys(kinds)))
	ticket := rules.Ticket{Source: "page", ID: "1"}
	asOf := calendar.None
	for _, e := range c.test.Timeline {
		kind, _ := vocabulary.Kind(e.Event)
		ticket.Events = append(ticket.Events, rules.Event{At: e.At, Kind: kind, Author: e.Author, Public: e.Public, Seq: e.Seq, HasSeq: e.HasSeq})
		if asOf == calendar.None || e.At > asOf {
			asOf = e.At
		}
	}
	book, unknown := rules.Bind(rules.Since(standard), vocabulary)
	if len(unknown) > 0 {
		t.Fatal(unknown)
	}
	var result rules.Result
	book.Replay(&ticket, asOf, &result)
	return result.Clocks
}

// check compares the last clock with what the page says of it.
func (c pageCase) check(t *testing.T) {
	t.Helper()
	last, expect := &c.clocks[len(c.clocks)-1], c.test.Expect
	if expect.Due == calendar.None || expect.Verdict == "" {
		t.Fatal("the page does not say what it expects")
	}
	if last.DueAt != expect.Due || verdictWords[last.Verdict] != expect.Verdict {
		t.Errorf("%s, due %s, and the page says %s, due %s", verdictWords[last.Verdict], last.DueAt, expect.Verdict, expect.Due)
	}
	if expect.Alerts == nil {
		return
	}
	var alerts []string
	for _, s := range rules.Stages(nil, last) {
		if s.Kind != rules.StageKept {
			alerts = append(alerts, s.Name)
		}
	}
	if diff := cmp.Diff(expect.Alerts, alerts); diff != "" {
		t.Error(diff)
	}
}

var verdictWords = map[rules.Verdict]string{rules.Exceeded: "exceeded", rules.Met: "met", rules.Missed: "missed"}

// picture is what the page shows of it.
func (c pageCase) picture(t *testing.T) *picture {
	t.Helper()
	zone := c.standard.Calendar.Location()
	stamp := func(at calendar.Instant) string { return at.Time().In(zone).Format("Mon 15:04") }
	p := &picture{title: c.test.Name, on: c.standard.Calendar, clocks: c.clocks, from: c.test.Timeline[0].At, to: c.test.Timeline[0].At}
	for _, e := range c.test.Timeline {
		p.events = append(p.events, mark{at: e.At, text: strings.ReplaceAll(e.Event, "_", " ") + ", " + stamp(e.At), colour: ink})
		p.to = max(p.to, e.At)
	}
	for i := range c.clocks {
		clock := &c.clocks[i]
		p.follows = append(p.follows, mark{at: clock.DueAt, text: "due " + stamp(clock.DueAt) + ": " + outcome(clock), colour: lateFill})
		p.to = max(p.to, clock.DueAt)
		for _, s := range rules.Stages(nil, clock) {
			if s.Kind == rules.StageWarn {
				p.follows = append(p.follows, mark{at: s.At, text: s.Name + ", " + stamp(s.At), colour: ink})
			}
		}
	}
	if due := c.unpaused.DueAt; due != c.clocks[0].DueAt {
		p.follows = append(p.follows, mark{at: due, text: "due " + stamp(due) + " if it had not stood still", colour: faint, dashed: true})
		p.to = max(p.to, due)
	}
	p.from, p.to = p.from.Add(-2*time.Hour), p.to.Add(3*time.Hour)
	return p
}

// outcome says how a clock ended.
func outcome(c *rules.Clock) string {
	said := verdictWords[c.Verdict] + " after " + brief(c.Elapsed)
	if c.PausedFor > 0 {
		said += ", stood still for " + brief(c.PausedFor)
	}
	return said
}

// brief writes a length of time in hours and minutes.
func brief(d time.Duration) string {
	hours, minutes := int(d/time.Hour), int(d%time.Hour/time.Minute)
	switch {
	case hours == 0:
		return fmt.Sprintf("%dm", minutes)
	case minutes == 0:
		return fmt.Sprintf("%dh", hours)
	}
	return fmt.Sprintf("%dh%02dm", hours, minutes)
}
