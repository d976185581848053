package compliance

import (
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// FellAt gives the instant whose period a clock counts in: that at which its verdict fell. A promise that was kept counts where it
// was stopped, one that was missed where it was due, however late it was done; what was cancelled by the cancel, what is unknown
// by its start. None for a clock that has no verdict yet, and for one that is unknown without a readable start.
func FellAt(c *rules.Clock) calendar.Instant {
	switch c.Verdict {
	case rules.Exceeded, rules.Met, rules.CancelledVerdict, rules.CancelledLate:
		return c.StoppedAt
	case rules.Missed:
		return c.DueAt
	case rules.Unknown:
		return c.Cycle.Start
	}
	return calendar.None
}

// Week gives the week by ISO 8601 in which an instant falls: weeks begin on Monday, by the clocks of the zone, and the first one
// of a year has its first Thursday.
func Week(at calendar.Instant, zone *time.Location) (year, week int) {
	return at.Time().In(zone).ISOWeek()
}
