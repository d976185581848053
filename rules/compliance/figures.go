package compliance

// figuresOf gives the figures of counts, without changes.
func figuresOf(c *Counts) Figures {
	f := Figures{
		N: c.N(), Exceeded: c.Exceeded, Met: c.Met, Missed: c.Missed, StillOpen: c.Open, Excused: c.Excused, Near: c.Near,
		Unknown: c.Unknown, Cancelled: c.Cancelled, CancelledLate: c.CancelledLate,
		Attainment: share(c.Kept(), c.N()), Adjusted: share(c.Kept(), c.N()-c.Excused), ExceededShare: share(c.Exceeded, c.N()),
	}
	if f.Attainment != nil {
		i := wilson(c.Kept(), c.N())
		f.Interval = &Interval{neat(i.Low), neat(i.High)}
	}
	return f
}

// share gives k of n; nil where n is below MinN.
func share(k, n int) *float64 {
	if n < MinN {
		return nil
	}
	return new(neat(float64(k) / float64(n)))
}

// since gives how counts differ from those of before; nil where either are too few.
func since(now, before *Counts) *Change {
	n1, n2 := now.N(), before.N()
	if n1 < MinN || n2 < MinN {
		return nil
	}
	from := float64(before.Kept()) / float64(n2)
	i := newcombe(now.Kept(), n1, before.Kept(), n2)
	return &Change{
		From: neat(from), N: n2, Points: neat(100 * (float64(now.Kept())/float64(n1) - from)),
		Interval: Interval{neat(100 * i.Low), neat(100 * i.High)}, Chance: i.Low <= 0 && i.High >= 0,
	}
}

// short tells whether the attainment is below an objective; false where n is below MinN or there is none.
func (c *Counts) short(objective float64) bool {
	return c.N() >= MinN && float64(c.Kept())/float64(c.N()) < objective
}

// budgetOf gives what an objective leaves; nil without one, and where n is below MinN.
func budgetOf(c *Counts, objective float64) *Budget {
	if objective == 0 || c.N() < MinN {
		return nil
	}
	allowed, used := (1-objective)*float64(c.N()), c.Missed-c.Excused
	return &Budget{Allowed: neat(allowed), Used: used, Left: neat(allowed - float64(used))}
}
