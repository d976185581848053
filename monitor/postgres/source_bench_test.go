package postgres

import (
	"testing"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/simulate"
)

// BenchmarkRead reads 100,000 tickets with four milestones and does nothing with them.
func BenchmarkRead(b *testing.B) {
	url := seeded(b)
	db, err := Open(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	const tickets = 100_000
	if err := simulate.Bulk(b.Context(), db.DB, tickets); err != nil {
		b.Fatal(err)
	}
	s := newSource(b, SourceOptions{URL: url, Tickets: "TABLE bench_tickets", Milestones: []Milestone{
		{"opened", "created_at"}, {"replied", "replied_at"}, {"resolved", "resolved_at"}, {"closed", "closed_at"},
	}})
	v, err := s.Vocabulary(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		reading, err := s.Read(b.Context(), monitor.Query{Now: readAt, Vocabulary: v}, func(*monitor.Batch) error { return nil })
		if err != nil || reading.Tally.Rows.Used != tickets {
			b.Fatal(reading.Tally, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/tickets, "ns/ticket")
}

// BenchmarkRecord takes one row apart.
func BenchmarkRecord(b *testing.B) {
	row := []byte(`(1042,"Cannot log in since this morning #1042","Customer 042",gold,high,phone,berlin,"2026-03-27 08:00:00+00",` +
		`"2026-03-27 09:12:31+00","2026-03-28 11:00:00+00",)`)
	var r record
	b.ReportAllocs()
	for b.Loop() {
		if err := r.parse(row); err != nil {
			b.Fatal(err)
		}
	}
}
