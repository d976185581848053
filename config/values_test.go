package config

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/config/diag"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// write makes files in a folder of the test and gives the folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestLoad(t *testing.T) {
	dir := write(t, map[string]string{
		"secrets/slack": "xoxb-canary\n", "rules/a.yaml": "routes: {}\n",
		"yardstick.yaml": `
database: { url: "${env:SET}", schema: ledger }
sources:
  - name: desk
    url: postgres://reader@replica/desk
    timezone: Europe/Berlin
    link: "https://desk.example.com/t/{id}"
    tickets: |
      SELECT id, '> @x: *y !z' AS a, "b: c" -- {a: b, &c
      FROM t
    milestones: { resolved: closed_at, opened: created_at }
    events: SELECT ticket_id, at, kind FROM e
    kinds: [merged, spam]
    events_since: 2024-07-01
    overlap: 20m
    stale_after: 90s
standards: rules
schedule: { timezone: Asia/Tokyo, round: "*/5  * * * *", reconcile: "@every 6h", digest: "0 9 * * FRI", daily: "@daily" }
slack: { token: "${file:secrets/slack}", api_url: "http://127.0.0.1:9/api/" }
alerts: { lease: 1m30s, operators: "#ops" }
webhooks: { allow: [hooks.example.com], to: { hook: { url: "${env:HOOK}", key: "${env:BOT}" } } }
digest: { to: { slack: "#executives", webhook: hook }, by: [squad, account], customer: account }
server: { listen: "[::1]:8080", url: "https://ys.example.com/board/" }
`,
	})
	c, problems := Load(filepath.Join(dir, "yardstick.yaml"), environment)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	s := c.Sources[0]
	got := []any{
		c.Database.URL.Reveal(), c.Database.Schema, c.Standards, c.Schedule.Location.String(), c.Schedule.Round,
		c.Slack.Token.Reveal(), c.Slack.APIURL, c.Alerts.Lease, s.Name, s.URL.Reveal(), s.Location.String(), s.Link,
		s.Milestones, s.Kinds, strings.HasPrefix(s.Tickets, "SELECT id, '> @x: *y !z' AS a"), s.Events,
		s.EventsSince, s.Overlap, s.StaleAfter, c.Schedule.Reconcile, c.Alerts.Operators, c.Server.Listen,
		c.Schedule.Digest, c.Schedule.Daily, c.Digest, c.Server.URL,
	}
	want := []any{
		"postgres://me:canary@db/ledger", "ledger", filepath.Join(dir, "rules"), "Asia/Tokyo", "*/5 * * * *",
		"xoxb-canary", "http://127.0.0.1:9/api/", 90 * time.Second, "desk", "postgres://reader@replica/desk", "Europe/Berlin",
		"https://desk.example.com/t/{id}",
		[]Milestone{{"resolved", "closed_at"}, {"opened", "created_at"}},
		[]string{"merged", "spam"},
		true, "SELECT ticket_id, at, kind FROM e",
		instant(t, "2024-07-01T00:00:00+02:00"), 20 * time.Minute, 90 * time.Second, "@every 6h", "#ops", "[::1]:8080",
		"0 9 * * FRI", "@daily",
		Digest{To: Destination{Slack: "#executives", Webhooks: []string{"hook"}}, By: []string{"squad", "account"}, Customer: "account", Named: true},
		"https://ys.example.com/board",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	text, err := json.Marshal(c)
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "config", c)
	for _, shown := range []string{fmt.Sprintf("%v %+v %#v", c, c, c.Slack), string(text), log.String()} {
		if err != nil || strings.Contains(shown, "canary") {
			t.Errorf("shows a secret: %v %s", err, shown)
		}
	}
}

