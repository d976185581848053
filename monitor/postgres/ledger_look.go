package postgres

import (
	"context"
	_ "embed" // for the statements
	"fmt"

	"github.com/lib/pq"
)

var (
	//go:embed queries/ledger_look.sql
	selectLook string
	//go:embed queries/ledger_applied.sql
	selectApplied string
)

// Look tells whether there is a ledger that this program can read, and changes nothing. False says that there is no
// schema, or one that is still to be migrated; a newer one is a *NewerSchemaError.
func (l *Ledger) Look(ctx context.Context) (bool, error) {
	var made bool
	if err := l.db.GetContext(ctx, &made, selectLook, l.schema); err != nil {
		return false, fmt.Errorf("ledger: %w", err)
	}
	if !made {
		return false, nil
	}
	var found int64
	if err := l.db.GetContext(ctx, &found, fmt.Sprintf(selectApplied, pq.QuoteIdentifier(l.schema))); err != nil {
		return false, fmt.Errorf("ledger: reading the version of schema %q: %w", l.schema, err)
	}
	provider, err := l.provider()
	if err != nil {
		return false, err
	}
	sources := provider.ListSources()
	known := sources[len(sources)-1].Version
	if found > known {
		return false, &NewerSchemaError{Schema: l.schema, Found: found, Known: known}
	}
	return found == known, nil
}
