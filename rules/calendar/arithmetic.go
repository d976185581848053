package calendar

import (
	"iter"
	"time"
)

const (
	// timeShift makes buckets of 2^36 µs (19 hours) of the time line.
	timeShift = 36
	// stepLimit is how many stretches of one bucket are stepped through; with more of them it is halved.
	stepLimit = 8
)

// Add gives the earliest instant at which the given open time has passed since
// start: at closing time, not at the next opening. No time at all gives start
// itself, open or not. The length is cut to the microsecond. Errors:
// ErrOutOfRange, ErrNegative, ErrNeverOpen. It allocates nothing.
func (c *Calendar) Add(start Instant, open time.Duration) (Instant, error) {
	switch {
	case !c.covers(start):
		return None, ErrOutOfRange
	case open < 0:
		return None, ErrNegative
	case open < time.Microsecond:
		return start, nil
	case c.always:
		if end := start.Add(open); end <= c.last {
			return end, nil
		}
		return None, ErrOutOfRange
	}
	goal := c.passed(start) + int64(open/time.Microsecond)
	if goal > c.open[len(c.open)-1].before {
		return None, c.noMore()
	}
	k := c.spending(goal)
	return c.open[k].from + Instant(goal-c.open[k].before), nil
}

// Between gives the open time from ≤ instant < to; 0 where to is not after
// from. Error: ErrOutOfRange. It allocates nothing.
func (c *Calendar) Between(from, to Instant) (time.Duration, error) {
	switch {
	case !c.covers(from) || !c.covers(to):
		return 0, ErrOutOfRange
	case to <= from:
		return 0, nil
	case c.always:
		return to.Sub(from), nil
	}
	return time.Duration(c.passed(to)-c.passed(from)) * time.Microsecond, nil
}

// NextOpen gives the first open instant at or after at. Error: ErrOutOfRange,
// also where the calendar does not open any more.
func (c *Calendar) NextOpen(at Instant) (Instant, error) {
	if !c.covers(at) {
		return None, ErrOutOfRange
	}
	if c.always {
		return at, nil
	}
	k := c.at(at)
	if at < c.close(k) {
		return at, nil
	}
	if k+1 == len(c.open)-1 {
		return None, c.noMore()
	}
	return c.open[k+1].from, nil
}

// IsOpen tells whether the calendar is open at an instant. Outside its years it is not.
func (c *Calendar) IsOpen(at Instant) bool {
	next, err := c.NextOpen(at)
	return err == nil && next == at
}

// Intervals goes through the open intervals between two instants, cut to them,
// in order. What lies outside the calendar's years is not open.
func (c *Calendar) Intervals(from, to Instant) iter.Seq2[Instant, Instant] {
	from, to = max(from, c.first), min(to, c.last)
	return func(yield func(open, closed Instant) bool) {
		switch {
		case from >= to:
			return
		case c.always:
			yield(from, to)
			return
		}
		for k := c.at(from); k < len(c.open)-1 && c.open[k].from < to; k++ {
			open, closed := max(from, c.open[k].from), min(to, c.close(k))
			if open < closed && !yield(open, closed) {
				return
			}
		}
	}
}

// close gives the end of stretch k.
func (c *Calendar) close(k int) Instant {
	return c.open[k].from + Instant(c.open[k+1].before-c.open[k].before)
}

// passed gives the open µs from the calendar's first instant to at.
func (c *Calendar) passed(at Instant) int64 {
	k := c.at(at)
	s := c.open[k]
	return min(s.before+int64(at-s.from), c.open[k+1].before)
}

// at finds the last stretch that begins at or before an instant that is covered.
func (c *Calendar) at(at Instant) int {
	bucket := (at - c.first) >> timeShift
	low, high := int(c.byTime[bucket]), int(c.byTime[bucket+1])
	for high-low > stepLimit {
		if middle := (low + high + 1) / 2; c.open[middle].from <= at {
			low = middle
		} else {
			high = middle - 1
		}
	}
	for c.open[low+1].from <= at {
		low++
	}
	return low
}

// spending finds the stretch in which the open time passed reaches goal, 0 < goal ≤ all of it.
func (c *Calendar) spending(goal int64) int {
	bucket := (goal - 1) >> c.shift
	low, high := int(c.byBudget[bucket]), int(c.byBudget[bucket+1])
	for high-low > stepLimit {
		if middle := (low + high) / 2; c.open[middle+1].before < goal {
			low = middle + 1
		} else {
			high = middle
		}
	}
	for c.open[low+1].before < goal {
		low++
	}
	return low
}
