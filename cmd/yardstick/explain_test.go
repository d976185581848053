package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/monitor/postgres"
)

const frozenDesk = `
CREATE TABLE tickets (id text, tier text, asked_at timestamptz, called_at timestamptz);
INSERT INTO tickets VALUES ('4', 'silver', '2026-03-24 10:00+01', '2026-03-24 11:30+01')`

const frozenClock = `
INSERT INTO yardstick.clock (source, ticket, standard, cycle_us, cycle_n, ordinal, version, target_row, state, verdict, reason,
    started_at, opens_at, due_at, stopped_at, elapsed_us, baseline, calendar, as_of)
VALUES ('desk', '4', 'callback', extract(epoch FROM timestamptz '2026-03-24 10:00+01') * 1000000, 0, 1, $1, 0, 'stopped', 'missed', '',
    '2026-03-24 10:00+01', '2026-03-24 10:00+01', '2026-03-24 11:00+01', '2026-03-24 11:30+01', 5400000000, '', 'office',
    '2026-03-24 12:00+01')`

const frozenConfig = `
sources:
  - name: desk
    tickets: SELECT * FROM tickets
    milestones: { callback_requested: asked_at, called_back: called_at }
standards: standards.yaml
schedule: { timezone: Europe/Berlin }
`

const frozenStandards = `
calendars:
  office: { timezone: Europe/Berlin, hours: { mon-fri: "08:00-18:00" } }
measures:
  callback: { start: callback_requested, stop: called_back }
standards:
  - id: callback
    promise: We call gold customers back within an hour.
    measure: callback
    calendar: office
    targets: [{ when: { tier: gold }, within: 1h }, { within: 2h }]
`

// TestExplainFrozenVerdict edits a ticket after its verdict was given: the verdict stands, and explain says under what it was given.
func TestExplainFrozenVerdict(t *testing.T) {
	url := pgtest.Database(t)
	t.Setenv("DATABASE_URL", url)
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"yardstick.yaml": frozenConfig, "standards.yaml": frozenStandards} {
		if err := os.WriteFile(filepath.Join(".", name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), frozenDesk); err != nil {
		t.Fatal(err)
	}
	explained := func(args ...string) string {
		t.Helper()
		code, out, errOut := runLine(t, append([]string{"explain", "4"}, args...)...)
		if code != 0 {
			t.Fatalf("explain ended with %d: %s", code, errOut)
		}
		return out
	}
	var found struct {
		Tickets []struct {
			Standards []struct {
				Clocks []struct{ Version struct{ Hash string } }
			}
		}
	}
	if err := json.Unmarshal([]byte(explained("--json")), &found); err != nil {
		t.Fatal(err)
	}
	if code, _, errOut := runLine(t, "migrate"); code != 0 {
		t.Fatal(errOut)
	}
	if _, err := db.ExecContext(t.Context(), frozenClock, found.Tickets[0].Standards[0].Clocks[0].Version.Hash); err != nil {
		t.Fatal(err)
	}
	out := strings.Join(strings.Fields(explained("--at", "2026-03-25 12:00")), " ")
	for _, want := range []string{
		"Missed: done Tue 2026-03-24 11:30, 30 min of open time too late.",
		`the verdict was given under this row; today the ticket would not match it: for tier "gold"; the ticket has "silver"`,
		"on which the verdict was given",
		"its verdict was given under it, and stands",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("there is no %q in\n%s", want, out)
		}
	}
	if early := explained("--at", "2026-03-24 11:45"); !strings.Contains(early, "Met: done Tue 2026-03-24 11:30") {
		t.Errorf("before the verdict was given it must not hold:\n%s", early)
	}
}

func TestASCIIOnly(t *testing.T) {
	for _, c := range []struct {
		name string
		env  map[string]string
		want bool
	}{
		{"nothing said", nil, false},
		{"UTF-8", map[string]string{"LANG": "de_DE.UTF-8"}, false},
		{"utf8", map[string]string{"LANG": "C.utf8"}, false},
		{"Latin 1", map[string]string{"LANG": "de_DE.ISO-8859-1"}, true},
		{"C", map[string]string{"LC_ALL": "C", "LANG": "de_DE.UTF-8"}, true},
		{"LC_ALL wins", map[string]string{"LC_ALL": "en_GB.UTF-8", "LANG": "C"}, false},
		{"the type of characters", map[string]string{"LC_CTYPE": "POSIX", "LANG": "en_GB.UTF-8"}, true},
		{"a dumb terminal", map[string]string{"TERM": "dumb", "LANG": "en_GB.UTF-8"}, true},
	} {
		if got := asciiOnly(func(name string) string { return c.env[name] }); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestNearIDs(t *testing.T) {
	got := strings.Join(nearIDs(" #inc-7 "), "|")
	if want := " #inc-7 |#inc-7|inc-7|INC-7"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
