package calendar

import "time"

const (
	minute Instant = 60_000_000
	oneDay Instant = 24 * 60 * minute

	// The table of a Zone reaches a year beyond what a calendar covers; outside it the time package is asked.
	tableFirst = FirstYear - 1
	tableLast  = LastYear + 1

	// zoneShift makes buckets of 2^44 µs (203 days): a shift is cheaper than a division, and few zones change
	// their offset more than twice in one.
	zoneShift = 44
	// zoneReach is further than any wall clock is from UTC.
	zoneReach = 2 * oneDay
)

// Zone converts between instants and the wall clock of a location.
type Zone struct {
	loc      *time.Location
	from     Instant // the table covers from ≤ instant < until
	until    Instant
	segments []segment
	byUTC    []uint16 // bucket of instants → the segment at its start
	byLocal  []uint16 // bucket of wall clock times → the first segment that reaches past its start
}

// segment is a stretch of time with one offset: from ≤ instant < until.
type segment struct {
	from, until Instant
	offset      Instant // added to UTC gives the wall clock
}

// localUntil is the wall clock reading at which the segment ends.
func (s segment) localUntil() Instant { return s.until + s.offset }

// NewZone prepares a location for fast conversions; nil means UTC.
func NewZone(loc *time.Location) *Zone {
	if loc == nil {
		loc = time.UTC
	}
	z := &Zone{loc: loc, from: startOfYear(tableFirst), until: startOfYear(tableLast + 1)}
	z.segments = segmentsOf(loc, z.from, z.until)
	buckets := int((z.until-z.from)>>zoneShift) + 1
	z.byUTC, z.byLocal = make([]uint16, buckets), make([]uint16, buckets)
	utc, local, last := 0, 0, len(z.segments)-1
	for b := range buckets {
		at := z.from + Instant(b)<<zoneShift
		for utc < last && z.segments[utc].until <= at {
			utc++
		}
		for local < last && z.segments[local].localUntil() <= at {
			local++
		}
		z.byUTC[b], z.byLocal[b] = uint16(utc), uint16(local)
	}
	return z
}

// startOfYear is midnight of 1 January, as UTC.
func startOfYear(year int) Instant { return startOf(DateOf(year, time.January, 1)) }

// startOf is midnight of a date, as UTC.
func startOf(d Date) Instant { return Instant(d) * oneDay }

// segmentsOf cuts from ≤ instant < until into stretches of one offset, in order.
func segmentsOf(loc *time.Location, from, until Instant) []segment {
	var segments []segment
	for at := from; at < until; {
		t := at.Time().In(loc)
		_, seconds := t.Zone()
		_, end := t.ZoneBounds()
		next := until
		if !end.IsZero() {
			next = min(next, FromTime(end))
		}
		if next <= at {
			next = at + unbounded(loc, at, seconds)
		}
		offset := Instant(seconds) * 1_000_000
		if n := len(segments); n > 0 && segments[n-1].offset == offset {
			segments[n-1].until = next
		} else {
			segments = append(segments, segment{at, next, offset})
		}
		at = next
	}
	return segments
}

// unbounded gives how long to take an offset for granted where ZoneBounds gives
// an end that has passed already. The time package (as of Go 1.26) does so on
// 31 December of each leap year behind a zone's last listed change, since its
// year ends after 365 days.
func unbounded(loc *time.Location, at Instant, seconds int) Instant {
	const hour = 60 * minute
	if _, later := (at + hour).Time().In(loc).Zone(); later == seconds {
		return hour
	}
	return minute
}

// Location gives the location.
func (z *Zone) Location() *time.Location { return z.loc }

// Local gives what the wall clock shows at an instant, as if that were UTC.
func (z *Zone) Local(at Instant) Instant {
	if at < z.from || at >= z.until {
		_, seconds := at.Time().In(z.loc).Zone()
		return at + Instant(seconds)*1_000_000
	}
	k := z.byUTC[(at-z.from)>>zoneShift]
	for at >= z.segments[k].until {
		k++
	}
	return at + z.segments[k].offset
}

// Instant gives the instant at which the wall clock shows local, written as if
// it were UTC. A local time that was removed (by daylight saving time, or with
// a whole date) means the first instant after the gap; one that happens twice
// means its first occurrence.
func (z *Zone) Instant(local Instant) Instant {
	segments, k := z.segments, 0
	if local < z.from+zoneReach || local >= z.until-zoneReach {
		segments = segmentsOf(z.loc, local-zoneReach, local+zoneReach)
	} else {
		k = int(z.byLocal[(local-z.from)>>zoneShift])
	}
	for local >= segments[k].localUntil() {
		k++
	}
	return max(local-segments[k].offset, segments[k].from)
}