func TestDefaults(t *testing.T) {
	dir := write(t, map[string]string{"yardstick.yaml": "sources: [{ name: desk, tickets: SELECT 1 }]\n", "standards/a.yaml": "routes: {}\n"})
	c, problems := Load(filepath.Join(dir, "yardstick.yaml"), environment)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if !c.Database.URL.Empty() || c.Database.Schema != "yardstick" || c.Standards != filepath.Join(dir, "standards") ||
		c.Schedule.Round != "* * * * *" || c.Schedule.Location != time.UTC || c.Alerts.Lease != 30*time.Second || c.Sources[0].Location != time.UTC ||
		c.Sources[0].EventsSince != calendar.None || c.Sources[0].Overlap != 5*time.Minute || c.Schedule.Reconcile != "0 3 * * *" ||
		c.Alerts.Operators != "" || c.Server.Listen != "" || c.Alerts.GroupOver != 5 || c.Sources[0].StaleAfter != 5*time.Minute ||
		c.Schedule.Digest != "0 8 * * MON" || c.Schedule.Daily != "30 7 * * *" || c.Server.URL != "" {
		t.Errorf("%+v", c)
	}
	if diff := cmp.Diff(Digest{By: []string{"team", "category", "channel", "customer"}, Customer: "customer"}, c.Digest); diff != "" {
		t.Error(diff)
	}
	if _, problems := Load(filepath.Join(dir, "nowhere.yaml"), environment); !diag.Failed(problems) {
		t.Error("a file that is not there must be an error")
	}
}

func TestParseSpan(t *testing.T) {
	none := calendar.NoClock
	for text, want := range map[string]calendar.Span{
		"30m":                {Unit: calendar.OpenTime, Open: 30 * time.Minute, By: none, Cutoff: none},
		"1h30m":              {Unit: calendar.OpenTime, Open: 90 * time.Minute, By: none, Cutoff: none},
		"1h05m10s":           {Unit: calendar.OpenTime, Open: 65*time.Minute + 10*time.Second, By: none, Cutoff: none},
		"1 working day":      {Unit: calendar.WorkingDays, Days: 1, By: none, Cutoff: none},
		"3  working  days":   {Unit: calendar.WorkingDays, Days: 3, By: none, Cutoff: none},
		"next working day":   {Unit: calendar.WorkingDays, Days: 1, By: calendar.ByClose, Cutoff: none},
		"same working day":   {Unit: calendar.WorkingDays, By: calendar.ByClose, Cutoff: none},
		"30 calendar days":   {Unit: calendar.CalendarDays, Days: 30, By: none, Cutoff: none},
		"3660 calendar days": {Unit: calendar.CalendarDays, Days: 3660, By: none, Cutoff: none},
	} {
		got, wrong := parseSpan(text)
		if wrong != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, wrong)
		}
	}
}

func TestShortOpen(t *testing.T) {
	for _, text := range []string{"30s", "1m30s", "30m", "1h", "20h", "1h30m", "1h0m5s", "100h"} {
		span, wrong := parseSpan(text)
		if got := shortOpen(span); wrong != nil || got != text {
			t.Errorf("%s is written %s", text, got)
		}
	}
}

// TestTwoFiles wants a name that two files define to be shown with both places, and references across files to hold.
func TestTwoFiles(t *testing.T) {
	dir := write(t, map[string]string{
		"a.yaml":  "calendars:\n  office: { timezone: UTC, hours: 24x7 }\n",
		"b.yml":   "calendars:\n  office: { timezone: UTC, hours: 24x7 }\n  shop: { like: office }\n",
		".c.yaml": "nonsense", "d.txt": "nonsense",
	})
	_, problems := LoadStandards(dir)
	if len(problems) != 1 || problems[0].File != filepath.Join(dir, "b.yml") || problems[0].Line != 2 ||
		!strings.Contains(problems[0].Hint, filepath.Join(dir, "a.yaml")+":2:3") {
		t.Errorf("%v", problems)
	}
	if _, problems := LoadStandards(t.TempDir()); !diag.Failed(problems) {
		t.Error("an empty folder must be an error")
	}
}

