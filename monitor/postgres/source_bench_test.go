package postgres

import (
	"slices"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/simulate"
	"github.com/yardstickd/yardstick/rules"
)

// benchTickets is a tickets query over what simulate.Bulk makes, without changed_at.
const benchTickets = `SELECT id, subject, customer, tier, priority, channel, team, created_at, replied_at, resolved_at, closed_at FROM bench_tickets`

var benchMilestones = []Milestone{
	{"opened", "created_at"}, {"replied", "replied_at"}, {"resolved", "resolved_at"}, {"closed", "closed_at"},
}

// benchSource makes a desk with n tickets, and ten times as many events where they are wanted.
func benchSource(b *testing.B, n int, tickets, events string) (*Source, *rules.Vocabulary, *sqlx.DB) {
	b.Helper()
	url, db := seededDB(b)
	if err := simulate.Bulk(b.Context(), db.DB, n); err != nil {
		b.Fatal(err)
	}
	if events != "" {
		if err := simulate.BulkEvents(b.Context(), db.DB, n); err != nil {
			b.Fatal(err)
		}
	}
	s := newSource(b, SourceOptions{URL: url, Tickets: tickets, Milestones: benchMilestones, Events: events})
	v, err := s.Vocabulary(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return s, v, db
}

// BenchmarkRead reads 100,000 tickets with four milestones and does nothing with them.
func BenchmarkRead(b *testing.B) {
	const tickets = 100_000
	s, v, _ := benchSource(b, tickets, benchTickets, "")
	b.ReportAllocs()
	for b.Loop() {
		reading, err := s.Read(b.Context(), monitor.Query{Now: readAt, Vocabulary: v}, func(*monitor.Batch) error { return nil })
		if err != nil || reading.Tally.Rows.Used != tickets {
			b.Fatal(reading.Tally, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/tickets, "ns/ticket")
}

// changedDesk is a desk of which 1,000 tickets have changed: 500 by their row, 500 by an event; which, is arithmetic
// that strews them over all of it.
type changedDesk struct {
	source     *Source
	vocabulary *rules.Vocabulary
	since      monitor.Watermark
	took       []time.Duration
}

func newChangedDesk(b *testing.B, n int) *changedDesk {
	b.Helper()
	s, v, db := benchSource(b, n, "TABLE bench_tickets", "TABLE bench_events")
	since := moment(b, "2026-11-10") // later than the desk's last event
	stamp := since.Add(time.Second).Time()
	execute(b, db, `UPDATE bench_tickets SET changed_at = $1 WHERE id IN (SELECT 1 + k * 2654435761 % $2 FROM generate_series(1, 500::bigint) k)`, stamp, n)
	execute(b, db, `INSERT INTO bench_events SELECT 1 + k * 2654435761 % $2, 10, $1, 'noted', 'agent', false, $1 FROM generate_series(501, 1000::bigint) k`,
		stamp, n)
	return &changedDesk{source: s, vocabulary: v, since: monitor.Watermark{Tickets: since, Events: since}}
}

func (d *changedDesk) read(b *testing.B) {
	began := time.Now()
	q := monitor.Query{Since: &d.since, Now: readAt, Vocabulary: d.vocabulary}
	reading, err := d.source.Read(b.Context(), q, func(*monitor.Batch) error { return nil })
	if err != nil || reading.Tally.Rows.Used != 1000 || reading.Tally.Events.Used < 10500 {
		b.Fatal(reading.Tally, err)
	}
	d.took = append(d.took, time.Since(began))
}

// median is of the readings.
func (d *changedDesk) median() time.Duration {
	slices.Sort(d.took)
	return d.took[len(d.took)/2]
}

// BenchmarkReadSince reads 1,000 changed tickets and their 11,000 events among 10,000 tickets and among 1,000,000, by
// turns; ratio is the second's time in the first's, by the medians.
//
// The pages that hold the tickets and their events bound it: the rows of one ticket lie on about six, which a small desk
// has all in the server's memory. Finding what changed takes under a millisecond in both, by the indexes on changed_at.
// The ratio was 1.3, on two cores that others used as well.
func BenchmarkReadSince(b *testing.B) {
	few, many := newChangedDesk(b, 10_000), newChangedDesk(b, 1_000_000)
	for b.Loop() {
		few.read(b)
		many.read(b)
	}
	b.ReportMetric(many.median().Seconds()/few.median().Seconds(), "ratio")
	b.ReportMetric(1000*few.median().Seconds(), "few-ms")
	b.ReportMetric(1000*many.median().Seconds(), "many-ms")
}
