package csvimport_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/lib/pq"
	"github.com/ulikunitz/xz"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor/csvimport"
	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/rules/match"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var importedAt = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func open(t testing.TB) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", pgtest.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func write(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// load imports a text and gives the report and the rejects file.
func load(t testing.TB, db *sql.DB, m *config.ImportMap, text string) (csvimport.Report, string) {
	t.Helper()
	report, rejects, err := try(db, m, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return report, rejects
}

func try(db *sql.DB, m *config.ImportMap, data []byte) (csvimport.Report, string, error) {
	var rejects bytes.Buffer
	report, err := csvimport.Import(context.Background(), csvimport.Options{
		DB: db, Map: m, Path: "-", Stdin: bytes.NewReader(data), Rejects: &rejects, Now: importedAt,
	})
	return report, rejects.String(), err
}

// table gives a query's rows as lines of values with "|" between them; null is "-".
func table(t testing.TB, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		texts := make([]string, len(values))
		for i, v := range values {
			texts[i] = show(v)
		}
		lines = append(lines, strings.Join(texts, "|"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

func show(v any) string {
	switch v := v.(type) {
	case nil:
		return "-"
	case []byte:
		return string(v)
	case time.Time:
		return v.UTC().Format(time.DateTime)
	}
	return fmt.Sprint(v)
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	location, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return location
}

// requests is a map for files with one row a ticket.
func requests(t testing.TB) *config.ImportMap {
	return &config.ImportMap{
		Schema: "desk", Ticket: []string{"id"}, Location: zone(t, "America/New_York"),
		Attributes: []config.ImportColumn{{Name: "type", Column: "type"}, {Name: "due", Column: "target", Time: true}},
		Milestones: []config.ImportColumn{{Name: "opened", Column: "opened"}, {Name: "resolved", Column: "closed"}},
	}
}

// incidents is a map for files with several rows a ticket.
func incidents() *config.ImportMap {
	state := func(s string) match.Condition {
		return match.Condition{{Attribute: "state", Test: match.Test{AnyOf: []match.Pattern{match.NewPattern(s)}}}}
	}
	return &config.ImportMap{
		Schema: "log", Ticket: []string{"id"}, Order: "n", ChangedAt: "at", Nulls: []string{"", "?"},
		Attributes: []config.ImportColumn{
			{Name: "team", Column: "team", Take: config.Last}, {Name: "first_team", Column: "team", Take: config.First},
		},
		Milestones: []config.ImportColumn{{Name: "opened", Column: "opened", Take: config.First}},
		Events: []config.ImportEvent{
			{Kind: "resolved", At: "at", Seq: "n", When: state("Resolved"), Changed: []string{"state"}},
			{KindFrom: "state", At: "at", Seq: "n", Changed: []string{"state"}},
			{Kind: "reassigned", At: "at", Seq: "n", Changed: []string{"team"}},
		},
	}
}

func packed(t testing.TB, how string, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	switch how {
	case "gzip":
		w := gzip.NewWriter(&out)
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	case "xz":
		w, err := xz.NewWriter(&out)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fprint(w, text); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	default:
		out.WriteString(text)
	}
	return out.Bytes()
}
