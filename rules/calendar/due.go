package calendar

// Due gives the instant by which a promise made at start is due: the forms of
// `within`. Day forms are worked out on dates and wall clock times of the
// calendar's zone and turned into an instant at the end, by Zone.Instant.
// Errors: ErrOutOfRange, ErrNegative, ErrNeverOpen.
func (c *Calendar) Due(start Instant, s Span) (Instant, error) { return c.DueMoved(start, s, 0) }

// DueMoved is Due with the day it finds moved on: by working days or calendar days, as s counts them. The time of day
// stays as s says. Open time is not counted in days, and not moved. Errors are those of Due; n must not be negative.
func (c *Calendar) DueMoved(start Instant, s Span, n int) (Instant, error) {
	switch {
	case !c.covers(start):
		return None, ErrOutOfRange
	case s.Unit == OpenTime:
		return c.Add(start, s.Open)
	case s.Days < 0 || n < 0:
		return None, ErrNegative
	case s.Days >= len(c.days) || n >= len(c.days):
		return None, ErrOutOfRange
	case s.Unit == CalendarDays:
		return c.calendarDays(start, s, n)
	default:
		return c.workingDays(start, s, n)
	}
}

// calendarDays finds the date, and on it the same wall clock time or the one of `by`.
func (c *Calendar) calendarDays(start Instant, s Span, moved int) (Instant, error) {
	local := c.zone.Local(start)
	date := dateOf(local)
	clock := local - startOf(date)
	if s.By >= 0 {
		clock = Instant(s.By) * minute
	}
	return c.answer(date+Date(s.Days+moved), clock)
}

// workingDays finds the working day, and on it the time of day that the start
// counts at, the one of `by`, or the close.
func (c *Calendar) workingDays(start Instant, s Span, moved int) (Instant, error) {
	date, clock, err := c.countsFor(start, s.Cutoff)
	if err != nil {
		return None, err
	}
	if date, err = c.workingDaysAfter(date, s.Days+moved); err != nil {
		return None, err
	}
	day := c.workday(date)
	switch {
	case s.By >= 0:
		clock = Instant(s.By) * minute
	case s.By == ByClose || s.Days == 0:
		clock = day.close()
	default:
		clock = day.clamp(clock)
	}
	return c.answer(date, clock)
}

// answer turns a wall clock time, counted from a date's midnight, into an instant.
func (c *Calendar) answer(date Date, clock Instant) (Instant, error) {
	if at := c.zone.Instant(startOf(date) + clock); c.covers(at) {
		return at, nil
	}
	return None, ErrOutOfRange
}

// countsFor gives the working day that a start counts for, and the time of day
// (from that day's midnight) at which it counts there.
func (c *Calendar) countsFor(start Instant, cutoff int) (Date, Instant, error) {
	local := c.zone.Local(start)
	date := dateOf(local)
	if c.inTail(date-1, start) {
		date-- // a tail past midnight belongs to the working day before
	}
	if c.WorkingDay(date) {
		day := c.workday(date)
		inTime := start <= c.zone.Instant(startOf(date)+day.close())
		if inTime && cutoff >= 0 {
			inTime = start <= c.moment(date, cutoff)
		}
		if inTime {
			return date, day.forward(local - startOf(date)), nil
		}
	}
	next, err := c.workingDaysAfter(date, 1)
	if err != nil {
		return 0, 0, err
	}
	return next, c.workday(next).opening(), nil
}

// inTail tells whether an instant of the date after lies in a working day's
// tail past midnight. The close itself does, unless the next window opens there.
func (c *Calendar) inTail(date Date, at Instant) bool {
	if !c.WorkingDay(date) {
		return false
	}
	end := c.workday(date).close()
	if end <= oneDay {
		return false
	}
	closed := c.zone.Instant(startOf(date) + end)
	return at < closed || at == closed && !c.IsOpen(at)
}
