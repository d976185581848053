package main

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/yardstickd/yardstick/monitor"
)

// lags shows how punctual alerts were, and how long ago each source was last judged. It is a prometheus.Collector.
type lags struct {
	alert, judged *prometheus.Desc

	mu     sync.Mutex
	alerts map[string]monitor.Lag
	at     map[string]time.Time // when each source was last judged without an error
}

func newLags() *lags {
	return &lags{
		alert: prometheus.NewDesc("yardstick_alert_lag_seconds",
			"How long after their instants alerts were decided, of those that came by themselves.", []string{"source"}, nil),
		judged: prometheus.NewDesc("yardstick_round_age_seconds", "How long ago a source was last judged without an error.",
			[]string{"source"}, nil),
		alerts: map[string]monitor.Lag{}, at: map[string]time.Time{},
	}
}

func (l *lags) add(source string, more *monitor.Lag) {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.alerts[source]
	for i, n := range more.Counts {
		all.Counts[i] += n
	}
	all.Sum += more.Sum
	l.alerts[source] = all
}

func (l *lags) judgedNow(source string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.at[source] = time.Now()
}

// Describe is prometheus.Collector's.
func (l *lags) Describe(to chan<- *prometheus.Desc) { to <- l.alert; to <- l.judged }

// Collect is prometheus.Collector's.
func (l *lags) Collect(to chan<- prometheus.Metric) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, source := range slices.Sorted(maps.Keys(l.alerts)) {
		all := l.alerts[source]
		buckets, n := map[float64]uint64{}, uint64(0)
		for i, bound := range monitor.LagBounds {
			n += uint64(all.Counts[i])
			buckets[bound.Seconds()] = n
		}
		n += uint64(all.Counts[len(monitor.LagBounds)])
		to <- prometheus.MustNewConstHistogram(l.alert, n, all.Sum.Seconds(), buckets, source)
	}
	for _, source := range slices.Sorted(maps.Keys(l.at)) {
		to <- prometheus.MustNewConstMetric(l.judged, prometheus.GaugeValue, time.Since(l.at[source]).Seconds(), source)
	}
}
