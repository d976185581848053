package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
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
	//go:embed queries/ledger_postpone.sql
	postponeBlocked string
	//go:embed queries/ledger_storm.sql
	selectStorm string
)

const (
	// betweenGroups is how long a place is spared another group while a storm lasts.
	betweenGroups = time.Minute
	// foldedAtOnce is how many alerts that a group speaks for are taken out of the queue by one statement: when a group is
	// made, and when some of them are claimed, which must not hold up other places.
	foldedAtOnce, foldedByClaim = 5000, 1000
	// foldsAtOnce is how many such statements a transaction may have: however much there is, each gets something done.
	foldsAtOnce = 10
	// blockedFor is how long what can't be told yet is left alone, since something of its clock comes before it.
	blockedFor = 5 * time.Second
)

// errNoGroup says that there is nothing to group after all.
var errNoGroup = errors.New("nothing to group")

// Storms is monitor.Outbox's.
func (l *Ledger) Storms(ctx context.Context, t monitor.Terms) ([]notifiers.Place, error) {
	var places []notifiers.Place
	if t.GroupOver <= 0 {
		return nil, nil
	}
	if err := l.release(ctx); err != nil {
		return nil, err
	}
	if err := l.db.SelectContext(ctx, &places, selectStorms, t.GroupOver, t.Limit); err != nil {
		return nil, fmt.Errorf("ledger: looking for storms: %w", err)
	}
	return places, nil
}

// Group is monitor.Outbox's.
func (l *Ledger) Group(ctx context.Context, t monitor.Terms, place notifiers.Place) (monitor.Claim, bool, error) {
	row, err := l.group(ctx, string(place), t)
	if errors.Is(err, errNoGroup) {
		return monitor.Claim{}, false, nil
	}
	if err != nil {
		return monitor.Claim{}, false, fmt.Errorf("grouping alerts: %w", err)
	}
	claims, err := l.claims(ctx, []claimRow{row})
	if err != nil || len(claims) != 1 {
		return monitor.Claim{}, false, err
	}
	return claims[0], true, nil
}

// group makes a group of what waits in a place and claims it, all in one transaction. Where there is nothing to group, what
// was folded and set aside on the way stays so: else it would be in the way for ever.
func (l *Ledger) group(ctx context.Context, place string, t monitor.Terms) (claimRow, error) {
	var row claimRow
	storm := false
	err := l.inTransaction(ctx, func(tx *sqlx.Tx) (err error) {
		if storm, err = stormLeft(ctx, tx, place, t); err != nil || !storm {
			return err
		}
		row, err = newGroup(ctx, tx, place, t)
		return err
	})
	if err == nil && !storm {
		err = errNoGroup
	}
	return row, err
}

// stormLeft locks a place, takes out of its queue what groups speak for and what can't leave yet, and tells whether
// there is a storm all the same.
func stormLeft(ctx context.Context, tx *sqlx.Tx, place string, t monitor.Terms) (bool, error) {
	var locked string
	var more bool
	switch err := tx.GetContext(ctx, &locked, lockPlace, place); {
	case errors.Is(err, sql.ErrNoRows):
		return false, nil
	case err != nil:
		return false, err
	}
	for range foldsAtOnce {
		folded, err := fold(ctx, tx, place, foldedAtOnce)
		if err != nil {
			return false, err
		}
		if more = folded == foldedAtOnce; !more {
			break
		}
	}
	if more {
		return false, nil // the rest, and what is left then, next time
	}
	if _, err := tx.ExecContext(ctx, postponeBlocked, place, blockedFor.Seconds()); err != nil {
		return false, err
	}
	var storm bool
	err := tx.GetContext(ctx, &storm, selectStorm, place, t.GroupOver)
	return storm, err
}

// newGroup makes a group of all that waits in a locked place.
func newGroup(ctx context.Context, tx *sqlx.Tx, place string, t monitor.Terms) (claimRow, error) {
	var row claimRow
	var id int64
	if err := tx.GetContext(ctx, &id, insertGroup, place, t.Lease.Seconds()); err != nil {
		return row, err
	}
	var joined struct {
		Members int `db:"members"`
		Held    int `db:"held"`
	}
	if err := tx.GetContext(ctx, &joined, joinGroup, place, id); err != nil {
		return row, err
	}
	if joined.Members == 0 { // all of it was withdrawn meanwhile
		return row, errNoGroup
	}
	if _, err := tx.ExecContext(ctx, beginGroup, place, id, joined.Held > 0, pace.Seconds(), betweenGroups.Seconds(), t.Lease.Seconds()); err != nil {
		return row, err
	}
	return row, tx.GetContext(ctx, &row, selectGroupRow, id)
}

// fold has the groups of a place tell what waits there and they speak for, up to a limit and with alerts that
// were claimed, and counts the clocks.
func fold(ctx context.Context, tx *sqlx.Tx, place string, limit int, claimed ...int64) (int, error) {
	if claimed == nil {
		claimed = []int64{}
	}
	var rows []claimRow
	if err := tx.SelectContext(ctx, &rows, foldAlerts, place, pq.Int64Array(claimed), limit, blockedFor.Seconds()); err != nil {
		return 0, err
	}
	var clocks sourcedKeys
	for i := range rows {
		key := rows[i].clock()
		clocks.add(rows[i].Source, &key)
	}
	return len(rows), touch(ctx, tx, &clocks, nil)
}
