package simulate

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"fmt"
)

var (
	//go:embed queries/bulk_table.sql
	bulkTable string
	//go:embed queries/bulk.sql
	bulkRows string
	//go:embed queries/bulk_key.sql
	bulkKey string
	//go:embed queries/bulk_settle.sql
	bulkSettle string
	//go:embed queries/bulk_events_table.sql
	bulkEventsTable string
	//go:embed queries/bulk_events.sql
	bulkEventRows string
	//go:embed queries/bulk_events_key.sql
	bulkEventsKey string
	//go:embed queries/bulk_events_settle.sql
	bulkEventsSettle string
)

// Bulk makes the table bench_tickets with n tickets, for benchmarks: id, six
// attributes, the four instants created_at, replied_at, resolved_at and
// closed_at, which are milestones, and changed_at. The rows are the same at each
// call, indexed, vacuumed and analysed, so that what is measured next is reading alone.
func Bulk(ctx context.Context, db *sql.DB, n int) error {
	return bulk(ctx, db, "bench_tickets", bulkTable, bulkRows, n, bulkKey, bulkSettle)
}

// BulkEvents makes the table bench_events with ten events for each of Bulk's n
// tickets: ticket_id, seq, at, kind, author, public and changed_at.
func BulkEvents(ctx context.Context, db *sql.DB, n int) error {
	return bulk(ctx, db, "bench_events", bulkEventsTable, bulkEventRows, n, bulkEventsKey, bulkEventsSettle)
}

func bulk(ctx context.Context, db *sql.DB, name, table, rows string, n int, after ...string) error {
	if _, err := db.ExecContext(ctx, table); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if _, err := db.ExecContext(ctx, rows, n); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for _, statement := range after {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}
