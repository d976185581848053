package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/postgres"
)

// How old what is shown of the ledger may be. The queue is a few rows, the clocks are all of them.
const (
	queueAge  = 10 * time.Second
	censusAge = time.Minute
	// censusPatience is how long counting may take.
	censusPatience = 10 * time.Second
)

// countable is what the ledger is asked for.
type countable interface {
	Queue(ctx context.Context) (monitor.QueueReport, error)
	Census(ctx context.Context) ([]postgres.CensusLine, error)
}

// ledgerView shows how the ledger stands: the clocks by state, and what waits to be told. Each replica shows the same. Where
// the ledger does not answer, it shows nothing of it. It is a prometheus.Collector.
type ledgerView struct {
	ledger countable
	log    *slog.Logger
	now    func() time.Time

	clocks, late, queue, oldest *prometheus.Desc

	mu       sync.Mutex
	census   []postgres.CensusLine
	censusAt time.Time // zero for never
	waits    monitor.QueueReport
	waitsAt  time.Time
}

func newLedgerView(ledger countable, log *slog.Logger) *ledgerView {
	return &ledgerView{
		ledger: ledger, log: log, now: time.Now,
		clocks: prometheus.NewDesc("yardstick_clocks", "Clocks in the ledger by state, at most a minute old.", []string{"source", "state"}, nil),
		late:   prometheus.NewDesc("yardstick_clocks_late", "Clocks in the ledger that are open and past due, at most a minute old.", []string{"source"}, nil),
		queue: prometheus.NewDesc("yardstick_queue", "Alerts that are held, wait, are being sent, may have been sent, or failed, by medium.",
			[]string{"medium", "state"}, nil),
		oldest: prometheus.NewDesc("yardstick_queue_oldest_seconds", "How long the alert that waits longest could have been sent.", nil, nil),
	}
}

// Describe is prometheus.Collector's.
func (v *ledgerView) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{v.clocks, v.late, v.queue, v.oldest} {
		to <- d
	}
}

// Collect is prometheus.Collector's.
func (v *ledgerView) Collect(to chan<- prometheus.Metric) {
	v.mu.Lock()
	defer v.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), censusPatience)
	defer cancel()
	if v.refreshCensus(ctx) {
		late := map[string]int{}
		for _, line := range v.census {
			to <- prometheus.MustNewConstMetric(v.clocks, prometheus.GaugeValue, float64(line.N), line.Source, line.State)
			late[line.Source] += line.Late
		}
		for source, n := range late {
			to <- prometheus.MustNewConstMetric(v.late, prometheus.GaugeValue, float64(n), source)
		}
	}
	if v.refreshQueue(ctx) {
		for _, line := range v.waits.Lines {
			to <- prometheus.MustNewConstMetric(v.queue, prometheus.GaugeValue, float64(line.N), line.Medium, string(line.State))
		}
		to <- prometheus.MustNewConstMetric(v.oldest, prometheus.GaugeValue, v.waits.Oldest.Seconds())
	}
}

func (v *ledgerView) refreshCensus(ctx context.Context) bool {
	if !v.censusAt.IsZero() && v.now().Sub(v.censusAt) < censusAge {
		return true
	}
	census, err := v.ledger.Census(ctx)
	if err != nil {
		v.log.WarnContext(ctx, "no clocks in the metrics", slog.Any("error", err))
		return false
	}
	v.census, v.censusAt = census, v.now()
	return true
}

func (v *ledgerView) refreshQueue(ctx context.Context) bool {
	if !v.waitsAt.IsZero() && v.now().Sub(v.waitsAt) < queueAge {
		return true
	}
	waits, err := v.ledger.Queue(ctx)
	if err != nil {
		v.log.WarnContext(ctx, "no queue in the metrics", slog.Any("error", err))
		return false
	}
	v.waits, v.waitsAt = waits, v.now()
	return true
}
