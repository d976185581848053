package monitor_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// unwritten is a ledger that takes no more than the mark.
type unwritten struct{ monitor.Ledger }

func (unwritten) Connect(context.Context, string, []string, calendar.Instant) (monitor.Connection, error) {
	return monitor.Connection{Fresh: true}, nil
}

func (unwritten) Commit(_ context.Context, c *monitor.Change) (monitor.Effect, error) {
	if len(c.Clocks) > 0 || c.Mark == nil {
		return monitor.Effect{}, fmt.Errorf("nothing but the mark was to be written, not %+v", c)
	}
	return monitor.Effect{}, nil
}

// panics is a source with a ticket over which something panics.
type panics struct{ really bool }

func (p panics) Name() string { return "desk" }

func (p panics) Vocabulary(context.Context) (*rules.Vocabulary, error) {
	return rules.NewVocabulary("desk", nil, nil, nil), nil
}

func (p panics) Read(context.Context, monitor.Query, func(*monitor.Batch) error) (monitor.Reading, error) {
	if p.really {
		panic("out of cheese")
	}
	return monitor.Reading{}, nil
}

func TestAPanicStopsItsSourceOnly(t *testing.T) {
	rounds := monitor.NewRounds(monitor.Options{
		Ledger: unwritten{}, Sources: []monitor.Watch{{Source: panics{true}}, {Source: panics{false}}}, Now: time.Now, Log: quietLog,
	})
	for range 2 {
		report := rounds.Round(t.Context())
		if err := report.Sources[0].Err; err == nil || !strings.Contains(err.Error(), "out of cheese") || !strings.Contains(err.Error(), "rounds_test.go") {
			t.Errorf("the first source: %v", err)
		}
		if err := report.Sources[1].Err; err != nil {
			t.Errorf("the second source: %v", err)
		}
	}
}
