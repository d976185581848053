package explain

import (
	"slices"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// ink is how a stretch is drawn.
type ink uint8

const (
	inkCounted ink = iota
	inkOver        // open, past due
	inkPaused
	inkClosed
	inkAhead // open, still to come
	inks
)

// glyphs are the characters of the inks, and the mark below them.
type glyphs struct {
	ink  [inks]string
	mark string
}

var (
	blocks = glyphs{[inks]string{"█", "▓", "▒", "·", "─"}, "╵"}
	ascii  = glyphs{[inks]string{"#", "!", "=", ".", "-"}, "^"}
	inked  = [inks]string{"open", "open, past due", "paused", "closed", "left"}
	colour = [inks]string{green, red, yellow, dim, dim}
)

// patch is a stretch of the drawing: its instants and how wide it is in relation to the others.
type patch struct {
	from, to calendar.Instant
	ink      ink
	weight   float64
}

// mark is an instant that the drawing points out.
type mark struct {
	at   calendar.Instant
	text string
	cell int
}

// drawing is a clock as one line of characters. Open time is to scale; closed time is drawn short, so that a weekend does
// not hide the hours around it, and so are long pauses and what lies far past the due instant.
type drawing struct {
	patches []patch
	marks   []mark
	width   int
}

func inkOf(i *Interval) ink {
	switch {
	case i.Kind == Paused || i.Kind == Done:
		return inkPaused
	case i.Counted > 0 && i.PastDue:
		return inkOver
	case i.Counted > 0:
		return inkCounted
	}
	return inkClosed
}

// draw makes the drawing of a clock; nil where there is nothing to see.
func (e *Clock) draw(width int) *drawing {
	d := &drawing{width: width}
	for i := range e.Intervals {
		v := &e.Intervals[i]
		d.patches = append(d.patches, patch{from: calendar.Instant(v.From), to: calendar.Instant(v.To), ink: inkOf(v)})
	}
	c := &e.clock
	end := c.AsOf
	if c.Ended() {
		end = c.StoppedAt
	}
	if c.DueAt != calendar.None && c.DueAt > end {
		d.ahead(e, end)
	}
	if len(d.patches) == 0 {
		return nil
	}
	d.weigh(c.DueAt)
	d.mark(c.StartedAt, "start")
	for _, s := range e.Stages {
		if at := calendar.Instant(s.At); s.Passed && at < end || !s.Passed {
			switch s.kind {
			case rules.StageMissed: // at the due instant
			case rules.StageKept, rules.StageRecovered:
				d.mark(at, "done")
			case rules.StageEscalated: // what lies past due is drawn up to now, in which they have no room
			default:
				d.mark(at, s.Name)
			}
		}
	}
	if c.DueAt != calendar.None {
		d.mark(c.DueAt, "due")
	}
	switch c.State {
	case rules.Stopped:
		d.mark(c.StoppedAt, "done")
	case rules.Cancelled:
		d.mark(c.StoppedAt, "cancelled")
	default:
		d.mark(c.AsOf, "now")
	}
	return d
}

// ahead adds what lies between the clock's end and its due instant.
func (d *drawing) ahead(e *Clock, end calendar.Instant) {
	s := &strip{on: e.clock.Calendar(), due: calendar.None}
	s.running(end, e.clock.DueAt)
	for _, v := range s.all() {
		p := patch{from: calendar.Instant(v.From), to: calendar.Instant(v.To), ink: inkAhead}
		if v.Counted == 0 {
			p.ink = inkClosed
		}
		d.patches = append(d.patches, p)
	}
}

const (
	// manyClosed is with how many closed stretches nights and breaks are left out.
	manyClosed = 12
	// manyPatches is with how many stretches small ones may vanish.
	manyPatches = 60
)

// weigh gives each stretch its width.
func (d *drawing) weigh(due calendar.Instant) {
	var open, over time.Duration // up to the due instant, and behind it
	closed := 0
	for _, p := range d.patches {
		switch length := p.to.Sub(p.from); p.ink {
		case inkClosed:
			closed++
		case inkCounted, inkAhead:
			open += length
		case inkOver:
			over += length
		}
	}
	if open == 0 {
		open = max(over, time.Hour)
	}
	shut := float64(open) / 20 // the most a closed stretch takes
	if closed > manyClosed {
		shut = float64(open) / 2.5 / float64(closed)
	}
	for i := range d.patches {
		p := &d.patches[i]
		length := float64(p.to.Sub(p.from))
		switch {
		case p.ink == inkClosed && closed > manyClosed && length < float64(24*time.Hour):
			p.weight = 0 // nights and breaks
		case p.ink == inkClosed:
			p.weight = min(length, shut)
		case p.ink == inkPaused:
			p.weight = min(length, float64(open)/2)
		default:
			p.weight = length
		}
	}
	late := func(p *patch) bool { return due != calendar.None && p.from >= due && p.ink != inkAhead }
	d.limit(float64(open), late)
	d.limit(float64(open), func(p *patch) bool { return p.ink == inkPaused && !late(p) })
}

// limit makes stretches narrower so that all of them together take no more than a width.
func (d *drawing) limit(most float64, of func(*patch) bool) {
	var all float64
	for i := range d.patches {
		if of(&d.patches[i]) {
			all += d.patches[i].weight
		}
	}
	if all <= most {
		return
	}
	for i := range d.patches {
		if of(&d.patches[i]) {
			d.patches[i].weight *= most / all
		}
	}
}

// place gives how far along the drawing an instant lies, 0 to 1.
func (d *drawing) place(at calendar.Instant) float64 {
	var before, all float64
	for _, p := range d.patches {
		all += p.weight
		switch {
		case at >= p.to:
			before += p.weight
		case at > p.from:
			before += p.weight * float64(at-p.from) / float64(p.to-p.from)
		}
	}
	if all == 0 {
		return 0
	}
	return before / all
}

func (d *drawing) mark(at calendar.Instant, text string) {
	cell := min(int(d.place(at)*float64(d.width)), d.width-1)
	d.marks = append(d.marks, mark{at, text, cell})
}

// cells gives the ink of each cell: the one that fills most of it, where a stretch that would vanish gets a cell.
func (d *drawing) cells() []ink {
	var all float64
	for _, p := range d.patches {
		all += p.weight
	}
	cells := make([]ink, 0, d.width)
	filled := 0.0
	for i, p := range d.patches {
		filled += p.weight
		until := int(filled/all*float64(d.width) + 0.5)
		if until <= len(cells) && p.weight > 0 && len(d.patches) <= manyPatches && len(cells) < d.width {
			until = len(cells) + 1
		}
		if i == len(d.patches)-1 {
			until = d.width
		}
		for len(cells) < min(until, d.width) {
			cells = append(cells, p.ink)
		}
	}
	return cells
}

// legend names the inks that are used.
func (d *drawing) legend(g *glyphs) string {
	cells := d.cells()
	var parts []string
	for k := range inks {
		if slices.Contains(cells, k) {
			parts = append(parts, g.ink[k]+" "+inked[k])
		}
	}
	return strings.Join(parts, "   ")
}

// labels places the marks' words below the line, in as few rows as they need; a mark at the cell of another joins it.
func (d *drawing) labels(g *glyphs) []string {
	marks := slices.Clone(d.marks)
	slices.SortStableFunc(marks, func(a, b mark) int { return a.cell - b.cell })
	joined := marks[:0]
	for _, m := range marks {
		if n := len(joined); n > 0 && joined[n-1].cell == m.cell {
			joined[n-1].text += ", " + m.text
			continue
		}
		joined = append(joined, m)
	}
	ticks := blank(d.width)
	rows := [][]rune{}
	for i := len(joined) - 1; i >= 0; i-- { // from the right, so that a word to the left never covers a tick's
		m := joined[i]
		ticks[m.cell] = []rune(g.mark)[0]
		text := []rune(m.text)
		at := max(0, min(m.cell, d.width-len(text)))
		rows = put(rows, text, at, d.width)
	}
	lines := []string{strings.TrimRight(string(ticks), " ")}
	for _, row := range rows {
		lines = append(lines, strings.TrimRight(string(row), " "))
	}
	return lines
}

// put writes a text into the first row that has room for it there.
func put(rows [][]rune, text []rune, at, width int) [][]rune {
	end := min(at+len(text), width)
	for _, row := range rows {
		if free(row[max(0, at-1):min(end+1, width)]) {
			copy(row[at:end], text)
			return rows
		}
	}
	row := blank(width)
	copy(row[at:end], text)
	return append(rows, row)
}

func free(cells []rune) bool {
	return !slices.ContainsFunc(cells, func(r rune) bool { return r != ' ' })
}

func blank(width int) []rune { return []rune(strings.Repeat(" ", width)) }
