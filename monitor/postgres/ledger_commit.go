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
	//go:embed queries/ledger_lock_clocks.sql
	lockClocks string
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
	// Not ended by ctx: the driver would break in on a COPY that is under way. Each statement looks at ctx itself.
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), l.begin)
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
	// ids are of the transitions that are new, by their place in the change; 0 for one that was left out.
	ids    []int64
	effect monitor.Effect
}

func (w *commit) write(ctx context.Context) error {
	for _, step := range []struct {
		does string
		do   func(context.Context) error
	}{
		{"looking who leads", func(ctx context.Context) error { return fence(ctx, w.tx) }},
		{"locking clocks", w.lock},
		{"writing clocks", w.clocks},
		{"writing verdicts", w.verdicts},
		{"writing transitions", w.transitions},
		{"withdrawing alerts", w.withdraw},
		{"writing alerts", w.intents},
		{"updating what stands", w.ends},
		{"moving the mark", w.mark},
		{"keeping what was read", w.reading},
	} {
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.does, err)
		}
	}
	return nil
}

// lock locks the clocks of the batch first if it says something of one whose row it does not write. The others are
// locked when their rows are, in the same order: another replica's batch waits then, and sees what this one wrote.
func (w *commit) lock(ctx context.Context) error {
	if w.change.Fresh || len(w.change.Verdicts)+len(w.change.Transitions) == 0 {
		return nil
	}
	all := make(map[monitor.ClockKey]struct{}, len(w.change.Clocks))
	for i := range w.change.Clocks {
		all[w.change.Clocks[i].Key] = struct{}{}
	}
	for i := range w.change.Verdicts {
		all[w.change.Verdicts[i].Key] = struct{}{}
	}
	for i := range w.change.Transitions {
		all[w.change.Transitions[i].Clock] = struct{}{}
	}
	if len(all) == len(w.change.Clocks) {
		return nil
	}
	var keys keyArrays
	for key := range all {
		keys.add(&key)
	}
	_, err := w.tx.ExecContext(ctx, lockClocks, w.change.Source, keys.tickets, keys.standards, keys.cycles, keys.numbers)
	return err
}

func (w *commit) clocks(ctx context.Context) (err error) {
	if w.change.Fresh {
		w.effect.Clocks, err = copyClocks(ctx, w.conn, w.change)
	} else {
		w.effect.Clocks, err = upsertClocks(ctx, w.tx, w.change)
	}
	return err
}

func (w *commit) verdicts(ctx context.Context) (err error) {
	if w.change.Fresh {
		w.effect.Verdicts, err = copyVerdicts(ctx, w.conn, w.change)
	} else {
		w.effect.Verdicts, err = addVerdicts(ctx, w.tx, w.change)
	}
	return err
}

func (w *commit) transitions(ctx context.Context) error {
	n := len(w.change.Transitions)
	if n == 0 {
		return nil
	}
	w.ids = make([]int64, n)
	var keys keyArrays
	var episodes pq.Int32Array
	var stages, kinds, reasons pq.StringArray
	var at, found stampArray
	for i := range w.change.Transitions {
		t := &w.change.Transitions[i]
		keys.add(&t.Clock)
		stages, kinds, episodes = append(stages, t.Stage), append(kinds, string(t.Kind)), append(episodes, t.Episode)
		at.add(t.At)
		found.add(t.FoundAt)
		reasons = append(reasons, string(t.Reason))
	}
	rows, err := w.tx.QueryContext(ctx, insertTransitions, w.change.Source, keys.tickets, keys.standards, keys.cycles,
		keys.numbers, stages, kinds, episodes, at.text(), found.text(), reasons, stamp(w.change.AsOf))
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

// ends has what stands for a clock show its end also in the places that the end itself is not told in.
func (w *commit) ends(ctx context.Context) error {
	var clocks sourcedKeys
	var ids pq.Int64Array
	for i, id := range w.ids {
		t := &w.change.Transitions[i]
		if id == 0 || t.Kind.Presses() {
			continue
		}
		clocks.add(w.change.Source, &t.Clock)
		ids = append(ids, id)
	}
	return touch(ctx, w.tx, &clocks, ids)
}

func (w *commit) intents(ctx context.Context) error {
	var ids pq.Int64Array
	var keys, actions, routes, places, messages pq.StringArray
	var holds pq.Float64Array
	for i := range w.change.Intents {
		intent := &w.change.Intents[i]
		if w.ids[intent.Transition] == 0 {
			continue // recorded before, and told then, or refused
		}
		message, err := encodeAlert(&intent.Alert)
		if err != nil {
			return err
		}
		ids, keys = append(ids, w.ids[intent.Transition]), append(keys, intent.Alert.Key)
		actions, routes = append(actions, string(intent.Action)), append(routes, intent.Route)
		places, messages = append(places, string(intent.Place)), append(messages, message)
		holds = append(holds, intent.Hold.Seconds())
	}
	if len(ids) == 0 {
		return nil
	}
	if _, err := w.tx.ExecContext(ctx, insertPlaces, places); err != nil {
		return err
	}
	result, err := w.tx.ExecContext(ctx, insertAlerts, ids, keys, actions, routes, places, messages, holds)
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	w.effect.Intents = int(n)
	return err
}
