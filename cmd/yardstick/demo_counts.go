package main

import (
	"context"
	"fmt"
	"sync"

	"github.com/yardstickd/yardstick/notifiers"
)

// counting is a notifier that counts what another one delivered.
type counting struct {
	notifiers.Notifier
	mu        sync.Mutex
	stages    map[notifiers.Stage]int
	closed    map[string]bool // by their keys, the messages that an update closed
	groups    int
	summaries int
}

// Post counts a message posted.
func (c *counting) Post(ctx context.Context, post notifiers.Post) (notifiers.Receipt, error) {
	receipt, err := c.Notifier.Post(ctx, post)
	if err != nil {
		return receipt, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch m := post.Message; {
	case m.Alert != nil:
		c.count(m.Alert.Stage)
	case m.Summary != nil:
		c.summaries++
	case m.Group != nil:
		c.groups++
	}
	return receipt, nil
}

// Update counts what closes a message and is told by no post. It may be repeated, and other updates show again what was posted.
func (c *counting) Update(ctx context.Context, to notifiers.Place, at notifiers.Receipt, m notifiers.Message) error {
	if err := c.Notifier.Update(ctx, to, at, m); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	a := m.Alert
	if a == nil || a.Stage != notifiers.Kept && a.Stage != notifiers.Withdrawn || c.closed[a.Key] {
		return nil
	}
	if c.closed == nil {
		c.closed = map[string]bool{}
	}
	c.closed[a.Key] = true
	c.count(a.Stage)
	return nil
}

func (c *counting) count(s notifiers.Stage) {
	if c.stages == nil {
		c.stages = map[notifiers.Stage]int{}
	}
	c.stages[s]++
}

// sentence says what was told.
func (c *counting) sentence() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return fmt.Sprintf("Told: %d summaries, %d groups, %d warnings, %d missed, %d escalated, %d recovered, %d kept, %d withdrawn.", c.summaries,
		c.groups, c.stages[notifiers.Warn], c.stages[notifiers.Missed], c.stages[notifiers.Escalated], c.stages[notifiers.Recovered],
		c.stages[notifiers.Kept], c.stages[notifiers.Withdrawn])
}
