package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"fmt"

	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor"
)

var (
	//go:embed queries/ledger_touch.sql
	touchStanding string
	//go:embed queries/ledger_redo.sql
	redoPosted string
)

// executor is a database or a transaction.
type executor interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// sourcedKeys are keys of clocks of any source, column by column.
type sourcedKeys struct {
	sources pq.StringArray
	keyArrays
}

func (a *sourcedKeys) add(source string, k *monitor.ClockKey) {
	a.sources = append(a.sources, source)
	a.keyArrays.add(k)
}

// Touch is monitor.Outbox's.
func (l *Ledger) Touch(ctx context.Context, source string, clock monitor.ClockKey) error {
	var clocks sourcedKeys
	clocks.add(source, &clock)
	if err := touch(ctx, l.db, &clocks, nil); err != nil {
		return fmt.Errorf("ledger: touching what stands for a clock: %w", err)
	}
	return nil
}

// touch makes updates of all that stands for some clocks, but where one of the transitions is told by itself.
func touch(ctx context.Context, on executor, clocks *sourcedKeys, told pq.Int64Array) error {
	if len(clocks.sources) == 0 {
		return nil
	}
	if told == nil {
		told = pq.Int64Array{}
	}
	_, err := on.ExecContext(ctx, touchStanding, clocks.sources, clocks.tickets, clocks.standards, clocks.cycles, clocks.numbers, told)
	return err
}

// Redo is monitor.Outbox's.
func (l *Ledger) Redo(ctx context.Context, c *monitor.Claim) error {
	ids := make(pq.Int64Array, len(c.Posted))
	for i := range c.Posted {
		ids[i] = c.Posted[i].ID
	}
	if _, err := l.db.ExecContext(ctx, redoPosted, ids); err != nil {
		return fmt.Errorf("ledger: having messages rendered anew: %w", err)
	}
	return nil
}
