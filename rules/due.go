package rules

import (
	"strings"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// promised reads the instant that was promised on the ticket itself, or says why there is none. Nothing moves it.
func (r *replay) promised(t *boundTarget, pin *Pin) (calendar.Instant, string) {
	if pin != nil && pin.DueAt != calendar.None {
		return pin.DueAt, ""
	}
	if t.due >= len(r.ticket.Attributes) {
		return calendar.None, t.target.Due + " is not an instant"
	}
	due, err := calendar.ParseStamp(strings.TrimSpace(r.ticket.Attributes[t.due].Text), r.book.vocabulary.zone)
	if err != nil {
		return calendar.None, t.target.Due + " is not an instant"
	}
	return due, ""
}

// dueAt gives the instant by which a span promised at start is due, after pauses:
//
//   - Open time stands still while paused: the earliest instant at which so much of it has passed unpaused.
//   - Working days: the day moves on by one for each working day that closes inside a pause.
//   - Calendar days: by one for each local midnight inside a pause.
//
// A pause that begins when it is due, or later, moves nothing; one that begins where another ends goes on with it. While a pause lasts that may move it there is no instant:
// None, unless resumed says when to take the pause for ended.
func dueAt(
	on *calendar.Calendar, start calendar.Instant, s *calendar.Span, spans []PausedSpan, resumed calendar.Instant,
) (calendar.Instant, error) {
	if len(spans) == 0 {
		return on.Due(start, *s)
	}
	if s.Unit == calendar.OpenTime {
		return spend(on, start, s, spans, resumed)
	}
	due, err := newMovedDue(on, start, s)
	for i := range spans {
		p := &spans[i]
		if err != nil || !due.moves(p) {
			break
		}
		to := p.To
		if to == calendar.None {
			if to = resumed; to == calendar.None {
				return calendar.None, nil
			}
		}
		err = due.pause(p, to)
	}
	if err != nil {
		return calendar.None, err
	}
	return due.at, nil
}

// movedDue is a due instant that is promised in days, as pause after pause moves it on.
type movedDue struct {
	on    *calendar.Calendar
	start calendar.Instant
	span  *calendar.Span
	at    calendar.Instant
	days  int // by which it is moved
	// until is the end of the last pause that could move it; None before the first.
	until calendar.Instant
}

func newMovedDue(on *calendar.Calendar, start calendar.Instant, s *calendar.Span) (movedDue, error) {
	at, err := on.Due(start, *s)
	return movedDue{on: on, start: start, span: s, at: at, until: calendar.None}, err
}

// moves tells whether a pause can move it: it is not due when that begins, or the pause goes on from one that could. The
// time since a stop that was late goes on from nothing: it was missed by then.
func (d *movedDue) moves(p *PausedSpan) bool {
	return p.From < d.at || p.From == d.until && (!p.Reopened || p.From == d.at)
}

// pause moves it by a pause that is over at an instant. Pauses come in their order.
func (d *movedDue) pause(p *PausedSpan, to calendar.Instant) error {
	if !d.moves(p) {
		return nil
	}
	d.until = to
	more, err := inside(d.on, d.span.Unit, p.From, to)
	if err != nil || more == 0 {
		return err
	}
	d.days += more
	d.at, err = d.on.DueMoved(d.start, *d.span, d.days)
	return err
}

// inside counts what moves a due day inside a pause.
func inside(on *calendar.Calendar, unit calendar.Unit, from, to calendar.Instant) (int, error) {
	if unit == calendar.CalendarDays {
		return on.Midnights(from, to)
	}
	return on.Closings(from, to)
}

// spend gives the earliest instant at which the open time of s has passed outside the pauses.
func spend(
	on *calendar.Calendar, from calendar.Instant, s *calendar.Span, spans []PausedSpan, resumed calendar.Instant,
) (calendar.Instant, error) {
	left := s.Open
	for i := range spans {
		open, err := on.Between(from, spans[i].From)
		if err != nil {
			return calendar.None, err
		}
		if open >= left {
			break
		}
		left -= open
		if from = spans[i].To; from == calendar.None {
			if from = resumed; from == calendar.None {
				return calendar.None, nil
			}
		}
	}
	return on.Add(from, left)
}
