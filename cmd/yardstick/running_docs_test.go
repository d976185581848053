package main

import (
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/postgres"
)

// docs/operations.md names every metric there is, and no other.
func TestDocsNameEveryMetric(t *testing.T) {
	page, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	for _, m := range regexp.MustCompile("`(yardstick_[a-z_]+)`").FindAllStringSubmatch(string(page), -1) {
		named = append(named, m[1])
	}
	slices.Sort(named)
	families := allMetrics(t)
	var there []string
	for name := range families {
		there = append(there, name)
	}
	slices.Sort(there)
	if diff := cmp.Diff(there, slices.Compact(named)); diff != "" {
		t.Errorf("metrics (-there +named):\n%s", diff)
	}
}

// allMetrics gives the labels of each metric of ours that a daemon exports, by its name.
func allMetrics(t *testing.T) map[string][]string {
	t.Helper()
	h := newHealth([]config.Source{{Name: "desk"}})
	h.clock, h.outages = monitor.NewClock(nil, nil, nil), func() []monitor.Outage { return nil }
	h.digests = func() []monitor.WaitingDigest { return nil }
	h.metrics.watch(h, &monitor.Lead{})
	h.metrics.digested(monitor.DigestSeries{})
	h.metrics.looked("front", 200, time.Millisecond)
	h.metrics.registry.MustRegister(newLedgerView(&standIn{census: []postgres.CensusLine{{Source: "desk", State: "running"}}}, slog.New(slog.DiscardHandler)))
	h.metrics.delivered(&monitor.Claim{Action: monitor.Update, Place: "#support"}, &monitor.Settlement{State: monitor.Sent})
	h.observed(monitor.Report{Kind: monitor.RoundPass, Sources: []monitor.SourceReport{{Source: "desk", Err: nil}}})
	h.observed(monitor.Report{Kind: monitor.RoundPass, Sources: []monitor.SourceReport{{Source: "desk", Err: os.ErrClosed, Took: time.Second}}})
	families, err := h.metrics.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	labels := map[string][]string{}
	for _, family := range families {
		if name := family.GetName(); strings.HasPrefix(name, "yardstick_") {
			labels[name] = []string{}
			for _, pair := range family.GetMetric()[0].GetLabel() {
				labels[name] = append(labels[name], pair.GetName())
			}
		}
	}
	return labels
}
