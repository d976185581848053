package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
)

var (
	//go:embed queries/ledger_members.sql
	selectMembers string
	//go:embed queries/ledger_refresh.sql
	refreshMembers string
	//go:embed queries/ledger_group_list.sql
	selectGroupList string
)

// Members is monitor.Outbox's.
func (l *Ledger) Members(ctx context.Context, c *monitor.Claim, lease time.Duration, after int64, limit int) ([]monitor.Member, bool, error) {
	var rows []struct {
		ID       sql.NullInt64  `db:"alert_id"`
		Source   sql.NullString `db:"source"`
		Ticket   sql.NullString `db:"ticket"`
		Standard sql.NullString `db:"standard"`
		Cycle    sql.NullInt64  `db:"cycle_us"`
		CycleN   sql.NullInt32  `db:"cycle_n"`
		Kind     sql.NullString `db:"kind"`
		Stage    sql.NullString `db:"stage"`
		Episode  sql.NullInt32  `db:"episode"`
		Message  []byte         `db:"message"`
	}
	if err := l.db.SelectContext(ctx, &rows, selectMembers, c.ID, c.Attempt, after, limit, lease.Seconds()); err != nil {
		return nil, false, fmt.Errorf("ledger: members of group %d: %w", c.ID, err)
	}
	members := make([]monitor.Member, 0, len(rows))
	for i := range rows {
		r := &rows[i]
		if !r.ID.Valid { // the claim is ours, and there are none
			continue
		}
		message, err := l.decodeMessage(r.Message)
		if err != nil || message.Alert == nil {
			message.Alert = &notifiers.Alert{} // it is asked for anew
		}
		members = append(members, monitor.Member{
			ID: r.ID.Int64, Source: r.Source.String, Alert: *message.Alert,
			Asked: monitor.Asked{
				Clock: clockKey(r.Ticket.String, r.Standard.String, r.Cycle.Int64, r.CycleN.Int32),
				Kind:  notifiers.Stage(r.Kind.String), Stage: r.Stage.String, Episode: r.Episode.Int32,
			},
		})
	}
	return members, len(rows) > 0, nil
}

// Refresh is monitor.Outbox's.
func (l *Ledger) Refresh(ctx context.Context, c *monitor.Claim, fresh []monitor.Refreshed) (bool, error) {
	var ids pq.Int64Array
	var reasons pq.StringArray
	var backs pq.Float64Array
	var messages []sql.NullString
	for i := range fresh {
		f := &fresh[i]
		var message sql.NullString
		if f.Now != nil {
			text, err := encodeAlert(f.Now)
			if err != nil {
				return false, fmt.Errorf("ledger: %w", err)
			}
			message = sql.NullString{String: text, Valid: true}
		}
		ids, reasons = append(ids, f.ID), append(reasons, string(f.Drop))
		backs, messages = append(backs, f.Back.Seconds()), append(messages, message)
	}
	var ours int
	err := l.db.GetContext(ctx, &ours, refreshMembers, c.ID, c.Attempt, ids, reasons, backs, pq.Array(messages))
	if err != nil {
		return false, fmt.Errorf("ledger: refreshing members of group %d: %w", c.ID, err)
	}
	return ours == 1, nil
}

// bounds are where a page of a group begins and ends.
type bounds struct {
	fromDue, fromID, toDue, toID int64
}

var allMembers = bounds{math.MinInt64, math.MinInt64, math.MaxInt64, math.MaxInt64}

// List is monitor.Outbox's.
func (l *Ledger) List(ctx context.Context, c *monitor.Claim, each func(*notifiers.Alert) error) error {
	opening := c.Opening()
	if opening == nil {
		return fmt.Errorf("ledger: alert %d is of no group", c.ID)
	}
	if err := l.list(ctx, opening.ID, allMembers, each); err != nil {
		return fmt.Errorf("ledger: listing group %d: %w", opening.ID, err)
	}
	return nil
}

// list calls each for the clocks of a group between bounds, one after the other as they come from the database.
func (l *Ledger) list(ctx context.Context, group int64, b bounds, each func(*notifiers.Alert) error) error {
	rows, err := l.db.QueryxContext(ctx, selectGroupList, group, b.fromDue, b.fromID, b.toDue, b.toID)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var row claimRow
		if err := rows.StructScan(&row); err != nil {
			return err
		}
		message, err := l.decodeMessage(row.Message)
		if err != nil || message.Alert == nil {
			continue // what can't be read keeps the others from nothing
		}
		message.Alert.Ref = strconv.FormatInt(row.ID, 10)
		if err := each(message.Alert); err != nil {
			return err
		}
	}
	return rows.Err()
}
