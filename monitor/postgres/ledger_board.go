package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"encoding/json"
	"fmt"
	"maps"
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
	//go:embed queries/ledger_board_few.sql
	selectBoardFew string
	//go:embed queries/ledger_board_values.sql
	selectBoardValues string
)

// boardRow is a row of a list of the board.
type boardRow struct {
	Source     string       `db:"source"`
	Ticket     string       `db:"ticket"`
	Standard   string       `db:"standard"`
	Cycle      int64        `db:"cycle_us"`
	N          int32        `db:"cycle_n"`
	State      string       `db:"state"`
	StartedAt  sql.NullTime `db:"started_at"`
	RiskAt     sql.NullTime `db:"risk_at"`
	DueAt      sql.NullTime `db:"due_at"`
	Subject    string       `db:"subject"`
	Attributes string       `db:"attributes"`
}

const (
	// manyPressing is beyond how many clocks a list is not walked along for those few that have some attributes; fewThere is how many of
	// these are fetched and sorted here instead.
	manyPressing = 10_000
	fewThere     = 2_000
)

// Pressing is board.Ledger's.
func (l *Ledger) Pressing(
	ctx context.Context, which board.List, at calendar.Instant, f board.Filter, after *board.Key, limit int,
) ([]board.Clock, error) {
	few, there, err := l.few(ctx, which, at, &f)
	if err != nil {
		return nil, err
	}
	if there {
		return board.Ordered(few, after, limit), nil
	}
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

// few gives the clocks of a list that has very many, of which few have some attributes: those are found by the index on attributes,
// and they alone. false where the list is better walked along.
func (l *Ledger) few(ctx context.Context, which board.List, at calendar.Instant, f *board.Filter) (clocks []board.Clock, there bool, err error) {
	if len(f.Attributes) == 0 {
		return nil, false, nil
	}
	all, err := l.countBoard(ctx, which, at, &board.Filter{Standard: f.Standard}, manyPressing)
	if err != nil || all < manyPressing {
		return nil, false, err
	}
	written, err := json.Marshal(f.Attributes)
	if err != nil {
		return nil, false, err
	}
	clocks, err = l.boardClocks(ctx, selectBoardFew, string(written), fewThere+1)
	if err != nil {
		return nil, false, fmt.Errorf("ledger: what has some attributes: %w", err)
	}
	if len(clocks) > fewThere {
		return nil, false, nil
	}
	return slices.DeleteFunc(clocks, func(c board.Clock) bool {
		return !which.Has(&c, at) || f.Standard != "" && c.Standard != f.Standard
	}), true, nil
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
	var from, until, risk, standard, attributes any
	switch which {
	case board.Late:
		until = stamp(at)
	case board.AtRisk:
		from, risk = stamp(at), stamp(at)
	default:
		return nil, fmt.Errorf("ledger: there is no list %q", which)
	}
	if f.Standard != "" {
		standard = f.Standard
	}
	if len(f.Attributes) > 0 {
		written, err := json.Marshal(f.Attributes)
		if err != nil {
			return nil, err
		}
		attributes = string(written)
	}
	return []any{from, until, risk, standard, attributes}, nil
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
	}
	if err := json.Unmarshal([]byte(r.Attributes), &c.Attributes); err != nil {
		return fmt.Errorf("ledger: attributes of ticket %q: %w", r.Ticket, err)
	}
	return nil
}

// CountPressing is board.Ledger's.
func (l *Ledger) CountPressing(ctx context.Context, which board.List, at calendar.Instant, f board.Filter, most int) (int, error) {
	few, there, err := l.few(ctx, which, at, &f)
	if err != nil || there {
		return min(len(few), most), err
	}
	return l.countBoard(ctx, which, at, &f, most)
}

func (l *Ledger) countBoard(ctx context.Context, which board.List, at calendar.Instant, f *board.Filter, most int) (n int, err error) {
	arguments, err := pressing(which, at, f)
	if err != nil {
		return 0, err
	}
	if err := l.db.GetContext(ctx, &n, countBoardPressing, append(arguments, most)...); err != nil {
		return 0, fmt.Errorf("ledger: how many are listed as %s: %w", which, err)
	}
	return n, nil
}

// Values is board.Ledger's.
func (l *Ledger) Values(ctx context.Context, at calendar.Instant, sample int) (map[string][]string, error) {
	var rows []string
	if err := l.db.SelectContext(ctx, &rows, selectBoardValues, stamp(at), sample); err != nil {
		return nil, fmt.Errorf("ledger: the values of attributes: %w", err)
	}
	found := map[string]map[string]bool{}
	for _, row := range rows {
		var attributes map[string]string
		if err := json.Unmarshal([]byte(row), &attributes); err != nil {
			return nil, fmt.Errorf("ledger: attributes: %w", err)
		}
		for name, value := range attributes {
			if found[name] == nil {
				found[name] = map[string]bool{}
			}
			found[name][value] = true
		}
	}
	values := map[string][]string{}
	for name := range found {
		values[name] = slices.Sorted(maps.Keys(found[name]))
	}
	return values, nil
}
