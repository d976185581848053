package notifiers

import (
	"fmt"
	"time"
)

// OpenTime gives a length of open time in words, e.g. "45 s", "4 min 30 s",
// "15 min", "26 h 10 min". It counts no days: a day of open time is as long as
// the calendar's hours, and would be read as 24.
//
// It is rounded to what is shown: to seconds below ten minutes, else to minutes.
func OpenTime(d time.Duration) string {
	d = d.Round(time.Second)
	switch {
	case d <= 0:
		return "less than 1 s"
	case d < 10*time.Minute:
		return seconds(d)
	}
	minutes := int64(d.Round(time.Minute) / time.Minute)
	if minutes < 60 {
		return fmt.Sprintf("%d min", minutes)
	}
	return fmt.Sprintf("%d h %02d min", minutes/60, minutes%60)
}

func seconds(d time.Duration) string {
	whole, rest := d/time.Minute, d%time.Minute/time.Second
	switch {
	case whole == 0:
		return fmt.Sprintf("%d s", rest)
	case rest == 0:
		return fmt.Sprintf("%d min", whole)
	}
	return fmt.Sprintf("%d min %02d s", whole, rest)
}

// RealTime gives a length of real time in words, like OpenTime, but from 24
// hours on in days of 24 hours: "1 day 2 h", "3 days", and from 100 days on without hours.
func RealTime(d time.Duration) string {
	if d.Round(time.Minute) < 24*time.Hour {
		return OpenTime(d)
	}
	hours := int64(d.Round(time.Hour) / time.Hour)
	days, rest := hours/24, hours%24
	unit := "days"
	if days == 1 {
		unit = "day"
	}
	if rest == 0 || days >= 100 {
		return fmt.Sprintf("%d %s", days, unit)
	}
	return fmt.Sprintf("%d %s %d h", days, unit, rest)
}
