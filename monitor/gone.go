package monitor

import (
	"slices"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// goneReason is the reason of an open clock that its ticket no longer has.
const goneReason = "the ticket no longer starts it, or its standard no longer applies"

// gone ends the recorded clocks of this batch that are open and no longer there.
func (p *pass) gone(b *Batch) {
	for key, before := range p.records {
		if _, there := p.seen[key]; there || !before.Known || before.Row.State != rules.Running {
			continue
		}
		row := before.Row
		row.State, row.Verdict, row.Reason = rules.Cancelled, rules.CancelledVerdict, goneReason
		if before.Row.Verdict == rules.Missed {
			row.Verdict = rules.CancelledLate // it must not hide a miss
		}
		row.NextAt, row.StoppedAt = calendar.None, p.asOf
		p.change.Clocks = append(p.change.Clocks, row)
		p.withdraw(b, before)
	}
}

// withdraw plans what is said of a clock that is gone, if anything was.
func (p *pass) withdraw(b *Batch, before *Recorded) {
	place, at := slices.Index(p.ids, before.Row.Key.Standard), Moment{}
	if place >= 0 { // else the standard is gone, and with it the route
		at = p.moments[place]
	}
	p.planned = PlanGone(p.planned[:0], before, p.asOf, at)
	for i := range p.planned {
		t := &p.planned[i]
		p.change.Transitions = append(p.change.Transitions, *t)
		if action, makes := t.Reason.Makes(); makes {
			p.intent(place, action, p.w.farewell(&before.Row, ticketOf(b, t.Clock.Ticket), t, p.live[place]))
		}
	}
}

// ticketOf finds a ticket of a batch; only tickets of the batch have records.
func ticketOf(b *Batch, id string) *rules.Ticket {
	at := slices.IndexFunc(b.Tickets, func(t rules.Ticket) bool { return t.ID == id })
	return &b.Tickets[at]
}
