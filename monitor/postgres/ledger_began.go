package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statement
	"fmt"

	"github.com/yardstickd/yardstick/rules/calendar"
)

//go:embed queries/ledger_began.sql
var selectBegan string

// Began gives when a source was first judged; None where none was yet.
func (l *Ledger) Began(ctx context.Context) (calendar.Instant, error) {
	var at sql.NullTime
	if err := l.db.GetContext(ctx, &at, selectBegan); err != nil {
		return calendar.None, fmt.Errorf("ledger: reading when it began: %w", err)
	}
	return instant(at), nil
}
