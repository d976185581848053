package rules

import "github.com/yardstickd/yardstick/rules/calendar"

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

// instant takes the events of one instant: in the order of seq where all that mean something have one, otherwise
// role by role. So are those that share a seq.
func (w *walk) instant(events []Event) {
	if !w.ordered(events) {
		w.byRole(events)
		return
	}
	for from := 0; from < len(events); {
		to := from + 1
		for to < len(events) && events[to].HasSeq == events[from].HasSeq && events[to].Seq == events[from].Seq {
			to++
		}
		w.byRole(events[from:to])
		from = to
	}
}

// byRole takes events that have no order among themselves. What is written twice counts once.
func (w *walk) byRole(events []Event) {
	w.turn++
	if len(events) == 1 {
		w.take(&events[0], everyRole)
		return
	}
	for r := stops; r <= starts; r <<= 1 {
		for k := range events {
			if k == 0 || compareEvents(events[k], events[k-1]) != 0 {
				w.take(&events[k], r)
			}
		}
	}
}

// ordered tells whether every event that means something to the measure has a seq, so that their order is known.
func (w *walk) ordered(events []Event) bool {
	for i := range events {
		if !events[i].HasSeq && w.measure.effect(&events[i]).roles != 0 {
			return false
		}
	}
	return true
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
