package calendar

// Due gives the instant by which a promise made at start is due: the forms of
// `within`. Day forms are worked out on dates and wall clock times of the
// calendar's zone and turned into an instant at the end, by Zone.Instant.
// Errors: ErrOutOfRange, ErrNegative, ErrNeverOpen.
func (c *Calendar) Due(start Instant, s Span) (Instant, error) {
	switch {
	case !c.covers(start):
		return None, ErrOutOfRange
	case s.Unit == OpenTime:
		return c.Add(start, s.Open)
	case s.Days < 0:
		return None, ErrNegative
	case s.Days >= len(c.days):
		return None, ErrOutOfRange
	case s.Unit == CalendarDays:
		return c.calendarDays(start, s)
	default:
		return c.workingDays(start, s)
	}
}

// calendarDays finds the date, and on it the same wall clock time or the one of `by`.
func (c *Calendar) calendarDays(start Instant, s Span) (Instant, error) {
	local := c.zone.Local(start)
	date := dateOf(local)
	clock := local - startOf(date)
	if s.By >= 0 {
		clock = Instant(s.By) * minute
	}
	return c.answer(date+Date(s.Days), clock)
}

// workingDays finds the working day, and on it the time of day that the start
// counts at, the one of `by`, or the close.
func (c *Calendar) workingDays(start Instant, s Span) (Instant, error) {
	from, clock, err := c.countsFor(start, s.Cutoff)
	if err != nil {
		return None, err
	}
	date := from
	for range s.Days {
		if date, err = c.workingDayAfter(date); err != nil {
			return None, err
		}
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
	next, err := c.workingDayAfter(date)
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

// workingDayAfter gives the next working day after a date.
func (c *Calendar) workingDayAfter(date Date) (Date, error) {
	for date++; date <= lastDate; date++ {
		if c.days[date-firstDate]&working != 0 {
			return date, nil
		}
	}
	return 0, c.noMore()
}
