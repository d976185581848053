package board

import (
	"context"
	"time"

	"github.com/yardstickd/yardstick/rules/compliance"
)

const (
	// reportedFor is how long a report is kept. What is committed meanwhile is in the next one.
	reportedFor = 30 * time.Second
	mostReports = 24
)

// reports are figures of periods, kept for a while. One is made at a time: it sums up what may be years.
type reports struct {
	turn chan struct{}
	kept map[compliance.Period]reported
}

type reported struct {
	report *compliance.Report
	until  time.Time
}

func newReports() reports {
	return reports{turn: make(chan struct{}, 1), kept: map[compliance.Period]reported{}}
}

// report gives the report of a period, which may be some seconds old; nil where nobody makes any.
func (b *Board) report(ctx context.Context, p compliance.Period) (*compliance.Report, error) {
	if b.Report == nil {
		return nil, nil
	}
	k := &b.reports
	select {
	case k.turn <- struct{}{}:
		defer func() { <-k.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if have, there := k.kept[p]; there && time.Now().Before(have.until) {
		return have.report, nil
	}
	r, err := b.Report(ctx, p)
	if err != nil {
		return nil, err
	}
	for old := range k.kept {
		if len(k.kept) >= mostReports || time.Now().After(k.kept[old].until) {
			delete(k.kept, old)
		}
	}
	k.kept[p] = reported{r, time.Now().Add(reportedFor)}
	return r, nil
}
