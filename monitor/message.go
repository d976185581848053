package monitor

import (
	"strings"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
)

// alert gives what a message about a transition shows: the clock and its
// ticket as the round found them, the standard's texts as they are now.
func (w *watching) alert(c *rules.Clock, t *Transition, live *rules.Standard) notifiers.Alert {
	a := notifiers.Alert{
		Key: t.Key(w.Source.Name()), Stage: t.Kind,
		Source: w.Source.Name(), Ticket: c.Ticket.ID, Link: w.link(c.Ticket.ID),
		Subject: text(c.Ticket, w.subject), Customer: text(c.Ticket, w.customer), Team: text(c.Ticket, w.team),
		Standard: live.ID, Promise: live.Promise,
		StartedAt: c.StartedAt, DueAt: c.DueAt, StoppedAt: c.StoppedAt, AsOf: c.AsOf,
		Location: c.Calendar().Location(),
	}
	switch t.Kind {
	case notifiers.Warn:
		a.Warning, a.Left = t.Stage, c.Remaining
	case notifiers.Missed, notifiers.Recovered:
		until := c.AsOf
		if c.Ended() {
			until = c.StoppedAt
		}
		a.Late = until.Sub(c.DueAt)
	}
	return a
}

func text(t *rules.Ticket, attribute int) string {
	if attribute < 0 || attribute >= len(t.Attributes) || t.Attributes[attribute].Null {
		return ""
	}
	return strings.Clone(t.Attributes[attribute].Text) // the alert outlives the batch
}
