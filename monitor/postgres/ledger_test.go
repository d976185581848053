package postgres_test

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/monitor/ledgertest"
	"github.com/yardstickd/yardstick/monitor/postgres"
)

func openLedger(t testing.TB, url, schema string) *postgres.Ledger {
	t.Helper()
	ledger, err := postgres.OpenLedger(t.Context(), url, schema, ledgertest.Zones)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ledger.Close() })
	return ledger
}

func newLedger(t testing.TB) (*postgres.Ledger, *sql.DB) {
	t.Helper()
	url := pgtest.Database(t)
	ledger := openLedger(t, url, "")
	if _, err := ledger.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return ledger, openSQL(t, url)
}

func openSQL(t testing.TB, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestLedgerConforms(t *testing.T) {
	ledgertest.Suite(t, func(t *testing.T) ledgertest.Store {
		ledger, db := newLedger(t)
		return store{ledger, db}
	})
}

// store is a ledger that tests may hurry.
type store struct {
	*postgres.Ledger
	db *sql.DB
}

// Spare is ledgertest.Store's.
func (s store) Spare(t *testing.T) {
	t.Helper()
	if _, err := s.db.Exec("UPDATE yardstick.place SET next_post_at = '-infinity', group_at = '-infinity'"); err != nil {
		t.Fatal(err)
	}
}

func TestMigrateIsRepeatable(t *testing.T) {
	ledger := openLedger(t, pgtest.Database(t), "")
	first, err := ledger.Migrate(t.Context())
	if err != nil || first.From != 0 || first.To < 1 || first.Schema != "yardstick" {
		t.Fatalf("first: %+v, %v", first, err)
	}
	second, err := ledger.Migrate(t.Context())
	if err != nil || second.From != first.To || second.To != first.To {
		t.Fatalf("second: %+v, %v", second, err)
	}
}

func TestMigrateAtOnce(t *testing.T) {
	url := pgtest.Database(t)
	var replicas sync.WaitGroup
	errs := make(chan error, 4)
	for range 4 {
		ledger := openLedger(t, url, "other")
		replicas.Go(func() {
			_, err := ledger.Migrate(t.Context())
			errs <- err
		})
	}
	replicas.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	var applied int
	if err := openSQL(t, url).QueryRow("SELECT count(*) FROM other.goose_db_version WHERE version_id = 1").Scan(&applied); err != nil || applied != 1 {
		t.Errorf("the first migration was applied %d times, %v", applied, err)
	}
}

func TestMigrateRefusesNewerSchema(t *testing.T) {
	ledger, db := newLedger(t)
	if _, err := db.Exec("INSERT INTO yardstick.goose_db_version (version_id, is_applied) VALUES (99, true)"); err != nil {
		t.Fatal(err)
	}
	_, err := ledger.Migrate(t.Context())
	var newer *postgres.NewerSchemaError
	if !errors.As(err, &newer) || newer.Found != 99 || !strings.Contains(err.Error(), "newer yardstick") {
		t.Fatalf("got %v", err)
	}
}

// The daemon's role needs no more than to read and write: `migrate` may be left to another.
func TestLedgerOfALesserRole(t *testing.T) {
	url := pgtest.Database(t)
	if _, err := openLedger(t, url, "").Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	role := "r_" + strings.ToLower(rand.Text())
	db := openSQL(t, url)
	for _, statement := range []string{
		"CREATE ROLE " + role + " LOGIN PASSWORD 'canary'",
		"GRANT USAGE ON SCHEMA yardstick TO " + role,
		"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA yardstick TO " + role,
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _, _ = db.Exec("DROP OWNED BY " + role + "; DROP ROLE " + role) })
	lesser := openLedger(t, as(t, url, role, "canary"), "")
	if done, err := lesser.Migrate(t.Context()); err != nil || done.From != done.To {
		t.Errorf("migrate: %+v, %v", done, err)
	}
	if _, err := lesser.Connect(t.Context(), "desk", []string{"callback"}, 0); err != nil {
		t.Error(err)
	}
	if _, err := lesser.Activate(t.Context(), func([]monitor.VersionRow) []monitor.VersionRow {
		return []monitor.VersionRow{{Standard: "callback", Hash: "h"}}
	}); err != nil {
		t.Error(err)
	}
	key := monitor.ClockKey{Ticket: "1", Standard: "callback"}
	for _, change := range []monitor.Change{
		{Source: "desk", Clocks: []monitor.ClockRow{{Key: key}}, Mark: &monitor.NoMark},
		{Source: "desk", Verdicts: []monitor.VerdictRow{{Key: key}}, Mark: &monitor.NoMark},
	} {
		if _, err := lesser.Commit(t.Context(), &change); err != nil {
			t.Error(err)
		}
	}
	if err := lesser.Excuse(t.Context(), monitor.Excuse{Source: "desk", Clock: key}); err != nil {
		t.Error(err)
	}
	if err := lesser.Notify(t.Context(), monitor.NoticeIntent{Place: "#ops"}); err != nil {
		t.Error(err)
	}
	if _, err := db.Exec("REVOKE INSERT ON yardstick.connection FROM " + role); err != nil {
		t.Fatal(err)
	}
	_, err := lesser.Connect(t.Context(), "desk", []string{"callback"}, 0)
	if err == nil || !strings.Contains(err.Error(), "permission denied for table connection") || strings.Contains(err.Error(), "canary") {
		t.Errorf("without the right to write: %v", err)
	}
}

