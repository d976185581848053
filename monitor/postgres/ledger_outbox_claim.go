package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var (
	//go:embed queries/ledger_posted.sql
	selectPosted string
	//go:embed queries/ledger_threads.sql
	selectThreads string
	//go:embed queries/ledger_shown.sql
	selectShownAlerts string
	//go:embed queries/ledger_stage_of.sql
	selectStages string
)

// claimRow is a row of the statements that claim.
type claimRow struct {
	ID         int64          `db:"alert_id"`
	Attempt    int32          `db:"attempt"`
	Failures   int32          `db:"failures"`
	Action     monitor.Action `db:"action"`
	Place      string         `db:"place"`
	Kind       string         `db:"kind"`
	Message    []byte         `db:"message"`
	Doubtful   bool           `db:"doubtful"`
	ClaimedAt  time.Time      `db:"claimed_at"`
	Opening    sql.NullInt64  `db:"opening_id"`
	Transition sql.NullInt64  `db:"transition_id"`
	Source     string         `db:"source"`
	Ticket     string         `db:"ticket"`
	Standard   string         `db:"standard"`
	Cycle      int64          `db:"cycle_us"`
	CycleN     int32          `db:"cycle_n"`
	// Fold says that a group speaks for it, Beside that one does, and that it is posted all the same.
	Fold   bool `db:"fold"`
	Beside bool `db:"beside"`
}

func (r *claimRow) clock() monitor.ClockKey { return clockKey(r.Ticket, r.Standard, r.Cycle, r.CycleN) }

// claims gives what rows ask for, with all that is needed to do it. A row that can't be read holds up none of the others.
func (l *Ledger) claims(ctx context.Context, rows []claimRow) ([]monitor.Claim, error) {
	claims := make([]monitor.Claim, 0, len(rows))
	if len(rows) == 0 {
		return claims, nil
	}
	var failed []error
	for i := range rows {
		claim, err := l.claim(ctx, &rows[i])
		if err != nil {
			failed = append(failed, fmt.Errorf("ledger: alert %d: %w", rows[i].ID, err))
			continue
		}
		claims = append(claims, claim)
	}
	for _, add := range []func(context.Context, []monitor.Claim) error{l.addPosted, l.addStages, l.addShown, l.addCare} {
		if err := add(ctx, claims); err != nil {
			return nil, errors.Join(append(failed, fmt.Errorf("ledger: reading what was claimed: %w", err))...)
		}
	}
	return claims, errors.Join(failed...)
}

func (l *Ledger) claim(ctx context.Context, row *claimRow) (monitor.Claim, error) {
	c := monitor.Claim{
		ID: row.ID, Attempt: row.Attempt, Failures: row.Failures, Action: row.Action, Place: notifiers.Place(row.Place),
		Doubtful: row.Doubtful, Since: calendar.FromTime(row.ClaimedAt), Source: row.Source,
	}
	if row.Ticket != "" {
		key := row.clock()
		c.Clock = &key
	}
	var err error
	if c.Message, err = l.decodeMessage(row.Message); err != nil { // it will be no better the next time
		_, unsettled := l.Settle(ctx, &c, monitor.Settlement{State: monitor.Failed, Reason: "unreadable: " + err.Error()})
		return c, errors.Join(err, unsettled)
	}
	if c.Message.Alert != nil {
		c.Message.Alert.Ref = strconv.FormatInt(row.ID, 10)
	}
	return c, nil
}

func claimIDs(claims []monitor.Claim) (ids pq.Int64Array, at map[int64]*monitor.Claim) {
	at = make(map[int64]*monitor.Claim, len(claims))
	for i := range claims {
		ids = append(ids, claims[i].ID)
		at[claims[i].ID] = &claims[i]
	}
	return ids, at
}

// postedRow is a message that stands somewhere.
type postedRow struct {
	Claim    int64  `db:"claim_id"`
	ID       int64  `db:"alert_id"`
	Key      string `db:"key"`
	Place    string `db:"place"`
	Notifier string `db:"notifier"`
	Channel  string `db:"channel"`
	Message  string `db:"message_id"`
}

func (r *postedRow) posted() monitor.Posted {
	return monitor.Posted{
		ID: r.ID, Key: r.Key, Place: notifiers.Place(r.Place), Notifier: r.Notifier,
		Receipt: notifiers.Receipt{Channel: r.Channel, ID: r.Message},
	}
}

