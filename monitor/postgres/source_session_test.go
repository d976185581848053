package postgres

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
)

func TestSessionSettings(t *testing.T) {
	u := seeded(t, `CREATE SCHEMA helpdesk`, `CREATE TABLE helpdesk.tickets AS SELECT 1 AS id`)
	settings := `SELECT 1 AS id, current_setting('transaction_read_only') AS read_only, current_setting('default_transaction_read_only') AS default_read_only,
		current_setting('statement_timeout') AS timeout, current_setting('search_path') AS path, current_setting('TimeZone') AS zone,
		current_setting('DateStyle') AS datestyle, current_setting('transaction_isolation') AS isolation`
	s := newSource(t, SourceOptions{URL: u, Tickets: settings, Timeout: 7 * time.Second})
	got, _ := read(t, s, nil)
	want := `1: read_only="on" default_read_only="on" timeout="7s" path="\"$user\", public, pg_temp" zone="UTC" datestyle="ISO, YMD" ` +
		`isolation="repeatable read"`
	if len(got) != 1 || got[0] != want {
		t.Errorf("got  %v\nwant %s", got, want)
	}
	s = newSource(t, SourceOptions{URL: withParameter(t, u, "search_path", "helpdesk"), Tickets: "SELECT * FROM tickets"})
	if got, _ := read(t, s, nil); len(got) != 1 {
		t.Errorf("with a search_path in the URL: %v", got)
	}
}

func withParameter(t *testing.T, text, name, value string) string {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.String()
}