// TestMeasure reads every key of a measure, and fills in what a ticket may name.
func TestMeasure(t *testing.T) {
	set, problems := readStandards([]*document{parseDocument("x.yaml", []byte(everyKey))})
	if set == nil {
		t.Fatal(problems)
	}
	want := rules.Measure{
		Name:  "all",
		Start: []rules.Selector{{Event: "asked"}, {Event: "comment", Author: rules.Customer, Public: rules.Public}},
		Stop:  []rules.Selector{{Event: "comment", Author: rules.Agent, Public: rules.Private}}, Cancel: []rules.Selector{{Event: "merged"}, {Event: "spam", Author: rules.Bot}},
		Pauses: []rules.Pause{
			{When: rules.Kinds("waiting"), Until: []rules.Selector{{Event: "answered", Author: rules.Customer}, {Event: "resumed"}}},
			{While: rules.Kinds("on_hold", "with_vendor")},
		},
		Repeat: rules.RepeatEach, Reopen: rules.Reopen{Events: rules.Kinds("reopened"), Then: rules.ThenRestart}, CalendarFrom: "site",
	}
	s := set.Standards[0]
	if diff := cmp.Diff(want, s.Measure); diff != "" {
		t.Error(diff)
	}
	if len(s.Sites) != 3 || s.Sites["porto"] == nil || s.Sites["porto"].Name() != "Porto" {
		t.Errorf("%v", s.Sites)
	}
}

// TestEffectiveFrom reads it in the zone of the standard's calendar.
func TestEffectiveFrom(t *testing.T) {
	for written, want := range map[string]string{
		"": "", "effective_from: 2027-01-01, ": "2027-01-01T00:00:00+01:00", "effective_from: 2026-07-01 08:30, ": "2026-07-01T08:30:00+02:00",
		"effective_from: 2026-07-01 08:30Z, ": "2026-07-01T08:30:00Z", "effective_from: 2026-03-29 02:30, ": "2026-03-29T03:00:00+02:00",
	} {
		text := calendarsOfGenerated + "measures: { m: { start: a, stop: b } }\nstandards: [{ id: s, " + written +
			"promise: P, measure: m, calendar: office, targets: [{ within: 2h }] }]\n"
		set, problems := readStandards([]*document{parseDocument("x.yaml", []byte(text))})
		if set == nil {
			t.Fatal(problems)
		}
		from := calendar.None
		if want != "" {
			from = instant(t, want)
		}
		got := set.Histories()[0][0]
		if got.LiveFrom != from || got.LiveUntil != calendar.None || got.RetiredAt != calendar.None || got.Hash != Hash(set.Standards[0]) {
			t.Errorf("%s: %+v", written, got)
		}
	}
}

// TestHash wants a new version for what decides a verdict, and none for the rest.
func TestHash(t *testing.T) {
	const base = `
calendars: { office: { timezone: UTC, hours: { mon-fri: "08:00-17:00" } }, other: { timezone: UTC, hours: 24x7 } }
measures: { m: { start: [a, b], stop: c, cancel: d } }
routes: { r: { slack: "#r" }, q: { slack: "#q" } }
standards:
  - { id: s, promise: P, measure: m, calendar: office, route: r, warn_at: [50%], objective: 90%,
      applies_to: { x: [u, v], y: w }, targets: [{ when: { z: k }, exempt: Because. }, { within: 2h, desired: 1h }] }
`
	hash := func(old, changed string) string {
		text := strings.Replace(base, old, changed, 1)
		if old != "" && text == base {
			t.Fatalf("%q is not there", old)
		}
		set, problems := readStandards([]*document{parseDocument("x.yaml", []byte(text))})
		if set == nil {
			t.Fatal(problems)
		}
		return Hash(set.Standards[0])
	}
	was := hash("", "")
	for old, changed := range map[string]string{
		"promise: P": "promise: Q", "Because.": "Since.", "08:00-17:00": "09:00-17:00", "warn_at: [50%]": "warn_at: [60%]",
		"90%": "80%", "route: r": "route: q", "[a, b]": "[b, a]", "[u, v]": "[V, u]", "x: [u, v], y: w": "y: W, x: [u, v]", "2h": "120m",
		"{ z: k }": "{ z: \u212a }", // the Kelvin sign matches what k does
	} {
		if hash(old, changed) != was {
			t.Errorf("%s to %s makes a new version", old, changed)
		}
	}
	for old, changed := range map[string]string{
		"stop: c": "stop: e", "cancel: d": "cancel: f", "[a, b]": "[a]", "y: w": "y: { not: w }", "[u, v]": "[u]", "2h": "3h",
		"desired: 1h": "desired: 30m", "calendar: office": "calendar: other", "z: k": "z: { gte: 3 }", "exempt: Because.": "within: 1h",
		"within: 2h, ": "within: 2h, calendar: other, ",
	} {
		if hash(old, changed) == was {
			t.Errorf("%s to %s makes no new version", old, changed)
		}
	}
}

