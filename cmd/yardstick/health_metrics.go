package main

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// metrics are what /metrics shows. The names are a promise to dashboards.
type metrics struct {
	registry *prometheus.Registry

	passes, failed, rows, events, clocks, written, verdicts, restated, alerts, withdrawn, told *prometheus.CounterVec

	pages, digests *prometheus.CounterVec

	took, pageTook          *prometheus.HistogramVec
	reloads, reloadFailures prometheus.Counter
	loaded, refused         prometheus.Gauge
	lag                     *lags
}

func newMetrics() *metrics {
	m := &metrics{registry: prometheus.NewRegistry(), lag: newLags()}
	m.passes = m.counter("rounds_total", "Passes over a source that ended, by kind: round, reconcile or sweep.", "source", "kind")
	m.failed = m.counter("rounds_failed_total", "Passes over a source that failed, by kind.", "source", "kind")
	m.rows = m.counter("rows_total", "Rows of the tickets query, by what became of them: read = used + set_aside.", "source", "what")
	m.events = m.counter("events_total", "Rows of the events query, by what became of them: read = used + set_aside.", "source", "what")
	m.clocks = m.counter("clocks_judged_total", "Clocks judged, by state; late and unknown are some of those again.", "source", "state")
	m.written = m.counter("clocks_written_total", "Clocks that had changed and were written to the ledger.", "source")
	m.verdicts = m.counter("verdicts_total", "Verdicts written to the ledger.", "source")
	m.restated = m.counter("verdicts_restated_total", "Verdicts that were given differently before.", "source")
	m.alerts = m.counter("alerts_decided_total", "Alerts that were decided to be told.", "source")
	m.withdrawn = m.counter("alerts_withdrawn_total", "Alerts withdrawn before they left.", "source")
	m.told = m.counter("alerts_total", "Attempts to tell something, by medium, by stage or kind of message, and by what came of them.",
		"medium", "stage", "outcome")
	m.digests = m.counter("digests_total", "Digests that were recorded, by kind: weekly or daily.", "kind")
	m.took = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Namespace: "yardstick", Name: "round_duration_seconds", Help: "How long a pass over a source took, by kind.",
		Buckets: prometheus.ExponentialBuckets(0.005, 4, 9), // to five minutes
	}, []string{"source", "kind"})
	m.pages = m.counter("board_requests_total", "Requests for pages of the board, by page and by what they were answered with.", "page", "status")
	m.pageTook = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Namespace: "yardstick", Name: "board_request_duration_seconds", Help: "How long a page of the board took to make and send.",
		Buckets: prometheus.ExponentialBuckets(0.001, 4, 8), // to sixteen seconds
	}, []string{"page"})
	m.reloads = m.single("standards_reloads_total", "How often standards were made live, the start included.")
	m.reloadFailures = m.single("standards_reload_failures_total", "How often changed standards were refused.")
	m.loaded = m.gauge("standards_loaded_timestamp_seconds", "When the files of the standards were last found good and live.")
	m.refused = m.gauge("standards_refused", "1 while the files of the standards are refused and those of before stay live.")
	m.registry.MustRegister(m.took, m.pageTook, m.lag,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) counter(name, help string, labels ...string) *prometheus.CounterVec {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "yardstick", Name: name, Help: help}, labels)
	m.registry.MustRegister(c)
	return c
}

func (m *metrics) single(name, help string) prometheus.Counter {
	c := prometheus.NewCounter(prometheus.CounterOpts{Namespace: "yardstick", Name: name, Help: help})
	m.registry.MustRegister(c)
	return c
}

func (m *metrics) gauge(name, help string) prometheus.Gauge {
	g := prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "yardstick", Name: name, Help: help})
	m.registry.MustRegister(g)
	return g
}

// watch shows what is known without being told.
func (m *metrics) watch(h *health, lead *monitor.Lead) {
	m.shown("leader", "1 where this process leads the rounds, 0 where it follows.", func() float64 {
		if lead.Status().Leading {
			return 1
		}
		return 0
	})
	m.shown("sources_stale", "How many sources have given no answer, or only old ones, for longer than stale_after.", func() float64 {
		return float64(len(h.outages()))
	})
	m.shown("digests_overdue", "How many digests have waited for more than an hour for what is yet to be judged, or could not be made.",
		func() float64 { return float64(len(h.digests())) })
	if h.clock != nil {
		m.shown("clock_skew_seconds", "By how much the machine's clock is ahead of that of the ledger's database, which counts.",
			func() float64 { return h.clock.Skew().Seconds() })
	}
}

func (m *metrics) shown(name, help string, value func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "yardstick", Name: name, Help: help}, value))
}

func (m *metrics) observed(kind monitor.PassKind, s *monitor.SourceReport) {
	m.passes.WithLabelValues(s.Source, string(kind)).Inc()
	if s.Err != nil {
		m.failed.WithLabelValues(s.Source, string(kind)).Inc()
	}
	for counter, count := range map[*prometheus.CounterVec]monitor.Count{m.rows: s.Tally.Rows, m.events: s.Tally.Events} {
		counter.WithLabelValues(s.Source, "read").Add(float64(count.Read))
		counter.WithLabelValues(s.Source, "used").Add(float64(count.Used))
		counter.WithLabelValues(s.Source, "set_aside").Add(float64(count.SetAside))
	}
	for state, n := range map[string]int{
		"running": s.Running, "paused": s.Paused, "stopped": s.Stopped, "cancelled": s.Cancelled, "late": s.Late, "unknown": s.Unknown,
	} {
		m.clocks.WithLabelValues(s.Source, state).Add(float64(n))
	}
	for counter, n := range map[*prometheus.CounterVec]int{
		m.written: s.Effect.Clocks, m.verdicts: s.Effect.Verdicts, m.restated: s.Restated, m.alerts: s.Effect.Intents,
		m.withdrawn: s.Effect.Withdrawn,
	} {
		counter.WithLabelValues(s.Source).Add(float64(n))
	}
	m.took.WithLabelValues(s.Source, string(kind)).Observe(s.Took.Seconds())
	m.lag.add(s.Source, &s.Lag)
}

func (m *metrics) standardsLoaded(at time.Time) {
	m.reloads.Inc()
	m.refused.Set(0)
	m.loaded.Set(float64(at.UnixMilli()) / 1000)
}

func (m *metrics) standardsRefused() {
	m.reloadFailures.Inc()
	m.refused.Set(1)
}

// digested counts a digest that was recorded.
func (m *metrics) digested(s monitor.DigestSeries) {
	kind := "weekly"
	if s.Kind == compliance.DayPeriod {
		kind = "daily"
	}
	m.digests.WithLabelValues(kind).Inc()
}
