package zone_test

import "github.com/yardstickd/yardstick/rules/calendar"

// day is a working day as the oracle sees it: the windows that begin on it, as a map of minutes from its midnight.
type day struct {
	open        [2880]bool
	first, last int // the first open minute, and the minute after the last one
}

// workingDay draws the windows that begin on a date, and tells whether there
// are any: of a window at least a minute must be shown on the date itself.
func (o *oracle) workingDay(spec calendar.Spec, date calendar.Date) (d day, working bool) {
	windows, own := spec.Exceptions[date]
	if !own && spec.Holidays[date] == "" {
		windows = spec.Week[date.Weekday()]
	}
	for _, w := range windows {
		for minute := w.Open; minute < w.Close; minute++ {
			d.open[minute] = true
		}
	}
	shown := o.shown(date)
	for from := 0; from < 1440; from++ {
		to, seen := from, false
		for ; to < 2880 && d.open[to]; to++ {
			seen = seen || to < 1440 && shown[to]
		}
		for ; from < to && !seen; from++ { // the zone's clock leapt over it
			d.open[from] = false
		}
		from = to
	}
	_, closed := spec.Holidays[date+1]
	if _, own := spec.Exceptions[date+1]; own || closed {
		clear(d.open[1440:])
	}
	d.first = -1
	for minute, open := range d.open {
		if open && d.first < 0 {
			d.first = minute
		}
		if open {
			d.last = minute + 1
		}
	}
	return d, d.first >= 0
}

// shown gives the minutes of a date that the wall clock shows.
func (o *oracle) shown(date calendar.Date) (shown [1440]bool) {
	for _, m := range o.minutes {
		if at := m.wall/aMinute - calendar.Instant(date)*1440; at >= 0 && at < 1440 {
			shown[at] = true
		}
	}
	return shown
}

// find gives the first instant at which the wall clock shows a time of a date, or a later one.
func (o *oracle) find(date calendar.Date, clock calendar.Instant) (calendar.Instant, bool) {
	wanted := calendar.Instant(date)*1440*aMinute + clock
	for k, m := range o.minutes {
		if m.wall == wanted-wanted%aMinute {
			return o.first + calendar.Instant(k)*aMinute + wanted%aMinute, k > 0
		}
		if m.wall > wanted {
			return o.first + calendar.Instant(k)*aMinute, k > 0
		}
	}
	return 0, false
}

// openAt tells whether an instant is open.
func (o *oracle) openAt(at calendar.Instant) bool { return o.minutes[(at-o.first)/aMinute].open }

// dateAt is the date that the clock shows at a minute.
func (o *oracle) dateAt(minute int) calendar.Date {
	return calendar.Date(o.minutes[minute].wall / (1440 * aMinute))
}

// wall is what the clock shows at an instant.
func (o *oracle) wall(at calendar.Instant) calendar.Instant {
	return o.minutes[(at-o.first)/aMinute].wall + (at-o.first)%aMinute
}

// workingDays says when a promise in working days is due, sentence by sentence
// of the standards language; false where the minutes do not reach.
func (o *oracle) workingDays(spec calendar.Spec, start calendar.Instant, s calendar.Span) (calendar.Instant, bool) {
	date := calendar.Date(o.wall(start) / (1440 * aMinute))
	if date-1 <= o.dateAt(0) || date >= o.dateAt(len(o.minutes)-1) {
		return 0, false // not all of these dates is among the minutes
	}
	d, working := o.workingDay(spec, date)
	if before, ok := o.workingDay(spec, date-1); ok && before.last > 1440 {
		end, found := o.find(date-1, calendar.Instant(before.last)*aMinute)
		if !found {
			return 0, false
		}
		if start < end || start == end && !o.openAt(start) { // a tail past midnight belongs to the day before
			date, d, working = date-1, before, true
		}
	}
	clock := o.wall(start) - calendar.Instant(date)*1440*aMinute
	counts := working
	if working {
		end, found := o.find(date, calendar.Instant(d.last)*aMinute)
		if !found {
			return 0, false
		}
		counts = start <= end
		if s.Cutoff >= 0 {
			if end, found = o.find(date, calendar.Instant(s.Cutoff)*aMinute); !found {
				return 0, false
			}
			counts = counts && start <= end
		}
	}
	if counts {
		clock = d.forward(clock)
	} else {
		if date, d, counts = o.next(spec, date); !counts {
			return 0, false
		}
		clock = calendar.Instant(d.first) * aMinute
	}
	for range s.Days {
		var found bool
		if date, d, found = o.next(spec, date); !found {
			return 0, false
		}
	}
	switch {
	case s.By >= 0:
		clock = calendar.Instant(s.By) * aMinute
	case s.By == calendar.ByClose || s.Days == 0:
		clock = calendar.Instant(d.last) * aMinute
	default:
		clock = d.clamp(clock)
	}
	return o.find(date, clock)
}

// next gives the next working day after a date, as far as the minutes reach.
func (o *oracle) next(spec calendar.Spec, date calendar.Date) (calendar.Date, day, bool) {
	for date++; date < o.dateAt(len(o.minutes)-1); date++ {
		if d, working := o.workingDay(spec, date); working {
			return date, d, true
		}
	}
	return 0, day{}, false
}

// forward waits for the next open minute of the day; behind the last one there is none, and the close stays.
func (d *day) forward(clock calendar.Instant) calendar.Instant {
	for minute := int(clock / aMinute); minute < d.last; minute++ {
		if d.open[minute] {
			return max(clock, calendar.Instant(minute)*aMinute)
		}
	}
	return min(clock, calendar.Instant(d.last)*aMinute)
}

// clamp goes back to the last close if the day has no such time, but never before the opening.
func (d *day) clamp(clock calendar.Instant) calendar.Instant {
	minute := int(clock / aMinute)
	if minute < 2880 && d.open[minute] {
		return clock
	}
	for ; minute >= d.first; minute-- {
		if minute > 0 && minute <= 2880 && d.open[minute-1] {
			return min(clock, calendar.Instant(minute)*aMinute)
		}
	}
	return calendar.Instant(d.first) * aMinute
}
