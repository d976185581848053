package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"fmt"

	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/rules/calendar"
)

var (
	//go:embed queries/ledger_due.sql
	selectDue string
	//go:embed queries/ledger_next.sql
	selectNext string
	//go:embed queries/ledger_open.sql
	selectOpen string
)

// Due is monitor.Agenda's.
func (l *Ledger) Due(ctx context.Context, source string, by calendar.Instant, without []string, limit int) ([]string, error) {
	if without == nil {
		without = []string{} // nil is null, which nothing differs from
	}
	var tickets []string
	err := l.db.SelectContext(ctx, &tickets, selectDue, source, compared(by), pq.StringArray(without), limit)
	if err != nil {
		return nil, fmt.Errorf("ledger: what is due: %w", err)
	}
	return tickets, nil
}

// Next is monitor.Agenda's.
func (l *Ledger) Next(ctx context.Context, source string, after calendar.Instant) (calendar.Instant, error) {
	var next sql.NullTime
	if err := l.db.GetContext(ctx, &next, selectNext, source, compared(after)); err != nil {
		return calendar.None, fmt.Errorf("ledger: what is next: %w", err)
	}
	return instant(next), nil
}

// Open is monitor.Agenda's.
func (l *Ledger) Open(ctx context.Context, source, after string, judged calendar.Instant, limit int) ([]string, error) {
	var tickets []string
	if err := l.db.SelectContext(ctx, &tickets, selectOpen, source, after, compared(judged), limit); err != nil {
		return nil, fmt.Errorf("ledger: what is open: %w", err)
	}
	return tickets, nil
}

// compared gives an instant to compare with; None is the least there is.
func compared(i calendar.Instant) any {
	if i == calendar.None {
		return "-infinity"
	}
	return stamp(i)
}
