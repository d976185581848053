package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"fmt"

	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor"
)

var (
	//go:embed queries/ledger_insert_transitions.sql
	insertTransitions string
	//go:embed queries/ledger_withdraw_alerts.sql
	withdrawAlerts string
	//go:embed queries/ledger_insert_alerts.sql
	insertAlerts string
)

// Commit is monitor.Ledger's.
func (l *Ledger) Commit(ctx context.Context, c *monitor.Change) (monitor.Effect, error) {
	conn, err := l.db.Conn(ctx)
	if err != nil {
		return monitor.Effect{}, fmt.Errorf("ledger: %w", err)
	}
	defer func() { _ = conn.Close() }()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return monitor.Effect{}, fmt.Errorf("ledger: %w", err)
	}
	w := commit{conn: conn, tx: tx, change: c}
	if err := w.write(ctx); err != nil {
		_ = tx.Rollback() // the first error tells more
		return monitor.Effect{}, fmt.Errorf("ledger: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return monitor.Effect{}, fmt.Errorf("ledger: commit: %w", err)
	}
	return w.effect, nil
}

// commit is one batch being written.
type commit struct {
	conn   *sql.Conn
	tx     *sql.Tx
	change *monitor.Change
	// ids are of the transitions that are new, by their place in the change; 0 for one recorded before.
	ids    []int64
	effect monitor.Effect
}

func (w *commit) write(ctx context.Context) error {
	var err error
	if w.change.Fresh {
		w.effect.Clocks, err = copyClocks(ctx, w.conn, w.change.Source, w.change.Clocks)
	} else {
		w.effect.Clocks, err = upsertClocks(ctx, w.tx, w.change.Source, w.change.Clocks)
	}
	if err != nil {
		return fmt.Errorf("writing clocks: %w", err)
	}
	if len(w.change.Transitions) == 0 {
		return nil
	}
	if err := w.transitions(ctx); err != nil {
		return fmt.Errorf("writing transitions: %w", err)
	}
	if err := w.withdraw(ctx); err != nil {
		return fmt.Errorf("withdrawing alerts: %w", err)
	}
	if err := w.intents(ctx); err != nil {
		return fmt.Errorf("writing alerts: %w", err)
	}
	return nil
}

func (w *commit) transitions(ctx context.Context) error {
	n := len(w.change.Transitions)
	w.ids = make([]int64, n)
	var cycles pq.Int64Array
	var numbers, episodes pq.Int32Array
	var tickets, standards, stages, kinds, reasons pq.StringArray
	var at, found stampArray
	for i := range w.change.Transitions {
		t := &w.change.Transitions[i]
		tickets, standards = append(tickets, t.Clock.Ticket), append(standards, t.Clock.Standard)
		cycles, numbers = append(cycles, int64(t.Clock.Cycle.Start)), append(numbers, t.Clock.Cycle.N)
		stages, kinds, episodes = append(stages, t.Stage), append(kinds, string(t.Kind)), append(episodes, t.Episode)
		at.add(t.At)
		found.add(t.FoundAt)
		reasons = append(reasons, string(t.Reason))
	}
	rows, err := w.tx.QueryContext(ctx, insertTransitions, w.change.Source, tickets, standards, cycles, numbers, stages, kinds,
		episodes, at.text(), found.text(), reasons)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var place, id int64
		if err := rows.Scan(&place, &id); err != nil {
			return err
		}
		w.ids[place-1] = id
		w.effect.Transitions++
	}
	return rows.Err()
}

func (w *commit) withdraw(ctx context.Context) error {
	var ids pq.Int64Array
	for i, id := range w.ids {
		if id != 0 && w.change.Transitions[i].Withdraws() {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	result, err := w.tx.ExecContext(ctx, withdrawAlerts, ids)
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	w.effect.Withdrawn = int(n)
	return err
}

func (w *commit) intents(ctx context.Context) error {
	var ids pq.Int64Array
	var keys, actions, routes, places, messages pq.StringArray
	for i := range w.change.Intents {
		intent := &w.change.Intents[i]
		if w.ids[intent.Transition] == 0 {
			continue // recorded before, and told then
		}
		message, err := encodeAlert(&intent.Alert)
		if err != nil {
			return err
		}
		ids, keys = append(ids, w.ids[intent.Transition]), append(keys, intent.Alert.Key)
		actions, routes = append(actions, string(intent.Action)), append(routes, intent.Route)
		places, messages = append(places, string(intent.Place)), append(messages, message)
	}
	if len(ids) == 0 {
		return nil
	}
	if _, err := w.tx.ExecContext(ctx, insertPlaces, places); err != nil {
		return err
	}
	result, err := w.tx.ExecContext(ctx, insertAlerts, ids, keys, actions, routes, places, messages)
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	w.effect.Intents = int(n)
	return err
}
