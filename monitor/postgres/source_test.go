package postgres

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var _ monitor.Source = (*Source)(nil)

var readAt = calendar.FromTime(time.Date(2026, 3, 27, 12, 0, 0, 0, time.UTC))

// seeded gives the URL of a database in which statements have run.
func seeded(t testing.TB, statements ...string) string {
	t.Helper()
	url := pgtest.Database(t)
	db, err := Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	return url
}

func newSource(t testing.TB, o SourceOptions) *Source {
	t.Helper()
	if o.Name == "" {
		o.Name = "desk"
	}
	s, err := NewSource(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// described is a ticket in words, for comparing.
func described(v *rules.Vocabulary, t *rules.Ticket) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:", t.ID)
	for i, name := range v.Attributes() {
		if name == "id" {
			continue
		}
		if a := t.Attributes[i]; a.Null {
			fmt.Fprintf(&b, " %s=null", name)
		} else {
			fmt.Fprintf(&b, " %s=%q", name, a.Text)
		}
	}
	for _, e := range t.Events {
		fmt.Fprintf(&b, " | %s %s", e.At, v.KindName(e.Kind))
		if e.Author != rules.NoAuthor {
			fmt.Fprintf(&b, " by %d", e.Author)
		}
		if e.Public != rules.NoVisibility {
			fmt.Fprintf(&b, " public %d", e.Public)
		}
		if e.HasSeq {
			fmt.Fprintf(&b, " #%d", e.Seq)
		}
		if e.Milestone {
			b.WriteString(" milestone")
		}
		if e.Future {
			b.WriteString(" future")
		}
	}
	for _, l := range t.Lost {
		fmt.Fprintf(&b, " | lost %s: %s", v.KindName(l.Kind), l.Reason)
	}
	return b.String()
}

func read(t testing.TB, s *Source, ids []string) ([]string, monitor.Tally) {
	t.Helper()
	v, err := s.Vocabulary(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var tickets []string
	reading, err := s.Read(t.Context(), monitor.Query{IDs: ids, Now: readAt, Vocabulary: v}, func(b *monitor.Batch) error {
		for i := range b.Tickets {
			tickets = append(tickets, described(v, &b.Tickets[i]))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	tally := reading.Tally
	for _, c := range []monitor.Count{tally.Rows, tally.Events} {
		if c.Used+c.SetAside != c.Read {
			t.Errorf("used + set aside is not read: %+v", c)
		}
	}
	return tickets, tally
}

func TestReadTicketsAndEvents(t *testing.T) {
	url := seeded(t, `CREATE TABLE tickets (id int, subject text, vip boolean, code char(4), note text, created_at timestamptz, closed_at timestamp)`,
		`INSERT INTO tickets VALUES
			(10, 'Printer, "on fire" \ (again)', true, 'ab', NULL, '2026-03-27 09:00+01', '2026-03-27 10:00'),
			(9, '', false, 'abcd', '', '2026-03-26 23:30Z', NULL),
			(100, E'two\nlines', NULL, NULL, 'x', '2026-03-29 00:59:59.123456Z', 'infinity')`,
		`CREATE TABLE log (ticket int, at timestamp, what text, who text, shown boolean, n bigint)`,
		`INSERT INTO log VALUES
			(9, '2026-03-27 09:10', 'replied', 'AGENT', true, 2),
			(9, '2026-03-27 09:10', 'replied', 'agent', true, 2),
			(9, '2026-03-27 09:10', 'replied', 'agent', true, 3),
			(9, '2026-03-27 09:05', 'called', 'somebody', NULL, NULL),
			(10, '2026-03-27 08:10', 'replied', 'customer', false, NULL)`)
	s := newSource(t, SourceOptions{
		URL: url, Location: mustLocation(t, "Europe/Berlin"),
		Tickets:    "SELECT * FROM tickets -- all of them;",
		Milestones: []Milestone{{"opened", "created_at"}, {"closed", "closed_at"}},
		Events:     "SELECT ticket AS ticket_id, at, what AS kind, who AS author, shown AS public, n AS seq FROM log;\n",
		Kinds:      []string{"escalated"},
	})
	tickets, tally := read(t, s, nil)
	want := []string{
		`9: subject="" vip="false" code="abcd" note="" created_at="2026-03-26 23:30:00+00" closed_at=null` +
			` | 2026-03-26T23:30:00Z opened milestone | 2026-03-27T08:05:00Z called` +
			` | 2026-03-27T08:10:00Z replied by 2 public 1 #2 | 2026-03-27T08:10:00Z replied by 2 public 1 #3`,
		`10: subject="Printer, \"on fire\" \\ (again)" vip="true" code="ab" note=null created_at="2026-03-27 08:00:00+00" ` +
			`closed_at="2026-03-27 10:00:00" | 2026-03-27T08:00:00Z opened milestone | 2026-03-27T09:00:00Z closed milestone` +
			` | 2026-03-27T07:10:00Z replied by 1 public 2`,
		`100: subject="two\nlines" vip=null code=null note="x" created_at="2026-03-29 00:59:59.123456+00" closed_at="infinity"` +
			` | 2026-03-29T00:59:59.123456Z opened milestone future | lost closed: closed: 'infinity' is not an instant`,
	}
	if diff := cmp.Diff(want, tickets); diff != "" {
		t.Errorf("tickets (-want +got):\n%s", diff)
	}
	wantTally := monitor.Tally{
		Rows: monitor.Count{Read: 3, Used: 3}, Events: monitor.Count{Read: 10, Used: 9, SetAside: 1},
		Reasons: map[string]int{"unreadable time": 1},
		Samples: []monitor.SetAside{{Source: "desk", Ticket: "100", Reason: "unreadable time"}},
	}
	if diff := cmp.Diff(wantTally, tally); diff != "" {
		t.Errorf("tally (-want +got):\n%s", diff)
	}
	v, err := s.Vocabulary(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"", "opened", "closed", "called", "replied", "escalated"}, v.Kinds()); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
}

func mustLocation(t testing.TB, name string) *time.Location {
	t.Helper()
	location, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return location
}

func TestRowsSetAside(t *testing.T) {
	url := seeded(t, `CREATE TABLE tickets (id text, opened text)`,
		`INSERT INTO tickets VALUES ('a', '2026-01-01'), ('a', '2026-01-01'), ('b', '0000-00-00'), (NULL, NULL), (NULL, '2026-01-01'),
			('  ', '2026-01-01'), ('c', ''), ('d', NULL)`,
		`CREATE TABLE log (ticket_id text, at text, kind text)`,
		`INSERT INTO log VALUES ('a', '2026-01-02', ' done '), ('b', NULL, 'done'), ('b', 'soon', 'done'), ('b', '2026-01-02', NULL),
			('b', '2026-01-02', ' '), ('zz', '2026-01-02', 'done'), (NULL, '2026-01-02', 'done'), ('  ', '2026-01-02', 'done'),
			('A', '2026-01-02', 'done'), (NULL, NULL, NULL), ('c', ' 2026-01-03 ', 'done'), ('c', 'infinity', 'done'), ('c', '-infinity', 'done'), ('d', '0001-01-01', 'done')`)
	s := newSource(t, SourceOptions{
		URL: url, Tickets: "SELECT * FROM tickets", Milestones: []Milestone{{"opened", "opened"}}, Events: "SELECT * FROM log",
	})
	tickets, tally := read(t, s, nil)
	want := []string{
		`a: opened="2026-01-01" | 2026-01-01T00:00:00Z opened milestone | 2026-01-02T00:00:00Z done`,
		`b: opened="0000-00-00" | lost opened: opened: '0000-00-00' is not an instant | lost done: done: 'soon' is not an instant` +
			` | lost done: done has no time`,
		`c: opened="" | 2026-01-03T00:00:00Z done | lost done: done: '-infinity' is not an instant | lost done: done: 'infinity' is not an instant`,
		`d: opened=null | 0001-01-01T00:00:00Z done`,
	}
	for i := range tickets { // rows of one ticket come in any order
		parts := strings.Split(tickets[i], " | ")
		slices.Sort(parts[1:])
		wanted := strings.Split(want[i], " | ")
		slices.Sort(wanted[1:])
		if diff := cmp.Diff(wanted, parts); diff != "" {
			t.Errorf("ticket (-want +got):\n%s", diff)
		}
	}
	if diff := cmp.Diff(monitor.Count{Read: 8, Used: 4, SetAside: 4}, tally.Rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(monitor.Count{Read: 16, Used: 4, SetAside: 12}, tally.Events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	reasons := map[string]int{
		reasonNoID: 3, reasonDuplicate: 1, reasonNoTicket: 5, reasonNoKind: 2, reasonNoTime: 1, reasonBadTime: 4,
	}
	if diff := cmp.Diff(reasons, tally.Reasons); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}
}

func TestReadByID(t *testing.T) {
	for _, typ := range []string{"bigint", "smallint", "text", "varchar(9)", "numeric", "char(5)"} {
		t.Run(typ, func(t *testing.T) {
			url := seeded(t, `CREATE TABLE tickets (id `+typ+`)`, `INSERT INTO tickets VALUES (1), (2), (3), (10)`,
				`CREATE TABLE log AS SELECT id AS ticket_id, timestamp '2026-01-01' AS at, 'done' AS kind FROM tickets`)
			s := newSource(t, SourceOptions{URL: url, Tickets: "TABLE tickets", Events: "TABLE log"})
			got, tally := read(t, s, []string{"10", "2", "no such", "77"})
			want := []string{"10: | 2026-01-01T00:00:00Z done", "2: | 2026-01-01T00:00:00Z done"}
			if strings.HasSuffix(typ, "int") {
				slices.Reverse(want) // whole numbers are ordered as such
			}
			if diff := cmp.Diff(want, got); diff != "" || tally.Events.Read != 2 {
				t.Errorf("(-want +got), %d events:\n%s", tally.Events.Read, diff)
			}
			if got, _ := read(t, s, []string{}); got != nil {
				t.Errorf("no ids gave %v", got)
			}
		})
	}
}

func TestReadByUUID(t *testing.T) {
	url := seeded(t, `CREATE TABLE tickets AS SELECT '00000000-0000-0000-0000-00000000000a'::uuid AS id`)
	s := newSource(t, SourceOptions{URL: url, Tickets: "TABLE tickets"})
	got, _ := read(t, s, []string{"00000000-0000-0000-0000-00000000000a", "1"})
	if len(got) != 1 {
		t.Errorf("got %v", got)
	}
}

// TestBatches reads enough for several batches and holds each ticket to its own events.
func TestBatches(t *testing.T) {
	url := seeded(t, `CREATE TABLE tickets AS SELECT i AS id, repeat('x', 3000) AS subject FROM generate_series(1, 3000) i`,
		`CREATE TABLE log AS SELECT i AS ticket_id, timestamp '2026-01-01' + i * interval '1 second' + j * interval '1 hour' AS at, 'done' AS kind
			FROM generate_series(1, 3000) i, generate_series(1, 7) j`)
	s := newSource(t, SourceOptions{URL: url, Tickets: "TABLE tickets", Events: "TABLE log"})
	v, err := s.Vocabulary(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	previous := 0
	tickets, batches := 0, 0
	reading, err := s.Read(t.Context(), monitor.Query{Now: readAt, Vocabulary: v}, func(b *monitor.Batch) error {
		batches++
		for i := range b.Tickets {
			ticket := &b.Tickets[i]
			tickets++
			n := checkBatchTicket(t, ticket)
			if n <= previous {
				t.Errorf("%d comes after %d", n, previous)
			}
			previous = n
		}
		return nil
	})
	if err != nil || tickets != 3000 || batches < 6 || reading.Tally.Events.Used != 21000 {
		t.Errorf("%d tickets in %d batches, %+v, %v", tickets, batches, reading.Tally, err)
	}
}

func checkBatchTicket(t *testing.T, ticket *rules.Ticket) (n int) {
	t.Helper()
	if _, err := fmt.Sscan(ticket.ID, &n); err != nil || len(ticket.Events) != 7 || len(ticket.Attributes[1].Text) != 3000 {
		t.Fatalf("%s has %d events: %v", ticket.ID, len(ticket.Events), err)
	}
	start := calendar.FromTime(time.Date(2026, 1, 1, 0, 0, n, 0, time.UTC))
	for j, e := range ticket.Events {
		if want := start.Add(time.Duration(j+1) * time.Hour); e.At != want {
			t.Fatalf("event %d of %s is at %s instead of %s", j, ticket.ID, e.At, want)
		}
	}
	return n
}

// TestOfDuplicatesAlwaysTheSame reads many duplicates twice; what is used must not depend on the run.
func TestOfDuplicatesAlwaysTheSame(t *testing.T) {
	url := seeded(t, `CREATE TABLE tickets AS SELECT (i % 1000)::text AS id, i AS n FROM generate_series(1, 60000) i`, `ANALYZE tickets`,
		`ALTER TABLE tickets SET (parallel_workers = 2)`)
	s := newSource(t, SourceOptions{URL: url, Tickets: "TABLE tickets"})
	first, tally := read(t, s, nil)
	if tally.Rows.SetAside != 59000 || len(tally.Samples) != mostSamples {
		t.Errorf("%+v", tally.Rows)
	}
	for range 3 {
		again, _ := read(t, s, nil)
		if diff := cmp.Diff(first, again); diff != "" {
			t.Fatalf("another reading used other rows:\n%s", diff)
		}
	}
}

// TestOfDuplicatesAlwaysTheSameInEveryReading moves rows of one id behind each other, which the server then gives in another
// order, and says that they changed: the whole reading, one of changes and one of ids must go on using the same one, with what belongs to it alone.
func TestOfDuplicatesAlwaysTheSameInEveryReading(t *testing.T) {
	const log = `SELECT id AS ticket_id, changed_at AS at, 'noted' AS kind FROM tickets WHERE false`
	for _, id := range []string{"int", "text", "char(4)"} {
		for _, events := range []string{"", log} {
			t.Run(fmt.Sprintf("%s, events %t", id, events != ""), func(t *testing.T) {
				url, db := seededDB(t, fmt.Sprintf(`CREATE TABLE tickets (id %s, changed_at timestamptz, called text, team text, asked text)`, id),
					`INSERT INTO tickets VALUES (1, '2026-03-01Z', NULL, 'a', 'sometime'), (1, '2026-03-01Z', '', 'a', '2026-02-01 10:00Z'),
						(1, '2026-03-01Z', '', 'c', '2026-02-01 11:00Z'), (2, '2026-03-01Z', NULL, 'b', '2026-02-01 12:00Z')`)
				changed := regexp.MustCompile(`changed_at="[^"]*" `)
				s := newSource(t, SourceOptions{
					URL: url, Tickets: "TABLE tickets", Events: events, Milestones: []Milestone{{"asked", "asked"}, {"called", "called"}},
				})
				v, err := s.Vocabulary(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				want := monitor.Tally{
					Rows: monitor.Count{Read: 4, Used: 2, SetAside: 2}, Events: monitor.Count{Read: 2, Used: 2},
					Reasons: map[string]int{reasonDuplicate: 2},
				}
				var first []string
				for _, moved := range []string{"", "sometime", "2026-02-01 10:00Z", "2026-02-01 11:00Z", "sometime"} {
					execute(t, db, `UPDATE tickets SET changed_at = changed_at + interval '1 second' WHERE asked = $1`, moved)
					execute(t, db, `VACUUM tickets`) // the next one may come first
					for kind, q := range map[string]monitor.Query{
						"whole": {}, "since": {Since: &monitor.Watermark{Tickets: moment(t, "2026-02-20"), Events: calendar.None}}, "ids": {IDs: []string{"1", "2"}},
					} {
						q.Now, q.Vocabulary = readAt, v
						var got []string
						reading, err := s.Read(t.Context(), q, func(b *monitor.Batch) error {
							for i := range b.Tickets {
								got = append(got, changed.ReplaceAllString(described(v, &b.Tickets[i]), ""))
							}
							return nil
						})
						if err != nil {
							t.Fatal(err)
						}
						if first == nil {
							first = got
						}
						reading.Tally.Samples = nil // which hold nothing but the id and the reason
						if diff := cmp.Diff(first, got) + cmp.Diff(want, reading.Tally); diff != "" {
							t.Errorf("%s, after the row of %q was moved:\n%s", kind, moved, diff)
						}
					}
				}
			})
		}
	}
}

// TestEventsOfAnotherType joins events to tickets whose ids are of another type, which goes by text.
func TestEventsOfAnotherType(t *testing.T) {
	url := seeded(t, `CREATE TABLE tickets AS SELECT i::bigint AS id FROM generate_series(1, 12) i`,
		`CREATE TABLE log AS SELECT i::text AS ticket_id, timestamp '2026-01-01' AS at, 'done' AS kind FROM generate_series(1, 12) i`)
	s := newSource(t, SourceOptions{URL: url, Tickets: "TABLE tickets", Events: "TABLE log"})
	if got, tally := read(t, s, nil); len(got) != 12 || tally.Events.Used != 12 {
		t.Errorf("%d tickets, %+v", len(got), tally)
	}
	if got, tally := read(t, s, []string{"3"}); len(got) != 1 || tally.Events.Used != 1 {
		t.Errorf("by id: %v, %+v", got, tally)
	}
}

func TestGiantSubject(t *testing.T) {
	url := seeded(t, `CREATE TABLE tickets AS SELECT i AS id, repeat(',"x', 400000) AS subject FROM generate_series(1, 12) i`)
	s := newSource(t, SourceOptions{URL: url, Tickets: "TABLE tickets"})
	v, err := s.Vocabulary(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	giant := strings.Repeat(`,"x`, 400000)
	_, err = s.Read(t.Context(), monitor.Query{Now: readAt, Vocabulary: v}, func(b *monitor.Batch) error {
		if len(b.Tickets) > 1 || b.Tickets[0].Attributes[1].Text != giant {
			t.Errorf("a batch of %d tickets", len(b.Tickets))
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestReadEnds(t *testing.T) {
	url := seeded(t, `CREATE TABLE tickets AS SELECT i AS id FROM generate_series(1, 100000) i`)
	s := newSource(t, SourceOptions{URL: url, Tickets: "TABLE tickets"})
	v, err := s.Vocabulary(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	enough := errors.New("enough")
	if _, err := s.Read(t.Context(), monitor.Query{Vocabulary: v}, func(*monitor.Batch) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("the function's error became %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = s.Read(ctx, monitor.Query{Vocabulary: v}, func(*monitor.Batch) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled reading ended with %v", err)
	}
	_, err = s.Read(t.Context(), monitor.Query{Vocabulary: v}, func(*monitor.Batch) error {
		db, err := Open(t.Context(), url)
		if err != nil {
			return err
		}
		defer func() { _ = db.Close() }()
		_, err = db.ExecContext(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid()`)
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "source desk: ") {
		t.Errorf("a reading whose connection was cut ended with %v", err)
	}
	s.db.SetMaxOpenConns(1) // a connection that was not let go would now be missed
	if _, err := s.Vocabulary(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestKindsOfColumns holds the vocabulary to which kinds are columns alone: those come first, and are counted as such.
func TestKindsOfColumns(t *testing.T) {
	url := seeded(t, `CREATE TABLE tickets AS SELECT 1 AS id, now() AS a, now() AS b, now() AS c`,
		`CREATE TABLE log AS SELECT 1 AS ticket_id, now() AS at, ' opened ' AS kind`)
	s := newSource(t, SourceOptions{
		URL: url, Tickets: "TABLE tickets", Events: "TABLE log", Kinds: []string{"escalated", "closed"},
		Milestones: []Milestone{{"opened", "a"}, {"closed", "b"}, {"resolved", "c"}, {"resolved", "b"}, {"answered", "a"}},
	})
	v, err := s.Vocabulary(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"", "resolved", "answered", "opened", "closed", "escalated"}, v.Kinds()); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"resolved", "answered"}, s.milestonesAlone([]string{"opened", "escalated", "closed"})); diff != "" {
		t.Errorf("kinds that are columns alone (-want +got):\n%s", diff)
	}
}
