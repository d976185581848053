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
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var (
	//go:embed queries/ledger_care_clock.sql
	lockCareClock string
	//go:embed queries/ledger_care_request.sql
	selectCareRequest string
	//go:embed queries/ledger_care_insert.sql
	insertCare string
	//go:embed queries/ledger_care_attend.sql
	attendClock string
	//go:embed queries/ledger_care_recorded.sql
	selectCare string
	//go:embed queries/ledger_care_said.sql
	selectSaidCare string
	//go:embed queries/ledger_care_excuse.sql
	insertExcuseOnce string
)

// Say records what somebody says of a clock, once for each request, unless the clock is not known or has ended. When an
// acknowledgement runs out the clock is looked at again. What stands for the clock is updated.
func (l *Ledger) Say(ctx context.Context, s monitor.CareSaying) (monitor.CareSaid, error) {
	var said monitor.CareSaid
	err := l.inTransaction(ctx, func(tx *sqlx.Tx) (err error) {
		said, err = say(ctx, tx, &s)
		return err
	})
	return said, err
}

func say(ctx context.Context, tx *sqlx.Tx, s *monitor.CareSaying) (monitor.CareSaid, error) {
	var said monitor.CareSaid
	key := []any{s.Source, s.Clock.Ticket, s.Clock.Standard, int64(s.Clock.Cycle.Start), s.Clock.Cycle.N}
	var state string
	switch err := tx.GetContext(ctx, &state, lockCareClock, key...); {
	case errors.Is(err, sql.ErrNoRows):
		return said, nil
	case err != nil:
		return said, fmt.Errorf("saying something of a clock: %w", err)
	}
	if said.State, said.Known = rules.ParseState(state); !said.Known {
		return said, fmt.Errorf("state %q: not known to this program", state)
	}
	var err error
	said.Word, said.Again, err = requested(ctx, tx, s.Request)
	open := said.State == rules.Running || said.State == rules.Paused
	if err != nil || said.Again || !open {
		return said, err
	}
	word := monitor.CareWord{By: storable(s.By), At: s.At, Until: s.Until}
	err = tx.GetContext(ctx, &word.N, insertCare, append(key, string(s.Kind), word.By, storable(s.ByID), stamp(s.At), stamp(s.Until), storable(s.Request))...)
	switch {
	case errors.Is(err, sql.ErrNoRows): // another clock's request: it was said meanwhile
		said.Word, said.Again, err = requested(ctx, tx, s.Request)
		return said, err
	case err != nil:
		return said, fmt.Errorf("saying something of a clock: %w", err)
	}
	said.Word = word
	if s.Kind == monitor.Acknowledging {
		if _, err := tx.ExecContext(ctx, attendClock, append(key[:5:5], stamp(s.Until))...); err != nil {
			return said, fmt.Errorf("saying when to look again: %w", err)
		}
	}
	return said, touchOne(ctx, tx, s.Source, &s.Clock)
}

// touchOne has the messages of a clock say what was just said of it: in the same transaction, so that it can't be left out.
func touchOne(ctx context.Context, tx *sqlx.Tx, source string, clock *monitor.ClockKey) error {
	var clocks sourcedKeys
	clocks.add(source, clock)
	if err := touch(ctx, tx, &clocks, nil); err != nil {
		return fmt.Errorf("touching what stands for a clock: %w", err)
	}
	return nil
}

// careRow is a row of the statements that read what was said.
type careRow struct {
	Ticket     string           `db:"ticket"`
	Standard   string           `db:"standard"`
	Cycle      int64            `db:"cycle_us"`
	CycleN     int32            `db:"cycle_n"`
	Kind       monitor.CareKind `db:"kind"`
	N          int32            `db:"n"`
	By         string           `db:"said_by"`
	At         time.Time        `db:"at"`
	Until      time.Time        `db:"until"`
	RecordedAt time.Time        `db:"recorded_at"`
}

func (r *careRow) word() monitor.CareWord {
	return monitor.CareWord{N: r.N, By: r.By, At: calendar.FromTime(r.At), Until: calendar.FromTime(r.Until)}
}

func requested(ctx context.Context, tx *sqlx.Tx, request string) (monitor.CareWord, bool, error) {
	var row careRow
	err := tx.GetContext(ctx, &row, selectCareRequest, storable(request))
	if errors.Is(err, sql.ErrNoRows) {
		return monitor.CareWord{}, false, nil
	}
	return row.word(), err == nil, err
}

// recordedCare adds what people said of the tickets' clocks.
func (l *Ledger) recordedCare(ctx context.Context, source string, tickets []string, into monitor.Records) error {
	var rows []careRow
	if err := l.db.SelectContext(ctx, &rows, selectCare, source, pq.StringArray(tickets)); err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		recorded, known := into[clockKey(r.Ticket, r.Standard, r.Cycle, r.CycleN)]
		switch {
		case !known: // said of a clock that was written since the clocks were read
		case r.Kind == monitor.Acknowledging:
			recorded.Care.Acknowledged = r.word()
		case r.Kind == monitor.Snoozing:
			recorded.Care.Snoozed = r.word()
		}
	}
	return nil
}

func (l *Ledger) saidCare(ctx context.Context, source, ticket string) ([]monitor.Statement, error) {
	var rows []careRow
	if err := l.db.SelectContext(ctx, &rows, selectSaidCare, source, ticket); err != nil {
		return nil, err
	}
	said := make([]monitor.Statement, len(rows))
	for i := range rows {
		r := &rows[i]
		said[i] = monitor.Statement{
			At: calendar.FromTime(r.RecordedAt), ToldAt: calendar.None,
			Care: &monitor.CareStatement{Clock: clockKey(ticket, r.Standard, r.Cycle, r.CycleN), Kind: r.Kind, CareWord: r.word()},
		}
	}
	return said, nil
}

// ExcuseOnce is Excuse for a click: the same request twice is recorded once. True says that it had been before.
// What stands for the clock is updated.
func (l *Ledger) ExcuseOnce(ctx context.Context, request string, e monitor.Excuse) (again bool, err error) {
	err = l.inTransaction(ctx, func(tx *sqlx.Tx) error {
		if err := lockExcused(ctx, tx, &e); err != nil {
			return err
		}
		result, err := tx.ExecContext(ctx, insertExcuseOnce, e.Source, e.Clock.Ticket, e.Clock.Standard, int64(e.Clock.Cycle.Start),
			e.Clock.Cycle.N, storable(e.By), storable(e.Why), stamp(e.At), e.Undo, storable(request))
		if err != nil {
			return fmt.Errorf("recording an excuse: %w", err)
		}
		n, err := result.RowsAffected()
		if again = n == 0; err != nil || again {
			return err
		}
		return excuse(ctx, tx, &e)
	})
	return again, err
}
