package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"fmt"
	"maps"
	"regexp"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor"
)

// DefaultSchema is where the ledger lives if nothing else is said.
const DefaultSchema = "yardstick"

// Ledger is what Yardstick remembers: clocks, verdicts, transitions, alerts, versions and excuses, in a
// schema of its own. It needs a direct connection (or session pooling), since
// the schema is set for the session. It is safe for use by several goroutines.
type Ledger struct {
	sight
	db     *sqlx.DB
	schema string
	zones  Zones
	begin  *sql.TxOptions // of transactions that write; nil but of a reader, where they can't
}

// Zones gives a time zone by its name. The ledger keeps names; which zone data
// is behind them is for the caller to say, so that it is the same as the calendars'.
type Zones func(name string) (*time.Location, error)

var (
	_ monitor.Ledger = (*Ledger)(nil)
	_ monitor.Outbox = (*Ledger)(nil)
	_ monitor.Agenda = (*Ledger)(nil)
)

// schemaName is what a schema may be called: plain names need no second thought anywhere.
var schemaName = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,62}$`)

// OpenLedger connects to the ledger in a schema ("" for DefaultSchema) of the
// database at a URL. It neither makes nor checks the schema: see Migrate.
func OpenLedger(ctx context.Context, databaseURL, schema string, zones Zones) (*Ledger, error) {
	return openLedger(ctx, databaseURL, schema, zones, map[string]string{
		// A claim that a crash of the server takes back would be a message sent twice.
		"synchronous_commit": "on",
		// A process that was frozen in the middle of a transaction must not keep its locks from the others.
		"idle_in_transaction_session_timeout": "15s",
	}, "")
}

// interpreted has no statement compiled: a ledger's are short, so that it would take longer than running them.
const interpreted = "SET jit = off"

// openLedger connects with settings for the session, the first of which a pooler must know or ignore.
func openLedger(ctx context.Context, databaseURL, schema string, zones Zones, settings map[string]string, session string) (*Ledger, error) {
	if schema == "" {
		schema = DefaultSchema
	}
	if !schemaName.MatchString(schema) || len(schema) > 2 && schema[:3] == "pg_" {
		return nil, fmt.Errorf("database.schema: %q can't be a schema's name: use a-z, 0-9 and _, beginning with a letter, not pg_", schema)
	}
	config, err := connection(databaseURL)
	if err != nil {
		return nil, err
	}
	if config.Runtime == nil {
		config.Runtime = map[string]string{}
	}
	config.Runtime["search_path"] = pq.QuoteIdentifier(schema)
	config.Runtime["timezone"] = "UTC"
	maps.Copy(config.Runtime, settings)
	db, err := open(ctx, config, interpreted+session)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	return &Ledger{sight: sight{db}, db: db, schema: schema, zones: zones}, nil
}

// Close ends the connections.
func (l *Ledger) Close() error { return l.db.Close() }

// inTransaction runs f in a transaction, which is committed only if f succeeds, and if the leader that it is done for, if it
// is, still leads.
func (l *Ledger) inTransaction(ctx context.Context, f func(tx *sqlx.Tx) error) error {
	tx, err := l.db.BeginTxx(ctx, l.begin)
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	err = fence(ctx, tx)
	if err == nil {
		err = f(tx)
	}
	if err != nil {
		_ = tx.Rollback() // the first error tells more
		return fmt.Errorf("ledger: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("ledger: commit: %w", err)
	}
	return nil
}
