package compliance

import (
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Fact is what a clock counts as in reports: it is kept beside the clock, and the cells that reports are made of are sums of facts.
// It is comparable.
type Fact struct {
	// Day is the date, by the clocks of the reporting zone, on which its verdict fell (FellAt); rules.NoDate while it has none.
	Day calendar.Date
	// Hour is the hour of the week in which it started, by the clocks of its calendar: 0 is Monday 00:00–01:00, 167 Sunday
	// 23:00–24:00. -1 where the start is not known. The start, since it is what kept and missed promises have in common.
	Hour int16
	// Target is what was promised, as one writes it: "2h", "next working day by 12:00", "due promised_at"; "" where no row was found.
	Target string
	// Near says that it was kept with less than a tenth of its time left.
	Near bool
	// Took is the bucket (Bucket) of the open time it took, of a promise that was kept, or missed and done; -1 where it is none.
	Took int16
	// Late is the bucket of the real time from due to done, of one that was missed and done; -1 where it is none.
	Late int16
	// Attributes are the reported attributes of its ticket, {"team":"hamburg"}: a JSON object of texts, those alone that the ticket
	// has, in the order of the configuration; "{}" where there are none.
	Attributes string
}

// FactOf gives what a clock counts as in reports: dates by the clocks of a zone, attributes as they come.
func FactOf(c *rules.Clock, zone *time.Location, attributes string) Fact {
	f := Fact{Day: rules.NoDate, Hour: -1, Took: -1, Late: -1, Attributes: attributes}
	if fell := FellAt(c); fell != calendar.None {
		f.Day = DateAt(fell, zone)
	}
	on := c.Calendar()
	if c.StartedAt != calendar.None && on != nil {
		start := c.StartedAt.Time().In(on.Location())
		f.Hour = int16((start.Weekday()+6)%7)*24 + int16(start.Hour())
	}
	if t := c.Target(); t != nil {
		f.Target = t.String()
	}
	switch {
	case c.Verdict == rules.Exceeded || c.Verdict == rules.Met:
		f.Took, f.Near = Bucket(c.Elapsed), near(c, on)
	case c.Verdict == rules.Missed && c.State == rules.Stopped:
		f.Took, f.Late = Bucket(c.Elapsed), Bucket(c.StoppedAt.Sub(c.DueAt))
	}
	return f
}

// near tells whether a promise was kept with less than a tenth of its open time left.
func near(c *rules.Clock, on *calendar.Calendar) bool {
	if on == nil {
		return false
	}
	left, err := on.Between(c.StoppedAt, c.DueAt)
	return err == nil && left < (c.Elapsed+8)/9 // left < (elapsed + left) / 10; nine times forty years would be too much for an int64
}

// DateAt gives the date of an instant by the clocks of a zone.
func DateAt(at calendar.Instant, zone *time.Location) calendar.Date {
	return calendar.DateOf(at.Time().In(zone).Date())
}