// TestHashStays holds hashes to what is in people's ledgers already. A change here calls everybody's standards new
// ones: don't follow it, find what moved.
func TestHashStays(t *testing.T) {
	const common = `
calendars: { office: { timezone: UTC, hours: { mon-fri: "08:00-17:00" } }, other: { timezone: UTC, hours: 24x7 } }
measures:
  m: { start: [b, a], stop: c }
  n: { start: a, stop: [c, e], cancel: [d] }
  o: { start: { event: a, author: customer }, stop: [{ event: b, author: agent, public: true }, c, { event: e, public: false }] }
  p: { start: a, stop: b, pause: [{ when: [w, x], until: { event: u, author: bot } }, { while: [y, z] }] }
  q: { start: a, stop: b, cancel: c, repeat: each, reopen: { event: d, then: resume } }
  r: { start: a, stop: b, reopen: { event: [d, e], then: restart }, calendar_from: site }
standards:
  - { id: s, promise: P, calendar: office, `
	for _, c := range []struct{ standard, want string }{
		{"measure: m, targets: [{ within: 2h }]", "314b9a173fc45f4696ce1f6f461efc70"},
		{"measure: n, targets: [{ within: next working day, by: \"12:00\", cutoff: \"15:00\" }]", "954437fe2f55aef062c253caca99ffd6"},
		{"measure: n, targets: [{ within: 1 working day, by: close }]", "e9a9ca8148da945452ca18ebfeb4e669"},
		{"measure: n, targets: [{ within: 30 calendar days }]", "918f596538ddd6a8abfcdbe9e6283ec5"},
		{"measure: n, targets: [{ due: at, desired: 1h30m, calendar: other }, { when: { x: y }, exempt: Because. }]", "01793583cdfa7698c3f1a63212337bb8"},
		{`measure: n, applies_to: { Ä: ["Größe 👍", " ACME, Inc.", 007, "glob*"], b: { not: { exists: false } },
        c: { gte: 1.10, lt: 9 } }, targets: [{ when: { d: { not: [x, y] } }, within: 1m }]`, "aa991fa89cf8d11d61d087c2a87f6b8d"},
		{"measure: o, targets: [{ within: 2h }]", "0317da639f8ef2eef0db8488d20c3176"},
		{"measure: p, targets: [{ within: 2h }]", "103fc1ff642431443e14ba9efdf025d7"},
		{"measure: q, targets: [{ within: 2h }]", "ebe57d2d44f7fae1df56c62db682c088"},
		{"measure: r, targets: [{ within: 2h }]", "5ea31ac90c0d35d4c8db81ef964d3018"},
	} {
		set, problems := readStandards([]*document{parseDocument("x.yaml", []byte(common+c.standard+" }\n"))})
		if set == nil {
			t.Fatal(problems)
		}
		if got := Hash(set.Standards[0]); got != c.want {
			t.Errorf("%s: %s, want %s", c.standard, got, c.want)
		}
	}
}

// TestTrapsLeaveTextsAlone reads what looks like traps inside block texts, quotes and comments of a file that has one
// real mistake: only that one is told.
func TestTrapsLeaveTextsAlone(t *testing.T) {
	text := `
# @comment: with *everything & {a: b
sources:
  - name: desk
    tickets: |
      SELECT "a: b", '@c' -- *d: !e
        , > 5 {x: y
      	tab inside a text
    events: >-
      SELECT @x: *y
  - tickets: "quoted @x: *y
      over two lines: #z"
    name: 'it''s: @x'
slack: { token: @oops }
`
	d := parseDocument("x.yaml", []byte(text))
	if len(d.problems) != 1 || d.problems[0].Line != 14 || d.root == nil {
		t.Errorf("%v", d.report())
	}
}
