package calendar

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"math/bits"
	"time"
)

// firstDate and lastDate are what the marks of the dates cover: a few days more
// than the years, since a zone's clock may be on another date than UTC's.
var (
	firstDate = DateOf(FirstYear, time.January, 1) - 3
	lastDate  = DateOf(LastYear, time.December, 31) + 3
)

// dayMark says what is special about a date.
type dayMark uint8

const (
	working        dayMark = 1 << iota // a window begins on it
	holiday                            // closed by a holiday (and no exception)
	exception                          // has hours of its own, or is closed
	afterException                     // the date before has hours of its own
	ownWindows                         // see Calendar.begins
)

// Compile makes a calendar ready for arithmetic; it takes about a millisecond,
// more with many windows a day. Errors: no zone, an impossible window, ErrNeverOpen. With
// ErrNeverOpen the calendar is given too: it still adds no time at all, and
// measures none.
func Compile(spec Spec) (*Calendar, error) {
	if spec.Location == nil {
		return nil, errors.New("a calendar needs a time zone")
	}
	if err := checkWindows(spec); err != nil {
		return nil, err
	}
	zone := NewZone(spec.Location)
	c := &Calendar{
		name: spec.Name, zone: zone, holidays: maps.Clone(spec.Holidays), begins: map[Date][]Window{},
		first: min(startOfYear(FirstYear), zone.Instant(startOfYear(FirstYear))),
		last:  max(startOfYear(LastYear+1), zone.Instant(startOfYear(LastYear+1))),
		days:  make([]dayMark, lastDate-firstDate+1),
	}
	for i := range c.week {
		if spec.Always {
			c.week[i] = []Window{{0, minutesOfDay}}
		} else {
			c.week[i] = unite(spec.Week[i])
		}
	}
	special := c.markDates(spec)
	if spec.Always && !special {
		c.always = true
		return c, nil
	}
	c.expand(newHours(c, spec.Exceptions))
	c.index()
	if c.never() {
		return c, ErrNeverOpen
	}
	c.always = len(c.open) == 3 && c.open[1].from == c.first && c.close(1) == c.last
	return c, nil
}

// mostWindows is how many separate windows a date may have: one every quarter
// of an hour. It bounds a calendar to about 50 MB; a usual one takes half of one.
const mostWindows = 96

// checkWindows refuses windows that are not as Window says, and more of them than make sense.
func checkWindows(spec Spec) error {
	check := func(where any, windows []Window) error {
		if len(windows) > mostWindows && len(unite(windows)) > mostWindows {
			return fmt.Errorf("%v: more than %d separate windows", where, mostWindows)
		}
		for _, w := range windows {
			if w.Open < 0 || w.Open >= minutesOfDay || w.Close <= w.Open || w.Close > w.Open+minutesOfDay {
				return fmt.Errorf("%v: no window can run from minute %d to minute %d", where, w.Open, w.Close)
			}
		}
		return nil
	}
	for day, windows := range spec.Week {
		if err := check(time.Weekday(day), windows); err != nil {
			return err
		}
	}
	for date, windows := range spec.Exceptions {
		if err := check(date, windows); err != nil {
			return err
		}
	}
	return nil
}

// expand fills open with the intervals of the wall clock rule: for each stretch
// of one offset, for each local date in it, its hours. Dates are counted, never
// reached by adding to a local midnight, so a date without one is like any other.
func (c *Calendar) expand(hours *hours) {
	perWeek := 1
	for _, windows := range c.week {
		perWeek += len(windows)
	}
	c.open = make([]stretch, 1, 3+len(c.days)/7*perWeek)
	c.open[0] = stretch{from: c.first}
	closed := c.first // the end of the last stretch
	for _, s := range c.zone.segments {
		from, until := max(s.from, c.first), min(s.until, c.last)
		if from >= until {
			continue
		}
		last := dateOf(until - 1 + s.offset)
		for date := dateOf(from + s.offset); date <= last; date++ {
			midnight := startOf(date) - s.offset
			for _, w := range hours.on(date) {
				open, end := max(from, midnight+Instant(w.Open)*minute), min(until, midnight+Instant(w.Close)*minute)
				if open < end {
					closed = c.append(open, end, closed)
				}
			}
		}
	}
	c.open = append(c.open, stretch{from: math.MaxInt64, before: c.total(closed)})
}

// append adds an interval behind the last one, which ends at closed, and gives the new end.
func (c *Calendar) append(open, end, closed Instant) Instant {
	if open > closed || len(c.open) == 1 {
		c.open = append(c.open, stretch{from: open, before: c.total(closed)})
	}
	return end
}

// total gives all open µs so far, where the last stretch ends at closed.
func (c *Calendar) total(closed Instant) int64 {
	last := c.open[len(c.open)-1]
	return last.before + int64(closed-last.from)
}

// index fills byTime and byBudget.
func (c *Calendar) index() {
	c.byTime = make([]uint32, (c.last-c.first)>>timeShift+2)
	k := 0
	for b := range c.byTime {
		at := c.first + Instant(b)<<timeShift
		for c.open[k+1].from <= at {
			k++
		}
		c.byTime[b] = uint32(k)
	}
	stretches, total := len(c.open)-1, c.open[len(c.open)-1].before
	c.shift = uint(bits.Len64(uint64(total) / uint64(stretches)))
	c.byBudget = make([]uint32, total>>c.shift+2)
	k = 0
	for b := range c.byBudget {
		passed := int64(b) << c.shift
		for k < stretches-1 && c.open[k+1].before <= passed {
			k++
		}
		c.byBudget[b] = uint32(k)
	}
}
