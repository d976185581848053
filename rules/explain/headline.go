package explain

import (
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// stampForm is how an instant is shown, and stampOffset with the offset from UTC where that changes.
const (
	stampForm   = "Mon 2006-01-02 15:04"
	stampOffset = " -07:00"
)

// stamp shows an instant in a zone.
func stamp(at calendar.Instant, zone *calendar.Zone, offset bool) string {
	if at == calendar.None {
		return "–"
	}
	form := stampForm
	if at%60_000_000 != 0 {
		form += ":05"
	}
	if offset {
		form += stampOffset
	}
	return at.Time().In(zone.Location()).Format(form)
}

// moment shows an instant of the clock, with the offset where that is not plain.
func (e *Clock) moment(at calendar.Instant) string { return stamp(at, e.zone, e.shifts()) }

// shifts tells whether instants of the clock need their offset: it changes between the first and the last, or the zone is
// another one than that of the page.
func (e *Clock) shifts() bool {
	if e.foreign {
		return true
	}
	c := &e.clock
	offset := func(at calendar.Instant) calendar.Instant { return e.zone.Local(at) - at }
	for _, at := range []calendar.Instant{c.DueAt, c.StoppedAt, c.AsOf} {
		if at != calendar.None && c.StartedAt != calendar.None && offset(at) != offset(c.StartedAt) {
			return true
		}
	}
	return false
}

// headline says in a sentence how the clock stands.
func (e *Clock) headline() string {
	c := &e.clock
	switch c.Verdict {
	case rules.Unknown:
		return "Unknown: " + c.Reason
	case rules.Exceeded:
		return "Exceeded: done " + e.moment(c.StoppedAt) + ", within the desired time"
	case rules.Met:
		return "Met: done " + e.moment(c.StoppedAt) + e.spare()
	case rules.CancelledVerdict:
		return "Cancelled " + e.moment(c.StoppedAt) + " by " + cancelledBy(c) + ": the promise counts neither as kept nor as missed"
	case rules.CancelledLate:
		return "Cancelled late: it was due " + e.moment(c.DueAt) + ", and cancelled only " + e.moment(c.StoppedAt) + " by " + cancelledBy(c)
	case rules.Missed:
		if c.State == rules.Stopped {
			return "Missed: done " + e.moment(c.StoppedAt) + ", " + e.over(c.StoppedAt)
		}
		text := "Late: it was due " + e.moment(c.DueAt) + ", " + realText(c.AsOf.Sub(c.DueAt)) + " ago, and is not done"
		if c.State == rules.Paused {
			text += " (it stands still now, but what is late stays so)"
		}
		return text
	}
	return e.running()
}

func cancelledBy(c *rules.Clock) string {
	switch c.Reason {
	case "":
		return "an event"
	case rules.RetiredReason:
		return "the standard being taken away"
	}
	return c.Reason
}

// spare says how much open time was left at the stop.
func (e *Clock) spare() string {
	left := e.between(calendar.Instant(e.StoppedAt), calendar.Instant(e.DueAt))
	switch {
	case e.StoppedAt == e.DueAt:
		return ", at the very instant it was due"
	case left > 0:
		return ", with " + openText(left) + " of open time left"
	}
	return ", before it was due"
}

// over says by how much a stop was too late, in open time where there is any.
func (e *Clock) over(at calendar.Instant) string {
	if open := e.between(calendar.Instant(e.DueAt), at); open > 0 {
		return openText(open) + " of open time too late"
	}
	return realText(at.Sub(calendar.Instant(e.DueAt))) + " too late, all of it outside the calendar's hours"
}

func (e *Clock) between(from, to calendar.Instant) time.Duration {
	open, err := e.clock.Calendar().Between(from, to)
	if err != nil {
		return 0
	}
	return open
}

// running says how an open clock stands that is not late.
func (e *Clock) running() string {
	c := &e.clock
	left := openText(c.Remaining) + " of open time left"
	if c.Remaining == 0 {
		left = "no open time left"
	}
	switch {
	case c.State == rules.Paused && c.DueAt == calendar.None:
		text := "Paused"
		if n := len(e.Intervals); n > 0 && e.Intervals[n-1].Kind == Paused {
			text += " by " + e.Intervals[n-1].By + " since " + e.moment(calendar.Instant(e.Intervals[n-1].From))
		}
		return text + ": " + left + " once it goes on"
	case c.AtRisk:
		return "At risk: due " + e.moment(c.DueAt) + ", " + left
	}
	return "Running: due " + e.moment(c.DueAt) + ", " + left
}
