package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"errors"
	"fmt"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var (
	//go:embed queries/ledger_care_alert.sql
	selectCareAlert string
	//go:embed queries/ledger_care_late.sql
	selectLate string
	//go:embed queries/ledger_care_late_count.sql
	countLate string
	//go:embed queries/ledger_care_risk.sql
	selectRisk string
	//go:embed queries/ledger_care_shown.sql
	selectShown string
)

// Alerted gives the clock that the message of an alert speaks of; false where there is no such alert.
func (l *Ledger) Alerted(ctx context.Context, alert int64) (monitor.Alerted, bool, error) {
	var row struct {
		Source   string `db:"source"`
		Ticket   string `db:"ticket"`
		Standard string `db:"standard"`
		Cycle    int64  `db:"cycle_us"`
		N        int32  `db:"cycle_n"`
		Message  []byte `db:"message"`
	}
	err := l.db.GetContext(ctx, &row, selectCareAlert, alert)
	if errors.Is(err, sql.ErrNoRows) {
		return monitor.Alerted{}, false, nil
	}
	if err != nil {
		return monitor.Alerted{}, false, fmt.Errorf("ledger: reading an alert: %w", err)
	}
	m, err := l.decodeMessage(row.Message)
	if err != nil || m.Alert == nil {
		return monitor.Alerted{}, false, err
	}
	return monitor.Alerted{Source: row.Source, Clock: clockKey(row.Ticket, row.Standard, row.Cycle, row.N), Alert: *m.Alert}, true, nil
}

// pressedRow is a row of the statements that find what presses.
type pressedRow struct {
	Source    string       `db:"source"`
	Ticket    string       `db:"ticket"`
	Standard  string       `db:"standard"`
	Cycle     int64        `db:"cycle_us"`
	N         int32        `db:"cycle_n"`
	State     string       `db:"state"`
	StartedAt sql.NullTime `db:"started_at"`
	DueAt     sql.NullTime `db:"due_at"`
	All       int          `db:"all_of"`
}

// Late gives up to limit clocks that are open and were due before an instant, the one longest past due first, and how
// many there are.
func (l *Ledger) Late(ctx context.Context, at calendar.Instant, limit int) ([]monitor.Pressed, int, error) {
	var rows []pressedRow
	if err := l.db.SelectContext(ctx, &rows, selectLate, compared(at), limit); err != nil {
		return nil, 0, fmt.Errorf("ledger: what is late: %w", err)
	}
	all := len(rows)
	if all == limit {
		if err := l.db.GetContext(ctx, &all, countLate, compared(at)); err != nil {
			return nil, 0, fmt.Errorf("ledger: how many are late: %w", err)
		}
	}
	found, err := l.pressed(ctx, rows)
	return found, all, err
}

// AtRisk gives up to limit clocks that are running, not yet due as of an instant and past a warning, the one due first
// first, and how many there are.
func (l *Ledger) AtRisk(ctx context.Context, at calendar.Instant, limit int) ([]monitor.Pressed, int, error) {
	var rows []pressedRow
	if err := l.db.SelectContext(ctx, &rows, selectRisk, compared(at), limit); err != nil {
		return nil, 0, fmt.Errorf("ledger: what is at risk: %w", err)
	}
	all := 0
	if len(rows) > 0 {
		all = rows[0].All
	}
	found, err := l.pressed(ctx, rows)
	return found, all, err
}

func (l *Ledger) pressed(ctx context.Context, rows []pressedRow) ([]monitor.Pressed, error) {
	found := make([]monitor.Pressed, len(rows))
	for i := range rows {
		r := &rows[i]
		state, known := rules.ParseState(r.State)
		if !known {
			return nil, fmt.Errorf("ledger: state %q: not known to this program", r.State)
		}
		found[i] = monitor.Pressed{
			Source: r.Source, Clock: clockKey(r.Ticket, r.Standard, r.Cycle, r.N), State: state,
			StartedAt: instant(r.StartedAt), DueAt: instant(r.DueAt),
		}
		var err error
		if found[i].Shown, err = l.shown(ctx, &found[i]); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// shown gives what was last written for people about a clock; nil where nothing was.
func (l *Ledger) shown(ctx context.Context, p *monitor.Pressed) (*notifiers.Alert, error) {
	var message []byte
	key := &p.Clock
	err := l.db.GetContext(ctx, &message, selectShown, p.Source, key.Ticket, key.Standard, int64(key.Cycle.Start), key.Cycle.N)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("ledger: what was shown: %w", err)
	}
	m, err := l.decodeMessage(message)
	if err != nil {
		return nil, fmt.Errorf("ledger: what was shown: %w", err)
	}
	return m.Alert, nil
}
