package postgres

import (
	"cmp"
	"context"
	"database/sql"
	_ "embed" // for the statements
	"fmt"
	"slices"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var (
	//go:embed queries/ledger_said_verdicts.sql
	selectSaidVerdicts string
	//go:embed queries/ledger_said_stages.sql
	selectSaidStages string
	//go:embed queries/ledger_said_excuses.sql
	selectSaidExcuses string
)

// Clocks gives the clocks of a ticket as they last stood, by standard and start.
func (l *Ledger) Clocks(ctx context.Context, source, ticket string) ([]monitor.Recorded, error) {
	records := monitor.Records{}
	if err := l.Recorded(ctx, source, []string{ticket}, records); err != nil {
		return nil, err
	}
	clocks := make([]monitor.Recorded, 0, len(records))
	for _, r := range records {
		clocks = append(clocks, *r)
	}
	slices.SortFunc(clocks, func(a, b monitor.Recorded) int { return compareKeys(a.Row.Key, b.Row.Key) })
	return clocks, nil
}

// Statements gives all that was said of a ticket, in the order in which it was recorded: verdicts, stages and where
// they were told, excuses, and what people said from the messages.
func (l *Ledger) Statements(ctx context.Context, source, ticket string) ([]monitor.Statement, error) {
	var all []monitor.Statement
	for _, read := range []func(context.Context, string, string) ([]monitor.Statement, error){
		l.saidVerdicts, l.saidStages, l.saidExcuses, l.saidCare,
	} {
		said, err := read(ctx, source, ticket)
		if err != nil {
			return nil, fmt.Errorf("ledger: reading what was said: %w", err)
		}
		all = append(all, said...)
	}
	// A verdict comes before the stages that were recorded with it, which have the same instant at the earliest.
	slices.SortStableFunc(all, func(a, b monitor.Statement) int { return cmp.Compare(a.At, b.At) })
	return all, nil
}

// verdictRow is a row of the statement that reads verdicts.
type verdictRow struct {
	Standard   string       `db:"standard"`
	Cycle      int64        `db:"cycle_us"`
	N          int32        `db:"cycle_n"`
	Verdict    string       `db:"verdict"`
	Previous   string       `db:"previous"`
	Reason     string       `db:"reason"`
	AsOf       time.Time    `db:"as_of"`
	State      string       `db:"state"`
	Version    string       `db:"version"`
	Row        int32        `db:"target_row"`
	DueAt      sql.NullTime `db:"due_at"`
	StoppedAt  sql.NullTime `db:"stopped_at"`
	Elapsed    int64        `db:"elapsed_us"`
	Attributes string       `db:"attributes"`
	RecordedAt time.Time    `db:"recorded_at"`
}

func (l *Ledger) saidVerdicts(ctx context.Context, source, ticket string) ([]monitor.Statement, error) {
	var rows []verdictRow
	if err := l.db.SelectContext(ctx, &rows, selectSaidVerdicts, source, ticket); err != nil {
		return nil, err
	}
	said := make([]monitor.Statement, len(rows))
	for i := range rows {
		verdict, err := rows[i].verdict(ticket)
		if err != nil {
			return nil, err
		}
		said[i] = monitor.Statement{At: calendar.FromTime(rows[i].RecordedAt), Verdict: verdict, ToldAt: calendar.None}
	}
	return said, nil
}

func (r *verdictRow) verdict(ticket string) (*monitor.VerdictRow, error) {
	v := &monitor.VerdictRow{
		Key:    clockKey(ticket, r.Standard, r.Cycle, r.N),
		Reason: monitor.Restatement(r.Reason), AsOf: calendar.FromTime(r.AsOf), Version: r.Version, Row: r.Row,
		DueAt: instant(r.DueAt), StoppedAt: instant(r.StoppedAt), Elapsed: time.Duration(r.Elapsed) * time.Microsecond,
		Attributes: r.Attributes,
	}
	var state, verdict, previous bool
	v.State, state = rules.ParseState(r.State)
	v.Verdict, verdict = rules.ParseVerdict(r.Verdict)
	v.Previous, previous = rules.ParseVerdict(r.Previous)
	if !state || !verdict || !previous {
		return nil, fmt.Errorf("state %q, verdict %q after %q: not known to this program", r.State, r.Verdict, r.Previous)
	}
	return v, nil
}

func (l *Ledger) saidStages(ctx context.Context, source, ticket string) ([]monitor.Statement, error) {
	var rows []struct {
		Standard   string             `db:"standard"`
		Cycle      int64              `db:"cycle_us"`
		N          int32              `db:"cycle_n"`
		Stage      string             `db:"stage"`
		Kind       notifiers.Stage    `db:"kind"`
		Episode    int32              `db:"episode"`
		At         time.Time          `db:"at"`
		FoundAt    time.Time          `db:"found_at"`
		Reason     monitor.Reason     `db:"reason"`
		RecordedAt time.Time          `db:"recorded_at"`
		Alert      monitor.AlertState `db:"alert"`
		Place      string             `db:"place"`
		ToldAt     sql.NullTime       `db:"told_at"`
		Failed     string             `db:"failed"`
	}
	if err := l.db.SelectContext(ctx, &rows, selectSaidStages, source, ticket); err != nil {
		return nil, err
	}
	said := make([]monitor.Statement, len(rows))
	for i := range rows {
		r := &rows[i]
		said[i] = monitor.Statement{
			At: calendar.FromTime(r.RecordedAt), Place: r.Place, ToldAt: instant(r.ToldAt), Failed: r.Failed,
			Stage: &monitor.RecordedStage{Alert: r.Alert, Transition: monitor.Transition{
				Clock: clockKey(ticket, r.Standard, r.Cycle, r.N), Stage: r.Stage, Kind: r.Kind, Episode: r.Episode,
				At: calendar.FromTime(r.At), FoundAt: calendar.FromTime(r.FoundAt), Reason: r.Reason,
			}},
		}
	}
	return said, nil
}

func (l *Ledger) saidExcuses(ctx context.Context, source, ticket string) ([]monitor.Statement, error) {
	var rows []excuseRow
	if err := l.db.SelectContext(ctx, &rows, selectSaidExcuses, source, ticket); err != nil {
		return nil, err
	}
	said := make([]monitor.Statement, len(rows))
	for i := range rows {
		excuse := rows[i].excuse(source)
		said[i] = monitor.Statement{At: calendar.FromTime(rows[i].RecordedAt), Excuse: &excuse, ToldAt: calendar.None}
	}
	return said, nil
}
