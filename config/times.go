package config

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// The longest times that can be promised: ten years, beyond which there is a typing error.
const (
	maxOpen = 10 * 8784 * time.Hour
	maxDays = 3660
)

var (
	openForm     = regexp.MustCompile(`^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$`)
	workingForm  = regexp.MustCompile(`^(\d{1,5}) working days?$`)
	calendarForm = regexp.MustCompile(`^(\d{1,5}) calendar days?$`)
	leadingZero  = regexp.MustCompile(`^0\d`)
)

// badTime is why a written time is refused, and what to write instead.
type badTime struct{ why, advice string }

// parseSpan reads a form of `within` and `desired`, without by and cutoff.
func parseSpan(written string) (calendar.Span, *badTime) {
	text := strings.Join(strings.Fields(written), " ")
	span := calendar.Span{By: calendar.NoClock, Cutoff: calendar.NoClock}
	switch text {
	case "next working day":
		span.Unit, span.Days, span.By = calendar.WorkingDays, 1, calendar.ByClose
		return span, nil
	case "same working day":
		span.Unit, span.By = calendar.WorkingDays, calendar.ByClose
		return span, nil
	}
	var bad *badTime
	if m := workingForm.FindStringSubmatch(text); m != nil {
		span.Unit = calendar.WorkingDays
		span.Days, bad = parseDays(text, m[1])
		return span, bad
	}
	if m := calendarForm.FindStringSubmatch(text); m != nil {
		span.Unit = calendar.CalendarDays
		span.Days, bad = parseDays(text, m[1])
		return span, bad
	}
	span.Open, bad = parseOpen(text)
	return span, bad
}

func parseDays(text, digits string) (int, *badTime) {
	days, _ := strconv.Atoi(digits) // at most five digits
	switch {
	case leadingZero.MatchString(digits):
		return 0, &badTime{fmt.Sprintf("%s begins with a zero", quoted(text)), "write the number without it"}
	case days == 0:
		return 0, &badTime{"a promised time must be longer than nothing", "for today write: same working day"}
	case days > maxDays:
		return 0, &badTime{fmt.Sprintf("%s is more than ten years", quoted(text)), ""}
	}
	return days, nil
}

// parseOpen reads hours, minutes and seconds: 30m, 4h, 1h30m.
func parseOpen(text string) (time.Duration, *badTime) {
	m := openForm.FindStringSubmatch(text)
	if m == nil || text == "" {
		return 0, &badTime{quoted(text) + " is not a time", timeAdvice(text)}
	}
	var open time.Duration
	for i, unit := range []time.Duration{time.Hour, time.Minute, time.Second} {
		n, _ := strconv.Atoi("0" + m[i+1]) // at most six digits
		open += time.Duration(n) * unit
	}
	switch {
	case open == 0:
		return 0, &badTime{"a promised time must be longer than nothing", ""}
	case text[0] == '0':
		return 0, &badTime{fmt.Sprintf("%s begins with a zero", quoted(text)), "write the number without it"}
	case open > maxOpen:
		return 0, &badTime{fmt.Sprintf("%s is more than ten years", quoted(text)), ""}
	}
	return open, nil
}

// zeroTime tells a time that is none: 0m, 0h00m.
func zeroTime(text string) bool {
	return openForm.MatchString(text) && strings.Trim(text, "0hms") == ""
}

const allForms = `write hours and minutes (30m, 4h, 1h30m), "3 working days", "next working day", "same working day" or "30 calendar days"`

var (
	dayLike    = regexp.MustCompile(`^(\d+(?:\.\d+)?) ?(d|days?|w|weeks?|mo|months?|y|years?)$`)
	hourLike   = regexp.MustCompile(`^(\d+) ?(h|hrs?|hours?|m|mins?|minutes?)$`)
	businesses = regexp.MustCompile(`^(\d+|next|same) (?:business|work|bank) ?days?$`)
	decimal    = regexp.MustCompile(`^\d+[.,]\d+ ?[hms]`)
	bareNumber = regexp.MustCompile(`^\d+$`)
)

// timeAdvice says what was probably meant.
func timeAdvice(text string) string {
	lower := strings.ToLower(text)
	if m := dayLike.FindStringSubmatch(lower); m != nil {
		return dayAdvice(m[1], m[2][0])
	}
	if m := businesses.FindStringSubmatch(lower); m != nil {
		word := "working day"
		if bareNumber.MatchString(m[1]) && m[1] != "1" {
			word = "working days"
		}
		return fmt.Sprintf("write \"%s %s\"", m[1], word)
	}
	if m := hourLike.FindStringSubmatch(lower); m != nil {
		return fmt.Sprintf("write %s%c", m[1], m[2][0])
	}
	switch {
	case strings.HasPrefix(text, "-"):
		return "a promised time must be longer than nothing"
	case bareNumber.MatchString(text):
		return fmt.Sprintf("a unit is missing: %sm or %sh?", clip(text), clip(text))
	case decimal.MatchString(lower):
		return "write whole hours and minutes, such as 1h30m"
	}
	return allForms
}

// dayAdvice explains why 2d is refused: everybody means something else by it.
func dayAdvice(n string, unit byte) string {
	switch unit {
	case 'd':
		return fmt.Sprintf("a day may be 24 hours, one date, or a working day: write \"%s working days\", \"%s calendar days\", "+
			"or the open hours meant", n, n)
	case 'w':
		return "a week may be 7 dates or 5 working days: write \"5 working days\" or \"7 calendar days\""
	}
	return "months and years differ in length: write \"30 calendar days\" or \"20 working days\""
}

// clockPattern is a time of day from 00:00 to 24:00.
const clockPattern = `(?:[01]\d|2[0-3]):[0-5]\d|24:00`

var clockForm = regexp.MustCompile(`^(?:` + clockPattern + `)$`)

// parseClock reads HH:MM as minutes since midnight.
func parseClock(text string) (int, *badTime) {
	if !clockForm.MatchString(text) {
		return 0, &badTime{quoted(text) + " is not a time of day", "write hours and minutes with two digits each: 08:00 to 24:00"}
	}
	hours, _ := strconv.Atoi(text[:2])
	minutes, _ := strconv.Atoi(text[3:])
	return hours*60 + minutes, nil
}