// addPosted adds the messages that the claims answer or update.
func (l *Ledger) addPosted(ctx context.Context, claims []monitor.Claim) error {
	ids, at := claimIDs(claims)
	var rows []postedRow
	if err := l.db.SelectContext(ctx, &rows, selectPosted, ids); err != nil {
		return err
	}
	for i := range rows {
		c := at[rows[i].Claim]
		c.Posted = append(c.Posted, rows[i].posted())
	}
	return nil
}

// addShown has updates show what is known last of their clock.
func (l *Ledger) addShown(ctx context.Context, claims []monitor.Claim) error {
	ids, at := claimIDs(claims)
	var updates pq.Int64Array
	for _, id := range ids {
		if c := at[id]; c.Action == monitor.Update && c.Clock != nil {
			updates = append(updates, id)
		}
	}
	if len(updates) == 0 {
		return nil
	}
	var rows []struct {
		Claim   int64  `db:"claim_id"`
		ID      int64  `db:"alert_id"`
		Message []byte `db:"message"`
		Stage   string `db:"stage"`
		Episode int32  `db:"episode"`
	}
	if err := l.db.SelectContext(ctx, &rows, selectShownAlerts, updates); err != nil {
		return err
	}
	for i := range rows {
		shown, err := l.decodeMessage(rows[i].Message)
		if err != nil || shown.Alert == nil {
			continue // it shows what it showed
		}
		shown.Alert.Ref = strconv.FormatInt(rows[i].ID, 10)
		c := at[rows[i].Claim]
		c.Message, c.Stage, c.Episode = shown, rows[i].Stage, rows[i].Episode
	}
	return nil
}

// addStages adds which stages the claims tell.
func (l *Ledger) addStages(ctx context.Context, claims []monitor.Claim) error {
	ids, at := claimIDs(claims)
	var rows []struct {
		ID      int64  `db:"alert_id"`
		Stage   string `db:"stage"`
		Episode int32  `db:"episode"`
	}
	if err := l.db.SelectContext(ctx, &rows, selectStages, ids); err != nil {
		return err
	}
	for _, row := range rows {
		at[row.ID].Stage, at[row.ID].Episode = row.Stage, row.Episode
	}
	return nil
}

// addCare adds what people said of the claims' clocks.
func (l *Ledger) addCare(ctx context.Context, claims []monitor.Claim) error {
	var about []aboutClock
	for i := range claims {
		if c := &claims[i]; c.Clock != nil && c.Message.Alert != nil {
			about = append(about, aboutClock{c.Source, *c.Clock, c.Message.Alert})
		}
	}
	return l.careOf(ctx, about)
}

// aboutClock is an alert and the clock it speaks of.
type aboutClock struct {
	source string
	clock  monitor.ClockKey
	alert  *notifiers.Alert
}

// careOf adds to alerts what people said of their clocks.
func (l *Ledger) careOf(ctx context.Context, about []aboutClock) error {
	records := map[string]monitor.Records{}
	tickets := map[string][]string{}
	excused := map[string]map[monitor.ClockKey]notifiers.Excused{}
	for i := range about {
		a := &about[i]
		if records[a.source] == nil {
			records[a.source] = monitor.Records{}
		}
		if records[a.source][a.clock] == nil {
			records[a.source][a.clock] = &monitor.Recorded{}
			tickets[a.source] = append(tickets[a.source], a.clock.Ticket)
		}
	}
	for source, of := range tickets {
		if err := l.recordedCare(ctx, source, of, records[source]); err != nil {
			return err
		}
		var err error
		if excused[source], err = l.excusedOf(ctx, source, of); err != nil {
			return err
		}
	}
	for i := range about {
		care := records[about[i].source][about[i].clock].Care
		about[i].alert.Care = notifiers.Care{
			Acknowledged: said(care.Acknowledged), Snoozed: said(care.Snoozed), Excused: excused[about[i].source][about[i].clock],
		}
	}
	return nil
}

func said(w monitor.CareWord) notifiers.Said {
	if w.N == 0 {
		return notifiers.Said{}
	}
	return notifiers.Said{By: w.By, Until: w.Until}
}
