package explain

import (
	"slices"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// intervals shows which stretches counted, and their sum.
func (p *page) intervals(c *Clock, title string) {
	if len(c.Intervals) == 0 {
		return
	}
	p.line()
	if c.foreign {
		title += ", in " + c.zone.Location().String()
	}
	p.line(piece{indent + title, bold})
	pastDue := false
	for _, i := range folded(c.Intervals) {
		if i.PastDue && !pastDue {
			pastDue = true
			p.line(piece{indent + stamp(calendar.Instant(c.DueAt), c.zone, false) + "  due", red})
		}
		p.hang(piece{indent + c.stretch(&i) + padLeft(lengthOf(&i), 14) + "  ", plain}, piece{c.effectOf(&i), shadeOf(&i)})
	}
	p.line(piece{indent + sum(c), bold})
}

// stretch shows from and to; a to of the same date is its time of day only.
func (c *Clock) stretch(i *Interval) string {
	from, to := calendar.Instant(i.From), calendar.Instant(i.To)
	last := stamp(to, c.zone, false)
	if c.zone.DateAt(from) == c.zone.DateAt(to) {
		last = last[len("Mon 2006-01-02 "):]
	}
	width := len(stampForm)
	if slices.ContainsFunc(c.Intervals, func(i Interval) bool { return seconds(i.From) || seconds(i.To) }) {
		width += len(":05")
	}
	return pad(stamp(from, c.zone, false), width) + " – " + pad(last, width)
}

// seconds tells whether an instant is shown with its seconds.
func seconds(at Instant) bool { return at%60_000_000 != 0 }

func lengthOf(i *Interval) string {
	switch {
	case i.Kind != Open:
		return realText(time.Duration(i.Wall))
	case i.Wall >= Seconds(1000*time.Hour):
		return openText(time.Duration(i.Wall).Truncate(time.Hour))
	}
	return openText(time.Duration(i.Wall))
}

func shadeOf(i *Interval) string {
	switch {
	case i.Kind == Open && i.PastDue:
		return red
	case i.Kind == Open, i.Kind == Several && i.Counted > 0:
		return green
	case i.Kind == Paused, i.Kind == Done:
		return yellow
	}
	return dim
}

// effectOf says what an interval does to the clock.
func (c *Clock) effectOf(i *Interval) string {
	var text string
	switch i.Kind {
	case Open:
		text = c.countsWord()
		if i.Why != "open" {
			text += ", " + i.Why
		}
	case Several:
		text = openText(time.Duration(i.Counted)) + " of it " + c.countsWord() + ", without " + i.Why
	case Outside, Holiday:
		text = "closed: " + i.Why
	default:
		text = i.Why
	}
	return text + c.leap(i)
}

// countsWord says what open time is to the clock. Promises in days are not used up by it, it is only measured.
func (c *Clock) countsWord() string {
	if c.Due != nil && c.Due.Form == "open_time" {
		return "counts"
	}
	return "open"
}

// leap says so where the zone's clocks change within an interval: its ends are further apart, or closer, than they look.
func (c *Clock) leap(i *Interval) string {
	offset := func(at Instant) calendar.Instant { return c.zone.Local(calendar.Instant(at)) - calendar.Instant(at) }
	change := time.Duration(offset(i.To)-offset(i.From)) * time.Microsecond
	switch {
	case i.Wall > Seconds(100*24*time.Hour): // nobody adds that up
		return ""
	case change > 0:
		return " (the clocks go forward " + openText(change) + ")"
	case change < 0:
		return " (the clocks go back " + openText(-change) + ")"
	}
	return ""
}

// sum is the line under the intervals: what the lengths add up to. To the second as long as that can be read.
func sum(c *Clock) string {
	length := openText
	if c.Wall > Seconds(14*24*time.Hour) {
		length = realText
	}
	word := "counted"
	if c.countsWord() == "open" {
		word = "open"
	}
	parts := []string{length(time.Duration(c.Counted)) + " " + word}
	if c.PausedFor > 0 {
		parts = append(parts, length(time.Duration(c.PausedFor))+" paused")
	}
	if c.Closed > 0 {
		parts = append(parts, length(time.Duration(c.Closed))+" closed")
	}
	return strings.Join(parts, " + ") + " = " + length(time.Duration(c.Wall)) + " in all"
}
