package postgres

import (
	"context"
	_ "embed" // for the statements
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var (
	//go:embed queries/ledger_insert_excuse.sql
	insertExcuse string
	//go:embed queries/ledger_excuses.sql
	selectExcuses string
	//go:embed queries/ledger_excuse_clock.sql
	excuseClock string
	//go:embed queries/ledger_care_excused.sql
	selectExcused string
)

// Excuse records that a miss is excused, or no longer is, and has its messages say so. Whether there is such a miss is for the caller to know.
func (l *Ledger) Excuse(ctx context.Context, e monitor.Excuse) error {
	return l.inTransaction(ctx, func(tx *sqlx.Tx) error {
		if err := lockExcused(ctx, tx, &e); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, insertExcuse, e.Source, e.Clock.Ticket, e.Clock.Standard, int64(e.Clock.Cycle.Start),
			e.Clock.Cycle.N, storable(e.By), storable(e.Why), stamp(e.At), e.Undo)
		if err != nil {
			return fmt.Errorf("recording an excuse: %w", err)
		}
		return excuse(ctx, tx, &e)
	})
}

// lockExcused locks the clock that an excuse is of, so that the last word recorded is the one that counts.
func lockExcused(ctx context.Context, tx *sqlx.Tx, e *monitor.Excuse) error {
	_, err := tx.ExecContext(ctx, lockCareClock, e.Source, e.Clock.Ticket, e.Clock.Standard, int64(e.Clock.Cycle.Start), e.Clock.Cycle.N)
	if err != nil {
		return fmt.Errorf("excusing a clock: %w", err)
	}
	return nil
}

// excuse has an excuse that was recorded count, and the clock's messages say so.
func excuse(ctx context.Context, tx *sqlx.Tx, e *monitor.Excuse) error {
	_, err := tx.ExecContext(ctx, excuseClock, e.Source, e.Clock.Ticket, e.Clock.Standard, int64(e.Clock.Cycle.Start), e.Clock.Cycle.N,
		e.Undo)
	if err != nil {
		return fmt.Errorf("excusing a clock: %w", err)
	}
	return touchOne(ctx, tx, e.Source, &e.Clock)
}

// Excuses gives the excuses of a source that count: of each clock the last one, unless it was taken back.
func (l *Ledger) Excuses(ctx context.Context, source string) ([]monitor.Excuse, error) {
	var rows []excuseRow
	if err := l.db.SelectContext(ctx, &rows, selectExcuses, source); err != nil {
		return nil, fmt.Errorf("ledger: reading excuses: %w", err)
	}
	excuses := make([]monitor.Excuse, len(rows))
	for i := range rows {
		excuses[i] = rows[i].excuse(source)
	}
	return excuses, nil
}

// excusedOf gives what is excused of some tickets, for the messages about them.
func (l *Ledger) excusedOf(ctx context.Context, source string, tickets []string) (map[monitor.ClockKey]notifiers.Excused, error) {
	var rows []excuseRow
	if err := l.db.SelectContext(ctx, &rows, selectExcused, source, pq.StringArray(tickets)); err != nil {
		return nil, err
	}
	excused := make(map[monitor.ClockKey]notifiers.Excused, len(rows))
	for i := range rows {
		r := &rows[i]
		excused[clockKey(r.Ticket, r.Standard, r.Cycle, r.N)] = notifiers.Excused{By: r.By, Why: r.Why}
	}
	return excused, nil
}

// excuseRow is a row of the statements that read excuses.
type excuseRow struct {
	Ticket     string    `db:"ticket"`
	Standard   string    `db:"standard"`
	Cycle      int64     `db:"cycle_us"`
	N          int32     `db:"cycle_n"`
	By         string    `db:"said_by"`
	Why        string    `db:"why"`
	At         time.Time `db:"at"`
	Undo       bool      `db:"undo"`
	RecordedAt time.Time `db:"recorded_at"`
}

func (r *excuseRow) excuse(source string) monitor.Excuse {
	return monitor.Excuse{
		Source: source, Clock: clockKey(r.Ticket, r.Standard, r.Cycle, r.N),
		By: r.By, Why: r.Why, At: calendar.FromTime(r.At), Undo: r.Undo,
	}
}

func clockKey(ticket, standard string, cycle int64, n int32) monitor.ClockKey {
	return monitor.ClockKey{
		Ticket: ticket, Standard: standard, Cycle: rules.CycleKey{Start: calendar.Instant(cycle), N: n},
	}
}

// storable gives a text that came from a terminal or a file as the database can hold it.
func storable(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\x00", "\ufffd")
}
