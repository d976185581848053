package postgres

import (
	"context"
	_ "embed" // for the statements
	"fmt"
)

var (
	//go:embed queries/ledger_census.sql
	selectCensus string
	//go:embed queries/ledger_census_rested.sql
	selectCensusRested string
)

// CensusLine counts the clocks of one source in one state.
type CensusLine struct {
	Source string `db:"source"`
	State  string `db:"state"`
	N      int    `db:"n"`
	// Late counts those that are open and past due.
	Late int `db:"late"`
}

// Census counts the clocks that are open. They are few beside those that ever were, and read by an index.
func (l *Ledger) Census(ctx context.Context) ([]CensusLine, error) {
	return l.census(ctx, selectCensus)
}

// CensusRested counts the clocks that have come to rest. It reads the whole table: ask now and then.
func (l *Ledger) CensusRested(ctx context.Context) ([]CensusLine, error) {
	return l.census(ctx, selectCensusRested)
}

func (l *Ledger) census(ctx context.Context, query string) ([]CensusLine, error) {
	var lines []CensusLine
	if err := l.db.SelectContext(ctx, &lines, query); err != nil {
		return nil, fmt.Errorf("ledger: counting clocks: %w", err)
	}
	return lines, nil
}