func TestTheSourceCannotBeWritten(t *testing.T) {
	u := seeded(t, `CREATE TABLE tickets (id int)`,
		`CREATE FUNCTION sneak() RETURNS int LANGUAGE sql AS 'INSERT INTO tickets VALUES (1) RETURNING id'`)
	s := newSource(t, SourceOptions{URL: u, Tickets: "SELECT sneak() AS id"})
	v, err := s.Vocabulary(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Read(t.Context(), monitor.Query{Vocabulary: v}, func(*monitor.Batch) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "read-only transaction") {
		t.Errorf("writing through a mapping query: %v", err)
	}
}

func TestSourceErrors(t *testing.T) {
	u := seeded(t, `CREATE TABLE tickets (id int, created_at timestamptz)`, `CREATE TABLE log (ticket_id int, at timestamptz)`)
	cases := []struct {
		name    string
		options SourceOptions
		want    string
	}{
		{
			"no id",
			SourceOptions{Tickets: "SELECT id AS number, created_at FROM tickets"},
			`source desk: the tickets query has no column "id"`,
		},
		{
			"no milestone",
			SourceOptions{Tickets: "TABLE tickets", Milestones: []Milestone{{"opened", "create_at"}}},
			`source desk: the tickets query has no column "create_at" for milestone "opened"`,
		},
		{
			"no kind",
			SourceOptions{Tickets: "TABLE tickets", Events: "TABLE log"},
			`source desk: the events query has no column "kind"`,
		},
		{
			"a column twice",
			SourceOptions{Tickets: "SELECT id, created_at, created_at FROM tickets"},
			`source desk: the tickets query gives column "created_at" twice: name one of them with AS`,
		},
		{
			"no such table",
			SourceOptions{Tickets: "TABLE requests"},
			`source desk: the tickets query, line 1: relation "requests" does not exist (42P01); tables are looked for in ` +
				`"$user", public, pg_temp: name the schema in the query, or as search_path in the url`,
		},
		{
			"broken",
			SourceOptions{Tickets: "TABLE tickets", Events: "SELECT FROM WHERE"},
			`source desk: the events query, line 1: syntax error at or near "WHERE" (42601)`,
		},
		{
			"a misspelt column",
			SourceOptions{Tickets: "SELECT 'é' AS x,\n  id,\n  create_at\nFROM tickets"},
			`source desk: the tickets query, line 3: column "create_at" does not exist (42703). ` +
				`Perhaps you meant to reference the column "tickets.created_at"`,
		},
		{
			"an open comment",
			SourceOptions{Tickets: "TABLE tickets\n/* all"},
			`source desk: the tickets query, line 2: unterminated /* comment at or near "/* all (42601)`,
		},
		{"an open bracket", SourceOptions{Tickets: "SELECT id\nFROM (TABLE tickets"}, `the tickets query, line 2: syntax error at end of input (42601)`},
		{
			"numbers for times",
			SourceOptions{
				Tickets: "SELECT id, 1772438400::bigint AS opened, time '10:00' AS closed FROM tickets", Events: "SELECT 1 AS ticket_id, 'a' AS kind, 1.5 AS at",
				Milestones: []Milestone{{"opened", "opened"}, {"done", "closed"}},
			},
			`source desk: column "opened" of the tickets query, for milestone "opened", is a number and not a time: for seconds since 1970 write ` +
				"to_timestamp(…), for milliseconds to_timestamp(… / 1000.0)\n" +
				`source desk: column "closed" of the tickets query, for milestone "done", is not a time: it is of type time` + "\n" +
				`source desk: column "at" of the events query is a number`,
		},
		{
			"numbers for changes",
			SourceOptions{
				Tickets: "SELECT id, 1772438400::bigint AS changed_at FROM tickets",
				Events:  "SELECT 1 AS ticket_id, 'a' AS kind, now() AS at, true AS changed_at",
			},
			`source desk: column "changed_at" of the tickets query is a number and not a time: for seconds since 1970 write ` +
				"to_timestamp(…), for milliseconds to_timestamp(… / 1000.0)\n" +
				`source desk: column "changed_at" of the events query is not a time: it is of type bool`,
		},
		{
			"a text for a kind",
			SourceOptions{
				Tickets: "TABLE tickets",
				Events:  "SELECT i AS ticket_id, now() AS at, 'said ' || i AS kind FROM generate_series(1, 10001) i",
			},
			`source desk: the events query gives more than 10000 different kinds`,
		},
		{"too long", SourceOptions{
			Tickets: "TABLE tickets", Timeout: 50 * time.Millisecond,
			Events: "SELECT 1 AS ticket_id, now() AS at, pg_sleep(60)::text AS kind",
		}, `the events query took longer than 50ms`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.options.URL = u
			_, err := newSource(t, c.options).Vocabulary(t.Context())
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestNoAdviceOnSearchPathWhereTheSchemaIsNamed(t *testing.T) {
	_, err := newSource(t, SourceOptions{URL: seeded(t), Tickets: "TABLE desk.requests"}).Vocabulary(t.Context())
	want := `source desk: the tickets query, line 1: relation "desk.requests" does not exist (42P01)`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// TestColumnsAltered changes the help desk between two readings.
func TestColumnsAltered(t *testing.T) {
	u := seeded(t, `CREATE TABLE tickets AS SELECT 1 AS id, timestamptz '2026-01-01 10:00Z' AS opened`)
	s := newSource(t, SourceOptions{URL: u, Tickets: "TABLE tickets", Milestones: []Milestone{{"opened", "opened"}}})
	v, err := s.Vocabulary(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	each := func(b *monitor.Batch) error {
		if len(b.Tickets) != 1 || len(b.Tickets[0].Lost) != 1 {
			t.Errorf("%+v", b.Tickets)
		}
		return nil
	}
	db, err := Open(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	db.MustExecContext(t.Context(), `ALTER TABLE tickets ALTER opened TYPE text USING 'in January'`)
	reading, err := s.Read(t.Context(), monitor.Query{Vocabulary: v}, each)
	if err != nil || reading.Tally.Reasons[reasonBadTime] != 1 {
		t.Errorf("after a type changed: %+v, %v", reading.Tally, err)
	}
	db.MustExecContext(t.Context(), `ALTER TABLE tickets ADD priority text`)
	_, err = s.Read(t.Context(), monitor.Query{Vocabulary: v}, each)
	want := "source desk: the columns of the tickets query have changed from id, opened to id, opened, priority: the next reading uses them"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestOpenHidesThePassword(t *testing.T) {
	const canary = "canary-s3cret"
	for _, u := range []string{
		"postgres://someone:" + canary + "%zz@localhost/x", "postgres://someone:" + canary + "@127.0.0.1:1/x",
		"host=/nowhere user=someone password=" + canary + " nonsense", "postgres://someone:" + canary + "@[::1/x",
		"postgres://someone:" + canary + "@127.0.0.1:1/x?sslmode=nonsense",
	} {
		_, err := Open(t.Context(), u)
		if err == nil {
			t.Fatalf("%s opened", u)
		}
		if strings.Contains(err.Error(), canary) {
			t.Errorf("the error shows the password: %v", err)
		}
	}
}

func TestEncryptionWhereTheURLDoesNotSay(t *testing.T) {
	for u, want := range map[string]string{
		"postgres://someone@localhost/x":                 "prefer",
		"host=localhost dbname=x user=someone":           "prefer",
		"postgres://someone@localhost/x?sslmode=require": "require",
		"postgres://someone@localhost/x?sslmode=disable": "disable",
	} {
		if config, err := connection(u); err != nil || string(config.SSLMode) != want {
			t.Errorf("%s: %q instead of %q, %v", u, config.SSLMode, want, err)
		}
	}
}
