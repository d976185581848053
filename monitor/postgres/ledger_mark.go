package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"errors"

	"github.com/jmoiron/sqlx"

	"github.com/yardstickd/yardstick/monitor"
)

var (
	//go:embed queries/ledger_mark.sql
	selectMark string
	//go:embed queries/ledger_move_mark.sql
	moveMark string
)

// mark reads how far a source has been judged.
func mark(ctx context.Context, tx *sqlx.Tx, source string) (monitor.Mark, error) {
	var row struct {
		Tickets    sql.NullTime `db:"tickets_at"`
		Events     sql.NullTime `db:"events_at"`
		Basis      string       `db:"basis"`
		Round      sql.NullTime `db:"round_at"`
		Reconciled sql.NullTime `db:"reconciled_at"`
	}
	err := tx.GetContext(ctx, &row, selectMark, source)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return monitor.NoMark, nil
	case err != nil:
		return monitor.NoMark, err
	}
	return monitor.Mark{
		Watermark: monitor.Watermark{Tickets: instant(row.Tickets), Events: instant(row.Events)},
		Basis:     row.Basis, RoundAt: instant(row.Round), ReconciledAt: instant(row.Reconciled),
	}, nil
}

func (w *commit) mark(ctx context.Context) error {
	m := w.change.Mark
	if m == nil {
		return nil
	}
	_, err := w.tx.ExecContext(ctx, moveMark, w.change.Source, stamp(m.Watermark.Tickets), stamp(m.Watermark.Events), m.Basis,
		stamp(m.RoundAt), stamp(m.ReconciledAt))
	return err
}
