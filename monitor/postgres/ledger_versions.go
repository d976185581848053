package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var (
	//go:embed queries/ledger_lock_versions.sql
	lockVersions string
	//go:embed queries/ledger_versions.sql
	selectVersions string
	//go:embed queries/ledger_insert_versions.sql
	insertVersions string
)

// Versions gives every version of a standard that was ever loaded, in the order in which they were.
func (l *Ledger) Versions(ctx context.Context) ([]monitor.VersionRow, error) {
	rows, err := versions(ctx, l.db)
	if err != nil {
		return nil, fmt.Errorf("ledger: reading versions: %w", err)
	}
	return rows, nil
}

// Activate adds the versions that decide gives for those there are, and gives all of them. Between the reading and the
// adding no other process adds any, so that replicas which load the same files at once add them once. The serials that
// decide gives count for nothing.
func (l *Ledger) Activate(
	ctx context.Context, decide func(have []monitor.VersionRow) []monitor.VersionRow,
) (all []monitor.VersionRow, err error) {
	err = l.inTransaction(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, lockVersions); err != nil {
			return err
		}
		have, err := versions(ctx, tx)
		if err != nil {
			return err
		}
		added := decide(have)
		if len(added) == 0 {
			all = have
			return nil
		}
		if err := addVersions(ctx, tx, added); err != nil {
			return err
		}
		all, err = versions(ctx, tx)
		return err
	})
	return all, err
}

func versions(ctx context.Context, from sqlx.QueryerContext) ([]monitor.VersionRow, error) {
	var found []struct {
		Serial        int64        `db:"serial"`
		Standard      string       `db:"standard"`
		Hash          string       `db:"hash"`
		EffectiveFrom sql.NullTime `db:"effective_from"`
		LoadedAt      time.Time    `db:"loaded_at"`
		Definition    string       `db:"definition"`
	}
	if err := sqlx.SelectContext(ctx, from, &found, selectVersions); err != nil {
		return nil, err
	}
	rows := make([]monitor.VersionRow, len(found))
	for i := range found {
		f := &found[i]
		rows[i] = monitor.VersionRow{
			Serial: f.Serial, Standard: f.Standard, Hash: f.Hash, EffectiveFrom: instant(f.EffectiveFrom),
			LoadedAt: calendar.FromTime(f.LoadedAt), Definition: f.Definition,
		}
	}
	return rows, nil
}

func addVersions(ctx context.Context, tx *sqlx.Tx, rows []monitor.VersionRow) error {
	var standards, hashes, definitions pq.StringArray
	var effective, loaded stampArray
	for i := range rows {
		r := &rows[i]
		standards, hashes, definitions = append(standards, r.Standard), append(hashes, r.Hash), append(definitions, r.Definition)
		effective.add(r.EffectiveFrom)
		loaded.add(r.LoadedAt)
	}
	_, err := tx.ExecContext(ctx, insertVersions, standards, hashes, effective.text(), loaded.text(), definitions)
	return err
}
