package calendar

import (
	"fmt"
	"slices"
	"strings"
)

const minutesOfDay = 24 * 60

// dateOf gives the date of a wall clock time.
func dateOf(local Instant) Date {
	if local < 0 {
		return Date((local+1)/oneDay - 1)
	}
	return Date(local / oneDay)
}

// unite sorts windows and joins those that overlap or touch.
func unite(windows []Window) []Window {
	sorted := slices.Clone(windows)
	slices.SortFunc(sorted, func(a, b Window) int { return a.Open - b.Open })
	united := sorted[:0]
	for _, w := range sorted {
		if n := len(united); n > 0 && w.Open <= united[n-1].Close {
			united[n-1].Close = max(united[n-1].Close, w.Close)
		} else {
			united = append(united, w)
		}
	}
	return united
}

// onTheDay appends the parts of windows that lie on the date they begin on.
func onTheDay(to, windows []Window) []Window {
	for _, w := range windows {
		to = append(to, Window{w.Open, min(w.Close, minutesOfDay)})
	}
	return to
}

// tails appends the parts of windows that lie on the date after.
func tails(to, windows []Window) []Window {
	for _, w := range windows {
		if w.Close > minutesOfDay {
			to = append(to, Window{0, w.Close - minutesOfDay})
		}
	}
	return to
}

// hours answers which minutes of a date the wall clock rule opens.
type hours struct {
	calendar   *Calendar
	plain      Week // by day of the week: its windows and the tail of the day before
	exceptions map[Date][]Window
}

func newHours(c *Calendar, exceptions map[Date][]Window) *hours {
	h := &hours{calendar: c, exceptions: exceptions}
	for day, windows := range c.week {
		h.plain[day] = unite(tails(onTheDay(nil, windows), c.week[(day+6)%7]))
	}
	return h
}

// on gives the open minutes of a date, in order.
//
// An exception stands for every hour of its date. One with hours also takes the
// place of the windows that begin there, so that the week's tail does not reach
// the next date but its own may; a closed one closes its date as a holiday does.
func (h *hours) on(date Date) []Window {
	c := h.calendar
	mark := c.days[date-firstDate]
	switch {
	case mark&(holiday|exception|afterException) == 0:
		return h.plain[date.Weekday()]
	case mark&exception != 0:
		return unite(onTheDay(nil, h.exceptions[date]))
	case mark&holiday != 0:
		return nil
	default:
		return unite(tails(onTheDay(nil, c.week[date.Weekday()]), h.exceptions[date-1]))
	}
}

// ParseWindow reads "HH:MM-HH:MM". A close that is not after the open means the
// next date, so 22:00-06:00 runs over midnight and 08:00-08:00 is a whole day;
// 24:00 is the midnight that ends the date.
func ParseWindow(text string) (Window, error) {
	opens, closes, found := strings.Cut(text, "-")
	open, okOpen := parseMinute(strings.TrimSpace(opens))
	end, okClose := parseMinute(strings.TrimSpace(closes))
	if !found || !okOpen || !okClose || open == minutesOfDay {
		return Window{}, fmt.Errorf("%.40q is not a window like 09:00-17:30", text)
	}
	if end <= open {
		end += minutesOfDay
	}
	return Window{Open: open, Close: end}, nil
}

// parseMinute reads HH:MM, 00:00 to 24:00, as minutes since midnight.
func parseMinute(text string) (minutes int, ok bool) {
	s := stamp[string]{text: text}
	minutes = 60 * s.within(24)
	s.must(':')
	minutes += s.within(59)
	s.end()
	return minutes, !s.bad && minutes <= minutesOfDay
}
