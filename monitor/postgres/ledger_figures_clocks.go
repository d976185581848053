package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"fmt"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

var (
	//go:embed queries/ledger_worst_misses.sql
	selectWorstMisses string
	//go:embed queries/ledger_running.sql
	selectRunning string
)

// teamAttribute is the reported attribute that names the team.
const teamAttribute = "team"

// WorstMisses is monitor.Sight's.
func (v sight) WorstMisses(
	ctx context.Context, days compliance.Days, asOf calendar.Instant, customerBy string, limit int,
) (map[string][]compliance.Miss, error) {
	var rows []struct {
		Source     string       `db:"source"`
		Ticket     string       `db:"ticket"`
		Standard   string       `db:"standard"`
		DueAt      time.Time    `db:"due_at"`
		StoppedAt  sql.NullTime `db:"stopped_at"`
		LateS      int64        `db:"late_s"`
		Excused    bool         `db:"excused"`
		Attributes string       `db:"attributes"`
		Subject    string       `db:"subject"`
	}
	if err := v.on.SelectContext(ctx, &rows, selectWorstMisses, dateText(days.From), dateText(days.To), stamp(asOf), limit); err != nil {
		return nil, fmt.Errorf("ledger: reading misses: %w", err)
	}
	worst := map[string][]compliance.Miss{}
	for i := range rows {
		r := &rows[i]
		miss := compliance.Miss{
			Source: r.Source, Ticket: r.Ticket, Subject: r.Subject, DueAt: calendar.FromTime(r.DueAt).String(), LateS: r.LateS,
			Excused: r.Excused,
		}
		if r.StoppedAt.Valid {
			miss.DoneAt = calendar.FromTime(r.StoppedAt.Time).String()
		}
		attributes, err := compliance.ParseAttributes(r.Attributes)
		if err != nil {
			return nil, fmt.Errorf("ledger: ticket %q: %w", r.Ticket, err)
		}
		for _, a := range attributes {
			if a.Name == customerBy {
				miss.Customer = a.Value
			}
			if a.Name == teamAttribute {
				miss.Team = a.Value
			}
		}
		worst[r.Standard] = append(worst[r.Standard], miss)
	}
	return worst, nil
}

// Running is monitor.Sight's.
func (v sight) Running(ctx context.Context, asOf calendar.Instant) (map[string]int, error) {
	var rows []struct {
		Standard string `db:"standard"`
		N        int    `db:"n"`
	}
	if err := v.on.SelectContext(ctx, &rows, selectRunning, stamp(asOf)); err != nil {
		return nil, fmt.Errorf("ledger: counting what runs: %w", err)
	}
	running := make(map[string]int, len(rows))
	for _, r := range rows {
		running[r.Standard] = r.N
	}
	return running, nil
}
