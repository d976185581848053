package monitor

import (
	"strings"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
)

// alert gives what a message about a transition shows: the clock and its
// ticket as the round found them, the standard's texts as they are now.
func (w *bound) alert(c *rules.Clock, t *Transition, live *rules.Standard) notifiers.Alert {
	a := w.about(c.Ticket, t, live)
	a.StartedAt, a.DueAt, a.StoppedAt, a.Location = c.StartedAt, c.DueAt, c.StoppedAt, c.Calendar().Location()
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

// farewell gives what is said of a clock that its ticket no longer has: it as the ledger knew it last.
func (w *bound) farewell(row *ClockRow, ticket *rules.Ticket, t *Transition, live *rules.Standard) notifiers.Alert {
	a := w.about(ticket, t, live)
	a.StartedAt, a.DueAt, a.StoppedAt, a.Location = row.StartedAt, row.DueAt, t.At, live.Calendar.Location()
	return a
}

// about gives what a message says of the ticket and the standard.
func (w *bound) about(ticket *rules.Ticket, t *Transition, live *rules.Standard) notifiers.Alert {
	return notifiers.Alert{
		Key: t.Key(w.Source.Name()), Stage: t.Kind, AsOf: t.FoundAt,
		Source: w.Source.Name(), Ticket: ticket.ID, Link: w.link(ticket.ID),
		Subject: text(ticket, w.subject), Customer: text(ticket, w.customer), Team: text(ticket, w.team),
		Standard: live.ID, Promise: live.Promise,
	}
}

// longestText is how many bytes of a ticket's text are kept for a message: more than any shows, less than a mailbox full.
const longestText = 4 << 10

func text(t *rules.Ticket, attribute int) string {
	if attribute < 0 || attribute >= len(t.Attributes) || t.Attributes[attribute].Null {
		return ""
	}
	shown := t.Attributes[attribute].Text
	if len(shown) > longestText {
		shown = strings.ToValidUTF8(shown[:longestText], "")
	}
	return strings.Clone(shown) // the alert outlives the batch
}
