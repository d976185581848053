package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var (
	//go:embed queries/ledger_insert_digest.sql
	insertDigest string
	//go:embed queries/ledger_digest.sql
	selectDigest string
	//go:embed queries/ledger_digests.sql
	selectDigests string
)

// RecordDigest is monitor.Figures'. Of two that record the same one waits for the other, and finds it there.
func (l *Ledger) RecordDigest(ctx context.Context, d *monitor.DigestRecord, places []notifiers.Place) (bool, error) {
	recorded := false
	err := l.inTransaction(ctx, func(tx *sqlx.Tx) error {
		var id int64
		err := tx.GetContext(ctx, &id, insertDigest, d.Name, d.Span, int(d.Period.Kind), dateText(d.Period.Days.From),
			dateText(d.Period.Days.To), string(d.Document), stamp(d.MadeAt), d.N, d.Missed)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return nil
		case err != nil:
			return fmt.Errorf("recording a digest: %w", err)
		}
		recorded = true
		if _, err := tellDigest(ctx, tx, d.Name, d.Span, places); err != nil {
			return fmt.Errorf("telling a digest: %w", err)
		}
		return nil
	})
	return recorded && err == nil, err
}

// digestRow is a row of the statements that read digests.
type digestRow struct {
	Name     string    `db:"name"`
	Period   string    `db:"period"`
	Kind     uint8     `db:"kind"`
	From     time.Time `db:"from_day"`
	To       time.Time `db:"to_day"`
	Document []byte    `db:"document"`
	MadeAt   time.Time `db:"made_at"`
	N        int       `db:"n"`
	Missed   int       `db:"missed"`
}

func (r *digestRow) record() monitor.DigestRecord {
	d := monitor.DigestRecord{
		Name: r.Name, Period: period(r.Kind, r.From, r.To), Span: r.Period, MadeAt: calendar.FromTime(r.MadeAt), N: r.N, Missed: r.Missed,
	}
	if len(r.Document) > 0 {
		d.Document = r.Document
	}
	return d
}

// Digest is monitor.Sight's.
func (v sight) Digest(ctx context.Context, name, span string) (*monitor.DigestRecord, error) {
	var row digestRow
	err := v.on.GetContext(ctx, &row, selectDigest, storable(name), storable(span))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("ledger: reading a digest: %w", err)
	}
	record := row.record()
	return &record, nil
}

// Digests is monitor.Sight's.
func (v sight) Digests(ctx context.Context, name string, limit int) ([]monitor.DigestRecord, error) {
	var rows []digestRow
	if err := v.on.SelectContext(ctx, &rows, selectDigests, storable(name), limit); err != nil {
		return nil, fmt.Errorf("ledger: listing digests: %w", err)
	}
	records := make([]monitor.DigestRecord, len(rows))
	for i := range rows {
		records[i] = rows[i].record()
	}
	return records, nil
}
