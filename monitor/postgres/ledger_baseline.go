package postgres

import (
	"context"
	_ "embed" // for the statements
	"encoding/json"
	"fmt"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

var (
	//go:embed queries/ledger_set_baseline.sql
	setBaseline string
	//go:embed queries/ledger_remove_baseline.sql
	removeBaseline string
	//go:embed queries/ledger_baselines.sql
	selectBaselines string
)

// storedCounts is compliance.Counts as it lies in the ledger.
type storedCounts struct {
	Exceeded      int `json:"exceeded"`
	Met           int `json:"met"`
	Missed        int `json:"missed"`
	Unknown       int `json:"unknown"`
	Cancelled     int `json:"cancelled"`
	CancelledLate int `json:"cancelled_late"`
	Near          int `json:"near"`
	Excused       int `json:"excused"`
	Open          int `json:"open"`
}

// SetBaseline is monitor.Figures'.
func (l *Ledger) SetBaseline(ctx context.Context, b *compliance.Baseline) error {
	stored := make(map[string]storedCounts, len(b.Counts))
	for id, counts := range b.Counts {
		stored[id] = storedCounts(counts)
	}
	text, err := json.Marshal(stored)
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	_, err = l.db.ExecContext(ctx, setBaseline, storable(b.Name), int(b.Period.Kind), dateText(b.Period.Days.From),
		dateText(b.Period.Days.To), stamp(b.SetAt), string(text))
	if err != nil {
		return fmt.Errorf("ledger: setting a baseline: %w", err)
	}
	return nil
}

// RemoveBaseline is monitor.Figures'.
func (l *Ledger) RemoveBaseline(ctx context.Context, name string) (bool, error) {
	result, err := l.db.ExecContext(ctx, removeBaseline, storable(name))
	if err != nil {
		return false, fmt.Errorf("ledger: removing a baseline: %w", err)
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

// Baselines is monitor.Sight's.
func (v sight) Baselines(ctx context.Context) ([]compliance.Baseline, error) {
	var rows []struct {
		Name   string    `db:"name"`
		Kind   uint8     `db:"kind"`
		From   time.Time `db:"from_day"`
		To     time.Time `db:"to_day"`
		SetAt  time.Time `db:"set_at"`
		Counts []byte    `db:"counts"`
	}
	if err := v.on.SelectContext(ctx, &rows, selectBaselines); err != nil {
		return nil, fmt.Errorf("ledger: reading baselines: %w", err)
	}
	all := make([]compliance.Baseline, len(rows))
	for i := range rows {
		r := &rows[i]
		var stored map[string]storedCounts
		if err := json.Unmarshal(r.Counts, &stored); err != nil {
			return nil, fmt.Errorf("ledger: reading baseline %s: %w", r.Name, err)
		}
		all[i] = compliance.Baseline{
			Name: r.Name, Period: period(r.Kind, r.From, r.To), SetAt: calendar.FromTime(r.SetAt),
			Counts: make(map[string]compliance.Counts, len(stored)),
		}
		for id, counts := range stored {
			all[i].Counts[id] = compliance.Counts(counts)
		}
	}
	return all, nil
}

// period puts a period together again.
func period(kind uint8, from, to time.Time) compliance.Period {
	return compliance.Period{
		Kind: compliance.PeriodKind(kind), Days: compliance.Days{From: calendar.DateOf(from.Date()), To: calendar.DateOf(to.Date())},
	}
}
