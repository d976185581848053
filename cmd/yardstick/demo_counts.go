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
	summaries int
}

// Post counts a message posted.
func (c *counting) Post(ctx context.Context, post notifiers.Post) (notifiers.Receipt, error) {
	receipt, err := c.Notifier.Post(ctx, post)
	c.count(post.Message, err)
	return receipt, err
}

// Update counts a message changed.
func (c *counting) Update(ctx context.Context, to notifiers.Place, at notifiers.Receipt, m notifiers.Message) error {
	err := c.Notifier.Update(ctx, to, at, m)
	c.count(m, err)
	return err
}

func (c *counting) count(m notifiers.Message, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case err != nil || m.Notice != nil:
	case m.Alert == nil:
		c.summaries++
	default:
		if c.stages == nil {
			c.stages = map[notifiers.Stage]int{}
		}
		c.stages[m.Alert.Stage]++
	}
}

// sentence says what was told.
func (c *counting) sentence() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return fmt.Sprintf("Told: %d summaries, %d warnings, %d missed, %d recovered, %d kept, %d withdrawn.", c.summaries,
		c.stages[notifiers.Warn], c.stages[notifiers.Missed], c.stages[notifiers.Recovered], c.stages[notifiers.Kept],
		c.stages[notifiers.Withdrawn])
}
