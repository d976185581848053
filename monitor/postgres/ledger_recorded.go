package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"fmt"
	"time"

	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var (
	//go:embed queries/ledger_recorded_clocks.sql
	selectClocks string
	//go:embed queries/ledger_recorded_transitions.sql
	selectTransitions string
)

// Recorded is monitor.Ledger's.
func (l *Ledger) Recorded(ctx context.Context, source string, tickets []string, into monitor.Records) error {
	if err := l.recordedClocks(ctx, source, tickets, into); err != nil {
		return fmt.Errorf("ledger: reading clocks: %w", err)
	}
	if err := l.recordedTransitions(ctx, source, tickets, into); err != nil {
		return fmt.Errorf("ledger: reading transitions: %w", err)
	}
	if err := l.recordedCare(ctx, source, tickets, into); err != nil {
		return fmt.Errorf("ledger: reading what people said: %w", err)
	}
	return nil
}

func (l *Ledger) recordedClocks(ctx context.Context, source string, tickets []string, into monitor.Records) error {
	rows, err := l.db.QueryContext(ctx, selectClocks, source, pq.StringArray(tickets))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		r := &monitor.Recorded{Known: true}
		if err := scanClock(rows, r); err != nil {
			return err
		}
		into[r.Row.Key] = r
	}
	return rows.Err()
}

func scanClock(rows *sql.Rows, r *monitor.Recorded) error {
	row := &r.Row
	var asOf time.Time
	var start, elapsed int64
	var state, verdict string
	var started, opens, due, desired, next, stopped, fell, risk sql.NullTime
	if err := rows.Scan(&asOf, &row.Key.Ticket, &row.Key.Standard, &start, &row.Key.Cycle.N, &row.Ordinal, &row.Version,
		&row.Row, &state, &verdict, &row.Reason, &started, &opens, &due, &desired, &next, &stopped, &elapsed, &row.Calendar,
		&row.Baseline, &fell, &row.Fact.Hour, &row.Fact.Target, &row.Fact.Near, &row.Fact.Took, &row.Fact.Late, &row.Fact.Attributes,
		&risk, &row.Subject, &row.Team, &row.Customer); err != nil {
		return err
	}
	r.AsOf = calendar.FromTime(asOf)
	row.Key.Cycle.Start = calendar.Instant(start)
	row.Elapsed = time.Duration(elapsed) * time.Microsecond
	row.StartedAt, row.OpensAt, row.DueAt = instant(started), instant(opens), instant(due)
	row.DesiredAt, row.NextAt, row.StoppedAt = instant(desired), instant(next), instant(stopped)
	row.Fact.Day, row.RiskAt = date(fell), instant(risk)
	var stateKnown, verdictKnown bool
	row.State, stateKnown = rules.ParseState(state)
	row.Verdict, verdictKnown = rules.ParseVerdict(verdict)
	if !stateKnown || !verdictKnown {
		return fmt.Errorf("ticket %q: state %q, verdict %q: not known to this program", row.Key.Ticket, state, verdict)
	}
	return nil
}

func (l *Ledger) recordedTransitions(ctx context.Context, source string, tickets []string, into monitor.Records) error {
	rows, err := l.db.QueryContext(ctx, selectTransitions, source, pq.StringArray(tickets))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var s monitor.RecordedStage
		var start int64
		var at, found time.Time
		if err := rows.Scan(&s.Clock.Ticket, &s.Clock.Standard, &start, &s.Clock.Cycle.N, &s.Stage, &s.Kind, &s.Episode,
			&at, &found, &s.Reason, &s.Alert, &s.Route); err != nil {
			return err
		}
		s.Clock.Cycle.Start = calendar.Instant(start)
		s.At, s.FoundAt = calendar.FromTime(at), calendar.FromTime(found)
		recorded, known := into[s.Clock]
		if !known { // written by another since the clocks were read
			recorded = &monitor.Recorded{Row: monitor.ClockRow{Key: s.Clock}}
			into[s.Clock] = recorded
		}
		recorded.Stages = append(recorded.Stages, s)
	}
	return rows.Err()
}
