package calendar

// markDates notes which dates are closed, have hours of their own, or are
// working days, and tells whether any of them differs from the week.
func (c *Calendar) markDates(spec Spec) (special bool) {
	mark := func(date Date, m dayMark) {
		if date >= firstDate && date <= lastDate {
			c.days[date-firstDate] |= m
			special = true
		}
	}
	for date, windows := range spec.Exceptions {
		mark(date, exception|ownWindows)
		c.begins[date] = unite(windows)
		if len(windows) > 0 {
			mark(date+1, afterException)
		}
	}
	for date := range spec.Holidays {
		if _, own := spec.Exceptions[date]; !own {
			mark(date, holiday)
		}
	}
	c.dropRemoved()
	for i := range c.days {
		if len(c.beginning(firstDate+Date(i))) > 0 {
			c.days[i] |= working
		}
	}
	c.countDays()
	return special
}

// dropRemoved takes away the windows that could not begin, since the zone's
// clock leapt over all their minutes of that date: Friday 30 December 2011 in
// Apia is no working day, and 02:00-03:00 is no window on a morning in March.
func (c *Calendar) dropRemoved() {
	for k := 1; k < len(c.zone.segments); k++ {
		before, after := c.zone.segments[k-1], c.zone.segments[k]
		for date := dateOf(before.localUntil()); date <= dateOf(after.from+after.offset-1); date++ {
			if date < firstDate || date > lastDate {
				continue
			}
			windows := c.beginning(date)
			if kept := c.existing(date, windows); len(kept) < len(windows) {
				c.begins[date] = kept
				c.days[date-firstDate] |= ownWindows
			}
		}
	}
}

// existing keeps the windows of which the zone's clock shows a minute on the date they begin on.
func (c *Calendar) existing(date Date, windows []Window) []Window {
	var kept []Window
	for _, w := range windows {
		if c.moment(date, w.Open) < c.moment(date, min(w.Close, minutesOfDay)) {
			kept = append(kept, w)
		}
	}
	return kept
}

// beginning gives the windows that begin on a date, in order, their tails not yet cut.
func (c *Calendar) beginning(date Date) []Window {
	switch mark := c.days[date-firstDate]; {
	case mark&ownWindows != 0:
		return c.begins[date]
	case mark&holiday != 0:
		return nil
	default:
		return c.week[date.Weekday()]
	}
}

// moment gives the instant of a minute counted from a date's midnight; it may lie on the next date.
func (c *Calendar) moment(date Date, minutes int) Instant {
	return c.zone.Instant(startOf(date) + Instant(minutes)*minute)
}

// WorkingDay tells whether a window begins on a date: the tail of the night
// before makes no working day. Outside the calendar's years none is.
func (c *Calendar) WorkingDay(date Date) bool {
	return date >= firstDate && date <= lastDate && c.days[date-firstDate]&working != 0
}

// ClosedBy tells whether a holiday, or an exception without hours, closes a
// whole date, and the holiday's name where there is one.
func (c *Calendar) ClosedBy(date Date) (name string, closed bool) {
	if date < firstDate || date > lastDate {
		return "", false
	}
	mark := c.days[date-firstDate]
	closed = mark&holiday != 0 || mark&exception != 0 && len(c.begins[date]) == 0
	if !closed {
		return "", false
	}
	return c.holidays[date], true
}

// workday is a working day: the windows that begin on it, in minutes from its
// midnight, and where a closed date behind it cuts their tails.
type workday struct {
	date    Date
	windows []Window
	cut     int
}

// workday gives what a working day is made of.
func (c *Calendar) workday(date Date) workday {
	day := workday{date: date, windows: c.beginning(date), cut: 2 * minutesOfDay}
	if date < lastDate && c.days[date+1-firstDate]&(holiday|exception) != 0 {
		day.cut = minutesOfDay
	}
	return day
}

// opening gives the wall clock time at which its first window opens, from its midnight.
func (d workday) opening() Instant { return Instant(d.windows[0].Open) * minute }

// close gives the wall clock time at which its last window closes, from its midnight.
func (d workday) close() Instant { return d.closeOf(len(d.windows) - 1) }

func (d workday) closeOf(i int) Instant { return Instant(min(d.windows[i].Close, d.cut)) * minute }

// forward moves a time of day that is not open on to the next opening; the last close stays.
func (d workday) forward(clock Instant) Instant {
	for i, w := range d.windows {
		if open := Instant(w.Open) * minute; clock < open {
			return open
		}
		if clock < d.closeOf(i) {
			return clock
		}
	}
	return min(clock, d.close())
}

// clamp moves a time of day that the day does not have: before opening to the
// opening, after close to the close, in a gap to the close before it.
func (d workday) clamp(clock Instant) Instant {
	for i, w := range d.windows {
		if open := Instant(w.Open) * minute; clock < open {
			if i == 0 {
				return open
			}
			return d.closeOf(i - 1)
		}
		if clock <= d.closeOf(i) {
			return clock
		}
	}
	return d.close()
}
