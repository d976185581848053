package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	_ "embed" // for the statements
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor"
)

var (
	//go:embed queries/ledger_lead_lock.sql
	lockLead string
	//go:embed queries/ledger_lead_session.sql
	leadSession string
	//go:embed queries/ledger_lead_raise.sql
	raiseEpoch string
	//go:embed queries/ledger_lead_beat.sql
	leadBeat string
	//go:embed queries/ledger_lead_holder.sql
	selectLeader string
	//go:embed queries/ledger_lead_silent.sql
	endSilent string
	//go:embed queries/ledger_lead_writers.sql
	endWriters string
	//go:embed queries/ledger_fence.sql
	selectFence string
)

// raisePatience is how long a new leader waits for what the one before is committing.
const raisePatience = time.Second

// lockNotAvailable is the SQLSTATE of a lock that was not to be had in time.
const lockNotAvailable = "55P03"

var _ monitor.Seat = (*Ledger)(nil)

// Take is monitor.Seat's: an advisory lock of a session of its own, which the server gives back when the session ends,
// however the process did, and an epoch that is raised with it.
func (l *Ledger) Take(ctx context.Context, holder string) (monitor.Term, monitor.Leader, error) {
	term, leader, err := l.take(ctx, holder)
	if err != nil {
		return nil, leader, fmt.Errorf("ledger: taking the lead: %w", err)
	}
	if term == nil { // not a *term in an interface
		return nil, leader, nil
	}
	return term, leader, nil
}

func (l *Ledger) take(ctx context.Context, holder string) (*term, monitor.Leader, error) {
	conn, err := l.db.Conn(ctx)
	if err != nil {
		return nil, monitor.Leader{}, err
	}
	var got bool
	if err := conn.QueryRowContext(ctx, lockLead).Scan(&got); err != nil {
		discard(conn) // it may have got it
		return nil, monitor.Leader{}, err
	}
	if !got {
		defer func() { _ = conn.Close() }()
		leader, err := other(ctx, conn)
		return nil, leader, err
	}
	t := &term{conn: conn}
	if t.epoch, err = l.raise(ctx, conn, holder); err != nil {
		discard(conn)
		return nil, monitor.Leader{}, err
	}
	return t, monitor.Leader{Epoch: t.epoch, Holder: holder}, nil
}

// other tells who leads, and takes the seat away from one that shows nothing; the next look finds it free.
func other(ctx context.Context, conn *sql.Conn) (monitor.Leader, error) {
	var leader monitor.Leader
	if err := conn.QueryRowContext(ctx, selectLeader).Scan(&leader.Epoch, &leader.Holder, &leader.Standards); err != nil {
		return leader, err
	}
	_, err := conn.ExecContext(ctx, endSilent, monitor.Silence.Seconds())
	return leader, err
}

// raise begins a term. What writes for the one before, and does not come to an end, is ended.
func (l *Ledger) raise(ctx context.Context, conn *sql.Conn, holder string) (int64, error) {
	patience := strconv.FormatInt(raisePatience.Milliseconds(), 10)
	if _, err := conn.ExecContext(ctx, leadSession, patience); err != nil {
		return 0, err
	}
	for {
		var epoch int64
		err := conn.QueryRowContext(ctx, raiseEpoch, holder).Scan(&epoch)
		var failed *pq.Error
		if !errors.As(err, &failed) || failed.Code != lockNotAvailable {
			return epoch, err
		}
		if _, err := conn.ExecContext(ctx, endWriters); err != nil {
			return 0, err
		}
	}
}

// discard closes a session for good: the lock, and what was set for it, must not go back to the pool.
func discard(conn *sql.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = conn.Close()
}

// term is monitor.Term.
type term struct {
	conn  *sql.Conn
	epoch int64
}

// Beat is monitor.Term's.
func (t *term) Beat(ctx context.Context, standards string) error {
	result, err := t.conn.ExecContext(ctx, leadBeat, t.epoch, standards)
	if err != nil {
		return fmt.Errorf("ledger: showing who leads: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return monitor.ErrNotLeading
}

// Leave is monitor.Term's.
func (t *term) Leave() { discard(t.conn) }

// fence refuses what is written for a term that is over, and keeps the term from ending before the transaction does.
func fence(ctx context.Context, tx interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
},
) error {
	epoch, led := monitor.TermOf(ctx)
	if !led {
		return nil
	}
	err := tx.QueryRowContext(ctx, selectFence, epoch).Scan(&epoch)
	if errors.Is(err, sql.ErrNoRows) {
		return monitor.ErrNotLeading
	}
	return err
}
