package rules

import (
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// pauseState is which pauses of a measure are on. It is kept over the whole timeline, also while no cycle is open: a
// pause that began before a start counts from the start on.
type pauseState struct {
	on    uint64 // places of the pauses that last
	by    Kind   // the event that began the first of them
	ended Kind   // the event that ended the last
}

func (p *pauseState) begin(e *Event, places uint64) {
	if p.on == 0 {
		p.by = e.Kind
	}
	p.on |= places
}

func (p *pauseState) end(e *Event, places uint64) {
	if p.on != 0 && p.on&^places == 0 {
		p.ended = e.Kind
	}
	p.on &^= places
}

// settle begins or ends the paused span of the open cycle once all that happened at an instant is taken, so that a
// pause that ended and began at one instant goes on.
func (w *walk) settle(at calendar.Instant) {
	c := w.last()
	if c == nil || c.state != Running || c.paused == (w.pause.on != 0) {
		return
	}
	if c.paused {
		w.closePause(c, at, w.pause.ended)
		w.trace.add(Step{Kind: StepResumed, Event: w.pause.ended, At: at, Ordinal: c.ordinal})
		return
	}
	c.paused = true
	if last := len(w.result.spans) - 1; c.to > c.from && w.result.spans[last].To == at && !w.result.spans[last].Reopened {
		w.result.spans[last].To, w.result.spans[last].Ended = calendar.None, 0 // stopped and reopened at this instant
	} else {
		w.addSpan(c, PausedSpan{From: at, To: calendar.None, By: w.pause.by})
	}
	w.trace.add(Step{Kind: StepPaused, Event: w.pause.by, At: at, Ordinal: c.ordinal})
}

// closePause ends the paused span of a cycle, if one lasts.
func (w *walk) closePause(c *cycle, at calendar.Instant, by Kind) {
	if !c.paused {
		return
	}
	c.paused = false
	span := &w.result.spans[c.to-1]
	span.To, span.Ended = at, by
}

// addSpan appends a span of the last cycle, whose spans are the last in the Result.
func (w *walk) addSpan(c *cycle, s PausedSpan) {
	w.result.spans = append(w.result.spans, s)
	c.to = len(w.result.spans)
}

// pausedFor gives the real time of spans up to an instant.
func pausedFor(spans []PausedSpan, until calendar.Instant) time.Duration {
	var total time.Duration
	for i := range spans {
		to := spans[i].To
		if to == calendar.None || to > until {
			to = until
		}
		if to > spans[i].From {
			total += to.Sub(spans[i].From)
		}
	}
	return total
}

// unpaused gives the time from start to an instant in which no pause was: open time of the calendar, or real time without one.
func unpaused(on *calendar.Calendar, start, to calendar.Instant, spans []PausedSpan) (time.Duration, error) {
	if len(spans) == 0 {
		return between(on, start, to)
	}
	var total time.Duration
	from := start
	for i := range spans {
		if spans[i].From >= to {
			break
		}
		passed, err := between(on, from, spans[i].From)
		if err != nil {
			return 0, err
		}
		total += passed
		if from = spans[i].To; from == calendar.None {
			return total, nil
		}
	}
	passed, err := between(on, from, to)
	return total + passed, err
}

// between is the calendar's, or real time without one; 0 where to is not after from.
func between(on *calendar.Calendar, from, to calendar.Instant) (time.Duration, error) {
	if on != nil {
		return on.Between(from, to)
	}
	return max(0, to.Sub(from)), nil
}
