package postgres

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/lib/pq"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

var (
	//go:embed queries/ledger_database.sql
	selectDatabase string
	//go:embed queries/ledger_schema.sql
	createSchema string
)

// NewerSchemaError says that the ledger was migrated by a later Yardstick.
type NewerSchemaError struct {
	Schema       string
	Found, Known int64
}

// Error says what to do.
func (e *NewerSchemaError) Error() string {
	return fmt.Sprintf("ledger: schema %q is at version %d, this program knows up to %d: use the newer yardstick that migrated it",
		e.Schema, e.Found, e.Known)
}

// Migration tells what a Migrate did.
type Migration struct {
	Schema   string
	From, To int64 // versions; equal if there was nothing to do
}

// Migrate makes the schema and brings it to the version this program knows. It
// may be run by several processes at once: one applies, the others wait. A
// newer schema is refused with a *NewerSchemaError and left as it is. Where
// there is nothing to do it takes no more than the right to read.
func (l *Ledger) Migrate(ctx context.Context) (Migration, error) {
	done := Migration{Schema: l.schema}
	if err := l.makeSchema(ctx); err != nil {
		return done, err
	}
	provider, err := l.provider()
	if err != nil {
		return done, err
	}
	if done.From, done.To, err = l.versions(ctx, provider); err != nil {
		return done, err
	}
	if done.From == done.To {
		return done, nil
	}
	if _, err := provider.Up(ctx); err != nil {
		return done, fmt.Errorf("ledger: migrating schema %q: %w", l.schema, err)
	}
	return done, nil
}

// makeSchema makes the schema, unless it is there.
func (l *Ledger) makeSchema(ctx context.Context) error {
	var found struct {
		Encoding string `db:"encoding"`
		Made     bool   `db:"made"`
	}
	if err := l.db.GetContext(ctx, &found, selectDatabase, l.schema); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	switch {
	case found.Encoding != "UTF8": // elsewhere one ticket's text could keep a whole batch from being written
		return fmt.Errorf("ledger: the database is in %s, which can't hold every text: name one in UTF8", found.Encoding)
	case found.Made:
		return nil
	}
	if _, err := l.db.ExecContext(ctx, fmt.Sprintf(createSchema, pq.QuoteIdentifier(l.schema))); err != nil {
		return fmt.Errorf("ledger: making schema %q: %w", l.schema, err)
	}
	return nil
}

// versions gives the version found (0 for an empty schema) and the one known.
func (l *Ledger) versions(ctx context.Context, provider *goose.Provider) (found, known int64, err error) {
	found, known, err = provider.GetVersions(ctx)
	switch {
	case err != nil:
		return 0, 0, fmt.Errorf("ledger: reading the version of schema %q: %w", l.schema, err)
	case found > known:
		return found, known, &NewerSchemaError{Schema: l.schema, Found: found, Known: known}
	}
	return found, known, nil
}

func (l *Ledger) provider() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, l.db.DB, files,
		goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	return provider, nil
}
