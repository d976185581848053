package config

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/yardstickd/yardstick/config/diag"
	"github.com/yardstickd/yardstick/rules/match"
)

// inexpressibleInMaps are mistakes that the schema of a map can't say.
var inexpressibleInMaps = []string{
	"unknown-zone", "time-format-unknown", "time-format-field", "time-format-without-a-day", "time-format-half-day",
	"same-name-twice", "take-of-texts", "schema-of-postgres", "tables-alike", "event-without-time",
}

// TestImportMapMistakes holds what is said about each mistake, one fixture each, and that the schema sees what it can.
func TestImportMapMistakes(t *testing.T) {
	paths, err := filepath.Glob("testdata/importmap/*.yaml")
	if err != nil || len(paths) < 25 {
		t.Fatalf("%d fixtures, %v", len(paths), err)
	}
	schema := compiled(t, "map")
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		t.Run(name, func(t *testing.T) {
			m, problems := LoadImportMap(path)
			hint := strings.HasPrefix(name, "hint-")
			if len(problems) == 0 || (m != nil) != hint || diag.Failed(problems) == hint {
				t.Errorf("%d problems, map %v", len(problems), m)
			}
			checkPlaces(t, problems)
			var out bytes.Buffer
			if err := diag.Write(&out, problems); err != nil {
				t.Fatal(err)
			}
			golden(t, strings.TrimSuffix(path, ".yaml")+".txt", out.Bytes())
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := asEditor(text)
			if err != nil {
				return // no editor would come to the schema
			}
			refused := schema.Validate(doc) != nil
			if want := !hint && !slices.Contains(inexpressibleInMaps, name); refused != want {
				t.Errorf("the schema refuses it: %v, want %v", refused, want)
			}
		})
	}
}

func readMap(t *testing.T, text string) (*ImportMap, []diag.Problem) {
	t.Helper()
	return readImportMap(parseDocument("map.yaml", []byte(text)))
}

func TestImportMap(t *testing.T) {
	m, problems := readMap(t, `
schema: desk
tables: { tickets: requests, events: log }
ticket: [year, number]
order: n
changed_at: updated
timezone: America/New_York
times: [iso, "%d/%m/%Y %H:%M"]
nulls: ["?", NULL-ISH]
delimiter: tab
encoding: windows-1252
attributes:
  team: { column: assignment group, take: first }
  due: { column: target, time: true }
  kind: type
milestones: { opened: open_dt, "on hold": { column: hold_dt, take: first } }
events:
  at: updated
  seq: n
  rows:
    - { kind: resolved, when: { state: Resolved }, changed: state }
    - { kind_from: action, at: other, seq: m, changed: [a, b] }
`)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if m.Location.String() != "America/New_York" || len(m.Times) != 2 || m.Times[1].String() != "%d/%m/%Y %H:%M" {
		t.Errorf("zone %v, times %v", m.Location, m.Times)
	}
	want := &ImportMap{
		Path: "map.yaml", Schema: "desk", TicketsTable: "requests", EventsTable: "log", Ticket: []string{"year", "number"},
		Order: "n", ChangedAt: "updated", Nulls: []string{"?", "NULL-ISH"}, Delimiter: '\t', Encoding: Windows1252,
		Attributes: []ImportColumn{
			{Name: "team", Column: "assignment group", Take: First}, {Name: "due", Column: "target", Time: true}, {Name: "kind", Column: "type"},
		},
		Milestones: []ImportColumn{{Name: "opened", Column: "open_dt"}, {Name: "on hold", Column: "hold_dt", Take: First}},
		Events: []ImportEvent{
			{Kind: "resolved", At: "updated", Seq: "n", Changed: []string{"state"}, When: match.Condition{
				{Attribute: "state", Test: match.Test{AnyOf: []match.Pattern{match.NewPattern("Resolved")}}},
			}},
			{KindFrom: "action", At: "other", Seq: "m", Changed: []string{"a", "b"}},
		},
	}
	if diff := cmp.Diff(want, m, cmpopts.IgnoreFields(ImportMap{}, "Location", "Times"), cmp.AllowUnexported(match.Pattern{})); diff != "" {
		t.Error(diff)
	}
}

func TestImportMapDefaults(t *testing.T) {
	m, problems := readMap(t, "ticket: id\nattributes: [team, due date]\nmilestones: [opened]\n")
	want := &ImportMap{
		Path: "map.yaml", TicketsTable: "tickets", EventsTable: "events", Ticket: []string{"id"}, Delimiter: ',', Encoding: UTF8,
		Attributes: []ImportColumn{{Name: "team", Column: "team"}, {Name: "due date", Column: "due date"}},
		Milestones: []ImportColumn{{Name: "opened", Column: "opened"}},
	}
	if diff := cmp.Diff(want, m); diff != "" || len(problems) > 0 {
		t.Error(diff, problems)
	}
}

func FuzzImportMap(f *testing.F) {
	paths, _ := filepath.Glob("testdata/importmap/*.yaml")
	for _, path := range append(paths, "../examples/servicenow/map.yaml") {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		begun := time.Now()
		m, problems := readImportMap(parseDocument("map.yaml", text))
		if (m == nil) != diag.Failed(problems) {
			t.Errorf("map %v, problems %v", m, problems)
		}
		if m != nil && (len(m.Ticket) == 0 || m.Delimiter == 0 || m.TicketsTable == "") {
			t.Errorf("a map that can't be used: %+v", m)
		}
		if took := time.Since(begun); took > hang {
			t.Errorf("took %v", took)
		}
	})
}
