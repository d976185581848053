package calendar

import "time"

// CountsFor gives the working day that a start counts for, as the forms in working days have it, and the time of day,
// from that day's midnight, at which it counts there. The cutoff is in minutes from midnight, NoClock for none. Errors: ErrOutOfRange, ErrNeverOpen.
func (c *Calendar) CountsFor(start Instant, cutoff int) (Date, time.Duration, error) {
	if !c.covers(start) {
		return 0, 0, ErrOutOfRange
	}
	date, clock, err := c.countsFor(start, cutoff)
	if err != nil {
		return 0, 0, err
	}
	return date, time.Duration(clock) * time.Microsecond, nil
}

// OwnHours tells whether an exception gives a date hours of its own. One that closes it does not: see ClosedBy.
func (c *Calendar) OwnHours(date Date) bool {
	if date < firstDate || date > lastDate {
		return false
	}
	return c.days[date-firstDate]&exception != 0 && len(c.begins[date]) > 0
}

// DateAt gives the date that a zone's wall clock shows at an instant.
func (z *Zone) DateAt(at Instant) Date { return dateOf(z.Local(at)) }

// Midnight gives the first instant of a date in a zone.
func (z *Zone) Midnight(date Date) Instant { return z.Instant(startOf(date)) }

// Always tells whether every instant is open: then no answer in open time depends on the zone.
func (c *Calendar) Always() bool { return c.always }
