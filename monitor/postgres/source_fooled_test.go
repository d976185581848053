package postgres

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
)

// Who may make functions and operators in public, or sets up the role so that they come first, can neither lift what
// binds the session nor change what is read.
func TestPublicFoolsNobody(t *testing.T) {
	t.Parallel()
	u, db := seededDB(t, `CREATE TABLE tickets (id varchar PRIMARY KEY, opened timestamptz, changed_at timestamptz)`,
		`INSERT INTO tickets VALUES ('a', '2026-01-01 10:00Z', '2026-01-01 10:00Z'), ('b', '2026-01-02 10:00Z', '2026-01-02 10:00Z')`,
		`CREATE FUNCTION public.set_config(text, text, boolean) RETURNS text LANGUAGE sql AS $$SELECT 'fooled'$$`,
		`CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql AS $$SELECT timestamptz '1999-01-01'$$`,
		`CREATE FUNCTION public.pg_is_in_recovery() RETURNS boolean LANGUAGE sql AS 'SELECT true'`,
		`CREATE FUNCTION public.never(varchar, text) RETURNS boolean LANGUAGE sql AS 'SELECT false'`,
		`CREATE OPERATOR public.= (LEFTARG = varchar, RIGHTARG = text, FUNCTION = public.never)`)
	user, err := url.Parse(u)
	if err != nil {
		t.Fatal(err)
	}
	database := strings.TrimPrefix(user.Path, "/")
	role := "fooled_" + database
	execute(t, db, fmt.Sprintf(`CREATE ROLE %s LOGIN SUPERUSER`, role)) // who may do all is bound the same
	t.Cleanup(func() {
		for _, statement := range []string{"DROP OWNED BY ", "DROP ROLE "} {
			if _, err := db.Exec(statement + role); err != nil {
				t.Error(err)
			}
		}
	})
	execute(t, db, fmt.Sprintf(`ALTER ROLE %s SET search_path = public, pg_catalog`, role))
	u = withParameter(t, u, "user", role)
	user, _ = url.Parse(u) // it has just been made
	user.User = nil
	u = user.String()

	s := newSource(t, SourceOptions{URL: u, Tickets: "SELECT id, opened, changed_at, pg_catalog.current_setting('search_path') AS path," +
		" pg_catalog.current_setting('statement_timeout') AS timeout, pg_catalog.current_setting('default_transaction_read_only') AS read_only FROM tickets", Timeout: 7 * time.Second})
	want := `a: opened="2026-01-01 10:00:00+00" changed_at="2026-01-01 10:00:00+00" path="\"$user\", public, pg_temp" timeout="7s" read_only="on"`
	if got, _ := read(t, s, []string{"a"}); len(got) != 1 || got[0] != want {
		t.Errorf("got  %v\nwant %s", got, want)
	}
	v, err := s.Vocabulary(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	reading, err := s.Read(t.Context(), monitor.Query{Vocabulary: v, Now: readAt}, func(*monitor.Batch) error { return nil })
	if err != nil || reading.Behind != 0 || reading.Tally.Rows.Read != 2 {
		t.Errorf("%+v, %v", reading, err)
	}
}

// Whatever a mapping query, or a function that it calls, tries: it can't write, nor have itself let.
func TestAReadingCannotMakeItselfWrite(t *testing.T) {
	t.Parallel()
	u := seeded(t, `CREATE TABLE tickets (id int)`, `CREATE SEQUENCE numbers`,
		`CREATE FUNCTION sneak(first text) RETURNS int LANGUAGE plpgsql AS $$ BEGIN EXECUTE first; INSERT INTO tickets VALUES (1); RETURN 1; END $$`)
	for _, query := range []string{
		`SELECT sneak('SET TRANSACTION READ WRITE') AS id`, `SELECT sneak('SET transaction_read_only = off') AS id`,
		`SELECT sneak('SET default_transaction_read_only = off') AS id`, `SELECT sneak('RESET ALL') AS id`, `SELECT nextval('numbers') AS id`,
		`SELECT 1 AS id) AS x; COMMIT; INSERT INTO tickets VALUES (1); SELECT * FROM (SELECT 1 AS id`,
		`WITH w AS (INSERT INTO tickets VALUES (1) RETURNING id) SELECT id FROM w`, `DELETE FROM tickets RETURNING id`,
	} {
		s := newSource(t, SourceOptions{URL: u, Tickets: query})
		v, err := s.Vocabulary(t.Context())
		if err == nil {
			_, err = s.Read(t.Context(), monitor.Query{Vocabulary: v}, func(*monitor.Batch) error { return nil })
		}
		if err == nil {
			t.Errorf("%s: it is let", query)
		}
	}
	db, err := Open(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var rows, last int
	if err := db.QueryRow(`SELECT (SELECT count(*) FROM tickets), (SELECT count(*) FROM numbers WHERE is_called)`).Scan(&rows, &last); err != nil || rows+last > 0 {
		t.Errorf("%d rows written, %d numbers taken, %v", rows, last, err)
	}
}

// Columns may be called what one likes, as long as what is needed has its name.
func TestHostileColumnNames(t *testing.T) {
	t.Parallel()
	names := []string{
		`a"b`, `a'b`, `a;DROP TABLE tickets;--`, "a\nb", `ORDER`, `$1`, `{tickets}`, `{order}`, `%s`, `ünï`, `yardstick_ticket`, `yardstick_event`,
		`ticket`, `event`, `picked`, `changed`, strings.Repeat("x", 63),
	}
	var columns []string
	for _, name := range names {
		columns = append(columns, `'v' AS "`+strings.ReplaceAll(name, `"`, `""`)+`"`)
	}
	u := seeded(t, `CREATE TABLE tickets AS SELECT 1 AS id, timestamptz '2026-01-01 10:00Z' AS "opened ""at""", now() AS changed_at, `+strings.Join(columns, ", "))
	for events, want := range map[string]string{"": "TABLE tickets", "SELECT id AS ticket_id, now() AS at, 'x' AS kind, 1 AS yardstick_event FROM tickets": "TABLE tickets"} {
		s := newSource(t, SourceOptions{URL: u, Tickets: want, Events: events, Milestones: []Milestone{{"opened", `opened "at"`}}})
		for _, ids := range [][]string{nil, {"1"}, {"1); DROP TABLE tickets;--"}} {
			got, tally := read(t, s, ids)
			if ids == nil || ids[0] == "1" {
				if len(got) != 1 || strings.Count(got[0], `="v"`) != len(names) || tally.Rows.Used != 1 {
					t.Errorf("events %q, ids %q: %v, %+v", events, ids, got, tally)
				}
			} else if len(got) > 0 {
				t.Errorf("%q finds %v", ids, got)
			}
		}
	}
}

// A schema is a plain name or refused: it stands in statements.
func TestSchemaNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		`a"b`, `a;b`, `A`, `a b`, `a.b`, `1a`, `pg_a`, `ä`, `a'`, "a\x00", strings.Repeat("x", 64), `"yardstick"`, `yardstick, public`,
	} {
		if l, err := OpenLedger(t.Context(), "postgres://nobody@127.0.0.1:1/x", name, nil); err == nil || l != nil || !strings.HasPrefix(err.Error(), "database.schema: ") {
			t.Errorf("%q: %v", name, err)
		}
	}
}
