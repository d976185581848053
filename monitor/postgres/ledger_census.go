package postgres

import (
	"context"
	_ "embed" // for the statement
	"fmt"
)

//go:embed queries/ledger_census.sql
var selectCensus string

// CensusLine counts the clocks of one source in one state.
type CensusLine struct {
	Source string `db:"source"`
	State  string `db:"state"`
	N      int    `db:"n"`
	// Late counts those that are open and past due.
	Late int `db:"late"`
}

// Census counts all clocks. It reads the whole table: ask now and then.
func (l *Ledger) Census(ctx context.Context) ([]CensusLine, error) {
	var lines []CensusLine
	if err := l.db.SelectContext(ctx, &lines, selectCensus); err != nil {
		return nil, fmt.Errorf("ledger: counting clocks: %w", err)
	}
	return lines, nil
}
