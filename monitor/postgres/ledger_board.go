package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"fmt"
	"slices"

	"github.com/yardstickd/yardstick/monitor/board"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var (
	//go:embed queries/ledger_board_pressing.sql
	selectBoardPressing string
	//go:embed queries/ledger_board_count.sql
	countBoardPressing string
	//go:embed queries/ledger_board_values.sql
	selectBoardValues string
)

// boardRow is a row of a list of the board.
type boardRow struct {
	Source    string       `db:"source"`
	Ticket    string       `db:"ticket"`
	Standard  string       `db:"standard"`
	Cycle     int64        `db:"cycle_us"`
	N         int32        `db:"cycle_n"`
	State     string       `db:"state"`
	StartedAt sql.NullTime `db:"started_at"`
	RiskAt    sql.NullTime `db:"risk_at"`
	DueAt     sql.NullTime `db:"due_at"`
	Subject   string       `db:"subject"`
	Team      string       `db:"team"`
	Customer  string       `db:"customer"`
}

// Pressing is board.Ledger's.
func (l *Ledger) Pressing(
	ctx context.Context, which board.List, at calendar.Instant, f board.Filter, after *board.Key, limit int,
) ([]board.Clock, error) {
	arguments, err := pressing(which, at, &f)
	if err != nil {
		return nil, err
	}
	var source, ticket, standard, start, n any
	if after != nil && (which == board.Late || after.DueAt >= at) { // else it is late by now, and the list begins behind it
		arguments[0] = stamp(after.DueAt)
		source, ticket, standard, start, n = after.Source, after.Ticket, after.Standard, int64(after.Cycle.Start), after.Cycle.N
	}
	clocks, err := l.boardClocks(ctx, selectBoardPressing, append(arguments, source, ticket, standard, start, n, limit)...)
	if err != nil {
		return nil, fmt.Errorf("ledger: what is listed as %s: %w", which, err)
	}
	return clocks, nil
}

// boardClocks reads the clocks that a statement gives.
func (l *Ledger) boardClocks(ctx context.Context, statement string, arguments ...any) ([]board.Clock, error) {
	var rows []boardRow
	if err := l.db.SelectContext(ctx, &rows, statement, arguments...); err != nil {
		return nil, err
	}
	clocks := make([]board.Clock, len(rows))
	for i := range rows {
		if err := rows[i].clock(&clocks[i]); err != nil {
			return nil, err
		}
	}
	return clocks, nil
}

// pressing gives the bounds and conditions of a list.
func pressing(which board.List, at calendar.Instant, f *board.Filter) ([]any, error) {
	var from, until, risk any
	switch which {
	case board.Late:
		until = stamp(at)
	case board.AtRisk:
		from, risk = stamp(at), stamp(at)
	default:
		return nil, fmt.Errorf("ledger: there is no list %q", which)
	}
	asked := func(value string) any {
		if value == "" {
			return nil
		}
		return value
	}
	return []any{from, until, risk, asked(f.Standard), asked(f.Team), asked(f.Customer)}, nil
}

// clock reads a row.
func (r *boardRow) clock(c *board.Clock) error {
	state, known := rules.ParseState(r.State)
	if !known {
		return fmt.Errorf("ledger: state %q: not known to this program", r.State)
	}
	*c = board.Clock{
		Source: r.Source, Ticket: r.Ticket, Standard: r.Standard, Cycle: rules.CycleKey{Start: calendar.Instant(r.Cycle), N: r.N},
		State: state, StartedAt: instant(r.StartedAt), RiskAt: instant(r.RiskAt), DueAt: instant(r.DueAt), Subject: r.Subject,
		Team: r.Team, Customer: r.Customer,
	}
	return nil
}

// CountPressing is board.Ledger's.
func (l *Ledger) CountPressing(ctx context.Context, which board.List, at calendar.Instant, f board.Filter, most int) (int, error) {
	arguments, err := pressing(which, at, &f)
	if err != nil {
		return 0, err
	}
	var n int
	if err := l.db.GetContext(ctx, &n, countBoardPressing, append(arguments, most)...); err != nil {
		return 0, fmt.Errorf("ledger: how many are listed as %s: %w", which, err)
	}
	return n, nil
}

// Values is board.Ledger's.
func (l *Ledger) Values(ctx context.Context, at calendar.Instant, sample int) (board.Values, error) {
	var rows []struct {
		Team     string `db:"team"`
		Customer string `db:"customer"`
	}
	if err := l.db.SelectContext(ctx, &rows, selectBoardValues, stamp(at), sample); err != nil {
		return board.Values{}, fmt.Errorf("ledger: the values of attributes: %w", err)
	}
	var found board.Values
	for i := range rows {
		found.Teams, found.Customers = append(found.Teams, rows[i].Team), append(found.Customers, rows[i].Customer)
	}
	for _, values := range []*[]string{&found.Teams, &found.Customers} {
		slices.Sort(*values)
		*values = slices.DeleteFunc(slices.Compact(*values), func(v string) bool { return v == "" })
	}
	return found, nil
}
