package main

import (
	"os"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor"
)

// docs/running.md names every metric there is, and no other.
func TestDocsNameEveryMetric(t *testing.T) {
	page, err := os.ReadFile("../../docs/running.md")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`yardstick_[a-z_]+`).FindAllString(string(page), -1)
	slices.Sort(named)
	h := newHealth([]config.Source{{Name: "desk"}})
	h.observed(monitor.Report{Kind: monitor.RoundPass, Sources: []monitor.SourceReport{{Source: "desk", Err: nil}}})
	h.observed(monitor.Report{Kind: monitor.RoundPass, Sources: []monitor.SourceReport{{Source: "desk", Err: os.ErrClosed, Took: time.Second}}})
	families, err := h.metrics.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var there []string
	for _, family := range families {
		if name := family.GetName(); name[:3] == "yar" {
			there = append(there, name)
		}
	}
	if diff := cmp.Diff(there, slices.Compact(named)); diff != "" {
		t.Errorf("metrics (-there +named):\n%s", diff)
	}
}
