package main

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3" //nolint:depguard // a test of a file that Prometheus reads, not we

	"github.com/yardstickd/yardstick/config/zone"
	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/monitor/postgres"
)

// The alert rules and the dashboard name metrics and labels that are really exported, and show all that one should worry about.
func TestDeployNamesMetricsThatAreExported(t *testing.T) {
	there := allMetrics(t)
	labels := []string{"le", "instance"}
	for _, l := range there {
		labels = append(labels, l...)
	}
	names := regexp.MustCompile(`yardstick_[a-z_]+`)
	grouped := regexp.MustCompile(`(?:by|on) \(([a-z_, ]+)\)|\{([a-z_]+)!?="`)
	for _, file := range []string{"alerts.yaml", "grafana.json"} {
		text, err := os.ReadFile("../../docs/deploy/" + file)
		if err != nil {
			t.Fatal(err)
		}
		found := names.FindAllString(string(text), -1)
		if len(found) < 8 {
			t.Errorf("%s names only %v", file, found)
		}
		for _, name := range found {
			if _, exported := there[strings.TrimSuffix(name, "_bucket")]; !exported {
				t.Errorf("%s names %s, which is not exported", file, name)
			}
		}
		for _, m := range grouped.FindAllStringSubmatch(string(text), -1) {
			for label := range strings.SplitSeq(m[1]+m[2], ",") {
				if label = strings.TrimSpace(label); !slices.Contains(labels, label) {
					t.Errorf("%s asks for the label %s, which no metric has", file, label)
				}
			}
		}
	}
}

// Each rule says what it asks, how bad it is, and what it means, and nothing else has slipped in.
func TestAlertRulesCanBeRead(t *testing.T) {
	text, err := os.ReadFile("../../docs/deploy/alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var rules struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]*string
			}
		}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&rules); err != nil {
		t.Fatal(err)
	}
	for _, r := range rules.Groups[0].Rules {
		if r.Alert == "" || r.Expr == "" || r.Labels["severity"] == nil || r.Annotations["summary"] == nil || len(r.Labels) != 1 {
			t.Errorf("rule %+v", r)
		}
		for key, value := range r.Annotations {
			if value == nil || key != "summary" && key != "remedy" {
				t.Errorf("%s: annotation %q", r.Alert, key)
			}
		}
	}
}

func TestDashboardCanBeRead(t *testing.T) {
	text, err := os.ReadFile("../../docs/deploy/grafana.json")
	if err != nil {
		t.Fatal(err)
	}
	var dashboard struct {
		Panels []struct {
			ID      int
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(text, &dashboard); err != nil {
		t.Fatal(err)
	}
	seen := map[int]bool{}
	for _, p := range dashboard.Panels {
		if p.Title == "" || len(p.Targets) == 0 || seen[p.ID] {
			t.Errorf("panel %+v", p)
		}
		seen[p.ID] = true
	}
}

// The statements of docs/operations.md make roles that serve and may do no more.
func TestDocsRoles(t *testing.T) {
	page, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	database := pgtest.Database(t)
	suffix := "_" + strings.ToLower(regexp.MustCompile(`t_([a-z0-9]{8})`).FindStringSubmatch(database)[1])
	block := func(name string) string {
		found := regexp.MustCompile("(?s)```sql\n-- " + name + "\n(.*?)```").FindSubmatch(page)
		if found == nil {
			t.Fatalf("docs/operations.md has no statements for %s", name)
		}
		text := string(found[1]) // roles belong to the whole server: give the test's names of their own
		text = regexp.MustCompile(`yardstick_(reader|writer)`).ReplaceAllString(text, "yardstick_${1}"+suffix)
		return regexp.MustCompile(`(ROLE|AUTHORIZATION) yardstick\b`).ReplaceAllString(text, "${1} yardstick"+suffix)
	}
	admin, err := postgres.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	do := func(statement string) {
		t.Helper()
		if _, err := admin.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	t.Cleanup(func() {
		for _, role := range []string{"yardstick", "yardstick_writer", "yardstick_reader"} {
			do("DROP OWNED BY " + role + suffix)
			do("DROP ROLE " + role + suffix)
		}
		_ = admin.Close()
	})
	as := func(role string) string { return withUser(t, database, role+suffix) }
	do("CREATE SCHEMA helpdesk; CREATE TABLE helpdesk.tickets (id text, created_at timestamptz)")
	do(block("ledger"))
	do(block("source"))
	ledger, err := postgres.OpenLedger(t.Context(), as("yardstick"), "", zone.Load)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	_ = ledger.Close()
	do(block("writer"))
	owner := examined(t, as("yardstick"))
	if owner.Superuser || owner.MayMake || !owner.Owner || owner.Found != owner.Known || len(owner.Unwritable) > 0 {
		t.Errorf("the owner: %+v", owner)
	}
	if writer := examined(t, as("yardstick_writer")); writer.MayAdd || writer.MayMake || len(writer.Unwritable) > 0 || writer.Found != writer.Known {
		t.Errorf("the writer: %+v", writer)
	}
	source, err := postgres.NewSource(t.Context(), postgres.SourceOptions{Name: "desk", URL: as("yardstick_reader"), Tickets: "SELECT * FROM helpdesk.tickets"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = source.Close() }()
	reader, err := source.Examine(t.Context(), "")
	if err != nil || reader.Writable > 0 || reader.MayMake || reader.Superuser || reader.Administers {
		t.Errorf("the reader: %+v, %v", reader, err)
	}
	if _, err := source.Vocabulary(t.Context()); err != nil {
		t.Errorf("the reader can't read: %v", err)
	}
	wantApart(t, as)
}

func examined(t *testing.T, databaseURL string) *postgres.LedgerExam {
	t.Helper()
	exam, err := postgres.ExamineLedger(t.Context(), databaseURL, "", zone.Load)
	if err != nil {
		t.Fatal(err)
	}
	return exam
}

// withUser gives a database's URL for another role.
func withUser(t *testing.T, databaseURL, role string) string {
	t.Helper()
	u, err := url.Parse(databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	query.Set("user", role)
	u.User, u.RawQuery = nil, query.Encode()
	return u.String()
}
