package simulate_test

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor/simulate"
)

var tuesday = time.Date(2026, 11, 17, 9, 0, 0, 0, time.UTC) // 10:00 in Berlin

func seeded(t testing.TB, seed uint64) (*simulate.Desk, *sql.DB) {
	t.Helper()
	desk, db := simulate.New(seed), open(t)
	w, err := desk.Seed(t.Context(), db, tuesday)
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, db, `SELECT count(*) FROM desk.tickets`); n != w.Tickets {
		t.Fatalf("%d tickets in the table, %d said to be written", n, w.Tickets)
	}
	if n := count(t, db, `SELECT count(*) FROM desk.ticket_events`); n != w.Events {
		t.Fatalf("%d events in the table, %d said to be written", n, w.Events)
	}
	return desk, db
}

// digest is one number for all that the desk wrote.
const digest = `SELECT hashtext(string_agg(t::text || coalesce(e.all, ''), '|' ORDER BY t.id)) FROM desk.tickets t LEFT JOIN
	(SELECT ticket_id, string_agg(v::text, ',' ORDER BY seq) AS all FROM desk.ticket_events v GROUP BY 1) e ON e.ticket_id = t.id`

func TestTheSameSeedGivesTheSameDesk(t *testing.T) {
	desk, db := seeded(t, 7)
	again, other := seeded(t, 7)
	steps(t, desk, db, time.Minute, time.Hour)
	steps(t, again, other, 20*time.Minute, time.Hour) // however it is cut up
	if a, b := count(t, db, digest), count(t, other, digest); a != b {
		t.Error("the same seed gave two desks")
	}
	_, third := seeded(t, 8)
	if a, b := count(t, db, digest), count(t, third, digest); a == b {
		t.Error("another seed gave the same desk")
	}
}

func steps(t testing.TB, desk *simulate.Desk, db *sql.DB, step, length time.Duration) {
	t.Helper()
	for at := step; at <= length; at += step {
		if _, err := desk.Step(t.Context(), db, tuesday.Add(at)); err != nil {
			t.Fatal(err)
		}
	}
}

// The desk must look like one: each line is a question and the least and most it may answer.
func TestHistoryIsBelievable(t *testing.T) {
	_, db := seeded(t, 1)
	for _, c := range []struct {
		query    string
		min, max int
	}{
		{`SELECT count(*) FROM desk.tickets`, 3000, 8000},
		{`SELECT count(*) FROM desk.tickets WHERE created_at > $now`, 0, 0},
		{`SELECT count(*) FROM desk.ticket_events WHERE at > $now`, 0, 0},
		{`SELECT extract(day FROM $now - min(created_at)) FROM desk.tickets`, 118, 121},
		{`SELECT count(*) FROM desk.tickets t WHERE NOT EXISTS (SELECT FROM desk.ticket_events e
			WHERE e.ticket_id = t.id AND e.kind = 'opened' AND e.at = t.created_at AND e.seq = 1)`, 0, 0},
		{`SELECT count(*) FROM desk.tickets WHERE closed_at IS NULL`, 20, 300},
		{`SELECT count(*) FROM desk.ticket_events a JOIN desk.ticket_events b ON b.ticket_id = a.ticket_id AND b.seq = a.seq + 1
			WHERE b.at < a.at`, 0, 0},
		{`SELECT count(*) FROM desk.tickets t WHERE updated_at <>
			(SELECT max(at) FROM desk.ticket_events e WHERE e.ticket_id = t.id)`, 0, 0},
		{`SELECT 100 * count(*) FILTER (WHERE extract(isodow FROM created_at AT TIME ZONE 'Europe/Berlin') > 5) / count(*)
			FROM desk.tickets WHERE created_at < $now`, 1, 8},
		{`SELECT 100 * count(*) FILTER (WHERE extract(isodow FROM created_at AT TIME ZONE 'Europe/Berlin') = 1)
			/ count(*) FILTER (WHERE extract(isodow FROM created_at AT TIME ZONE 'Europe/Berlin') = 5)
			FROM desk.tickets WHERE created_at < $now`, 120, 250},
		{`SELECT count(*) FROM desk.ticket_events WHERE author = 'agent' AND kind NOT IN ('spam', 'merged') AND at < $now AND
			(extract(isodow FROM at AT TIME ZONE 'Europe/Berlin') > 5 OR extract(hour FROM at AT TIME ZONE 'Europe/Berlin') NOT BETWEEN 8 AND 17)`, 0, 0},
		{`SELECT count(*) FROM desk.tickets WHERE subject LIKE '%<!channel>%' AND created_at < $now`, 2, 100},
		{`SELECT count(DISTINCT kind) FROM desk.ticket_events WHERE at <= $now`, 12, 12},
		{`SELECT 100 * count(*) FILTER (WHERE kind = 'waiting_on_customer') / count(DISTINCT ticket_id) FROM desk.ticket_events`, 10, 30},
		{`SELECT count(DISTINCT (tier, priority, channel, team)) FROM desk.tickets WHERE created_at <= $now`, 100, 108},
	} {
		if n := count(t, db, strings.ReplaceAll(c.query, "$now", "timestamptz '2026-11-17 09:00:00Z'")); n < c.min || n > c.max {
			t.Errorf("%s: %d, want %d to %d", c.query, n, c.min, c.max)
		}
	}
}

