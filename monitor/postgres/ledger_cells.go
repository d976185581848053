package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"fmt"

	"github.com/yardstickd/yardstick/rules/calendar"
)

var (
	//go:embed queries/ledger_cells_unfolded.sql
	selectUnfolded string
	//go:embed queries/ledger_cells_fold.sql
	foldCounts string
	//go:embed queries/ledger_cells_fold_time.sql
	foldTimes string
	//go:embed queries/ledger_cells_fold_share.sql
	foldShares string
	//go:embed queries/ledger_cells_nothing.sql
	deleteNothing string
)

// foldedDays is how many dates are folded in one transaction.
const foldedDays = 7

// Fold moves what was added up since the last fold to the one row of its key, some dates a transaction. What reports read is the same
// before, meanwhile and after. It writes nothing that anybody waits for, and where another process is at it, nothing at all; it need not
// be done by a leader.
func (l *Ledger) Fold(ctx context.Context) error {
	for {
		more, err := l.foldSome(ctx)
		if err != nil {
			return fmt.Errorf("ledger: folding cells: %w", err)
		}
		if !more {
			return nil
		}
	}
}

// foldSome folds the first dates of which something is to be folded; false says that there are none.
func (l *Ledger) foldSome(ctx context.Context) (bool, error) {
	tx, err := l.db.BeginTxx(ctx, nil)
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
	to := from + calendar.Date(foldedDays)
	for _, statement := range []string{planFigures, foldCounts, foldTimes, foldShares, deleteNothing} {
		var arguments []any
		if statement != planFigures {
			arguments = []any{dateText(from), dateText(to)}
		}
		if _, err := tx.ExecContext(ctx, statement, arguments...); err != nil {
			return false, err
		}
	}
	return true, tx.Commit()
}
