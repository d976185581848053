package explain

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// openText gives a length of open time in words. It counts no days: a day of open time is as long as the calendar's hours, and
// would be read as 24.
func openText(d time.Duration) string {
	switch {
	case d < 0:
		return "-" + openText(-d)
	case d < time.Second && d > 0:
		return "less than 1 s"
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	}
	hours, minutes, seconds := d/time.Hour, d%time.Hour/time.Minute, d%time.Minute/time.Second
	var parts []string
	if hours > 0 {
		parts = append(parts, fmt.Sprintf("%d h", hours))
	}
	if minutes > 0 {
		parts = append(parts, fmt.Sprintf("%d min", minutes))
	}
	if seconds > 0 && hours == 0 {
		parts = append(parts, fmt.Sprintf("%d s", seconds))
	}
	return strings.Join(parts, " ")
}

// realText gives a length of real time in words: from 24 hours on in days of 24 hours.
func realText(d time.Duration) string {
	if d < 24*time.Hour {
		return openText(d)
	}
	days, hours := d/(24*time.Hour), (d%(24*time.Hour)).Round(time.Hour)/time.Hour
	if hours == 24 {
		days, hours = days+1, 0
	}
	text := plural(int(days), "day")
	if hours > 0 && days < 100 {
		text += fmt.Sprintf(" %d h", hours)
	}
	return text
}

// plural counts things: 1 night, 2 nights.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// list joins words as people do: a, b and c.
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// quoted puts a text in quotes as the language writes it, without escapes.
func quoted(text string) string { return `"` + text + `"` }

// clockText gives a time of day: 15:00.
func clockText(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// clean makes text out of a ticket fit for a terminal: one line, nothing a terminal would obey.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// short cuts a text to so many characters.
func short(text string, most int) string {
	runes := []rune(strings.TrimSpace(text))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most-1]) + "…"
}

// spanText says a length of time in a sentence: "2 h of open time", "the next working day, by 12:00". Span.String writes it as the
// standards do.
func spanText(s *calendar.Span) string {
	var text string
	switch {
	case s.Unit == calendar.OpenTime:
		return openText(s.Open) + " of open time"
	case s.Unit == calendar.CalendarDays:
		text = plural(s.Days, "calendar day")
	case s.Days == 0:
		text = "the same working day"
	case s.Days == 1 && s.By == calendar.ByClose:
		text = "the next working day"
	default:
		text = plural(s.Days, "working day")
	}
	switch {
	case s.By >= 0:
		text += ", by " + clockText(s.By)
	case s.By == calendar.ByClose || s.Days == 0 && s.Unit == calendar.WorkingDays:
		text += ", by close"
	}
	if s.Cutoff >= 0 {
		text += " (cutoff " + clockText(s.Cutoff) + ")"
	}
	return text
}

// promised says what a row promises.
func promised(t *rules.Target) string {
	switch {
	case t.Exempt != "":
		return "exempt: " + t.Exempt
	case t.Due != "":
		return "by the instant in " + t.Due
	}
	text := spanText(t.Within)
	if t.Desired != nil {
		text += "; desired " + spanText(t.Desired)
	}
	return text
}
