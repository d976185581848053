package rules

import (
	"math/bits"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// riskShare is the share of the time after which a clock without a warning is at risk: 75 %.
const riskShare = 75_000

// wholeShare is all of the time, in thousandths of a percent.
const wholeShare = 100_000

// runUp is the time from the start of a clock to its due instant, on which warnings are placed: the open time outside its
// pauses, or the real time where none of it is open.
type runUp struct {
	start, due calendar.Instant // due is None while a pause lasts that may move it
	on         *calendar.Calendar
	spans      []PausedSpan
	whole      time.Duration
	open       bool // whole is open time
}

// newRunUp measures the way to a due instant.
func newRunUp(on *calendar.Calendar, start, due calendar.Instant, spans []PausedSpan) (runUp, error) {
	r := runUp{start: start, due: due, on: on, spans: spans, open: true}
	var err error
	if r.whole, err = unpaused(on, start, due, spans); err != nil || r.whole > 0 {
		return r, err
	}
	r.open = false
	r.whole, err = unpaused(nil, start, due, spans)
	return r, err
}

// at gives the instant of a warning: the earliest at which its share has passed and the clock runs. It is None for one at or
// before the start, and where a pause that lasts lies before it.
func (r *runUp) at(w *Warning) calendar.Instant {
	passes := r.whole - w.Left
	if w.Share > 0 {
		passes = shareOf(r.whole, w.Share)
	}
	if passes <= 0 || w.Left > 0 && !r.open {
		return calendar.None
	}
	on := r.on
	if !r.open {
		on = nil
	}
	at := afterTime(on, r.start, passes, r.spans)
	if at <= r.start || r.due != calendar.None && at > r.due {
		return calendar.None
	}
	return at
}

// afterTime gives the earliest instant outside the pauses at which so much time has passed outside them, None where there is none.
func afterTime(on *calendar.Calendar, from calendar.Instant, left time.Duration, spans []PausedSpan) calendar.Instant {
	if len(spans) == 0 {
		return addTime(on, from, left)
	}
	for i := range spans {
		p := &spans[i]
		passes, err := between(on, from, p.From)
		if err != nil {
			return calendar.None
		}
		if passes >= left {
			if at := addTime(on, from, left); at == calendar.None || at < p.From {
				return at
			}
		}
		left -= passes
		if from = p.To; from == calendar.None {
			return calendar.None
		}
	}
	return addTime(on, from, left)
}

// addTime is the calendar's Add, or real time without one; None where the calendar does not reach.
func addTime(on *calendar.Calendar, from calendar.Instant, d time.Duration) calendar.Instant {
	if on == nil {
		return from.Add(d)
	}
	at, err := on.Add(from, d)
	if err != nil {
		return calendar.None
	}
	return at
}

// run is a stretch from ≤ instant < to in which a clock ran, and the way to due as it was known then.
type run struct {
	from, to calendar.Instant
	up       runUp
}

// steadyRun gives the one run of a clock whose warnings no pause moves: it has no pauses, or a promise of open time, where a
// pause moves only what lies behind it. The stretches in which it was paused are left out by the way to due.
func (c *Clock) steadyRun(t *Target) (run, bool, error) {
	r := run{from: c.StartedAt, to: c.AsOf + 1}
	if c.Ended() {
		r.to = c.StoppedAt
	}
	var err error
	switch {
	case len(c.Pauses) == 0:
		r.up, err = newRunUp(c.Calendar(), c.StartedAt, c.DueAt, nil)
	case t.Within != nil && t.Within.Unit == calendar.OpenTime:
		r.up = runUp{start: c.StartedAt, due: c.DueAt, on: c.Calendar(), spans: c.Pauses, whole: t.Within.Open, open: true}
	default:
		return r, false, nil
	}
	return r, true, err
}

// runs appends the runs of a clock that is promised days, or an instant, up to the one after so many pauses: each pause
// changes the whole of which warnings are shares.
func (c *Clock) runs(dst []run, t *Target, pauses int) ([]run, error) {
	end := c.AsOf + 1
	if c.Ended() {
		end = c.StoppedAt
	}
	due, err := movedDue{at: c.DueAt}, error(nil)
	if t.Within != nil {
		due, err = newMovedDue(c.Calendar(), c.StartedAt, t.Within)
	}
	from := c.StartedAt
	for k := 0; k <= pauses && from != calendar.None && err == nil; k++ {
		to, next := end, calendar.None
		if k < len(c.Pauses) {
			to, next = c.Pauses[k].From, c.Pauses[k].To
		}
		if from < to {
			r := run{from: from, to: to}
			if r.up, err = newRunUp(c.Calendar(), c.StartedAt, due.at, c.Pauses[:k]); err != nil {
				break
			}
			dst = append(dst, r)
		}
		if from = next; t.Within != nil && from != calendar.None {
			err = due.pause(&c.Pauses[k], from)
		}
	}
	return dst, err
}

// passed gives the instant at which a warning was passed, in the first run that lived to see it; None if none did. One
// that a pause moved into the past is passed when the clock runs again.
func passed(runs []run, w *Warning) calendar.Instant {
	for i := range runs {
		if at := runs[i].passed(w); at != calendar.None {
			return at
		}
	}
	return calendar.None
}

func (r *run) passed(w *Warning) calendar.Instant {
	at := r.up.at(w)
	if at == calendar.None {
		return at
	}
	if at = max(at, r.from); at < r.to && (r.up.due == calendar.None || at <= r.up.due) {
		return at
	}
	return calendar.None
}

// lookAhead sets NextAt and AtRisk of a clock that is open and not late. A paused one has nothing to come but a due instant that
// no pause can move, and is at risk if it was when the pause began.
func (c *Clock) lookAhead(t *Target) error {
	if c.DueAt != calendar.None {
		c.NextAt = c.DueAt + 1
	}
	if c.State == Paused {
		return c.lookBack(t)
	}
	// The way to due is what has passed and what remains; it need not be measured again.
	last := run{from: c.StartedAt, to: c.AsOf + 1, up: runUp{
		start: c.StartedAt, due: c.DueAt, on: c.On, spans: c.Pauses, whole: c.Elapsed + c.Remaining, open: true,
	}}
	if last.up.whole == 0 {
		var err error
		if last.up, err = newRunUp(c.On, c.StartedAt, c.DueAt, c.Pauses); err != nil {
			return err
		}
	}
	if len(c.Pauses) == 0 || t.Within == nil || t.Within.Unit == calendar.OpenTime {
		c.lookInto(&last, nil) // no pause moved a warning on
		return nil
	}
	var memory [6]run
	earlier, err := c.runs(memory[:0], t, len(c.Pauses)-1)
	c.lookInto(&last, earlier)
	return err
}

// lookBack looks into the run that the pause which lasts came after, if there was one.
func (c *Clock) lookBack(t *Target) error {
	last, ok, err := c.steadyRun(t)
	if !ok && err == nil {
		var memory [6]run
		var runs []run
		if runs, err = c.runs(memory[:0], t, len(c.Pauses)); len(runs) == 0 {
			return err
		}
		last = runs[len(runs)-1]
	}
	if err == nil {
		c.lookInto(&last, nil)
	}
	return err
}

// lookInto looks for what is to come in the run that lasts, unless it came in an earlier one, and for whether the clock is at risk.
func (c *Clock) lookInto(last *run, earlier []run) {
	first := calendar.None
	warnings := c.Standard().WarnAt
	for i := range warnings {
		at := last.up.at(&warnings[i])
		if at == calendar.None {
			continue
		}
		if first == calendar.None || at < first {
			first = at
		}
		if c.State == Running && at >= last.to && at < c.NextAt && passed(earlier, &warnings[i]) == calendar.None {
			c.NextAt = at
		}
	}
	if first == calendar.None {
		first = last.up.at(&Warning{Share: riskShare})
	}
	c.AtRisk = first != calendar.None && first < last.to
	if c.AtRisk || c.State == Running {
		c.RiskAt = first
	}
}

// shareOf gives the earliest whole microsecond at which the share of a time
// has passed. The product is taken in 128 bits: years of microseconds times a share overflow 64.
func shareOf(whole time.Duration, share int32) time.Duration {
	hi, lo := bits.Mul64(uint64(whole/time.Microsecond), uint64(share))
	quotient, rest := bits.Div64(hi, lo, wholeShare)
	if rest > 0 {
		quotient++
	}
	return time.Duration(quotient) * time.Microsecond
}
