package monitor

import (
	"slices"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// pins adds what holds the recorded clocks of a ticket to what their verdicts were given under.
func (p *pass) pins(dst []rules.Pin, before []*Recorded) []rules.Pin {
	for _, r := range before {
		if !r.Known || !given(&r.Row) {
			continue
		}
		place := slices.Index(p.standing.ids, r.Row.Key.Standard)
		if place < 0 {
			continue
		}
		dst = append(dst, rules.Pin{
			Place: int32(place), Cycle: r.Row.Key.Cycle, Version: r.Row.Version, Row: r.Row.Row, DueAt: r.Row.DueAt,
			Calendar: r.Row.Calendar,
		})
	}
	return dst
}

// given tells whether a recorded clock has a verdict that stands, whatever is edited afterwards. One that we cancelled
// ourselves has none, unless it was missed by then: should it come back, it is judged by what is so then.
func given(row *ClockRow) bool {
	switch row.Verdict {
	case rules.Exceeded, rules.Met, rules.Missed:
		return row.Row >= 0
	case rules.CancelledVerdict:
		return row.Row >= 0 && row.DueAt != calendar.None && cancellation(row) == CancelledAfter
	case rules.CancelledLate:
		return row.Row >= 0 && row.DueAt != calendar.None
	}
	return false
}
