package postgres

import (
	"context"
	_ "embed" // for the statement
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
)

//go:embed queries/ledger_queue.sql
var selectQueue string

// Queue tells how much waits to be told, for how long, and how much failed.
func (l *Ledger) Queue(ctx context.Context) (monitor.QueueReport, error) {
	var rows []struct {
		Place  string             `db:"place"`
		State  monitor.AlertState `db:"state"`
		N      int                `db:"n"`
		Oldest float64            `db:"oldest"`
	}
	var report monitor.QueueReport
	if err := l.db.SelectContext(ctx, &rows, selectQueue); err != nil {
		return report, fmt.Errorf("ledger: the queue: %w", err)
	}
	for _, row := range rows {
		kind := medium(notifiers.Place(row.Place))
		at := slices.IndexFunc(report.Lines, func(line monitor.QueueLine) bool {
			return line.Medium == kind && line.State == row.State
		})
		if at < 0 {
			at = len(report.Lines)
			report.Lines = append(report.Lines, monitor.QueueLine{Medium: kind, State: row.State})
		}
		report.Lines[at].N += row.N
		report.Oldest = max(report.Oldest, time.Duration(row.Oldest*float64(time.Second)))
	}
	slices.SortFunc(report.Lines, func(a, b monitor.QueueLine) int {
		return strings.Compare(a.Medium+" "+string(a.State), b.Medium+" "+string(b.State))
	})
	return report, nil
}

// medium is by what a place is told.
func medium(p notifiers.Place) string {
	if _, mail := p.Mail(); mail {
		return "email"
	}
	if _, webhook := p.Webhook(); webhook {
		return "webhook"
	}
	return "chat"
}
