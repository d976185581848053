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
)

var (
	//go:embed queries/ledger_settle.sql
	settleAlert string
	//go:embed queries/ledger_insert_pages.sql
	insertPages string
)

const (
	// groupRests is how long a group's message is left as it is after it was posted or updated.
	groupRests = 15 * time.Second
	// pageSize is how many clocks a page of a group lists, mostPages how many pages there are before the rest is a file.
	pageSize, mostPages = 50, 10
)

// Settle is monitor.Outbox's.
func (l *Ledger) Settle(ctx context.Context, c *monitor.Claim, s monitor.Settlement) (bool, error) {
	var settled bool
	var err error
	if follow := follows(c, &s); follow != nil {
		// With a message what follows it in its thread comes to be, or neither does.
		err = l.inTransaction(ctx, func(tx *sqlx.Tx) (err error) {
			if settled, err = settle(ctx, tx, c, &s); err != nil || !settled {
				return err
			}
			return follow(ctx, tx)
		})
	} else {
		settled, err = settle(ctx, l.db, c, &s)
	}
	if err != nil {
		return false, fmt.Errorf("ledger: settling alert %d: %w", c.ID, err)
	}
	return settled, nil
}

// follows gives what makes the intents that follow a message that is sent; nil where none do.
func follows(c *monitor.Claim, s *monitor.Settlement) func(context.Context, *sqlx.Tx) error {
	if c.Action != monitor.Post || s.State != monitor.Sent {
		return nil
	}
	switch {
	case c.Message.Group != nil:
		return func(ctx context.Context, tx *sqlx.Tx) error {
			_, err := tx.ExecContext(ctx, insertPages, c.ID, pageSize, mostPages)
			return err
		}
	case c.Message.Digest != nil && c.Place.Chat(): // e-mail has it attached, a webhook gets the figures
		return func(ctx context.Context, tx *sqlx.Tx) error {
			_, err := tx.ExecContext(ctx, insertDigestFile, c.ID)
			return err
		}
	}
	return nil
}

// getter is a database or a transaction.
type getter interface {
	GetContext(ctx context.Context, into any, query string, args ...any) error
}

func settle(ctx context.Context, on getter, c *monitor.Claim, s *monitor.Settlement) (bool, error) {
	var told sql.NullString
	if s.Told != nil {
		text, err := encodeAlert(s.Told)
		if err != nil {
			return false, err
		}
		told = sql.NullString{String: text, Valid: true}
	}
	gone := pq.Int64Array(s.Gone)
	if gone == nil {
		gone = pq.Int64Array{}
	}
	quiet := s.Quiet
	if c.Action == monitor.Post && (s.State == monitor.Sent || s.State == monitor.Unsure) {
		// Between the claim and the post the source was asked, and perhaps a group composed: the pace counts from the post.
		quiet = max(quiet, pace)
	}
	var settled int
	err := on.GetContext(ctx, &settled, settleAlert, c.ID, c.Attempt, string(s.State), storable(s.Reason),
		s.Receipt.Channel, s.Receipt.ID, s.Again.Seconds(), quiet.Seconds(), s.Notifier,
		s.Doubtful, s.Blameless, s.Receipt.Alone, told, gone, groupRests.Seconds())
	return settled == 1, err
}
