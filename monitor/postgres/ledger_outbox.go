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
)

var (
	//go:embed queries/ledger_release.sql
	releaseHeld string
	//go:embed queries/ledger_claim.sql
	claimAlerts string
	//go:embed queries/ledger_looks.sql
	claimLooks string
	//go:embed queries/ledger_wait.sql
	selectWait string
)

const (
	// pace is how far apart the posts to one place are: Slack takes one a second a channel.
	pace = time.Second
	// lookedForAtOnce is how many posts one search looks for.
	lookedForAtOnce = 100
)

// Claim is monitor.Outbox's.
func (l *Ledger) Claim(ctx context.Context, t monitor.Terms) ([]monitor.Claim, error) {
	if err := l.release(ctx); err != nil {
		return nil, err
	}
	var rows []claimRow
	err := l.inTransaction(ctx, func(tx *sqlx.Tx) (err error) {
		rows, err = ordinary(ctx, tx, t)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("claiming alerts: %w", err)
	}
	return l.claims(ctx, rows)
}

// release lets what quiet hours held back until now wait like everything else.
func (l *Ledger) release(ctx context.Context) error {
	if _, err := l.db.ExecContext(ctx, releaseHeld); err != nil {
		return fmt.Errorf("ledger: releasing what was held: %w", err)
	}
	return nil
}

// ordinary claims what is told by itself, and has groups tell what they speak for.
func ordinary(ctx context.Context, tx *sqlx.Tx, t monitor.Terms) ([]claimRow, error) {
	var rows []claimRow
	if err := tx.SelectContext(ctx, &rows, claimAlerts, t.Lease.Seconds(), t.Limit, pace.Seconds(), t.GroupOver); err != nil {
		return nil, err
	}
	var pressing sourcedKeys // of which a group speaks already
	kept := rows[:0]
	for i := range rows {
		row := &rows[i]
		if row.Beside {
			key := row.clock()
			pressing.add(row.Source, &key)
		}
		if row.Fold {
			if _, err := fold(ctx, tx, row.Place, foldedByClaim, row.ID); err != nil {
				return nil, fmt.Errorf("folding into a group: %w", err)
			}
			continue
		}
		kept = append(kept, *row)
	}
	return kept, touch(ctx, tx, &pressing, nil)
}

// Looks is monitor.Outbox's.
func (l *Ledger) Looks(ctx context.Context, t monitor.Terms) ([]monitor.Look, error) {
	var rows []claimRow
	if err := l.db.SelectContext(ctx, &rows, claimLooks, t.Lease.Seconds(), t.Limit, lookedForAtOnce); err != nil {
		return nil, fmt.Errorf("ledger: claiming what may have been sent: %w", err)
	}
	claims, failed := l.claims(ctx, rows)
	threads, err := l.threads(ctx, rows)
	if err != nil {
		return nil, errors.Join(failed, fmt.Errorf("ledger: threads: %w", err))
	}
	openings := map[int64]int64{}
	for i := range rows {
		openings[rows[i].ID] = rows[i].Opening.Int64 // 0 for none
	}
	type search struct {
		place  string
		thread int64
	}
	at := map[search]int{}
	var looks []monitor.Look
	for i := range claims {
		s := search{string(claims[i].Place), openings[claims[i].ID]}
		n, known := at[s]
		if !known {
			n = len(looks)
			at[s] = n
			looks = append(looks, monitor.Look{Place: claims[i].Place, Thread: threads[s.thread], Since: claims[i].Since})
		}
		looks[n].Since = min(looks[n].Since, claims[i].Since)
		looks[n].Claims = append(looks[n].Claims, claims[i])
	}
	return looks, failed
}

// threads gives the messages that rows answer, by alert.
func (l *Ledger) threads(ctx context.Context, rows []claimRow) (map[int64]*monitor.Posted, error) {
	var ids pq.Int64Array
	for i := range rows {
		if rows[i].Opening.Valid {
			ids = append(ids, rows[i].Opening.Int64)
		}
	}
	threads := map[int64]*monitor.Posted{}
	if len(ids) == 0 {
		return threads, nil
	}
	var found []postedRow
	if err := l.db.SelectContext(ctx, &found, selectThreads, ids); err != nil {
		return nil, err
	}
	for i := range found {
		posted := found[i].posted()
		threads[posted.ID] = &posted
	}
	return threads, nil
}

// Wait is monitor.Outbox's.
func (l *Ledger) Wait(ctx context.Context, t monitor.Terms) (time.Duration, bool, error) {
	var seconds sql.NullFloat64
	if err := l.db.GetContext(ctx, &seconds, selectWait, t.GroupOver); err != nil {
		return 0, false, fmt.Errorf("ledger: %w", err)
	}
	wait := time.Duration(seconds.Float64 * float64(time.Second))
	return max(wait, 0), seconds.Valid, nil
}
