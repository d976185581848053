package monitor

import (
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// freeze holds a clock to the due instants that its recorded verdict fell by:
// what is edited afterwards, a ticket's attributes or the standard, moves no
// verdict. Only the events may: a stop that comes, or is corrected. It tells whether there was such a verdict.
func freeze(c *rules.Clock, row *ClockRow) bool {
	if !frozen(c, row) {
		return false
	}
	c.OpensAt, c.DueAt, c.DesiredAt = row.OpensAt, row.DueAt, row.DesiredAt
	c.NextAt, c.Remaining, c.AtRisk = calendar.None, 0, false
	c.Decide()
	return true
}

// frozen tells whether a recorded clock has a verdict that stands. One by its
// end stands while there is an end, a miss from the due instant on.
func frozen(c *rules.Clock, row *ClockRow) bool {
	switch row.Verdict {
	case rules.Missed:
		return c.Verdict != rules.Unknown && (c.Ended() || c.AsOf > row.DueAt)
	case rules.Exceeded, rules.Met:
		return c.Verdict != rules.Unknown && c.Ended()
	case rules.CancelledVerdict, rules.CancelledLate:
		return c.State == rules.Cancelled && c.Verdict != rules.Unknown && row.DueAt != calendar.None
	}
	return false
}

// freezeRow keeps what the verdict fell by in the ledger, too.
func freezeRow(row, before *ClockRow) {
	row.Row, row.Version = before.Row, before.Version
	if row.StoppedAt == before.StoppedAt {
		row.Elapsed = before.Elapsed
	}
}
