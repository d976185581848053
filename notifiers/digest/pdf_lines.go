package digest

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yardstickd/yardstick/notifiers"
)

// maxPrinted is how many characters of any one text are looked at for a page.
const maxPrinted = 2000

// units are what stays on one line with its number, and durations what stays together of several of these: "1 h 05 min".
var (
	units     = regexp.MustCompile(`([0-9]) ((?:h|min|s|days?|points?)\b)`)
	durations = regexp.MustCompile(`([0-9]\x{a0}(?:h|min|days?)) ([0-9]+\x{a0})`)
)

// printed makes one harmless line of a text, shaped, in the order of reading.
func printed(text string) string {
	line := notifiers.Line(text, maxPrinted, utf8.RuneCountInString)
	text = units.ReplaceAllString(glued(line), "$1\u00a0$2")
	return shaped(durations.ReplaceAllString(text, "$1\u00a0$2"))
}

// wrap breaks a text into lines that are at most wide, in thousandths of the size; more than most lines are cut to that many, the
// last ending in "…". A word that is wider than a line is broken.
func (t *typesetter) wrap(text string, wide float64, most int) []string {
	var lines []string
	rest := printed(text)
	for rest != "" {
		if len(lines) == most-1 {
			return append(lines, t.cut(rest, wide))
		}
		var line string
		line, rest = t.breakOff(rest, wide)
		lines = append(lines, line)
	}
	return lines
}

// fit gives a text as one line at most wide, cut where it is wider.
func (t *typesetter) fit(text string, wide float64) string { return t.cut(printed(text), wide) }

// cut gives as much of a shaped text as fits, with "…" where it is not all.
func (t *typesetter) cut(text string, wide float64) string {
	if t.width(text) <= wide {
		return text
	}
	const dots = "…"
	room := wide - t.width(dots)
	return strings.TrimRight(text[:t.reach(text, room)], " ") + dots
}

// breakOff gives what of a shaped text fits a line, and the rest of it. At least one character is taken.
func (t *typesetter) breakOff(text string, wide float64) (line, rest string) {
	end := t.reach(text, wide)
	if end == len(text) {
		return text, ""
	}
	if space := strings.LastIndexByte(text[:min(end+1, len(text))], ' '); space > 0 {
		return strings.TrimRight(text[:space], " "), strings.TrimLeft(text[space:], " ")
	}
	if end == 0 {
		_, end = utf8.DecodeRuneInString(text)
	}
	return text[:end], text[end:]
}

// reach gives how many bytes of a text fit.
func (t *typesetter) reach(text string, wide float64) int {
	var used float64
	for at, r := range text {
		used += t.width(string(r))
		if used > wide {
			return at
		}
	}
	return len(text)
}
