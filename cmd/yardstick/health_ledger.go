package main

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/postgres"
)

// How old what is shown of the ledger may be. What waits and what is open are found by indexes; those at rest are all that ever were.
const (
	queueAge  = 10 * time.Second
	censusAge = time.Minute
	// countPatience is how long each of the quick counts may take: a scrape waits for them.
	countPatience = 3 * time.Second
	// Clocks at rest are counted beside the scrapes, which wait for it no longer than restedWait, and for no more than one in
	// restedShare of the time.
	restedWait     = time.Second
	restedShare    = 100
	restedPatience = 5 * time.Minute
)

// countable is what the ledger is asked for.
type countable interface {
	Queue(ctx context.Context) (monitor.QueueReport, error)
	Census(ctx context.Context) ([]postgres.CensusLine, error)
	CensusRested(ctx context.Context) ([]postgres.CensusLine, error)
}

// ledgerView shows how the ledger stands: the clocks by state, and what waits to be told. Each replica shows the same. What
// the ledger does not answer is not shown. It is a prometheus.Collector.
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

	resting sync.Mutex // guards what follows, and is held for no question
	rested  []postgres.CensusLine
	again   time.Time     // when they are to be counted next
	counted chan struct{} // closed once the count that is under way has ended; nil where none is
	quit    context.CancelFunc
	ended   bool
}

func newLedgerView(ledger countable, log *slog.Logger) *ledgerView {
	return &ledgerView{
		ledger: ledger, log: log, now: time.Now,
		clocks: prometheus.NewDesc("yardstick_clocks", "Clocks in the ledger by state; those at rest as last counted.", []string{"source", "state"}, nil),
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
	if v.refreshCensus() {
		late := map[string]int{}
		for _, line := range slices.Concat(v.census, v.refreshRested()) {
			to <- prometheus.MustNewConstMetric(v.clocks, prometheus.GaugeValue, float64(line.N), line.Source, line.State)
			late[line.Source] += line.Late
		}
		for source, n := range late {
			to <- prometheus.MustNewConstMetric(v.late, prometheus.GaugeValue, float64(n), source)
		}
	}
	if v.refreshQueue() {
		for _, line := range v.waits.Lines {
			to <- prometheus.MustNewConstMetric(v.queue, prometheus.GaugeValue, float64(line.N), line.Medium, string(line.State))
		}
		to <- prometheus.MustNewConstMetric(v.oldest, prometheus.GaugeValue, v.waits.Oldest.Seconds())
	}
}

func (v *ledgerView) refreshCensus() bool {
	if !v.censusAt.IsZero() && v.now().Sub(v.censusAt) < censusAge {
		return true
	}
	ctx, cancel := context.WithTimeout(context.Background(), countPatience)
	defer cancel()
	census, err := v.ledger.Census(ctx)
	if err != nil {
		v.log.WarnContext(ctx, "no clocks in the metrics", slog.Any("error", err))
		return false
	}
	v.census, v.censusAt = census, v.now()
	return true
}

// refreshRested gives the clocks at rest as last counted, and has them counted anew when it is time.
func (v *ledgerView) refreshRested() []postgres.CensusLine {
	v.resting.Lock()
	if v.counted == nil && !v.ended && !v.now().Before(v.again) {
		v.counted = make(chan struct{})
		ctx, cancel := context.WithTimeout(context.Background(), restedPatience)
		v.quit = cancel
		go v.countRested(ctx, v.counted)
	}
	counted := v.counted
	v.resting.Unlock()
	if counted != nil {
		select {
		case <-counted:
		case <-time.After(restedWait):
		}
	}
	v.resting.Lock()
	defer v.resting.Unlock()
	return v.rested
}

func (v *ledgerView) countRested(ctx context.Context, counted chan<- struct{}) {
	began := time.Now()
	rested, err := v.ledger.CensusRested(ctx)
	v.resting.Lock()
	defer v.resting.Unlock()
	v.quit()
	if err != nil && !v.ended {
		v.log.WarnContext(ctx, "no clocks at rest in the metrics", slog.Any("error", err))
	}
	v.rested, v.again, v.counted = rested, v.now().Add(max(censusAge, restedShare*time.Since(began))), nil
	close(counted)
}

// finish ends the count that is under way, so that it does not hold up the end of the daemon.
func (v *ledgerView) finish() {
	v.resting.Lock()
	defer v.resting.Unlock()
	v.ended = true
	if v.counted != nil {
		v.quit()
	}
}

func (v *ledgerView) refreshQueue() bool {
	if !v.waitsAt.IsZero() && v.now().Sub(v.waitsAt) < queueAge {
		return true
	}
	ctx, cancel := context.WithTimeout(context.Background(), countPatience)
	defer cancel()
	waits, err := v.ledger.Queue(ctx)
	if err != nil {
		v.log.WarnContext(ctx, "no queue in the metrics", slog.Any("error", err))
		return false
	}
	v.waits, v.waitsAt = waits, v.now()
	return true
}
