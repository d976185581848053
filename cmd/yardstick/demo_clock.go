package main

import (
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// fastClock is the demo's time. It stands still until it is started, which nothing that runs beside may do.
type fastClock struct {
	starts, began time.Time
	speed         float64
}

func (c *fastClock) start() { c.began = time.Now() }

func (c *fastClock) now() time.Time {
	if c.began.IsZero() {
		return c.starts
	}
	return c.starts.Add(time.Duration(float64(time.Since(c.began)) * c.speed))
}

// demoMorning is the last morning, at ten, before an instant on which the
// calendars of all standards are open for two hours before and after: a demo on
// a Sunday night would show an idle desk. Where there is none in a month, it is now.
func demoMorning(now time.Time, standards []*rules.Standard) time.Time {
	for back := range 31 {
		for _, s := range standards {
			day := now.In(s.Calendar.Location()).AddDate(0, 0, -back)
			ten := time.Date(day.Year(), day.Month(), day.Day(), 10, 0, 0, 0, day.Location())
			if !ten.After(now) && openAround(ten, standards) {
				return ten
			}
		}
	}
	return now
}

func openAround(at time.Time, standards []*rules.Standard) bool {
	const around = 2 * time.Hour
	from, to := calendar.FromTime(at.Add(-around)), calendar.FromTime(at.Add(around))
	for _, s := range standards {
		if open, err := s.Calendar.Between(from, to); err != nil || open < 2*around {
			return false
		}
	}
	return true
}
