package postgres

import (
	"context"
	"crypto/rand"
	_ "embed" // for the statements
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

var (
	//go:embed queries/examine_ledger.sql
	examineLedger string
	//go:embed queries/examine_tables.sql
	examineTables string
	//go:embed queries/examine_session.sql
	examineSession string
	//go:embed queries/examine_failed.sql
	examineFailed string
)

// LedgerExam is what the ledger's database is found to be. It is for people who set Yardstick up, and for nothing else.
type LedgerExam struct {
	Role         string `db:"role"`
	Server       string `db:"server"`        // e.g. 15.18
	ServerNumber int    `db:"server_number"` // e.g. 150018
	Encoding     string `db:"encoding"`
	SearchPath   string `db:"search_path"`
	Durable      string `db:"synchronous_commit"`
	Replica      bool   `db:"replica"` // which nobody can write to
	Superuser    bool   `db:"superuser"`
	// MayMake a schema in the database; Made says that ours is there; Owner that it is ours, MayAdd that tables may be made in it.
	MayMake bool `db:"may_make"`
	Made    bool `db:"made"`
	Owner   bool `db:"owner"`
	MayAdd  bool `db:"may_add"`
	// Now is what the database's clock shows.
	Now time.Time `db:"now"`

	// Found is the schema's version, 0 where there is none; Known is this program's.
	Found, Known int64
	// Foreign are tables that belong to others, so that no migration can change them; Unwritable are those that can't be written.
	Foreign, Unwritable []string
	// Session says that a session is ours for as long as the connection lasts; behind a pooler in transaction mode it is not.
	Session bool
	// PathHolds says that the schema that we ask for at the start is the one that statements find.
	PathHolds bool
	// Failed is what failed for good; of a schema of this program's version alone.
	Failed []FailedPlace
}

// FailedPlace is how much of what was to be told in a place failed for good, and why the last of it did.
type FailedPlace struct {
	Place  string `db:"place"`
	N      int    `db:"n"`
	Reason string `db:"reason"`
}

// PooledError says that what answers is a pooler that takes no settings at the start of a session.
type PooledError struct{ err error }

// Error is the pooler's.
func (e *PooledError) Error() string { return e.err.Error() }

// Unwrap gives what the pooler said.
func (e *PooledError) Unwrap() error { return e.err }

// unsupportedParameter is what PgBouncer answers to a setting that it does not track (08P01 protocol_violation).
const unsupportedParameter = "08P01"

// ExamineLedger looks at the ledger's database and changes nothing.
func ExamineLedger(ctx context.Context, databaseURL, schema string, zones Zones) (*LedgerExam, error) {
	l, err := OpenLedger(ctx, databaseURL, schema, zones)
	var refused *pq.Error
	if errors.As(err, &refused) && refused.Code == unsupportedParameter {
		return nil, &PooledError{err}
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = l.Close() }()
	exam := &LedgerExam{}
	if err := l.db.GetContext(ctx, exam, examineLedger, l.schema); err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	exam.PathHolds = exam.SearchPath == pq.QuoteIdentifier(l.schema) || exam.SearchPath == l.schema
	if exam.Session, err = l.ownSession(ctx); err != nil {
		return nil, err
	}
	if err := l.examineVersion(ctx, exam); err != nil {
		return nil, err
	}
	if err := l.examineTables(ctx, exam); err != nil {
		return nil, err
	}
	if exam.Found != exam.Known || len(exam.Unwritable) > 0 {
		return exam, nil
	}
	if err := l.db.SelectContext(ctx, &exam.Failed, examineFailed); err != nil {
		return nil, fmt.Errorf("ledger: reading what failed: %w", err)
	}
	return exam, nil
}

func (l *Ledger) examineVersion(ctx context.Context, exam *LedgerExam) error {
	provider, err := l.provider()
	if err != nil {
		return err
	}
	sources := provider.ListSources()
	exam.Known = sources[len(sources)-1].Version
	var made bool
	if err := l.db.GetContext(ctx, &made, selectLook, l.schema); err != nil || !made {
		return err
	}
	err = l.db.GetContext(ctx, &exam.Found, fmt.Sprintf(selectApplied, pq.QuoteIdentifier(l.schema)))
	var denied *pq.Error
	if errors.As(err, &denied) && denied.Code == "42501" { // insufficient_privilege: Unwritable says so
		return nil
	}
	if err != nil {
		return fmt.Errorf("ledger: reading the version of schema %q: %w", l.schema, err)
	}
	return nil
}

func (l *Ledger) examineTables(ctx context.Context, exam *LedgerExam) error {
	var tables []struct {
		Name       string `db:"name"`
		Foreign    bool   `db:"foreign_owned"`
		Unwritable bool   `db:"unwritable"`
	}
	if err := l.db.SelectContext(ctx, &tables, examineTables, l.schema); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	for _, t := range tables {
		if t.Foreign {
			exam.Foreign = append(exam.Foreign, t.Name)
		}
		if t.Unwritable {
			exam.Unwritable = append(exam.Unwritable, t.Name)
		}
	}
	return nil
}

// ownSession tells whether two statements of one connection meet the same session of the server, with what was set in it,
// while another connection is in a transaction. A pooler in transaction mode gives that transaction the session that the
// first statement left, and the second statement another one. Locks that last as long as a session, by which one replica
// leads and migrates, would then be held by nobody in particular.
func (l *Ledger) ownSession(ctx context.Context) (bool, error) {
	ours, err := l.db.Connx(ctx)
	if err != nil {
		return false, fmt.Errorf("ledger: %w", err)
	}
	defer func() { _ = ours.Close() }()
	other, err := l.db.Connx(ctx)
	if err != nil {
		return false, fmt.Errorf("ledger: %w", err)
	}
	defer func() { _ = other.Close() }()
	mark := rand.Text()
	if _, err := ours.ExecContext(ctx, "SELECT set_config('yardstick.probe', $1, false)", mark); err != nil {
		return false, fmt.Errorf("ledger: %w", err)
	}
	first, err := lookAtSession(ctx, ours)
	if err != nil {
		return false, err
	}
	tx, err := other.BeginTxx(ctx, nil)
	if err != nil {
		return false, fmt.Errorf("ledger: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	held, err := lookAtSession(ctx, tx)
	if err != nil {
		return false, err
	}
	second, err := lookAtSession(ctx, ours)
	if err != nil {
		return false, err
	}
	return first.PID == second.PID && second.Probe == mark && held.PID != first.PID && held.Probe != mark, nil
}

type session struct {
	PID   int    `db:"pid"`
	Probe string `db:"probe"`
}

func lookAtSession(ctx context.Context, in sqlx.QueryerContext) (session, error) {
	var s session
	if err := sqlx.GetContext(ctx, in, &s, examineSession); err != nil {
		return s, fmt.Errorf("ledger: %w", err)
	}
	return s, nil
}
