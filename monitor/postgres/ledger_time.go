package postgres

import (
	"context"
	_ "embed" // for the statement
	"fmt"
	"time"
)

//go:embed queries/ledger_time.sql
var selectTime string

// Time gives what the clock of the ledger's database shows.
func (l *Ledger) Time(ctx context.Context) (time.Time, error) {
	var now time.Time
	if err := l.db.GetContext(ctx, &now, selectTime); err != nil {
		return now, fmt.Errorf("ledger: asking the time: %w", err)
	}
	return now, nil
}
