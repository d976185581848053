package explain

import (
	"cmp"
	"slices"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Picture is a clock's time as a line from left to right, for whoever draws it. Open time is to scale; closed time is narrower, so that
// a weekend does not hide the hours around it, and so are long pauses and what lies far past the due instant.
type Picture struct {
	Stretches []Stretch
	Marks     []Mark // in the order of time

	drawing *drawing
}

// Stretch is a part of the line.
type Stretch struct {
	From, To Instant
	// Kind is Open, Over, Paused, Done, Closed or Ahead.
	Kind string
	// At is how far along the line it begins, and Width how much of it it takes, in shares of the whole.
	At, Width float64
	// Why says why it counts or not; "" where that is plain.
	Why string
}

// The kinds of stretches that intervals do not have.
const (
	Over   = "over"   // open, past due
	Closed = "closed" // of any reason
	Ahead  = "ahead"  // open, still to come
)

// Mark is an instant that the picture points out.
type Mark struct {
	At Instant
	// Kind is start, warning, desired, due, escalated, reopened, done, cancelled, now or told.
	Kind string
	Text string // in a word or two
	// Place is how far along the line it is, 0 to 1.
	Place float64
	// Passed says that the clock has come to it.
	Passed bool
}

// Picture gives the clock's; nil where there is nothing to see.
func (c *Clock) Picture() *Picture {
	const anyWidth = 1000
	d := c.draw(anyWidth)
	if d == nil {
		return nil
	}
	p := &Picture{drawing: d}
	var all, before float64
	for _, part := range d.patches {
		all += part.weight
	}
	if all == 0 {
		return nil
	}
	for i, part := range d.patches {
		s := Stretch{From: Instant(part.from), To: Instant(part.to), At: before / all, Width: part.weight / all}
		s.Kind = [inks]string{Open, Over, Paused, Closed, Ahead}[part.ink]
		if i < len(c.Intervals) {
			s.Why = c.effectOf(&c.Intervals[i])
			if c.Intervals[i].Kind == Done {
				s.Kind = Done
			}
		}
		before += part.weight
		p.Stretches = append(p.Stretches, s)
	}
	p.marks(c)
	return p
}

// marks points out what happened, and what is to come.
func (p *Picture) marks(c *Clock) {
	p.mark("start", "start", c.StartedAt, true)
	for i := range c.Intervals {
		if v := &c.Intervals[i]; v.Kind == Done {
			p.mark("done", "done", v.From, true)
			p.mark("reopened", "reopened", v.To, v.To <= Instant(c.clock.AsOf) && v.Ended != "")
		}
	}
	for i := range c.Stages {
		s := &c.Stages[i]
		switch s.kind {
		case rules.StageWarn:
			p.mark("warning", s.Name, s.At, s.Passed)
		case rules.StageEscalated:
			if s.Passed {
				p.mark("escalated", "escalated", s.At, true)
			}
		default: // at the due instant, or when it was done
		}
		if at := s.ToldAt; !at.none() {
			if at > Instant(c.clock.AsOf) { // told by another clock than that of the tickets: when it came to pass is as near as can be
				at = s.At
			}
			p.mark("told", "told "+s.Place, at, true)
		}
	}
	end := Instant(c.clock.AsOf)
	p.mark("desired", "desired", c.DesiredAt, c.DesiredAt <= end)
	p.mark("due", "due", c.DueAt, c.DueAt <= end)
	switch c.clock.State {
	case rules.Stopped:
		p.mark("done", "done", c.StoppedAt, true)
	case rules.Cancelled:
		p.mark("cancelled", "cancelled", c.StoppedAt, true)
	default:
		p.mark("now", "now", end, true)
	}
	slices.SortStableFunc(p.Marks, func(a, b Mark) int { return cmp.Compare(a.At, b.At) })
}

func (p *Picture) mark(kind, text string, at Instant, passed bool) {
	if at.none() {
		return
	}
	p.Marks = append(p.Marks, Mark{At: at, Kind: kind, Text: text, Place: p.drawing.place(calendar.Instant(at)), Passed: passed})
}
