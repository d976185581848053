package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/postgres"
)

// mustRemember opens the ledger for a command that is about what it knows.
func (w *workspace) mustRemember(ctx context.Context) (*postgres.Ledger, error) {
	ledger, err := w.openMemory(ctx)
	if err != nil {
		return nil, err
	}
	if ledger == nil {
		return nil, errors.New("there is no ledger, or it is of an older version: `yardstick run` and `yardstick migrate` make it")
	}
	return ledger, nil
}

// sourceClocks are the recorded clocks of a ticket in one source.
type sourceClocks struct {
	source string
	clocks []monitor.Recorded
}

// recordedClocks gives the sources, of those named, in which the ledger knows a ticket. That there is none is an error.
func recordedClocks(ctx context.Context, ledger *postgres.Ledger, sources []config.Source, ticket string) ([]sourceClocks, error) {
	var found []sourceClocks
	names := make([]string, len(sources))
	for i, s := range sources {
		names[i] = s.Name
		clocks, err := ledger.Clocks(ctx, s.Name, ticket)
		if err != nil {
			return nil, err
		}
		if len(clocks) > 0 {
			found = append(found, sourceClocks{s.Name, clocks})
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("the ledger has no clock of a ticket %q in %s: is the id right, and has `yardstick run` looked since?",
			shown(ticket, 60), strings.Join(names, ", "))
	}
	return found, nil
}
