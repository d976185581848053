package postgres

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"

	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

//go:embed queries/ledger_given.sql
var selectGiven string

// Given fills into with the clocks of the tickets that have had a verdict by an instant: with what monitor.PinOf needs
// of them, and no more, so that a check of all tickets can ask for it.
func (l *Ledger) Given(ctx context.Context, source string, tickets []string, by calendar.Instant, into monitor.Records) error {
	rows, err := l.db.QueryContext(ctx, selectGiven, source, pq.StringArray(tickets), by.Time())
	if err != nil {
		return fmt.Errorf("ledger: reading verdicts: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		r := &monitor.Recorded{Known: true}
		row := &r.Row
		var verdict string
		var start int64
		var due sql.NullTime
		if err := rows.Scan(&row.Key.Ticket, &row.Key.Standard, &start, &row.Key.Cycle.N, &row.Version, &row.Row, &verdict, &row.Reason,
			&due, &row.Calendar); err != nil {
			return fmt.Errorf("ledger: reading verdicts: %w", err)
		}
		row.Key.Cycle.Start, row.DueAt = calendar.Instant(start), instant(due)
		row.Verdict, _ = rules.ParseVerdict(verdict) // the query names those it wants
		into[row.Key] = r
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("ledger: reading verdicts: %w", err)
	}
	return nil
}
