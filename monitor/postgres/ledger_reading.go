package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"fmt"
	"slices"

	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

var (
	//go:embed queries/ledger_judged_until.sql
	selectJudgedUntil string
	//go:embed queries/ledger_write_reading.sql
	writeReading string
	//go:embed queries/ledger_last_reading.sql
	selectLastReading string
)

// reading keeps what a reading of the whole source found.
func (w *commit) reading(ctx context.Context) error {
	r := w.change.Reading
	if r == nil {
		return nil
	}
	_, err := w.tx.ExecContext(ctx, writeReading, w.change.Source, stamp(w.change.AsOf), r.Rows, r.RowsSetAside, r.Events, r.EventsSetAside,
		r.NotCovered, r.Exempt)
	return err
}

// distinct gives names once each.
func distinct(names []string) pq.StringArray {
	names = slices.Clone(names)
	slices.Sort(names)
	return pq.StringArray(slices.Compact(names))
}

// JudgedUntil is monitor.Sight's.
func (v sight) JudgedUntil(ctx context.Context, sources []string, facts string) (calendar.Instant, error) {
	of := distinct(sources)
	var row struct {
		Known int          `db:"known"`
		Until sql.NullTime `db:"until"`
	}
	if err := v.on.GetContext(ctx, &row, selectJudgedUntil, of, facts); err != nil {
		return calendar.None, fmt.Errorf("ledger: how far sources are judged: %w", err)
	}
	if row.Known < len(of) {
		return calendar.None, nil
	}
	return instant(row.Until), nil
}

// LastReading is monitor.Sight's: the sum of what each source's found, at the earliest of them; false where one of them was never read whole.
func (v sight) LastReading(ctx context.Context, sources []string) (compliance.Reading, bool, error) {
	of := distinct(sources)
	var row struct {
		Known          int          `db:"known"`
		At             sql.NullTime `db:"at"`
		Rows           int          `db:"rows"`
		RowsSetAside   int          `db:"rows_set_aside"`
		Events         int          `db:"events"`
		EventsSetAside int          `db:"events_set_aside"`
		NotCovered     int          `db:"not_covered"`
		Exempt         int          `db:"exempt"`
	}
	if err := v.on.GetContext(ctx, &row, selectLastReading, of); err != nil {
		return compliance.Reading{}, false, fmt.Errorf("ledger: what was read last: %w", err)
	}
	if row.Known == 0 || row.Known < len(of) {
		return compliance.Reading{}, false, nil
	}
	return compliance.Reading{
		At: instant(row.At).String(), Rows: row.Rows, RowsSetAside: row.RowsSetAside, Events: row.Events,
		EventsSetAside: row.EventsSetAside, NotCovered: row.NotCovered, Exempt: row.Exempt,
	}, true, nil
}
