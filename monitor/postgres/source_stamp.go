package postgres

import (
	"bytes"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// Columns that say when a row was last changed. An events query without one goes by at.
const (
	changedAt = "changed_at"
	happened  = "at"
)

const (
	// longestStep is further than any change of a zone's offset puts a wall clock back.
	longestStep = 48 * time.Hour
	// furthestWest is at least as far as any text's wall clock is behind UTC.
	furthestWest = 16 * time.Hour
)

// changeStamp gives the place of the column that says when a row of the events query was changed.
func changeStamp(events []column) int {
	if at := place(events, changedAt); at >= 0 {
		return at
	}
	return place(events, happened)
}

// latest is the latest stamp of a query's rows that does not lie in the future: one row stamped in 2099 by mistake, or
// a source whose zone is set wrong, must not hide what changes from now on. Stamps that can't be read are passed over.
type latest struct {
	zone  *calendar.Zone
	now   calendar.Instant // by the source's own clock
	at    calendar.Instant // None until there is one
	text  []byte           // of at
	texts bool             // the stamps are the source's own texts, which need not sort as instants do
}

func newLatest(c column, zone *calendar.Zone, now calendar.Instant) *latest {
	_, own := boundOf(c)
	return &latest{zone: zone, now: now, at: calendar.None, texts: own}
}

// see takes a row's stamp into account. What the server wrote of a date or timestamp sorts as its bytes do, so that of
// millions of rows few need to be read.
func (l *latest) see(stamp []byte) {
	if l == nil || len(stamp) == 0 || !l.texts && bytes.Compare(stamp, l.text) <= 0 {
		return
	}
	at, err := calendar.ParseStamp(bytes.TrimSpace(stamp), l.zone)
	if err == nil && at <= l.now && at > l.at {
		l.at, l.text = at, append(l.text[:0], stamp...)
	}
}

// since gives the latest instant seen, but never one before an earlier reading's.
func (l *latest) since(earlier calendar.Instant) calendar.Instant {
	if l == nil {
		return earlier
	}
	return max(l.at, earlier)
}

// boundOf gives the type in which stamps of a column are compared, so that its index serves, and whether they are texts
// of the source's own making.
func boundOf(c column) (cast string, texts bool) {
	switch c.typ {
	case "TIMESTAMPTZ":
		return "timestamptz", false
	case "TIMESTAMP":
		return "timestamp", false
	case "DATE":
		return "date", false
	case "BPCHAR":
		return "bpchar", true
	}
	return "text", true
}

// bound gives the smallest value that a column may have where its stamp, read in the zone, is at or after an instant;
// None gives one smaller than all. It may be too small, never too large.
func bound(c column, zone *calendar.Zone, from calendar.Instant) string {
	cast, texts := boundOf(c)
	first := calendar.FromTime(time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)).Add(longestStep)
	switch {
	case from < first && texts:
		return ""
	case from < first:
		return "-infinity"
	case cast == "timestamptz":
		return from.Time().Format("2006-01-02 15:04:05.999999Z07:00")
	case cast == "timestamp":
		return earliestWall(zone, from).Time().Format("2006-01-02 15:04:05.999999")
	case cast == "date":
		return earliestWall(zone, from).Time().Format(time.DateOnly)
	}
	// Texts may carry an offset each or none, and have T or a blank before the hour, of which the blank sorts first.
	return from.Add(-furthestWest).Time().Format("2006-01-02 15:04")
}

// earliestWall gives the earliest that a wall clock shows at an instant or later, as if it were UTC: in the hour that
// comes twice it goes back, and what is stamped then must not be taken for old. A time in a gap, which some clock in
// another zone may well write, is read as the gap's end; so it counts from the gap's beginning.
func earliestWall(zone *calendar.Zone, from calendar.Instant) calendar.Instant {
	from--
	earliest, until := zone.Local(from), from.Add(longestStep)
	for at := from; at < until; {
		_, end := at.Time().In(zone.Location()).ZoneBounds()
		if end.IsZero() {
			break
		}
		// The time package may give an end that has passed already, on 31 December of a leap year.
		at = max(calendar.FromTime(end), at.Add(time.Minute))
		earliest = min(earliest, zone.Local(at))
	}
	return earliest
}
