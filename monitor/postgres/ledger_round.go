package postgres

import (
	"context"
	_ "embed" // for the statements
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var (
	//go:embed queries/ledger_connect.sql
	insertConnections string
	//go:embed queries/ledger_connections.sql
	selectConnections string
	//go:embed queries/ledger_fresh.sql
	selectFresh string
	//go:embed queries/ledger_summed.sql
	updateSummed string
	//go:embed queries/ledger_insert_places.sql
	insertPlaces string
	//go:embed queries/ledger_insert_summaries.sql
	insertSummaries string
)

// Connect is monitor.Ledger's.
func (l *Ledger) Connect(ctx context.Context, source string, standards []string, at calendar.Instant) (monitor.Connection, error) {
	c := monitor.Connection{FirstRound: make(map[string]calendar.Instant, len(standards))}
	err := l.inTransaction(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, insertConnections, source, pq.StringArray(standards), stamp(at)); err != nil {
			return err
		}
		var rows []struct {
			Standard   string    `db:"standard"`
			FirstRound time.Time `db:"first_round_at"`
			Unsummed   bool      `db:"unsummed"`
		}
		if err := tx.SelectContext(ctx, &rows, selectConnections, source, pq.StringArray(standards)); err != nil {
			return err
		}
		for _, row := range rows {
			c.FirstRound[row.Standard] = calendar.FromTime(row.FirstRound)
			if row.Unsummed {
				c.Unsummed = append(c.Unsummed, row.Standard)
			}
		}
		var err error
		if c.Mark, err = mark(ctx, tx, source); err != nil {
			return err
		}
		return tx.GetContext(ctx, &c.Fresh, selectFresh, source)
	})
	return c, err
}

// Summarize is monitor.Ledger's.
func (l *Ledger) Summarize(
	ctx context.Context, source string, standards []string, at calendar.Instant, messages []monitor.SummaryIntent,
) error {
	var keys, places, texts pq.StringArray
	for i := range messages {
		m := &messages[i]
		text, err := encodeSummary(&m.Summary)
		if err != nil {
			return fmt.Errorf("ledger: %w", err)
		}
		keys, places, texts = append(keys, m.Summary.Key), append(places, string(m.Place)), append(texts, text)
	}
	return l.inTransaction(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, updateSummed, source, pq.StringArray(standards), stamp(at)); err != nil {
			return err
		}
		if len(messages) == 0 {
			return nil
		}
		if _, err := tx.ExecContext(ctx, insertPlaces, places); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, insertSummaries, source, keys, places, texts)
		return err
	})
}
