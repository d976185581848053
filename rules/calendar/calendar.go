package calendar

import (
	"errors"
	"time"
)

// ErrNeverOpen says that a calendar has no open time at all; ErrOutOfRange that an instant, or the answer, lies
// outside FirstYear to LastYear; ErrNegative that a length of time is below zero.
var (
	ErrNeverOpen  = errors.New("the calendar never opens")
	ErrOutOfRange = errors.New("outside the calendar's years")
	ErrNegative   = errors.New("a length of time below zero")
)

// Calendar is a Spec made ready for arithmetic. It does not change any more,
// so one may be shared freely.
type Calendar struct {
	name string
	zone *Zone
	// always: every instant is open. Of what is below, only what the day forms need is filled then.
	always bool
	// first ≤ instant ≤ last is covered: the years by the zone's clock and by UTC's.
	first, last Instant

	// What the day forms need.
	days     []dayMark         // by date, from firstDate on
	week     Week              // sorted and united
	begins   map[Date][]Window // windows that begin on a date, where that is not what the week says
	holidays map[Date]string
	workdays []Date    // all working days, in order
	closes   []Instant // of each of workdays
	earlier  []int32   // by date, from firstDate on: how many working days lie before it
	skipped  []Date    // dates that the zone's clock leapt over

	// What Add and Between need.
	open     []stretch // in order; the first is empty at first, the last is an end mark
	byTime   []uint32  // bucket of instants → the stretch at its start
	byBudget []uint32  // bucket of open time passed → the stretch in which it lies
	shift    uint      // size of byBudget's buckets: 2^shift µs
}

// stretch is an open interval. It ends where the open time passed reaches the next stretch's.
type stretch struct {
	from   Instant
	before int64 // open µs of all earlier stretches
}

// Name gives the calendar's name.
func (c *Calendar) Name() string { return c.name }

// Location gives the calendar's zone.
func (c *Calendar) Location() *time.Location { return c.zone.loc }

// Zone gives the calendar's zone, ready for conversions.
func (c *Calendar) Zone() *Zone { return c.zone }

// covers tells whether an instant lies in the calendar's years.
func (c *Calendar) covers(at Instant) bool { return at >= c.first && at <= c.last }

// never tells whether nothing is open at all.
func (c *Calendar) never() bool { return !c.always && c.open[len(c.open)-1].before == 0 }

// noMore is why there is no open time from an instant on.
func (c *Calendar) noMore() error {
	if c.never() {
		return ErrNeverOpen
	}
	return ErrOutOfRange
}
