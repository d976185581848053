package monitor

import "context"

// take judges a batch as one turn: nobody else writes clocks of the source from its loading to its commit. A round of
// what changed keeps the turn, and what it found, until it is known whether the batch was the last: the mark moves in its transaction.
func (p *pass) take(ctx context.Context, b *Batch) error {
	if err := p.letGo(ctx); err != nil {
		return err
	}
	p.takeTurn()
	if p.keeps {
		return p.batch(ctx, b)
	}
	defer p.giveTurn()
	if err := p.batch(ctx, b); err != nil {
		return err
	}
	return p.letGo(ctx)
}

// takeTurn takes the turn, unless it has it.
func (p *pass) takeTurn() {
	if !p.holds {
		p.w.turn.Lock()
		p.holds = true
	}
}

// giveTurn gives the turn back, if it has it.
func (p *pass) giveTurn() {
	if p.holds {
		p.holds = false
		p.w.turn.Unlock()
	}
}

// letGo commits what the turn found and gives it back. A first load commits many batches at once.
func (p *pass) letGo(ctx context.Context) error {
	if !p.holds {
		return nil
	}
	defer p.giveTurn()
	if p.connection.Fresh && len(p.change.Clocks) < freshCommit {
		return nil
	}
	return p.flush(ctx)
}

// outlives tells whether what is found outlives the batch that it is found in.
func (p *pass) outlives() bool { return p.connection.Fresh || p.keeps }
