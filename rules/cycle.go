package rules

import "github.com/yardstickd/yardstick/rules/calendar"

// cycle is one run of a measure over a timeline:
//
//	(none) ──start──► open ──stop───► stopped
//	                   └────cancel──► cancelled
//
// A stop or cancel that finds no cycle open is ignored, unless one starts at
// the same instant: then it ends that one, which took no time at all.
type cycle struct {
	started        bool
	startMilestone bool
	state          State
	start, end     calendar.Instant
	endKind        Kind
	// waiting is the first stop or cancel at waitingAt that found no cycle open.
	waiting     role
	waitingKind Kind
	waitingAt   calendar.Instant
	// early is the first milestone that would have stopped, had a cycle been open.
	early   Kind
	earlyAt calendar.Instant
}

// firstCycle runs the measure over a sorted timeline up to asOf and gives the
// ticket's first cycle. Events after asOf are not seen.
func (b *boundVersion) firstCycle(events []Event, asOf calendar.Instant, trace tracer) cycle {
	c := cycle{start: calendar.None, end: calendar.None, waitingAt: calendar.None, earlyAt: calendar.None}
	for i := 0; i < len(events) && events[i].At <= asOf; {
		next := instantEnd(events, i)
		if next == i+1 || b.ordered(events[i:next]) {
			for k := i; k < next; k++ {
				c.take(&events[k], b.role(events[k].Kind), trace)
			}
		} else {
			for r := stops; r <= starts; r++ {
				for k := i; k < next; k++ {
					if b.role(events[k].Kind) == r {
						c.take(&events[k], r, trace)
					}
				}
			}
		}
		if c.state != Running && trace.result == nil {
			break
		}
		i = next
	}
	return c
}

// ordered tells whether every event that means something to the measure has a
// seq, so that their order at one instant is known. Otherwise it is stop, cancel, start.
func (b *boundVersion) ordered(instant []Event) bool {
	for i := range instant {
		if !instant[i].HasSeq && b.role(instant[i].Kind) != noRole {
			return false
		}
	}
	return true
}

func (b *boundVersion) role(k Kind) role {
	if int(k) < len(b.roles) {
		return b.roles[k]
	}
	return noRole
}

func (c *cycle) take(e *Event, r role, trace tracer) {
	switch {
	case r == noRole:
	case r == starts && !c.started:
		c.begin(e, trace)
	case r == starts:
		trace.event(StepJoined, e)
	case c.started && c.state == Running:
		c.finish(r, e.Kind, e.At, trace)
	default:
		trace.event(StepIgnored, e)
		c.keepWaiting(e, r)
	}
}

func (c *cycle) begin(e *Event, trace tracer) {
	c.started, c.start, c.startMilestone = true, e.At, e.Milestone
	trace.event(StepStarted, e)
	if c.waitingAt == e.At {
		c.finish(c.waiting, c.waitingKind, e.At, trace)
	}
}

func (c *cycle) finish(r role, kind Kind, at calendar.Instant, trace tracer) {
	c.end, c.endKind, c.state = at, kind, Stopped
	step := StepStopped
	if r == cancels {
		c.state, step = Cancelled, StepCancelled
	}
	trace.add(Step{Kind: step, Event: kind, At: at})
}

func (c *cycle) keepWaiting(e *Event, r role) {
	if c.started {
		return
	}
	if c.waitingAt != e.At {
		c.waiting, c.waitingKind, c.waitingAt = r, e.Kind, e.At
	}
	if r == stops && e.Milestone && c.earlyAt == calendar.None {
		c.early, c.earlyAt = e.Kind, e.At
	}
}

// reversed tells whether start and stop are columns of the ticket and the stop
// lies before the start: the columns contradict each other.
func (c *cycle) reversed() bool {
	return c.startMilestone && c.earlyAt != calendar.None && c.earlyAt < c.start
}