// as gives a URL of the same database for another role.
func as(t *testing.T, address, role, password string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(role, password)
	return u.String()
}

func TestLedgerRefusesOtherEncodings(t *testing.T) {
	address := pgtest.Database(t)
	db, name := openSQL(t, address), "t_"+strings.ToLower(rand.Text())
	if _, err := db.Exec("CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = db.Exec("DROP DATABASE " + name + " WITH (FORCE)") })
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	if _, err := openLedger(t, u.String(), "").Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "SQL_ASCII") {
		t.Errorf("got %v", err)
	}
}

func TestLedgerRefusesOddSchemas(t *testing.T) {
	url := pgtest.Database(t)
	for _, name := range []string{"Yard", "a-b", `x"; DROP SCHEMA public; --`, "pg_ledger", "1a", strings.Repeat("a", 64), " "} {
		if _, err := postgres.OpenLedger(t.Context(), url, name, ledgertest.Zones); err == nil || !strings.Contains(err.Error(), "schema") {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// A message that can't be read is given up, and keeps no other back.
func TestUnreadableMessage(t *testing.T) {
	ledger, db := newLedger(t)
	if _, err := db.Exec("INSERT INTO yardstick.place (place) VALUES ('#a'), ('#b')"); err != nil {
		t.Fatal(err)
	}
	for place, message := range map[string]string{"#a": `{"alert": 7}`, "#b": `{"alert": {"key": "good"}}`} {
		if _, err := db.Exec(`INSERT INTO yardstick.alert (key, source, ticket, standard, cycle_us, cycle_n, kind, action, route, place, message)
			VALUES ($1, 's', $1, 'x', 0, 0, 'missed', 'post', '', $1, $2)`, place, message); err != nil {
			t.Fatal(err)
		}
	}
	claims, err := ledger.Claim(t.Context(), monitor.Terms{Lease: time.Minute, Limit: 10})
	if err == nil || len(claims) != 1 || claims[0].Message.Key() != "good" {
		t.Errorf("claims %+v, %v", claims, err)
	}
	var state, reason string
	if err := db.QueryRow("SELECT state, state_reason FROM yardstick.alert WHERE place = '#a'").Scan(&state, &reason); err != nil ||
		state != "failed" || !strings.Contains(reason, "unreadable") {
		t.Errorf("%s, %s, %v", state, reason, err)
	}
}

// What was said is only ever added to, whoever asks.
func TestHistoryIsAppendOnly(t *testing.T) {
	_, db := newLedger(t)
	for table, insert := range map[string]string{
		"transition": `(source, ticket, standard, cycle_us, cycle_n, stage, episode, kind, at, found_at, reason)
			VALUES ('s', 't', 'x', 0, 0, 'missed', 0, 'missed', now(), now(), 'tell')`,
		"verdict": `(source, ticket, standard, cycle_us, cycle_n, serial, verdict, previous, reason, as_of, state, version,
			target_row, elapsed_us, attributes) VALUES ('s', 't', 'x', 0, 0, 0, 'missed', 'open', '', now(), 'running', 'h', 0, 0, '{}')`,
		"version": `(standard, hash, loaded_at, definition) VALUES ('x', 'h', now(), '{}')`,
		"excuse": `(source, ticket, standard, cycle_us, cycle_n, said_by, why, at, undo)
			VALUES ('s', 't', 'x', 0, 0, 'jane', 'power cut', now(), false)`,
		"care": `(source, ticket, standard, cycle_us, cycle_n, kind, n, said_by, said_id, at, until, request)
			VALUES ('s', 't', 'x', 0, 0, 'snooze', 1, 'jane', 'U1', now(), now(), 'click')`,
	} {
		if _, err := db.Exec("INSERT INTO yardstick." + table + insert); err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{
			"UPDATE yardstick." + table + " SET standard = 'y'", "DELETE FROM yardstick." + table,
			"INSERT INTO yardstick." + table + insert + " ON CONFLICT DO NOTHING; DELETE FROM yardstick." + table,
		} {
			if _, err := db.Exec(statement); err == nil || !strings.Contains(err.Error(), "rows of "+table+" are only ever added") {
				t.Errorf("%s: %v", statement, err)
			}
		}
	}
}

func TestLook(t *testing.T) {
	url := pgtest.Database(t)
	ledger, db := openLedger(t, url, ""), openSQL(t, url)
	look := func(want bool, when string) {
		t.Helper()
		if found, err := ledger.Look(t.Context()); err != nil || found != want {
			t.Errorf("%s: %v, %v", when, found, err)
		}
	}
	look(false, "an empty database")
	if _, err := db.Exec("CREATE SCHEMA yardstick"); err != nil {
		t.Fatal(err)
	}
	look(false, "an empty schema")
	if _, err := ledger.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	look(true, "migrated")
	if _, err := db.Exec("UPDATE yardstick.goose_db_version SET is_applied = false WHERE version_id = (SELECT max(version_id) FROM yardstick.goose_db_version)"); err != nil {
		t.Fatal(err)
	}
	look(false, "one migration behind")
	if _, err := db.Exec("INSERT INTO yardstick.goose_db_version (version_id, is_applied) VALUES (99, true)"); err != nil {
		t.Fatal(err)
	}
	var newer *postgres.NewerSchemaError
	if found, err := ledger.Look(t.Context()); found || !errors.As(err, &newer) {
		t.Errorf("a newer schema: %v, %v", found, err)
	}
}

// Who may not read the ledger is told so, and not that there is none.
func TestLookWithoutRights(t *testing.T) {
	url := pgtest.Database(t)
	if _, err := openLedger(t, url, "").Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	role, db := "r_"+strings.ToLower(rand.Text()), openSQL(t, url)
	if _, err := db.Exec("CREATE ROLE " + role + " LOGIN"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = db.Exec("DROP OWNED BY " + role + "; DROP ROLE " + role) })
	if found, err := openLedger(t, as(t, url, role, "none"), "").Look(t.Context()); err == nil || found ||
		!strings.Contains(err.Error(), "permission denied") {
		t.Errorf("got %v, %v", found, err)
	}
}
