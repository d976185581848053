package postgres_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/board"
	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/monitor/ledgertest"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// boardNow is the instant of these tests.
var boardNow = calendar.FromTime(time.Date(2026, 3, 30, 10, 0, 0, 0, time.UTC))

// openClocks makes clocks that are due about now, many at the same instant.
func openClocks(n int) []board.Clock {
	random := rand.New(rand.NewPCG(1, 2))
	clocks := make([]board.Clock, n)
	for i := range clocks {
		due := boardNow.Add(time.Duration(random.IntN(2000)-1000) * time.Minute)
		clocks[i] = board.Clock{
			Source: []string{"desk", "shop"}[random.IntN(2)], Ticket: fmt.Sprint("T", i/2), Standard: []string{"callback", "onsite", "resolution"}[i%3],
			Cycle: rules.CycleKey{Start: calendar.Instant(random.IntN(3)), N: int32(i)}, State: rules.State(random.IntN(2)),
			StartedAt: due.Add(-100 * time.Hour), RiskAt: due.Add(-time.Duration(random.IntN(600)) * time.Minute), DueAt: due,
			Subject: "A “subject” <b>" + fmt.Sprint(i), Team: []string{"hamburg", "O'Hara \"& Co\"", "%_\\"}[random.IntN(3)],
		}
		if random.IntN(4) > 0 {
			clocks[i].Customer = fmt.Sprint("customer ", random.IntN(n/4))
		}
	}
	return clocks
}

// insertClocks writes open clocks, and one that has ended, one without a due instant and one of whose risk nothing is known.
func insertClocks(t testing.TB, db *sql.DB, clocks []board.Clock) {
	t.Helper()
	type row struct {
		Source, Ticket, Standard, State, Started, Due, Risk, Subject, Team, Customer string
		Cycle                                                                        int64
		N                                                                            int32
	}
	rows := make([]row, len(clocks))
	for i := range clocks {
		c := &clocks[i]
		rows[i] = row{
			c.Source, c.Ticket, c.Standard, c.State.String(), c.StartedAt.String(), c.DueAt.String(), c.RiskAt.String(), c.Subject, c.Team, c.Customer,
			int64(c.Cycle.Start), c.Cycle.N,
		}
	}
	written, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	const columns = `yardstick.clock (source, ticket, standard, cycle_us, cycle_n, ordinal, version, target_row, state, verdict, reason, started_at,
		due_at, risk_at, elapsed_us, baseline, calendar, as_of, subject, team, customer)`
	for _, statement := range []string{
		`INSERT INTO ` + columns + ` SELECT "Source", "Ticket", "Standard", "Cycle", "N", 0, 'v', 0, "State", 'open', '', "Started"::timestamptz,
			"Due"::timestamptz, "Risk"::timestamptz, 0, '', 'c', now(), "Subject", "Team", "Customer"
		 FROM json_to_recordset($1) AS r ("Source" text, "Ticket" text, "Standard" text, "Cycle" bigint, "N" integer, "State" text, "Started" text,
			"Due" text, "Risk" text, "Subject" text, "Team" text, "Customer" text)`,
		`INSERT INTO ` + columns + ` SELECT 'desk', 'ended', 'callback', 0, 0, 0, 'v', 0, 'stopped', 'missed', '', now(), '2026-03-30T09:00Z'::timestamptz, NULL::timestamptz,
			0, '', 'c', now(), left($1::text, 0), 'hamburg', ''
		 UNION ALL SELECT 'desk', 'paused', 'callback', 0, 0, 0, 'v', 0, 'paused', 'open', '', now(), NULL, NULL, 0, '', 'c', now(), '', 'hamburg', ''
		 UNION ALL SELECT 'desk', 'unknown', 'callback', 0, 0, 0, 'v', 0, 'running', 'open', '', now(), '2026-03-30T10:30Z', NULL, 0, '', 'c', now(), '', 'hamburg', ''`,
	} {
		if _, err := db.ExecContext(t.Context(), statement, string(written)); err != nil {
			t.Fatal(err)
		}
	}
}

// boardFilters are filters that leave all, some and nothing.
func boardFilters(n int) map[string]board.Filter {
	return map[string]board.Filter{
		"none": {}, "standard": {Standard: "onsite"}, "team": {Team: "hamburg"},
		"quotes": {Team: "O'Hara \"& Co\""}, "signs": {Team: "%_\\"},
		"customer":  {Customer: fmt.Sprint("customer ", n/8)},
		"all three": {Standard: "callback", Team: "hamburg", Customer: fmt.Sprint("customer ", n/8)},
		"nobody":    {Customer: "nobody"}, "no standard": {Standard: "nothing"},
	}
}

// expected is a list by going through all clocks.
func expected(clocks []board.Clock, which board.List, f *board.Filter) []board.Clock {
	kept := slices.DeleteFunc(slices.Clone(clocks), func(c board.Clock) bool {
		return !which.Has(&c, boardNow) || !f.Has(&c)
	})
	return board.Ordered(kept, nil, len(kept))
}

