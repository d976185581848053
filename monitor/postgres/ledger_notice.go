package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var (
	//go:embed queries/ledger_insert_notice.sql
	insertNotice string
	//go:embed queries/ledger_last_notice.sql
	selectLastNotice string
)

// Notify makes the intent of sending a notice to a place. One of a key that there was before makes none.
func (l *Ledger) Notify(ctx context.Context, n monitor.NoticeIntent) error {
	message, err := encodeNotice(&n.Notice)
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	return l.inTransaction(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, insertPlaces, pq.StringArray{string(n.Place)}); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, insertNotice, n.Notice.Key, string(n.Place), message)
		return err
	})
}

// LastNotice gives the key of the last notice whose key begins with one of these; "" for none.
func (l *Ledger) LastNotice(ctx context.Context, begins ...string) (string, error) {
	var key string
	err := l.db.GetContext(ctx, &key, selectLastNotice, pq.StringArray(begins))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("ledger: reading the last notice: %w", err)
	}
	return key, nil
}

// storedNotice is notifiers.Notice as it lies in the ledger.
type storedNotice struct {
	Key   string           `json:"key"`
	Title string           `json:"title"`
	Lines []string         `json:"lines,omitempty"`
	AsOf  calendar.Instant `json:"as_of"`
	Zone  string           `json:"zone"`
}

func encodeNotice(n *notifiers.Notice) (string, error) {
	stored := &storedNotice{Key: n.Key, Title: storable(n.Title), AsOf: n.AsOf, Zone: zoneName(n.Location)}
	for _, line := range n.Lines {
		stored.Lines = append(stored.Lines, storable(line))
	}
	return encodeMessage(storedMessage{Notice: stored})
}

func (s *storedNotice) notice(location *time.Location) *notifiers.Notice {
	return &notifiers.Notice{Key: s.Key, Title: s.Title, Lines: s.Lines, AsOf: s.AsOf, Location: location}
}
