package monitor

import (
	"context"
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// stillAlive is how often the mark is written although nothing changed, so that the ledger shows when the source was last judged.
const stillAlive = 10 * time.Minute

// moveMark plans to write how far the source is judged now. A round with nothing new writes nothing, but every ten minutes.
func (p *pass) moveMark(kind PassKind, read Watermark) {
	before := p.connection.Mark
	mark := Mark{
		Watermark: read.until(p.asOf), Basis: p.bound.basis, RoundAt: p.asOf, ReconciledAt: before.ReconciledAt,
	}
	if kind == ReconcilePass || p.connection.Fresh { // nothing recorded, nothing to reconcile
		mark.ReconciledAt = p.asOf
	}
	same := kind == RoundPass && before.Watermark == mark.Watermark && before.Basis == mark.Basis
	if same && before.RoundAt != calendar.None && p.asOf.Sub(before.RoundAt) < stillAlive && p.change.Empty() {
		return
	}
	p.change.Mark = &mark
	if p.report.Whole {
		p.change.Reading = p.whole()
	}
}

// whole is what the reading found, of all tickets that there are.
func (p *pass) whole() *compliance.Reading {
	t := &p.report.Tally
	return &compliance.Reading{
		Rows: t.Rows.Read, RowsSetAside: t.Rows.SetAside, Events: t.Events.Read, EventsSetAside: t.Events.SetAside,
		NotCovered: p.notCovered, Exempt: p.exempt,
	}
}

// outcomes counts what a ticket is promised nothing by.
func (p *pass) outcomes() {
	for place, outcome := range p.result.Outcomes {
		switch {
		case p.past[place]:
		case outcome == rules.NotCovered:
			p.notCovered++
		case outcome == rules.Exempted:
			p.exempt++
		}
	}
}

// until gives a watermark that lies no later than an instant: what happens after it was not judged, though it may have been read.
func (w Watermark) until(asOf calendar.Instant) Watermark {
	return Watermark{Tickets: min(w.Tickets, asOf), Events: min(w.Events, asOf)}
}

// end writes what is left, and the mark with it.
func (p *pass) end(ctx context.Context) error {
	p.takeTurn()
	defer p.giveTurn()
	return p.flush(ctx)
}
