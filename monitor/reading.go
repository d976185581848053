package monitor

import (
	"context"
)

// read is a round or a reconciliation: it reads what it has to, judges it batch by batch, and moves the mark with the last
// batch, or once all is written.
func (p *pass) read(ctx context.Context, kind PassKind) error {
	defer p.notify(ctx)
	query := Query{Now: p.asOf, Vocabulary: p.bound.book.Vocabulary(), Overlap: p.w.Overlap}
	if kind == RoundPass && !p.everything() {
		since := p.w.quiet.follow(p.connection.Mark.Watermark, p.w.Overlap)
		query.Since = &since
	}
	p.keeps = query.Since != nil
	if p.all = query.Since == nil; p.all && !p.connection.Fresh { // of a fresh source nothing is judged but what is read
		defer p.w.readAll()()
	}
	defer p.giveTurn()
	var roll rollCall
	if kind == ReconcilePass {
		p.seen = roll.see
	}
	began := p.running()
	reading, err := p.w.Source.Read(ctx, query, func(b *Batch) error { return p.take(ctx, b) })
	p.report.Tally = reading.Tally
	p.report.Tally.setAside(p.refused, reasonLongID)
	p.report.Whole = reading.Whole
	if err != nil {
		return err
	}
	if kind == ReconcilePass {
		if err := p.vanished(ctx, &roll); err != nil {
			return err
		}
		p.w.forgive()
	}
	p.moveMark(kind, reading.Watermark)
	if err := p.end(ctx); err != nil {
		return err
	}
	if kind == RoundPass {
		p.w.quiet.read(reading.Watermark.until(p.asOf), began, p.running())
	}
	p.connection.Mark.Basis = p.bound.basis
	if kind == ReconcilePass || p.connection.Fresh {
		p.connection.Mark.ReconciledAt = p.asOf
	}
	p.bound.connectedAs(p.connection)
	if !p.all {
		return nil
	}
	return p.summarize(ctx)
}

// everything tells whether a round must read all tickets: they have never all been judged by what is written now.
func (p *pass) everything() bool {
	c := &p.connection
	return len(c.Unsummed) > 0 || c.Mark.Basis != p.bound.basis || c.Mark.Watermark == NoWatermark
}
