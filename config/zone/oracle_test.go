package zone_test

import (
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// oracle is the wall clock rule itself, asked minute by minute. It knows no
// index, no interval and no local time that would have to be converted: the
// only thing it does with a zone is to ask what the clock on the wall shows.
type oracle struct {
	first   calendar.Instant // the start of the first minute
	minutes []minuteOfClock
}

// minuteOfClock is what the wall clock shows during one minute of UTC.
type minuteOfClock struct {
	wall calendar.Instant // at its start, as if UTC
	open bool
}

const aMinute = calendar.Instant(60_000_000)

// ask steps through the minutes from one instant on.
func ask(t *testing.T, spec calendar.Spec, from time.Time, minutes int) *oracle {
	t.Helper()
	o := &oracle{first: calendar.FromTime(from), minutes: make([]minuteOfClock, minutes)}
	for i := range o.minutes {
		wall := from.Add(time.Duration(i) * time.Minute).In(spec.Location)
		if wall.Second() != 0 {
			t.Fatalf("%v is not a whole minute of the wall clock: the oracle can't judge it", wall)
		}
		year, month, day := wall.Date()
		minute := wall.Hour()*60 + wall.Minute()
		date := calendar.DateOf(year, month, day)
		o.minutes[i] = minuteOfClock{
			wall: calendar.Instant(int64(date)*1440+int64(minute)) * aMinute,
			open: isOpen(spec, date, minute),
		}
	}
	return o
}

// isOpen is the rule: what the date's own hours say, or the tail of the date before.
func isOpen(spec calendar.Spec, date calendar.Date, minute int) bool {
	if own, ok := spec.Exceptions[date]; ok {
		return inside(own, minute)
	}
	if _, closed := spec.Holidays[date]; closed {
		return false
	}
	before := spec.Week[(date - 1).Weekday()]
	if own := spec.Exceptions[date-1]; len(own) > 0 {
		before = own
	}
	return inside(spec.Week[date.Weekday()], minute) || inside(before, minute+1440)
}

func inside(windows []calendar.Window, minute int) bool {
	for _, w := range windows {
		if minute >= w.Open && minute < w.Close {
			return true
		}
	}
	return false
}

func (o *oracle) end() calendar.Instant {
	return o.first + calendar.Instant(len(o.minutes))*aMinute
}

// between counts the open time minute by minute.
func (o *oracle) between(from, to calendar.Instant) (open calendar.Instant) {
	for at := from; at < to; {
		i := (at - o.first) / aMinute
		next := min(to, o.first+(i+1)*aMinute)
		if o.minutes[i].open {
			open += next - at
		}
		at = next
	}
	return open
}

// add walks on until the budget is used up; false where the minutes end before.
func (o *oracle) add(start, budget calendar.Instant) (calendar.Instant, bool) {
	if budget == 0 {
		return start, true
	}
	for at := start; at < o.end(); {
		i := (at - o.first) / aMinute
		next := o.first + (i+1)*aMinute
		if o.minutes[i].open {
			if budget <= next-at {
				return at + budget, true
			}
			budget -= next - at
		}
		at = next
	}
	return 0, false
}

// due says when a promise in days is due; false where the minutes do not reach.
func (o *oracle) due(spec calendar.Spec, start calendar.Instant, s calendar.Span) (calendar.Instant, bool) {
	if s.Unit == calendar.WorkingDays {
		return o.workingDays(spec, start, s)
	}
	date := calendar.Date(o.wall(start) / (1440 * aMinute))
	clock := o.wall(start) % (1440 * aMinute)
	if s.By >= 0 {
		clock = calendar.Instant(s.By) * aMinute
	}
	return o.find(date+calendar.Date(s.Days), clock)
}
