package monitor

import (
	"slices"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// gone ends a recorded clock that its ticket no longer has. One that had stopped, and whose standard is no longer
// known, keeps its verdict: nobody says anything against it.
func (p *pass) gone(t *rules.Ticket, before *Recorded) {
	known := slices.Contains(p.standing.ids, before.Row.Key.Standard)
	if before.Row.State == rules.Cancelled || before.Row.State == rules.Stopped && !known {
		return
	}
	if p.carriedOn(before) {
		row := p.ended(before, joinedReason)
		row.Verdict = rules.CancelledVerdict // a miss is the other clock's
		p.verdict(before, &row, t, nil)
		p.change.Clocks = append(p.change.Clocks, row)
		return
	}
	row := p.ended(before, goneReason)
	p.verdict(before, &row, t, nil)
	p.change.Clocks = append(p.change.Clocks, row)
	p.withdraw(t, before, Gone)
}

// ended gives the row of a recorded clock that is cancelled now, without an event.
func (p *pass) ended(before *Recorded, reason string) ClockRow {
	row := before.Row
	row.State, row.Verdict, row.Reason = rules.Cancelled, rules.CancelledVerdict, reason
	if before.Row.Verdict == rules.Missed || before.Row.DueAt != calendar.None && p.asOf > before.Row.DueAt {
		row.Verdict = rules.CancelledLate // it must not hide a miss
	}
	row.NextAt, row.StoppedAt = calendar.None, p.asOf
	p.factEnded(&row)
	return row
}

// withdraw plans what is said of a clock that is gone, if anything was.
func (p *pass) withdraw(ticket *rules.Ticket, before *Recorded, why Reason) {
	place, at := slices.Index(p.standing.ids, before.Row.Key.Standard), Moment{}
	if place >= 0 { // else the standard is gone, and with it the route
		at = p.moments[place]
	}
	p.planned = PlanGone(p.planned[:0], before, p.asOf, why, at)
	for i := range p.planned {
		t := &p.planned[i]
		if action, routes := p.record(place, t, before); len(routes) > 0 {
			p.intents(ticket, action, p.bound.farewell(&before.Row, ticket, t, p.standing.live[place]), routes)
		}
	}
}
