package main

import (
	"slices"
	"sync"
	"time"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor"
)

// health is how the daemon is doing, for /readyz and /metrics. It is safe for use by several goroutines.
type health struct {
	metrics *metrics
	// What is asked when somebody looks; nil for what there is not, as the lead of a machine that does not run.
	lead    *monitor.Lead
	clock   *monitor.Clock
	outages func() []monitor.Outage
	digests func() []monitor.WaitingDigest // those that are overdue

	mu        sync.Mutex
	sources   []sourceHealth // in the order of the configuration
	standards standardsHealth
}

// sourceHealth is how one source is doing.
type sourceHealth struct {
	name    string
	judged  time.Time // when it was last judged without an error; zero for never
	failing time.Time // since when its passes fail; zero where they do not
}

// standardsHealth is how the files of the standards are doing.
type standardsHealth struct {
	count       int
	fingerprint string
	loaded      time.Time
	refused     time.Time // since when the files are refused; zero where they are live
	problems    []string
	waiting     time.Time // since when good files can't be made live; zero where nothing waits
}

func newHealth(sources []config.Source) *health {
	h := &health{metrics: newMetrics()}
	for _, s := range sources {
		h.sources = append(h.sources, sourceHealth{name: s.Name})
	}
	return h
}

// observed notes what a round, a reconciliation or a sweep did.
func (h *health) observed(r monitor.Report) {
	for i := range r.Sources {
		s := &r.Sources[i]
		h.metrics.observed(r.Kind, s)
		if r.Kind != monitor.SweepPass { // it reads a few tickets; whether the source can be read is for rounds to say
			h.judged(s)
		}
	}
}

func (h *health) judged(s *monitor.SourceReport) {
	h.mu.Lock()
	defer h.mu.Unlock()
	at := slices.IndexFunc(h.sources, func(known sourceHealth) bool { return known.name == s.Source })
	if at < 0 {
		return
	}
	source := &h.sources[at]
	if s.Err == nil {
		source.judged, source.failing = time.Now(), time.Time{}
		h.metrics.lag.judgedNow(s.Source)
	} else if source.failing.IsZero() {
		source.failing = time.Now()
	}
}

// standardsLoaded notes that a set is live and is what the files say.
func (h *health) standardsLoaded(set *config.Set) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	h.standards = standardsHealth{count: len(set.Standards), fingerprint: set.Fingerprint, loaded: now}
	h.metrics.standardsLoaded(now)
}

// standardsRefused notes that the files can't be used, and why.
func (h *health) standardsRefused(problems []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.standards.refused.IsZero() {
		h.standards.refused = time.Now()
	}
	h.standards.problems, h.standards.waiting = problems, time.Time{}
	h.metrics.standardsRefused()
}

// standardsSettled notes that nothing waits to be made live.
func (h *health) standardsSettled() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.standards.waiting = time.Time{}
}

// standardsWait notes that good files can't be made live now.
func (h *health) standardsWait() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.standards.waiting.IsZero() {
		h.standards.waiting = time.Now()
	}
}
