package monitor

import (
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// quiet remembers for how long the watermark of a source has stood still. Each round reads the overlap once more; after a
// bulk change at the end of a day that would be all of it, the whole night long.
//
// What is not yet read was committed since the last round, and was stamped no longer before that than the overlap,
// whatever the stamps' clock says: it need only run. So while the watermark stands still it may follow that clock, from twice the overlap on.
type quiet struct{ tickets, events still }

// still is how long one of a source's two stamps has stood still: since its instant at was first read, until the last round.
type still struct{ at, since, last calendar.Instant }

// follow gives from where a round may read on.
func (q *quiet) follow(w Watermark, overlap time.Duration) Watermark {
	return Watermark{Tickets: q.tickets.follow(w.Tickets, overlap), Events: q.events.follow(w.Events, overlap)}
}

// read says that a round as of an instant has read up to a watermark.
func (q *quiet) read(w Watermark, asOf calendar.Instant) {
	q.tickets.read(w.Tickets, asOf)
	q.events.read(w.Events, asOf)
}

func (s *still) follow(at calendar.Instant, overlap time.Duration) calendar.Instant {
	if at == calendar.None || at != s.at {
		return at
	}
	passed := s.last.Sub(s.since)
	if passed < 2*overlap {
		return at
	}
	return at.Add(passed - overlap)
}

func (s *still) read(at, asOf calendar.Instant) {
	if s.at != at || asOf < s.last { // it moved, or our clock was put back
		s.at, s.since = at, asOf
	}
	s.last = asOf
}
