package monitor

import (
	"strings"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// alert gives what a message about a transition shows: the clock and its
// ticket as the round found them, the standard's texts as they are now.
func (w *bound) alert(c *rules.Clock, t *Transition, live *rules.Standard) notifiers.Alert {
	a := w.about(c.Ticket, t, live)
	a.StartedAt, a.DueAt, a.StoppedAt, a.Location = c.StartedAt, c.DueAt, c.StoppedAt, zoneOf(c.Calendar(), live.Calendar)
	switch t.Kind {
	case notifiers.Warn:
		a.Warning, a.Left = t.Stage, c.Remaining
	case notifiers.Missed, notifiers.Escalated, notifiers.Reminder, notifiers.Recovered:
		if t.Kind == notifiers.Escalated {
			a.Step = strings.TrimPrefix(t.Stage, "escalate ")
		}
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
	a.StartedAt, a.DueAt, a.StoppedAt, a.Location = row.StartedAt, row.DueAt, t.At, zoneOf(live.Calendar)
	return a
}

// zoneOf gives the zone of the first calendar that there is, else UTC: of a standard that was taken away the calendar may be gone too.
func zoneOf(calendars ...*calendar.Calendar) *time.Location {
	for _, c := range calendars {
		if c != nil {
			return c.Location()
		}
	}
	return time.UTC
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
