package console

import (
	"strings"

	"github.com/rivo/uniseg"

	"github.com/yardstickd/yardstick/notifiers"
)

// The escapes that colour a terminal; all are ended by reset.
const (
	reset  = "\x1b[0m"
	bold   = "\x1b[1m"
	dim    = "\x1b[2m"
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	blue   = "\x1b[34m"
	grey   = "\x1b[90m"
)

// maxText is how many columns a text out of a ticket may take: a few lines.
const maxText = 300

// frame collects the lines of one message beside its bar.
type frame struct {
	bar    string // its colour
	colour bool
	room   int // columns beside the bar
	text   strings.Builder
}

// frame gives a message as it is printed: the place above, the bar at the left, an empty line below.
func (c *Console) frame(place string, m notifiers.Message) string {
	f := &frame{bar: blue, colour: c.colour, room: c.width - 2}
	body := func() { f.summary(m.Summary) }
	switch {
	case m.Alert != nil:
		f.bar, body = barOf(m.Alert.Stage), func() { f.alert(m.Alert) }
	case m.Notice != nil:
		f.bar, body = yellow, func() { f.notice(m.Notice) }
	case m.Group != nil:
		f.bar, body = barOfGroup(m.Group), func() { f.group(m.Group) }
	case m.Page != nil:
		f.bar, body = grey, func() { f.page(m.Page) }
	case m.File != nil:
		f.bar, body = grey, func() { f.file(m.File) }
	case m.Digest != nil:
		f.bar, body = barOfDigest(m.Digest.Report), func() { f.digest(m.Digest) }
	}
	f.line(dim, clean(place))
	body()
	f.text.WriteByte('\n')
	return f.text.String()
}

func barOf(stage notifiers.Stage) string {
	switch stage {
	case notifiers.Warn:
		return yellow
	case notifiers.Missed, notifiers.Escalated, notifiers.Reminder:
		return red
	case notifiers.Recovered, notifiers.Kept:
		return green
	default:
		return grey
	}
}

// line writes a text in a style, in as many lines as it takes. The text must be clean.
func (f *frame) line(style, text string) {
	for _, part := range wrap(text, f.room) {
		f.text.WriteString(f.paint(f.bar, "▌") + " " + f.paint(style, part) + "\n")
	}
}

func (f *frame) paint(style, text string) string {
	if !f.colour || style == "" || text == "" {
		return text
	}
	return style + text + reset
}

// fact writes a label and, in a column of their own, the lines of its value.
func (f *frame) fact(label, value string) {
	const column = 10
	for i, part := range wrap(value, f.room-column) {
		if i > 0 {
			label = ""
		}
		name := f.paint(dim, label) + strings.Repeat(" ", column-uniseg.StringWidth(label))
		f.text.WriteString(f.paint(f.bar, "▌") + " " + name + part + "\n")
	}
}

// clean makes a harmless line of a text.
func clean(text string) string { return notifiers.Line(text, maxText, uniseg.StringWidth) }

// wrap cuts a text into lines of at most room columns, at spaces where it can. An empty text has no line.
func wrap(text string, room int) []string {
	var lines []string
	for text != "" {
		end, rest := fit(text, room)
		lines = append(lines, text[:end])
		text = text[rest:]
	}
	return lines
}

// fit tells where a line ends and where the next begins.
func fit(text string, room int) (end, rest int) {
	width, at, space := 0, 0, 0
	for state := -1; at < len(text); {
		cluster, _, cost, next := uniseg.FirstGraphemeClusterInString(text[at:], state)
		if state = next; cluster == " " && !strings.HasPrefix(text[at:], " %") { // a number keeps its unit
			space = at
		}
		if width += cost; width > room {
			break
		}
		at += len(cluster)
	}
	switch {
	case at == len(text):
		return at, at
	case space > 0:
		return space, space + 1
	case at == 0: // one character wider than the room, which New's least width rules out
		return len(text), len(text)
	}
	return at, at
}
