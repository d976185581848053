package postgres

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jmoiron/sqlx"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// follower reads a source again and again, each time on from where it got to.
type follower struct {
	source  *Source
	overlap time.Duration
	mark    *monitor.Watermark // nil before the first reading
	last    monitor.Reading
}

// next gives the ids of the tickets that a further reading gives.
func (f *follower) next(t testing.TB) string {
	t.Helper()
	var ids []string
	f.each(t, func(b *monitor.Batch) error {
		for i := range b.Tickets {
			ids = append(ids, b.Tickets[i].ID)
		}
		return nil
	})
	return strings.Join(ids, " ")
}

// each hands over what a further reading gives.
func (f *follower) each(t testing.TB, each func(*monitor.Batch) error) {
	t.Helper()
	v, err := f.source.Vocabulary(t.Context())
	if err == nil {
		q := monitor.Query{Since: f.mark, Overlap: f.overlap, Now: readAt, Vocabulary: v}
		f.last, err = f.source.Read(t.Context(), q, each)
	}
	if err != nil {
		t.Error(err)
		return
	}
	if f.last.Watermark == monitor.NoWatermark {
		f.mark = nil
	} else {
		f.mark = &f.last.Watermark
	}
}

// seededDB is seeded with a connection to go on writing.
func seededDB(t testing.TB, statements ...string) (string, *sqlx.DB) {
	t.Helper()
	url := seeded(t, statements...)
	db, err := Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return url, db
}

