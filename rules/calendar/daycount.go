package calendar

import "sort"

// countDays notes where the working days lie, so that days are counted by looking up instead of by walking.
func (c *Calendar) countDays() {
	c.earlier = make([]int32, len(c.days)+1)
	for i, mark := range c.days {
		c.earlier[i] = int32(len(c.workdays))
		if mark&working != 0 {
			c.workdays = append(c.workdays, firstDate+Date(i))
		}
	}
	c.earlier[len(c.days)] = int32(len(c.workdays))
	c.closes = make([]Instant, len(c.workdays))
	for i, date := range c.workdays {
		c.closes[i] = c.zone.Instant(startOf(date) + c.workday(date).close())
	}
	for k := 1; k < len(c.zone.segments); k++ {
		before, after := c.zone.segments[k-1], c.zone.segments[k]
		for date := dateOf(before.localUntil() + oneDay - 1); startOf(date+1) <= after.from+after.offset; date++ {
			c.skipped = append(c.skipped, date)
		}
	}
}

// workdaysBefore counts the working days before a date.
func (c *Calendar) workdaysBefore(date Date) int {
	return int(c.earlier[min(max(date-firstDate, 0), Date(len(c.days)))])
}

// workingDaysAfter gives the n-th working day after a date; with n = 0 the date itself.
func (c *Calendar) workingDaysAfter(date Date, n int) (Date, error) {
	if n == 0 {
		return date, nil
	}
	if at := c.workdaysBefore(date+1) + n - 1; at < len(c.workdays) {
		return c.workdays[at], nil
	}
	return 0, c.noMore()
}

// Closings counts the working days that close at an instant c with from ≤ c < to: the end of their last window, which
// may lie on the next date. It is 0 where to is not after from. Error: ErrOutOfRange. It allocates nothing.
func (c *Calendar) Closings(from, to Instant) (int, error) {
	if !c.covers(from) || !c.covers(to) {
		return 0, ErrOutOfRange
	}
	if to <= from {
		return 0, nil
	}
	return c.closingsBefore(to) - c.closingsBefore(from), nil
}

// closingsBefore counts the working days that close before an instant. A day's close lies at most a day after its
// date, and a zone's clock never goes back by as much, so only the dates around are in doubt.
func (c *Calendar) closingsBefore(at Instant) int {
	around := dateOf(c.zone.Local(at))
	n := c.workdaysBefore(around - 3)
	for k := n; k < len(c.workdays) && c.workdays[k] <= around+1; k++ {
		if c.closes[k] < at {
			n++
		}
	}
	return n
}

// Midnights counts the local midnights m with from ≤ m < to: instants at which a date begins in the calendar's zone.
// One that daylight saving time removed is the first instant after the gap, one that happens twice counts once, at its
// first occurrence, and a date that the zone leapt over has none. It is 0 where to is not after from. Error: ErrOutOfRange.
func (c *Calendar) Midnights(from, to Instant) (int, error) {
	if !c.covers(from) || !c.covers(to) {
		return 0, ErrOutOfRange
	}
	if to <= from {
		return 0, nil
	}
	first, next := c.firstMidnight(from), c.firstMidnight(to)
	leapt := sort.Search(len(c.skipped), func(i int) bool { return c.skipped[i] >= next }) -
		sort.Search(len(c.skipped), func(i int) bool { return c.skipped[i] >= first })
	return int(next-first) - leapt, nil
}

// firstMidnight gives the first date that begins at or after an instant.
func (c *Calendar) firstMidnight(at Instant) Date {
	date := dateOf(c.zone.Local(at)) - 1
	for c.zone.Instant(startOf(date)) < at {
		date++
	}
	return date
}
