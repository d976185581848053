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
)

// Bulk makes the table bench_tickets with n tickets, for benchmarks: id, six
// attributes, and the four instants created_at, replied_at, resolved_at and
// closed_at, which are milestones. The rows are the same at each call, vacuumed
// and analysed, so that what is measured next is reading alone.
func Bulk(ctx context.Context, db *sql.DB, n int) error {
	if _, err := db.ExecContext(ctx, bulkTable); err != nil {
		return fmt.Errorf("bench_tickets: %w", err)
	}
	if _, err := db.ExecContext(ctx, bulkRows, n); err != nil {
		return fmt.Errorf("bench_tickets: %w", err)
	}
	for _, statement := range []string{bulkKey, bulkSettle} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("bench_tickets: %w", err)
		}
	}
	return nil
}
