package rules

import (
	"math/bits"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// cycle is one run of a measure over a timeline:
//
//	                   ┌─pause──► paused ─┐
//	                   ▼◄─resume──────────┘
//	(none) ──start──► open ──stop───► stopped ──reopen (restart)──► (next cycle)
//	                   │ ▲               │
//	                   │ └───────────────┘ reopen (resume): the time since the stop is a paused span
//	                   └────cancel──► cancelled
//
// A stop or cancel stops a paused cycle as it does an open one. One that finds no cycle open is ignored, unless a cycle
// starts at the same instant: then it ends that one, which took no time at all. With Repeat each, a start after the end
// makes the next cycle; while one is open it joins it.
type cycle struct {
	start, end calendar.Instant // end is None while open
	state      State            // Running (also while paused), Stopped or Cancelled
	n          int32            // how many cycles of the ticket started at the same instant before
	ordinal    int32            // from 1
	endKind    Kind
	retired    bool // ended since the standard was taken away
	paused     bool // the last span lasts
	// from and to are where its paused spans stand in the Result.
	from, to int
	// early is a milestone that would have stopped, had a cycle been open, and lies before the start, which is one, too;
	// earlyAt is None where there is none.
	early   Kind
	earlyAt calendar.Instant
	turn    int // when it began
}

// key gives the cycle's key.
func (c *cycle) key() CycleKey { return CycleKey{Start: c.start, N: c.n} }

// walk runs a measure over a timeline. The cycles and their paused spans go to the Result's memory.
type walk struct {
	measure *boundMeasure
	result  *Result
	trace   tracer
	turn    int // counts the events, or groups of them, that have no order among themselves
	pause   pauseState
	// waiting is the first stop or cancel at waitingAt that found no cycle open.
	waiting     State
	waitingKind Kind
	waitingAt   calendar.Instant
	// early is the first milestone that would have stopped, had there been a cycle.
	early   Kind
	earlyAt calendar.Instant
}

// cycles runs the measure over a sorted timeline up to and with an instant, at which the standard is retired or not.
// Events after it are not seen.
func (m *boundMeasure) cycles(events []Event, until calendar.Instant, retired bool, into *Result, trace tracer) []cycle {
	into.cycles = into.cycles[:0]
	w := walk{measure: m, result: into, trace: trace, waitingAt: calendar.None, earlyAt: calendar.None}
	for i := 0; i < len(events) && events[i].At <= until; {
		next := instantEnd(events, i)
		switch {
		case next > i+1:
			w.instant(events[i:next])
		case m.idle(&events[i]):
			i = next
			continue
		default:
			w.turn++
			w.take(&events[i], everyRole)
		}
		if m.pausing {
			w.settle(events[i].At)
		}
		i = next
		if m.single() && trace.result == nil && len(into.cycles) > 0 && into.cycles[0].state != Running {
			break
		}
	}
	if retired {
		w.retire(until)
	}
	return into.cycles
}

// instant takes the events of one instant. Those with a seq count in its order, those that share one role by role. One
// without a seq, such as a column of the ticket, has an order to them by its roles alone: it counts as soon as what
// comes next does something that comes after, so a stop before all and a start after all. The sort has put it first.
func (w *walk) instant(events []Event) {
	from := 0
	for from < len(events) && !events[from].HasSeq {
		from++
	}
	unnumbered, r := events[:from], stops
	w.turn++
	for from < len(events) {
		to := from + 1
		for to < len(events) && events[to].Seq == events[from].Seq {
			to++
		}
		next := events[from:to]
		r = w.takeRoles(unnumbered, r, w.lastRole(next))
		w.turn++
		w.takeRoles(next, stops, everyRole+1)
		w.turn++
		from = to
	}
	w.takeRoles(unnumbered, r, everyRole+1)
}

// takeRoles takes events that have no order among themselves role by role, from one up to, not including, another; it
// gives the first role that was not taken. What is written twice counts once.
func (w *walk) takeRoles(events []Event, r, before roles) roles {
	for ; r < before; r <<= 1 {
		for k := range events {
			if k == 0 || compareEvents(events[k], events[k-1]) != 0 {
				w.take(&events[k], r)
			}
		}
	}
	return r
}

// lastRole gives the last role that any of the events has, 0 if they mean nothing to the measure.
func (w *walk) lastRole(events []Event) roles {
	var all roles
	for i := range events {
		all |= w.measure.effect(&events[i]).roles
	}
	if all == 0 {
		return 0
	}
	return 1 << (bits.Len8(uint8(all)) - 1)
}

// take does what an event does, as far as asked for.
func (w *walk) take(e *Event, only roles) {
	f := w.measure.effect(e)
	does := f.roles & only
	if does == 0 {
		return
	}
	if does&stops != 0 {
		w.end(e, Stopped, f.roles)
	}
	if does&cancels != 0 {
		w.end(e, Cancelled, f.roles)
	}
	if does&reopens != 0 {
		w.reopen(e)
	}
	if does&pauses != 0 {
		w.pause.begin(e, f.begins)
	}
	if does&resumes != 0 {
		w.pause.end(e, f.ends)
	}
	if does&starts != 0 {
		w.start(e)
	}
}

// last gives the ticket's last cycle, nil if there is none yet.
func (w *walk) last() *cycle {
	if n := len(w.result.cycles); n > 0 {
		return &w.result.cycles[n-1]
	}
	return nil
}

// start begins a cycle, or joins one: one that is open, or that began and ended by what happened at just this time.
func (w *walk) start(e *Event) {
	c := w.last()
	switch {
	case c == nil:
		w.begin(e, StepStarted)
	case c.state == Running || c.turn == w.turn:
		w.trace.event(StepJoined, e, c.ordinal)
	case w.measure.each:
		w.begin(e, StepStarted)
	default:
		w.trace.event(StepNotRepeated, e, c.ordinal)
	}
}

// begin appends a cycle; a stop or cancel that waited for it ends it at once.
func (w *walk) begin(e *Event, step StepKind) {
	c := cycle{
		start: e.At, end: calendar.None, ordinal: 1, turn: w.turn, earlyAt: calendar.None,
		from: len(w.result.spans), to: len(w.result.spans),
	}
	if before := w.last(); before != nil {
		c.ordinal = before.ordinal + 1
		if before.start == e.At {
			c.n = before.n + 1
		}
	}
	if e.Milestone && w.earlyAt != calendar.None && w.earlyAt < e.At {
		c.early, c.earlyAt = w.early, w.earlyAt
	}
	w.result.cycles = append(w.result.cycles, c)
	w.trace.event(step, e, c.ordinal)
	if w.waitingAt == e.At {
		w.waitingAt = calendar.None
		if w.earlyAt == e.At {
			w.earlyAt = calendar.None // it stops this cycle, so it contradicts none
		}
		w.finish(w.waiting, w.waitingKind, e.At)
	}
}

// end stops or cancels the open cycle. Without one the event is ignored, or waits for a cycle that starts at the same
// instant, also where another stop has just ended the cycle before; but not for a cycle it starts itself.
func (w *walk) end(e *Event, how State, does roles) {
	c := w.last()
	if c != nil && c.state == Running {
		w.finish(how, e.Kind, e.At)
		return
	}
	w.trace.event(StepIgnored, e, ordinalOf(c))
	if c == nil && how == Stopped && e.Milestone && w.earlyAt == calendar.None {
		w.early, w.earlyAt = e.Kind, e.At
	}
	if does&starts == 0 && w.waitingAt != e.At {
		w.waiting, w.waitingKind, w.waitingAt = how, e.Kind, e.At
	}
}

// finish ends the last cycle, which is open, and a pause with it.
func (w *walk) finish(how State, by Kind, at calendar.Instant) {
	c := w.last()
	w.closePause(c, at, by)
	c.end, c.endKind, c.state = at, by, how
	step := StepStopped
	if how == Cancelled {
		step = StepCancelled
	}
	w.trace.add(Step{Kind: step, Event: by, At: at, Ordinal: c.ordinal})
}

// retire cancels the cycle that is still open when the standard is taken away.
func (w *walk) retire(at calendar.Instant) {
	c := w.last()
	if c == nil || c.state != Running {
		return
	}
	w.closePause(c, at, 0)
	c.end, c.state, c.retired = at, Cancelled, true
	w.trace.add(Step{Kind: StepRetired, At: at, Ordinal: c.ordinal})
}

func ordinalOf(c *cycle) int32 {
	if c == nil {
		return 0
	}
	return c.ordinal
}
