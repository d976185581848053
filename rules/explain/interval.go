package explain

import (
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// The kinds of intervals.
const (
	Open      = "open"      // counts
	Outside   = "outside"   // outside the calendar's hours
	Holiday   = "holiday"   // closed by a holiday
	Exception = "exception" // closed by an exception of the calendar
	Paused    = "paused"    // an event paused the clock
	Done      = "done"      // the clock had stopped, and was reopened
	Several   = "several"   // many intervals, folded
)

// Interval is a half-open stretch of a clock's time. Those of a clock follow each other without a gap.
type Interval struct {
	From Instant `json:"from"`
	To   Instant `json:"to"`
	// Kind is open, outside, holiday, exception, paused, done or several.
	Kind string `json:"kind"`
	// Wall is its length, Counted what of it counts, PausedFor what of it the clock stood still for. What is left was closed.
	Wall      Seconds `json:"wall_s"`
	Counted   Seconds `json:"counted_s"`
	PausedFor Seconds `json:"paused_s"`
	// Why says in a word or two why it counts or not: the holiday's name, night, weekend.
	Why string `json:"why"`
	// By is the event that began a pause, Ended the one that ended it; "" while it lasts.
	By    string `json:"by"`
	Ended string `json:"ended"`
	// PastDue says that it lies after the due instant.
	PastDue bool `json:"past_due"`
	// Holds is how many intervals it stands for: 1, but for several.
	Holds int `json:"holds"`
}

// most is how many intervals are kept before the folded middle of a long clock, and how many behind it.
const most = 200

// The reasons of closed time that Text counts when it folds.
const (
	whyNight   = "night"
	whyWeekend = "weekend"
	whyBreak   = "outside hours"
	whyDaysOff = "days off"
)

// strip is a clock's time cut into intervals, bounded: what is many is folded in the middle.
type strip struct {
	on     *calendar.Calendar
	due    calendar.Instant // where open and closed time is cut; None for nowhere
	names  func(rules.Kind) string
	first  []Interval
	middle *Interval
	last   []Interval
}

// intervals cuts a clock's time from its start to its end, or to as-of.
func intervals(c *rules.Clock, end calendar.Instant, names func(rules.Kind) string) []Interval {
	s := &strip{on: c.Calendar(), due: c.DueAt, names: names}
	at := c.StartedAt
	for i := range c.Pauses {
		p := &c.Pauses[i]
		from, to := max(p.From, at), end
		if p.To != calendar.None {
			to = min(p.To, end)
		}
		if from >= to {
			continue
		}
		s.running(at, from)
		s.pause(p, from, to)
		at = to
	}
	s.running(at, end)
	return s.all()
}

// running cuts a stretch in which the clock was not paused into open and closed time.
func (s *strip) running(from, to calendar.Instant) {
	if s.due != calendar.None && from < s.due && s.due < to {
		s.running(from, s.due)
		s.running(s.due, to)
		return
	}
	at := from
	for opens, closes := range s.on.Intervals(from, to) {
		s.closed(at, opens)
		why := "open"
		if s.on.OwnHours(s.on.Zone().DateAt(opens)) {
			why = "by an exception of the calendar"
		}
		s.add(opens, closes, Interval{Kind: Open, Why: why})
		at = closes
	}
	s.closed(at, to)
}

// closed cuts closed time where holidays and closed dates begin and end.
func (s *strip) closed(from, to calendar.Instant) {
	zone := s.on.Zone()
	for from < to {
		date := zone.DateAt(from)
		name, shut := s.on.ClosedBy(date)
		next := date + 1
		for zone.Midnight(next) < to {
			other, also := s.on.ClosedBy(next)
			if also != shut || other != name {
				break
			}
			next++
		}
		until := min(zone.Midnight(next), to)
		if until <= from { // a date that a zone skipped
			until = to
		}
		s.add(from, until, s.why(from, until, name, shut))
		from = until
	}
}

// why says why a stretch was closed.
func (s *strip) why(from, to calendar.Instant, name string, shut bool) Interval {
	switch {
	case shut && name != "":
		return Interval{Kind: Holiday, Why: name}
	case shut:
		return Interval{Kind: Exception, Why: "closed, by an exception of the calendar"}
	}
	zone := s.on.Zone()
	first, last := zone.DateAt(from), zone.DateAt(to-1)
	off, weekend := 0, false
	for date := first; date <= last && off <= 4; date++ {
		if !s.on.WorkingDay(date) {
			off++
			weekend = weekend || date.Weekday() == time.Saturday || date.Weekday() == time.Sunday
		}
	}
	switch {
	case s.on.OwnHours(first) || s.on.OwnHours(last):
		return Interval{Kind: Outside, Why: whyBreak + ", which are others on " + s.special(first, last)}
	case weekend && off <= 3:
		return Interval{Kind: Outside, Why: whyWeekend}
	case off > 0:
		return Interval{Kind: Outside, Why: whyDaysOff}
	case first != last:
		return Interval{Kind: Outside, Why: whyNight}
	}
	return Interval{Kind: Outside, Why: whyBreak}
}

// special names the date that has hours of its own.
func (s *strip) special(first, last calendar.Date) string {
	if s.on.OwnHours(first) {
		return first.String()
	}
	return last.String()
}

func (s *strip) pause(p *rules.PausedSpan, from, to calendar.Instant) {
	i := Interval{Kind: Paused, By: named(s.names(p.By))}
	if to == p.To {
		i.Ended = named(s.names(p.Ended))
	}
	if p.Reopened {
		i.Kind = Done
	}
	i.Why = pauseWhy(&i)
	s.add(from, to, i)
}

func named(kind string) string {
	if kind == "" {
		return otherKind
	}
	return kind
}

func pauseWhy(i *Interval) string {
	switch {
	case i.Kind == Done:
		return "was done, until " + i.Ended
	case i.Ended == "":
		return "paused by " + i.By + ", still"
	}
	return "paused by " + i.By + " until " + i.Ended
}

// add appends an interval; one of no length is none.
func (s *strip) add(from, to calendar.Instant, i Interval) {
	if from >= to {
		return
	}
	i.From, i.To, i.Holds = Instant(from), Instant(to), 1
	i.Wall = Seconds(to.Sub(from))
	switch i.Kind {
	case Open:
		i.Counted = i.Wall
	case Paused, Done:
		i.PausedFor = i.Wall
	}
	i.PastDue = s.due != calendar.None && from >= s.due
	if len(s.first) < most {
		s.first = append(s.first, i)
		return
	}
	s.last = append(s.last, i)
	if len(s.last) == 2*most {
		s.fold(most)
	}
}

// fold puts the first n of what is behind the middle into it.
func (s *strip) fold(n int) {
	if s.middle == nil {
		s.middle = &Interval{From: s.last[0].From, Kind: Several, Why: "closed hours and pauses", PastDue: s.last[0].PastDue}
	}
	m := s.middle
	for i := range s.last[:n] {
		v := &s.last[i]
		m.To = v.To
		m.Wall, m.Counted, m.PausedFor = m.Wall+v.Wall, m.Counted+v.Counted, m.PausedFor+v.PausedFor
		m.Holds += v.Holds
	}
	s.last = append(s.last[:0], s.last[n:]...)
}

func (s *strip) all() []Interval {
	if s.middle == nil && len(s.last) <= most {
		return append(s.first, s.last...)
	}
	if len(s.last) > most {
		s.fold(len(s.last) - most)
	}
	return append(append(s.first, *s.middle), s.last...)
}
