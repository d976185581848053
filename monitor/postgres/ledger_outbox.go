package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"errors"
	"fmt"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var (
	//go:embed queries/ledger_claim.sql
	claimAlerts string
	//go:embed queries/ledger_posted.sql
	selectPosted string
	//go:embed queries/ledger_settle.sql
	settleAlert string
	//go:embed queries/ledger_wait.sql
	selectWait string
)

// pace is how far apart the posts to one place are: Slack takes one a second a channel.
const pace = time.Second

// Claim is monitor.Outbox's.
func (l *Ledger) Claim(ctx context.Context, t monitor.Terms) ([]monitor.Claim, error) {
	rows, err := l.claimed(ctx, t)
	if err != nil {
		return nil, fmt.Errorf("ledger: claiming alerts: %w", err)
	}
	claims := make([]monitor.Claim, 0, len(rows))
	var failed []error
	for i := range rows {
		claim, err := l.claim(ctx, &rows[i])
		if err != nil { // it holds up none of the others
			failed = append(failed, fmt.Errorf("ledger: alert %d: %w", rows[i].ID, err))
			continue
		}
		claims = append(claims, claim)
	}
	return claims, errors.Join(failed...)
}

// claimRow is a row of the claim statement.
type claimRow struct {
	ID        int64          `db:"alert_id"`
	Attempt   int32          `db:"attempt"`
	Action    monitor.Action `db:"action"`
	Place     string         `db:"place"`
	Message   []byte         `db:"message"`
	Look      bool           `db:"look"`
	ClaimedAt time.Time      `db:"claimed_at"`
}

func (l *Ledger) claimed(ctx context.Context, t monitor.Terms) ([]claimRow, error) {
	var rows []claimRow
	err := l.db.SelectContext(ctx, &rows, claimAlerts, t.Lease.Seconds(), t.Limit, pace.Seconds())
	return rows, err
}

func (l *Ledger) claim(ctx context.Context, row *claimRow) (monitor.Claim, error) {
	c := monitor.Claim{
		ID: row.ID, Attempt: row.Attempt, Action: row.Action, Place: notifiers.Place(row.Place),
		Look: row.Look, Since: calendar.FromTime(row.ClaimedAt),
	}
	var err error
	if c.Message, err = l.decodeMessage(row.Message); err != nil { // it will be no better the next time
		_, unsettled := l.Settle(ctx, &c, monitor.Settlement{State: monitor.Failed, Reason: "unreadable: " + err.Error()})
		return c, errors.Join(err, unsettled)
	}
	if c.Action == monitor.Update {
		c.Posted, err = l.posted(ctx, row.ID)
	}
	return c, err
}

func (l *Ledger) posted(ctx context.Context, id int64) ([]monitor.Posted, error) {
	var rows []struct {
		Key      string `db:"key"`
		Place    string `db:"place"`
		Notifier string `db:"notifier"`
		Channel  string `db:"channel"`
		ID       string `db:"message_id"`
	}
	if err := l.db.SelectContext(ctx, &rows, selectPosted, id); err != nil {
		return nil, err
	}
	posted := make([]monitor.Posted, len(rows))
	for i, row := range rows {
		posted[i].Key, posted[i].Place, posted[i].Notifier = row.Key, notifiers.Place(row.Place), row.Notifier
		posted[i].Receipt.Channel, posted[i].Receipt.ID = row.Channel, row.ID
	}
	return posted, nil
}

// Settle is monitor.Outbox's.
func (l *Ledger) Settle(ctx context.Context, c *monitor.Claim, s monitor.Settlement) (bool, error) {
	var settled int
	err := l.db.GetContext(ctx, &settled, settleAlert, c.ID, c.Attempt, string(s.State), s.Reason,
		s.Receipt.Channel, s.Receipt.ID, s.Again.Seconds(), s.Quiet.Seconds(), s.Notifier)
	if err != nil {
		return false, fmt.Errorf("ledger: settling alert %d: %w", c.ID, err)
	}
	return settled == 1, nil
}

// Wait is monitor.Outbox's.
func (l *Ledger) Wait(ctx context.Context) (time.Duration, bool, error) {
	var seconds sql.NullFloat64
	if err := l.db.GetContext(ctx, &seconds, selectWait); err != nil {
		return 0, false, fmt.Errorf("ledger: %w", err)
	}
	wait := time.Duration(seconds.Float64 * float64(time.Second))
	return max(wait, 0), seconds.Valid, nil
}
