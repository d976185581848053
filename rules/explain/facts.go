package explain

import (
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Fact is one thing that a clock was judged by, or what came of it, for whoever shows it otherwise than Text does.
type Fact struct {
	Name string // "" where it goes on with the one before
	Text string
	More []string // what explains it
}

// Facts are the promise, the calendar, the version, the start, the due instant and how it came about, and the alerts.
func (c *Clock) Facts() []Fact {
	facts := []Fact{}
	p := newPage(Options{})
	p.facts = &facts
	p.judgement(c)
	p.start(c)
	p.due(c)
	p.stages(c)
	return facts
}

// Line is one stretch of a clock's time in words.
type Line struct {
	When, Length, Effect string
	Kind                 string // of the interval; Over for open time past due
}

// Lines are the stretches of the clock's time, with what repeats folded; sum says what their lengths add up to.
func (c *Clock) Lines() (lines []Line, total string) {
	for _, i := range folded(c.Intervals) {
		kind := i.Kind
		if i.PastDue && kind == Open {
			kind = Over
		}
		lines = append(lines, Line{When: c.stretch(&i), Length: lengthOf(&i), Effect: c.effectOf(&i), Kind: kind})
	}
	if len(lines) > 0 {
		total = sum(c)
	}
	return lines, total
}

// Sentence says in words, with instants in a zone, what the ledger has said.
func (s *Said) Sentence(zone *calendar.Zone) string { return s.sentence(zone) }

// Sentence says in words what the ledger has said of the clock.
func (c *Clock) Sentence(s *Said) string { return s.sentence(c.zone) }

// Moment shows an instant as the clock's other ones are shown, in its calendar's zone.
func (c *Clock) Moment(at Instant) string { return c.moment(calendar.Instant(at)) }

// Judged gives the clock's verdict and state.
func (c *Clock) Judged() (rules.Verdict, rules.State) { return c.clock.Verdict, c.clock.State }

// Location is the zone in which the clock's instants are shown.
func (c *Clock) Location() *time.Location { return c.zone.Location() }
