package digest

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"github.com/yardstickd/yardstick/notifiers"
)

// How wide texts out of tickets and files may be where they are shown, in columns.
const (
	nameWidth    = 60
	promiseWidth = 200
)

// line makes one harmless line of any text.
func line(text string, width int) string { return notifiers.Line(text, width, uniseg.StringWidth) }

// standardName reads a standard's id as a name: "first-reply" is "First reply".
func standardName(id string) string {
	name := line(strings.NewReplacer("-", " ", "_", " ").Replace(id), nameWidth)
	first, size := utf8.DecodeRuneInString(name)
	if size == 0 {
		return "(unnamed)"
	}
	return string(unicode.ToUpper(first)) + name[size:]
}

// list joins names as one says them: "a, b and c".
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// periodNoun says what kind of period a name stands for: "2026-W46" is a week.
func periodNoun(name string) string {
	switch {
	case strings.Contains(name, ".."):
		return "period"
	case strings.Contains(name, "W"):
		return "week"
	case strings.Contains(name, "Q"):
		return "quarter"
	case len(name) == len("2026-11-15"):
		return "day"
	case len(name) == len("2026-11"):
		return "month"
	case len(name) == len("2026"):
		return "year"
	}
	return "period"
}

// dateWords gives a report's date as one says it: "31 October 2026"; as it is where it is none.
func dateWords(date string) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return line(date, nameWidth)
	}
	return day.Format("2 January 2006")
}