func execute(t testing.TB, db *sqlx.DB, statement string, args ...any) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func moment(t testing.TB, text string) calendar.Instant {
	t.Helper()
	at, err := calendar.ParseStamp(text, nil)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestReadSince(t *testing.T) {
	url, db := seededDB(t, `CREATE TABLE tickets AS SELECT i AS id, timestamptz '2026-03-01 00:00Z' + i * interval '1 hour' AS changed_at
			FROM generate_series(1, 20) i`,
		`CREATE TABLE log (ticket_id int, at timestamptz, kind text, changed_at timestamp)`,
		`INSERT INTO log VALUES (1, '2026-02-01 10:00Z', 'done', '2026-03-01 09:00'), (2, '2026-02-01 10:00Z', 'done', '2026-03-01 09:30'),
			(3, '2026-02-01 10:00Z', 'done', NULL)`)
	f := follower{source: newSource(t, SourceOptions{
		URL: url, Tickets: "TABLE tickets", Events: "TABLE log;", Location: mustLocation(t, "Europe/Berlin"),
	}), overlap: time.Minute}
	if got := f.next(t); len(strings.Fields(got)) != 20 || !f.last.Whole {
		t.Errorf("at first: %s, %+v", got, f.last)
	}
	want := monitor.Watermark{Tickets: moment(t, "2026-03-01 20:00Z"), Events: moment(t, "2026-03-01 08:30Z")}
	if *f.mark != want {
		t.Errorf("watermark %+v, want %+v", *f.mark, want)
	}
	if got := f.next(t); got != "2 20" || f.last.Whole || *f.mark != want {
		t.Errorf("nothing changed: %q, %+v", got, f.last)
	}
	execute(t, db, `UPDATE tickets SET changed_at = '2026-03-01 20:30Z' WHERE id = 7`)
	execute(t, db, `INSERT INTO log VALUES (9, '2026-01-01 00:00Z', 'done', '2026-03-01 10:00'), (99, '2026-01-01 00:00Z', 'done', '2026-03-01 10:00')`)
	if got := f.next(t); got != "2 7 9 20" || f.last.Tally.Events.SetAside != 1 {
		t.Errorf("a ticket and two events changed: %q, %+v", got, f.last)
	}
	if got := f.next(t); got != "7 9" {
		t.Errorf("then: %q", got)
	}
	// Committed late, within the overlap and beyond it.
	execute(t, db, `UPDATE tickets SET changed_at = '2026-03-01 20:29:30Z' WHERE id = 11`)
	execute(t, db, `UPDATE tickets SET changed_at = '2026-03-01 20:28:30Z' WHERE id = 12`)
	execute(t, db, `UPDATE tickets SET changed_at = NULL WHERE id = 13`)
	if got := f.next(t); got != "7 9 11" {
		t.Errorf("late: %q", got)
	}
	execute(t, db, `TRUNCATE tickets, log`)
	before := *f.mark
	if got := f.next(t); got != "" || *f.mark != before || f.last.Whole {
		t.Errorf("all gone: %q, %+v", got, f.last)
	}
}

// TestReadSinceGivesTheWholeTicket holds what a reading of changes gives of a ticket to what a reading of all gives.
func TestReadSinceGivesTheWholeTicket(t *testing.T) {
	url, _ := seededDB(t, `CREATE TABLE tickets AS SELECT i AS id, timestamptz '2026-03-01 00:00Z' + i * interval '1 hour' AS changed_at, i % 3 AS p
			FROM generate_series(1, 20) i`,
		`CREATE TABLE log AS SELECT i AS ticket_id, timestamptz '2026-03-01 00:00Z' + i * interval '1 hour' + j * interval '1 minute' AS at,
			'done' AS kind, i * 10 + j / 2 AS seq, timestamptz '2026-03-01Z' AS changed_at FROM generate_series(1, 20) i, generate_series(1, 4) j`,
		`INSERT INTO log SELECT ticket_id, at, kind, seq, changed_at + interval '1 day' FROM log WHERE ticket_id = 5`)
	s := newSource(t, SourceOptions{URL: url, Tickets: "TABLE tickets", Events: "TABLE log"})
	all, _ := read(t, s, nil)
	v, err := s.Vocabulary(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	since := monitor.Watermark{Tickets: moment(t, "2026-03-01 18:00Z"), Events: moment(t, "2026-03-01 12:00Z")}
	var got []string
	_, err = s.Read(t.Context(), monitor.Query{Since: &since, Now: readAt, Vocabulary: v}, func(b *monitor.Batch) error {
		for i := range b.Tickets {
			got = append(got, described(v, &b.Tickets[i]))
		}
		return nil
	})
	want := []string{all[4], all[17], all[18], all[19]}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if n := strings.Count(all[4], "done"); n != 4 {
		t.Errorf("event rows that differ in changed_at alone became %d events, want 4: %s", n, all[4])
	}
}

// TestReadSinceByType follows changes of each type of id and stamp.
func TestReadSinceByType(t *testing.T) {
	for _, id := range []string{"bigint", "text", "varchar(9)", "char(5)", "numeric"} {
		for _, stamp := range []string{"timestamptz", "timestamp", "date", "text", "varchar(40)", "char(30)"} {
			t.Run(id+" "+stamp, func(t *testing.T) {
				url, db := seededDB(t, fmt.Sprintf(`CREATE TABLE tickets (id %s, changed_at %s)`, id, stamp),
					fmt.Sprintf(`CREATE TABLE log (ticket_id %s, at %s, kind text)`, id, stamp),
					`INSERT INTO tickets SELECT i, '2026-01-10 10:00:00' FROM generate_series(10, 99) i`,
					`INSERT INTO log VALUES (10, '2026-01-12 10:00:00', 'done')`,
					`UPDATE tickets SET changed_at = '2026-02-01 10:00:00' WHERE id::text = '20'`)
				f := follower{source: newSource(t, SourceOptions{URL: url, Tickets: "TABLE tickets", Events: "TABLE log"}), overlap: time.Minute}
				f.next(t)
				if got := f.next(t); got != "10 20" {
					t.Errorf("nothing changed: %q", got)
				}
				execute(t, db, `UPDATE tickets SET changed_at = '2026-02-10 10:00:00' WHERE id::text = '30'`)
				execute(t, db, `INSERT INTO log VALUES (40, '2026-02-10 10:00:00', 'done')`)
				if got := f.next(t); got != "10 20 30 40" {
					t.Errorf("two changed: %q", got)
				}
				if got := f.next(t); got != "30 40" {
					t.Errorf("then: %q", got)
				}
			})
		}
	}
}

// TestReadSinceUsesTheIndex asks the server how it would find what changed.
func TestReadSinceUsesTheIndex(t *testing.T) {
	for _, stamp := range []string{"timestamptz", "timestamp", "date", "text", "varchar(40)", "char(30)"} {
		_, db := seededDB(t, `CREATE TABLE tickets (id int, changed_at `+stamp+`)`,
			`INSERT INTO tickets SELECT i, timestamp '2020-01-01' + i * interval '1 hour' FROM generate_series(1, 20000) i`,
			`CREATE INDEX by_change ON tickets (changed_at)`, `ANALYZE tickets`)
		c := column{name: changedAt, typ: strings.ToUpper(strings.Split(stamp, "(")[0])}
		if c.typ == "CHAR" {
			c.typ = "BPCHAR"
		}
		var plan []string
		err := db.SelectContext(t.Context(), &plan, "EXPLAIN "+changedQuery("TABLE tickets", "id", c),
			bound(c, calendar.NewZone(nil), moment(t, "2022-04-01")))
		if text := strings.Join(plan, "\n"); err != nil || !strings.Contains(text, "by_change") {
			t.Errorf("%s: %v\n%s", stamp, err, text)
		}
	}
}

func TestNothingSaysWhatChanged(t *testing.T) {
	url, _ := seededDB(t, `CREATE TABLE tickets AS SELECT 1 AS id`,
		`CREATE TABLE log AS SELECT 1 AS ticket_id, timestamptz '2026-03-01Z' AS at, 'done' AS kind, timestamptz '2026-03-01Z' AS changed_at`)
	f := follower{source: newSource(t, SourceOptions{URL: url, Tickets: "TABLE tickets", Events: "TABLE log"})}
	f.mark = &monitor.Watermark{Tickets: moment(t, "2026-03-02"), Events: moment(t, "2026-03-02")}
	if got := f.next(t); got != "1" || !f.last.Whole || f.last.Watermark != monitor.NoWatermark {
		t.Errorf("%q, %+v", got, f.last)
	}
}

func TestNoWatermark(t *testing.T) {
	url, _ := seededDB(t, `CREATE TABLE tickets AS SELECT i AS id, timestamptz '2026-03-01Z' AS changed_at FROM generate_series(1, 5000) i`)
	s := newSource(t, SourceOptions{URL: url, Tickets: "TABLE tickets"})
	v, err := s.Vocabulary(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	reading, err := s.Read(t.Context(), monitor.Query{IDs: []string{"1"}, Vocabulary: v}, func(*monitor.Batch) error { return nil })
	if err != nil || reading.Whole || reading.Watermark != monitor.NoWatermark {
		t.Errorf("of ids: %+v, %v", reading, err)
	}
	reading, err = s.Read(t.Context(), monitor.Query{Vocabulary: v}, func(*monitor.Batch) error { return context.Canceled })
	if err == nil || reading.Whole || reading.Watermark != monitor.NoWatermark {
		t.Errorf("of a reading that was broken off: %+v, %v", reading, err)
	}
	reading, err = s.Read(t.Context(), monitor.Query{Vocabulary: v}, func(*monitor.Batch) error { return nil })
	if err != nil || !reading.Whole || reading.Watermark.Tickets != moment(t, "2026-03-01") || reading.Watermark.Events != calendar.None {
		t.Errorf("of all: %+v, %v", reading, err)
	}
}

// TestAClockSetWrong follows a desk whose stamps are hours off, in both directions, with a row stamped in 2099: what is
// changed now must be found however wrong its stamp is.
func TestAClockSetWrong(t *testing.T) {
	for _, off := range []time.Duration{0, 7 * time.Hour, -7 * time.Hour} {
		for _, typ := range []string{"timestamptz", "timestamp"} {
			t.Run(fmt.Sprint(off, typ), func(t *testing.T) {
				url, db := seededDB(t, `CREATE TABLE tickets (id int, changed_at `+typ+`)`, `INSERT INTO tickets VALUES (1, '2026-01-01'), (99, '2099-01-01')`,
					`CREATE TABLE log (ticket_id int, at timestamptz, kind text)`, `INSERT INTO log VALUES (1, '2026-01-01', 'done'), (99, '2099-01-01', 'done')`)
				f := follower{source: newSource(t, SourceOptions{URL: url, Tickets: "TABLE tickets", Events: "TABLE log"})}
				wrong := time.Now().UTC().Add(off)
				for i := 1; i <= 5; i++ {
					stamp := wrong.Add(time.Duration(i) * time.Millisecond).Format("2006-01-02 15:04:05.999999Z07:00")
					execute(t, db, `INSERT INTO tickets VALUES ($1, $2::`+typ+`)`, 2*i, strings.TrimSuffix(stamp, "Z")+"Z")
					execute(t, db, `INSERT INTO tickets VALUES ($1, NULL)`, 2*i+1)
					execute(t, db, `INSERT INTO log VALUES ($1, $2, 'done')`, 2*i+1, stamp)
					got := " " + f.next(t) + " "
					if !strings.Contains(got, fmt.Sprintf(" %d %d ", 2*i, 2*i+1)) || !strings.Contains(got, " 99 ") {
						t.Errorf("after change %d: %s", i, got)
					}
					var now time.Time
					if err := db.GetContext(t.Context(), &now, `SELECT clock_timestamp()`); err != nil {
						t.Fatal(err)
					}
					if f.mark != nil && max(f.mark.Tickets, f.mark.Events) > calendar.FromTime(now) {
						t.Errorf("the watermark lies in the future: %+v", f.mark)
					}
				}
				if f.last.Whole {
					t.Error("it reads everything each time")
				}
			})
		}
	}
}

// TestTheHourThatComesTwice follows a desk that stamps with Berlin's wall clock through its October night.
func TestTheHourThatComesTwice(t *testing.T) {
	berlin := mustLocation(t, "Europe/Berlin")
	url, db := seededDB(t, `CREATE TABLE tickets (id int, changed_at timestamp)`)
	f := follower{source: newSource(t, SourceOptions{URL: url, Tickets: "TABLE tickets", Location: berlin}), overlap: time.Minute}
	at := time.Date(2025, 10, 25, 23, 0, 0, 0, time.UTC)
	for i := 1; i <= 300; i++ {
		execute(t, db, `INSERT INTO tickets VALUES ($1, $2::timestamp)`, i, at.In(berlin).Format(time.DateTime))
		if got := strings.Fields(f.next(t)); len(got) == 0 || got[len(got)-1] != fmt.Sprint(i) {
			t.Fatalf("what was changed at %s (%s in Berlin) is missing: %v", at, at.In(berlin), got)
		} else if i > 250 && len(got) > 3 {
			t.Fatalf("long after, %d tickets are read at a time", len(got))
		}
		at = at.Add(time.Minute)
	}
}
