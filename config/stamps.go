package config

import (
	"strings"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// stamp reads a date or a time of a date: in zone, unless it says an offset itself. What says what it is for.
func (v value) stamp(zone *calendar.Zone, what string) (calendar.Instant, bool) {
	text, ok := v.filled(what)
	if !ok {
		return calendar.None, false
	}
	at, wrong := parseStamp(text, zone)
	if wrong != nil {
		v.fail("time", "%s", wrong.why).Hint = wrong.advice
		return calendar.None, false
	}
	return at, true
}

const stampAdvice = "write it as YYYY-MM-DD, or with a time: 2026-03-27 15:30"

func parseStamp(text string, zone *calendar.Zone) (calendar.Instant, *badTime) {
	at, err := calendar.ParseStamp(text, zone)
	if err != nil {
		date, _, _ := strings.Cut(text, " ")
		bad := &badTime{quoted(text) + " is not a time", stampAdvice}
		if dateShape.MatchString(date) && date[5:] > "02" {
			if _, err := calendar.ParseDate(date); err != nil {
				bad.advice = dateAdvice(date)
			}
		}
		return calendar.None, bad
	}
	if year := at.Time().In(time.UTC).Year(); year < calendar.FirstYear || year > calendar.LastYear {
		return calendar.None, &badTime{quoted(text) + " lies outside a calendar's years", "they are 1990 to 2060"}
	}
	return at, nil
}
