package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"fmt"
)

var (
	//go:embed queries/ledger_cells_unfolded.sql
	selectUnfolded string
	//go:embed queries/ledger_cells_fold.sql
	foldCells string
	//go:embed queries/ledger_cells_nothing.sql
	deleteNothing string
)

const (
	// foldedDays are folded in one transaction: a week.
	foldedDays = 7
	// foldsOfCells is how many weeks one Fold folds.
	foldsOfCells = 8
)

// Fold is monitor.Cells'. It need not be done by a leader: where another process is at it, it does nothing.
func (l *Ledger) Fold(ctx context.Context) (more bool, err error) {
	for range foldsOfCells {
		if more, err = l.foldSome(ctx); err != nil {
			return false, fmt.Errorf("ledger: folding cells: %w", err)
		}
		if !more {
			break
		}
	}
	return more, nil
}

// foldSome folds the first week of which something is to be folded; false says that there are none.
func (l *Ledger) foldSome(ctx context.Context) (bool, error) {
	tx, err := l.db.BeginTxx(ctx, l.begin)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	var first []sql.NullTime
	if err := tx.SelectContext(ctx, &first, selectUnfolded); err != nil {
		return false, err
	}
	if len(first) == 0 || !first[0].Valid {
		return false, nil
	}
	from := date(first[0])
	days := []any{dateText(from), dateText(from + foldedDays)}
	for _, statement := range []string{foldCells, deleteNothing} {
		if _, err := tx.ExecContext(ctx, statement, days...); err != nil {
			return false, err
		}
	}
	return true, tx.Commit()
}