func TestPortoFallsBehind(t *testing.T) {
	_, db := seeded(t, 1)
	const late = `SELECT 1000 * count(*) FILTER (WHERE d.at - r.at > interval '2 hours') / count(*)
		FROM desk.ticket_events r JOIN desk.ticket_events d ON d.ticket_id = r.ticket_id AND d.kind = 'called_back'
		JOIN desk.tickets t ON t.id = r.ticket_id
		WHERE r.kind = 'callback_requested' AND r.at::date = d.at::date AND t.team = $1
		AND extract(isodow FROM r.at) <> 5` // on Fridays it is another team that does
	porto, hamburg := count(t, db, late, "porto"), count(t, db, late, "hamburg")
	t.Logf("called back after more than two hours: porto %d ‰, hamburg %d ‰", porto, hamburg)
	if porto < 2*hamburg || hamburg == 0 {
		t.Errorf("porto %d ‰, hamburg %d ‰ are late", porto, hamburg)
	}
}

func TestTheTrickle(t *testing.T) {
	desk, db := seeded(t, 1)
	before := count(t, db, `SELECT count(*) FROM desk.tickets`)
	steps(t, desk, db, time.Minute, time.Hour)
	if n := count(t, db, `SELECT count(*) FROM desk.tickets`) - before; n < 15 || n > 60 {
		t.Errorf("%d tickets in an hour of a Tuesday morning", n)
	}
	end := tuesday.Add(time.Hour)
	if n := count(t, db, `SELECT count(*) FROM desk.ticket_events WHERE at > $1`, end); n != 0 {
		t.Errorf("%d events ahead of their time", n)
	}
	if n := count(t, db, `SELECT count(*) FROM desk.tickets t WHERE (closed_at IS NOT NULL) <> EXISTS (SELECT FROM desk.ticket_events e
		WHERE e.ticket_id = t.id AND e.kind IN ('resolved', 'merged', 'spam') AND e.at = t.closed_at)`); n != 0 {
		t.Errorf("%d tickets are closed without an event, or the other way round", n)
	}
	w, err := desk.Step(t.Context(), db, tuesday)
	if err != nil || w != (simulate.Wrote{}) {
		t.Errorf("a step back wrote %v, %v", w, err)
	}
}

func BenchmarkSeed(b *testing.B) {
	for b.Loop() {
		seeded(b, 1)
	}
}

// On Friday afternoons Hamburg must fall behind, last week most of all, and one customer be hit most: it is what reports are to find.
func TestHamburgFallsBehindOnFridayAfternoons(t *testing.T) {
	_, db := seeded(t, 1)
	const late = `SELECT count(*) FROM desk.ticket_events r JOIN desk.ticket_events d ON d.ticket_id = r.ticket_id AND d.kind = 'called_back'
		JOIN desk.tickets t ON t.id = r.ticket_id
		WHERE r.kind = 'callback_requested' AND d.at - r.at > interval '2 hours' AND d.at::date = r.at::date AND t.team = 'hamburg'
		AND r.at AT TIME ZONE 'Europe/Berlin' BETWEEN $1::date + time '12:00' AND $1::date + time '16:00'`
	var weeks []int
	for _, friday := range []string{"2026-10-16", "2026-10-30", "2026-11-06", "2026-11-13"} {
		weeks = append(weeks, count(t, db, late, friday))
	}
	t.Logf("called back after two hours on Friday afternoons in Hamburg: %d", weeks)
	if weeks[0] > 1 || weeks[1] == 0 || weeks[2] == 0 || weeks[3] < 3*weeks[2] {
		t.Errorf("called back after two hours, by week: %d", weeks)
	}
	most := count(t, db, late+` AND t.customer = 'Stadtwerke Lindenau'`, "2026-11-13")
	if 3*most < weeks[3] {
		t.Errorf("the customer who is hit most has %d of them", most)
	}
}