// Lists have what a look at each clock gives, in order, page by page.
func TestBoardLists(t *testing.T) {
	ledger, db := newLedger(t)
	const n = 5_000
	clocks := openClocks(n)
	insertClocks(t, db, clocks)
	for name, f := range boardFilters(n) {
		for _, which := range []board.List{board.Late, board.AtRisk} {
			t.Run(name+" "+string(which), func(t *testing.T) {
				want := expected(clocks, which, &f)
				var got []board.Clock
				var after *board.Key
				for page := max(1, len(want)/3); ; {
					some, err := ledger.Pressing(t.Context(), which, boardNow, f, after, page)
					if err != nil {
						t.Fatal(err)
					}
					got = append(got, some...)
					if len(some) < page {
						break
					}
					key := board.KeyOf(&some[len(some)-1])
					after = &key
				}
				if diff := cmp.Diff(want, append([]board.Clock{}, got...)); diff != "" {
					t.Errorf("want - got +\n%.2000s", diff)
				}
				for _, most := range []int{1, 100, n + 1} {
					if got, err := ledger.CountPressing(t.Context(), which, boardNow, f, most); err != nil || got != min(most, len(want)) {
						t.Errorf("counted to %d: %d, %v; want %d", most, got, err, min(most, len(want)))
					}
				}
			})
		}
	}
}

// A place in the list of what is at risk that is late by now leads to what is at risk now.
func TestBoardPlaceThatIsLateByNow(t *testing.T) {
	ledger, db := newLedger(t)
	clocks := openClocks(400)
	insertClocks(t, db, clocks)
	want := expected(clocks, board.AtRisk, &board.Filter{})
	key := board.KeyOf(&expected(clocks, board.Late, &board.Filter{})[0])
	got, err := ledger.Pressing(t.Context(), board.AtRisk, boardNow, board.Filter{}, &key, 1000)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want - got +\n%.2000s", diff)
	}
	if _, err := ledger.Pressing(t.Context(), "others", boardNow, board.Filter{}, nil, 1); err == nil {
		t.Error("there is a list of others")
	}
}

// The values that filters suggest are those of clocks about now.
func TestBoardValues(t *testing.T) {
	ledger, db := newLedger(t)
	insertClocks(t, db, openClocks(400))
	got, err := ledger.Values(t.Context(), boardNow, 1000)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"%_\\", "O'Hara \"& Co\"", "hamburg"}, got.Teams); diff != "" || len(got.Customers) < 50 {
		t.Errorf("want - got +\n%s\n%d customers", diff, len(got.Customers))
	}
	one, err := ledger.Values(t.Context(), boardNow, 1)
	if err != nil || len(one.Teams) == 0 || len(one.Teams) > 2 {
		t.Errorf("of two clocks: %v, %v", one, err)
	}
}

// The first page is read along an index, whatever has ended and however many clocks run.
func TestBoardReadsAlongAnIndex(t *testing.T) {
	ledger, db := newLedger(t)
	insertClocks(t, db, openClocks(20_000))
	if _, err := db.ExecContext(t.Context(), "VACUUM ANALYZE yardstick.clock"); err != nil {
		t.Fatal(err)
	}
	read := func() (rows int64) {
		if err := db.QueryRowContext(t.Context(), `SELECT pg_stat_force_next_flush()`).Scan(new(any)); err != nil {
			t.Skipf("this Postgres does not tell what was read: %v", err)
		}
		if err := db.QueryRowContext(t.Context(), `SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'clock' AND schemaname = 'yardstick'`).Scan(&rows); err != nil {
			t.Fatal(err)
		}
		return rows
	}
	before := read()
	for _, which := range []board.List{board.Late, board.AtRisk} {
		for _, f := range []board.Filter{{}, {Standard: "onsite"}} {
			if _, err := ledger.Pressing(t.Context(), which, boardNow, f, nil, 51); err != nil {
				t.Fatal(err)
			}
			if _, err := ledger.CountPressing(t.Context(), which, boardNow, f, 1001); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := ledger.Values(t.Context(), boardNow, 1000); err != nil {
		t.Fatal(err)
	}
	if err := ledger.Close(); err != nil { // what a session has read is known once it ends
		t.Fatal(err)
	}
	if after := read(); after != before {
		t.Errorf("%d rows were read one by one", after-before)
	}
}

// A reader's writes are refused by the server, whatever is called.
func TestReaderCannotWrite(t *testing.T) {
	url := pgtest.Database(t)
	ledger := openLedger(t, url, "")
	if _, err := ledger.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	reader, err := postgres.OpenReader(t.Context(), url, "", ledgertest.Zones, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reader.Close() }()
	if _, err := reader.Pressing(t.Context(), board.Late, boardNow, board.Filter{}, nil, 1); err != nil {
		t.Error(err)
	}
	for name, write := range map[string]func() error{
		"connect": func() error {
			_, err := reader.Connect(t.Context(), "desk", []string{"callback"}, 0)
			return err
		},
		"activate": func() error {
			_, err := reader.Activate(t.Context(), func([]monitor.VersionRow) []monitor.VersionRow {
				return []monitor.VersionRow{{Standard: "callback", Hash: "h"}}
			})
			return err
		},
		"excuse": func() error {
			return reader.Excuse(t.Context(), monitor.Excuse{Source: "desk", Clock: monitor.ClockKey{Ticket: "1"}, By: "x", Why: "y"})
		},
		"settle": func() error {
			_, err := reader.Say(t.Context(), monitor.CareSaying{Source: "desk", Kind: monitor.Snoozing, Request: "r"})
			return err
		},
	} {
		if err := write(); err == nil || !strings.Contains(err.Error(), "read-only") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
