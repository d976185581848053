package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor"
)

var (
	//go:embed queries/ledger_storms.sql
	selectStorms string
	//go:embed queries/ledger_lock_place.sql
	lockPlace string
	//go:embed queries/ledger_insert_group.sql
	insertGroup string
	//go:embed queries/ledger_join_group.sql
	joinGroup string
	//go:embed queries/ledger_begin_group.sql
	beginGroup string
	//go:embed queries/ledger_group_row.sql
	selectGroupRow string
	//go:embed queries/ledger_fold.sql
	foldAlerts string
)

// betweenGroups is how long a place is spared another group while a storm lasts.
const betweenGroups = time.Minute

// errNoGroup says that there is nothing to group after all.
var errNoGroup = errors.New("nothing to group")

// groups makes, and claims, a group in each place where more waits than is told one by one.
func (l *Ledger) groups(ctx context.Context, t monitor.Terms) ([]monitor.Claim, error) {
	if t.GroupOver <= 0 {
		return nil, nil
	}
	var places []string
	if err := l.db.SelectContext(ctx, &places, selectStorms, t.GroupOver, t.Limit); err != nil {
		return nil, err
	}
	var rows []claimRow
	var failed []error
	for _, place := range places {
		row, err := l.group(ctx, place, t)
		switch {
		case errors.Is(err, errNoGroup): // another replica was faster, or there is too little that may be grouped now
		case err != nil:
			failed = append(failed, err)
		default:
			rows = append(rows, row)
		}
	}
	claims, err := l.claims(ctx, rows)
	return claims, errors.Join(append(failed, err)...)
}

// group makes a group of what waits in a place and claims it, all in one transaction.
func (l *Ledger) group(ctx context.Context, place string, t monitor.Terms) (claimRow, error) {
	var row claimRow
	err := l.inTransaction(ctx, func(tx *sqlx.Tx) error {
		var locked string
		switch err := tx.GetContext(ctx, &locked, lockPlace, place); {
		case errors.Is(err, sql.ErrNoRows):
			return errNoGroup
		case err != nil:
			return err
		}
		if err := fold(ctx, tx, place, 0); err != nil {
			return err
		}
		var id int64
		if err := tx.GetContext(ctx, &id, insertGroup, place, t.Lease.Seconds()); err != nil {
			return err
		}
		var joined struct {
			Members int `db:"members"`
			Held    int `db:"held"`
		}
		if err := tx.GetContext(ctx, &joined, joinGroup, place, id); err != nil {
			return err
		}
		if joined.Members <= t.GroupOver && joined.Held < 2 {
			return errNoGroup
		}
		if _, err := tx.ExecContext(ctx, beginGroup, place, id, joined.Held > 0, pace.Seconds(), betweenGroups.Seconds()); err != nil {
			return err
		}
		return tx.GetContext(ctx, &row, selectGroupRow, id)
	})
	return row, err
}

// fold has the groups of a place tell what waits there and they speak for, with one alert that was claimed; 0 for none.
func fold(ctx context.Context, tx *sqlx.Tx, place string, claimed int64) error {
	rows, err := tx.QueryxContext(ctx, foldAlerts, place, pq.Int64Array{claimed})
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var clocks sourcedKeys
	for rows.Next() {
		var row claimRow
		if err := rows.StructScan(&row); err != nil {
			return err
		}
		key := row.clock()
		clocks.add(row.Source, &key)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return touch(ctx, tx, &clocks, nil)
}
