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
//
// How long is measured by a clock that nobody sets: one that is put forward would have rounds pass over what happens next.
type quiet struct{ tickets, events still }

// still is how long one of a source's two stamps has stood still: since its instant at was first read, until the last round began.
type still struct {
	at          calendar.Instant
	since, last time.Duration // on a clock that only runs
}

// follow gives from where a round may read on.
func (q *quiet) follow(w Watermark, overlap time.Duration) Watermark {
	return Watermark{Tickets: q.tickets.follow(w.Tickets, overlap), Events: q.events.follow(w.Events, overlap)}
}

// read says that a round has read up to a watermark, and when it began and ended: the snapshot that it read was of some time between.
func (q *quiet) read(w Watermark, began, ended time.Duration) {
	q.tickets.read(w.Tickets, began, ended)
	q.events.read(w.Events, began, ended)
}

func (s *still) follow(at calendar.Instant, overlap time.Duration) calendar.Instant {
	if at == calendar.None || at != s.at {
		return at
	}
	passed := s.last - s.since
	if passed < 2*overlap {
		return at
	}
	return at.Add(passed - overlap)
}

func (s *still) read(at calendar.Instant, began, ended time.Duration) {
	if s.at != at {
		s.at, s.since = at, ended
	}
	s.last = began
}
