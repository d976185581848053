package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// The simulation is the rules of the clock read plainly: it lives through a month minute by minute and counts. It knows the
// hours of its own small office and shares nothing with the replay that it is held against.

// small is the calendar of the simulation: weekdays from 08:00 to 12:00 and from 13:00 to 18:00 in Berlin, closed on 25 March 2026.
func small(t testing.TB) *calendar.Calendar {
	spec := calendar.Spec{
		Name: "small", Location: berlin(t),
		Holidays: map[calendar.Date]string{calendar.DateOf(2026, 3, 25): "a holiday"},
	}
	for day := time.Monday; day <= time.Friday; day++ {
		spec.Week[day] = []calendar.Window{{Open: 8 * 60, Close: 12 * 60}, {Open: 13 * 60, Close: 18 * 60}}
	}
	c, err := calendar.Compile(spec)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func smallWorkingDay(d time.Time) bool {
	return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday && (d.Day() != 25 || d.Month() != time.March)
}

// minuteOf is what a minute of the month is.
type minuteOf struct{ open, closing, midnight bool }

// month is the minutes from the first instant on.
type month struct {
	zone    *time.Location
	first   time.Time
	minutes []minuteOf
}

func newMonth(t testing.TB) *month {
	m := &month{zone: berlin(t), first: time.Date(2026, 3, 13, 0, 0, 0, 0, berlin(t))}
	for i := range 60 * 24 * 60 {
		local := m.first.Add(time.Duration(i) * time.Minute).In(m.zone)
		clock := local.Hour()*60 + local.Minute()
		m.minutes = append(m.minutes, minuteOf{
			open:     smallWorkingDay(local) && (clock >= 480 && clock < 720 || clock >= 780 && clock < 1080),
			closing:  smallWorkingDay(local) && clock == 1080,
			midnight: clock == 0,
		})
	}
	return m
}

func (m *month) minute(at time.Time) int { return int(at.Sub(m.first) / time.Minute) }

func (m *month) instant(minute int) calendar.Instant {
	return calendar.FromTime(m.first.Add(time.Duration(minute) * time.Minute))
}

// form is a promise of the simulation.
type form struct {
	name     string
	target   Target
	budget   int // open minutes, or 0
	unit     calendar.Unit
	days, by int
	promised int // minute after the first event, or 0
}

// due gives the minute that a promise made in a minute is due, with the day moved on.
func (f *form) due(m *month, start, moved int) int {
	day := m.first.Add(time.Duration(start) * time.Minute).In(m.zone)
	date := func(n int) time.Time { return time.Date(day.Year(), day.Month(), day.Day()+n, 0, 0, 0, 0, m.zone) }
	n := 0
	if f.unit == calendar.CalendarDays {
		n = f.days + moved
	} else {
		if !smallWorkingDay(day) || day.Hour()*60+day.Minute() > 1080 {
			for n++; !smallWorkingDay(date(n)); n++ {
			}
		}
		for range f.days + moved {
			for n++; !smallWorkingDay(date(n)); n++ {
			}
		}
	}
	return m.minute(time.Date(day.Year(), day.Month(), day.Day()+n, f.by/60, f.by%60, 0, 0, m.zone))
}

// simulated is a cycle: what each of its minutes was, from its start to its end or now.
type simulated struct {
	start, end int // end is -1 while open
	state      State
	minutes    []byte // r: it ran, p: it was paused, R: it had stopped and was reopened
	stages     []string
	warned     bool
	fired      map[string]bool
	missed     int
	kept       int
	born       int
	missedLife bool
	lateFor    int // open minutes outside pauses past the miss of this life
	// What has been counted, and what was worked out when so many minutes had been paused.
	used, ran, stood  int
	due, whole, known int
	real              bool // none of the way to due is open: real time counts
}

type simulation struct {
	month    *month
	form     *form
	each     bool
	then     Then
	waiting  bool
	vendor   bool
	cycles   []*simulated
	promised int
}

// dueAfter gives the due minute after the pauses in minutes; -1 where one lasts that may move it.
func (s *simulation) dueAfter(c *simulated, minutes []byte, paused bool) int {
	if s.promised > 0 {
		return s.promised
	}
	if s.form.budget > 0 {
		left := s.form.budget
		for i := 0; ; i++ {
			if left == 0 {
				return c.start + i
			}
			if i >= len(minutes) && paused {
				return -1
			}
			if s.month.minutes[c.start+i].open && (i >= len(minutes) || minutes[i] == 'r') {
				left--
			}
		}
	}
	moved := 0
	due := s.form.due(s.month, c.start, 0)
	for i := 0; i < len(minutes); i++ {
		if minutes[i] == 'r' {
			continue
		}
		if c.start+i >= due {
			return due
		}
		for ; i < len(minutes) && minutes[i] != 'r'; i++ {
			if i > 0 && minutes[i-1] == 'p' && minutes[i] == 'R' {
				if due = s.form.due(s.month, c.start, moved); c.start+i > due {
					return due // it had stopped too late
				}
			}
			at := s.month.minutes[c.start+i]
			if s.form.unit == calendar.CalendarDays && at.midnight || s.form.unit == calendar.WorkingDays && at.closing {
				moved++
			}
			if i+1 == len(minutes) && paused {
				return -1
			}
		}
		due = s.form.due(s.month, c.start, moved)
	}
	if paused && (len(minutes) == 0 || minutes[len(minutes)-1] == 'r') && c.start+len(minutes) < due {
		return -1 // a pause that begins now
	}
	return due
}

// pass lets a cycle live through its next minute.
func (s *simulation) pass(c *simulated, what byte) {
	switch {
	case what != 'r':
		c.stood++
	case s.month.minutes[c.start+len(c.minutes)].open:
		c.used++
		c.ran++
		if c.missedLife {
			c.lateFor++
		}
	default:
		c.ran++
	}
	c.minutes = append(c.minutes, what)
}

// workOut works out the due minute of a running cycle and the unpaused open minutes to it; it need be done only when more was paused.
func (s *simulation) workOut(c *simulated) {
	if c.known == c.stood+1 {
		return
	}
	c.known, c.due = c.stood+1, s.dueAfter(c, c.minutes, false)
	open, all := 0, 0
	for i := 0; c.start+i < c.due; i++ {
		if i < len(c.minutes) && c.minutes[i] != 'r' {
			continue
		}
		all++
		if s.month.minutes[c.start+i].open {
			open++
		}
	}
	c.whole, c.real = open, open == 0
	if c.real {
		c.whole = all
	}
}

func (s *simulation) last() *simulated {
	if len(s.cycles) == 0 {
		return nil
	}
	return s.cycles[len(s.cycles)-1]
}

func (s *simulation) begin(at int) {
	s.cycles = append(s.cycles, &simulated{start: at, end: -1, born: at, fired: map[string]bool{}})
}

func (s *simulation) stage(c *simulated, name string, at, episode int) {
	c.stages = append(c.stages, fmt.Sprintf("%06d %s %d", at, name, episode))
}

// happen takes an event.
func (s *simulation) happen(kind string, at int) {
	c := s.last()
	open := c != nil && c.end < 0
	switch kind {
	case "requested":
		if c == nil || !open && s.each {
			s.begin(at)
		}
	case "called":
		if open {
			c.end, c.state = at, Stopped
			due := s.dueAfter(c, c.minutes, false)
			if at > due {
				if !c.missedLife {
					s.stage(c, "missed", s.missedAt(c, due), c.missed)
				}
				s.stage(c, "recovered", at, c.missed)
				c.missed++
			} else if c.warned {
				s.stage(c, "kept", at, c.kept)
				c.kept++
			}
		}
	case "withdrawn":
		if open {
			c.end, c.state = at, Cancelled
			if due := s.dueAfter(c, c.minutes, false); at > due && !c.missedLife {
				s.stage(c, "missed", s.missedAt(c, due), c.missed)
			}
		}
	case "reopened":
		if c != nil && c.state == Stopped {
			switch s.then {
			case ThenRestart:
				s.begin(at)
			case ThenResume:
				for len(c.minutes) < at-c.start {
					s.pass(c, 'R')
				}
				c.state, c.end, c.born, c.missedLife, c.lateFor = Running, -1, at, false, 0
			}
		}
	case "waiting":
		s.waiting = true
	case "replied":
		s.waiting = false
	case "vendor":
		s.vendor = true
	case "delivered":
		s.vendor = false
	}
}

func (s *simulation) missedAt(c *simulated, due int) int {
	if c.born == c.start {
		return due
	}
	return max(due, c.born)
}

// look gives the warnings, the miss and the escalations that a running clock passes at a minute.
func (s *simulation) look(at int, warnings []Warning, escalations []Escalation) {
	c := s.last()
	if c == nil || c.end >= 0 || s.waiting || s.vendor {
		return
	}
	s.workOut(c)
	due := c.due
	if at > due && !c.missedLife {
		c.missedLife = true
		s.stage(c, "missed", s.missedAt(c, due), c.missed)
		for m := max(due, c.born); m < at; m++ {
			if s.month.minutes[m].open && c.minutes[m-c.start] == 'r' {
				c.lateFor++
			}
		}
	}
	if at > due {
		s.escalate(c, at, escalations)
		return
	}
	whole, used := c.whole, c.used
	if c.real {
		used = c.ran
	}
	for _, w := range warnings {
		passes := whole - int(w.Left/time.Minute)
		if w.Share > 0 {
			passes = (whole*int(w.Share) + 99_999) / 100_000
		}
		if c.real && w.Left > 0 {
			continue
		}
		if whole > 0 && passes > 0 && used >= passes && !c.fired[w.Text] {
			c.fired[w.Text], c.warned = true, true
			s.stage(c, w.Text, at, 0)
		}
	}
}

// escalate gives the escalations of the clock's present life that it passes at a minute.
func (s *simulation) escalate(c *simulated, at int, escalations []Escalation) {
	for _, e := range escalations {
		name := fmt.Sprintf("%s %d", e.Stage, c.missed)
		if c.lateFor >= int(e.After/time.Minute) && !c.fired[name] {
			c.fired[name] = true
			s.stage(c, e.Stage, at, c.missed)
		}
	}
}

type plainEvent struct {
	at   int
	kind string
}

// live lives through the month until a minute, and gives what it knows of each cycle then.
func (s *simulation) live(events []plainEvent, until int, warnings []Warning, escalations []Escalation) []string {
	next := 0
	for at := events[0].at; ; at++ {
		for next < len(events) && events[next].at == at {
			s.happen(events[next].kind, at)
			next++
		}
		s.look(at, warnings, escalations)
		if at == until {
			break
		}
		if c := s.last(); c != nil && c.end < 0 {
			what := byte('r')
			if s.waiting || s.vendor {
				what = 'p'
			}
			s.pass(c, what)
		}
	}
	lines := make([]string, len(s.cycles))
	for i, c := range s.cycles {
		lines[i] = s.line(i+1, c, until)
	}
	return lines
}

func (s *simulation) line(ordinal int, c *simulated, until int) string {
	paused := c.end < 0 && (s.waiting || s.vendor)
	due := s.dueAfter(c, c.minutes, paused)
	state, verdict := c.state, Open
	end := until
	if c.end >= 0 {
		end = c.end
	}
	late := due >= 0 && end > due
	if paused {
		state = Paused
	}
	switch {
	case c.state == Cancelled && late:
		verdict = CancelledLate
	case c.state == Cancelled:
		verdict = CancelledVerdict
	case late:
		verdict = Missed
	case c.state == Stopped:
		verdict = Met
	}
	left := 0
	if c.end < 0 && !late {
		goal := due
		if goal < 0 {
			goal = s.dueAfter(c, c.minutes, false)
		}
		for m := until; m < goal; m++ {
			if s.month.minutes[m].open {
				left++
			}
		}
	}
	slices.SortStableFunc(c.stages, func(a, b string) int { return cmp.Compare(a[:6], b[:6]) })
	return fmt.Sprintf("%d start %d %v %v end %d due %d used %d stood %d left %d [%s]",
		ordinal, c.start, state, verdict, c.end, due, c.used, c.stood, left, strings.Join(c.stages, ", "))
}

// replayedLine writes a clock as the simulation does.
func replayedLine(m *month, c *Clock) string {
	minute := func(i calendar.Instant) int {
		if i == calendar.None {
			return -1
		}
		return m.minute(i.Time())
	}
	var stages []string
	for _, s := range Stages(nil, c) {
		stages = append(stages, fmt.Sprintf("%06d %s %d", minute(s.At), s.Name, s.Episode))
	}
	return fmt.Sprintf("%d start %d %v %v end %d due %d used %d stood %d left %d [%s]",
		c.Ordinal, minute(c.StartedAt), c.State, c.Verdict, minute(c.StoppedAt), minute(c.DueAt),
		int(c.Elapsed/time.Minute), int(c.PausedFor/time.Minute), int(c.Remaining/time.Minute), strings.Join(stages, ", "))
}
