package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/yardstickd/yardstick/rules"
)

// unknownTicket is the error of an id that no source has, with the nearest that one has.
func (x *explainer) unknownTicket(ctx context.Context, id string) error {
	where := "in any source"
	if len(x.sources) == 1 {
		where = "in source " + x.sources[0].Name()
	}
	err := fmt.Errorf("there is no ticket %q %s", shown(id, 60), where)
	if x.remembers(ctx, id) {
		return fmt.Errorf("%w any more; %s", err, saidBefore(id))
	}
	for _, near := range nearIDs(id) {
		for _, s := range x.everySource(ctx) {
			one, _, failed := x.read(ctx, s, near)
			if failed == nil && one != nil {
				if near == id {
					return fmt.Errorf("%w, but there is one in source %s", err, s.Name())
				}
				return fmt.Errorf("%w; did you mean %q of source %s?", err, shown(near, 60), s.Name())
			}
		}
	}
	return err
}

func saidBefore(id string) string {
	return "`yardstick history " + shown(id, 60) + "` shows what was said of it"
}

// remembers tells whether the ledger has a clock of a ticket.
func (x *explainer) remembers(ctx context.Context, id string) bool {
	return x.memory != nil && slices.ContainsFunc(x.sources, func(s *connected) bool {
		clocks, err := x.memory.Clocks(ctx, s.Name(), id)
		return err == nil && len(clocks) > 0
	})
}

// nearIDs gives what somebody may have meant by an id.
func nearIDs(id string) []string {
	trimmed := strings.TrimSpace(id)
	bare := strings.TrimLeft(trimmed, "#")
	var near []string
	for _, candidate := range []string{id, trimmed, bare, strings.ToUpper(bare), strings.ToLower(bare)} {
		if candidate != "" && !slices.Contains(near, candidate) {
			near = append(near, candidate)
		}
	}
	return near
}

// everySource gives the sources of the configuration that answer, also those that were not asked for.
func (x *explainer) everySource(ctx context.Context) []*connected {
	all := slices.Clone(x.sources)
	for _, s := range x.config.Sources {
		if slices.ContainsFunc(all, func(c *connected) bool { return c.Name() == s.Name }) {
			continue
		}
		c, err := x.connectOne(ctx, s)
		if err != nil {
			continue // it is advice only
		}
		c.book, _ = rules.Bind(x.histories, c.vocabulary)
		all = append(all, c)
	}
	return all
}
