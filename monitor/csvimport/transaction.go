package csvimport

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/yardstickd/yardstick/rules/match"
)

// batch is how many staged rows are folded at a time. One connection can't
// read a cursor and copy at once, so the passes take turns.
const batch = 10_000

// transaction runs the statements of one import.
type transaction struct {
	*sql.Tx
	ctx context.Context //nolint:containedctx // it lives as long as the transaction it belongs to
}

// do runs statements one after the other.
func (t *transaction) do(statements ...string) error {
	for _, s := range statements {
		if s == "" {
			continue
		}
		if _, err := t.ExecContext(t.ctx, s); err != nil {
			return fmt.Errorf("%w (running: %s)", err, s)
		}
	}
	return nil
}

// copyIn runs a COPY whose rows are put by the function given.
func (t *transaction) copyIn(statement string, rows func(put func(...any) error) error) error {
	stmt, err := t.PrepareContext(t.ctx, statement)
	if err != nil {
		return err
	}
	put := func(values ...any) error {
		if err := t.ctx.Err(); err != nil {
			return err
		}
		_, err := stmt.Exec(values...)
		return err
	}
	err = rows(put)
	if err == nil {
		_, err = stmt.ExecContext(t.ctx) // without values it ends the COPY
	}
	return errors.Join(err, stmt.Close())
}

func (t *transaction) copyRows(statement string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	return t.copyIn(statement, func(put func(...any) error) error {
		for _, row := range rows {
			if err := put(row...); err != nil {
				return err
			}
		}
		return nil
	})
}

// stagedRow is a row read back in order.
type stagedRow struct {
	id    string
	cells []match.Value
}

// fetch reads the next batch of the sorted rows; none is the end.
func (t *transaction) fetch(into []stagedRow, cells int) ([]stagedRow, error) {
	rows, err := t.QueryContext(t.ctx, fmt.Sprintf("FETCH %d FROM sorted", batch))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var packed string
	for rows.Next() {
		r := stagedRow{cells: make([]match.Value, cells)}
		if err := rows.Scan(&r.id, &packed); err != nil {
			return nil, err
		}
		if err := unpackCells(packed, r.cells); err != nil {
			return nil, err
		}
		into = append(into, r)
	}
	return into, rows.Err()
}
