package monitor

import (
	"slices"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// pins adds what holds the recorded clocks of a ticket to what their verdicts were given under.
func (p *pass) pins(dst []rules.Pin, before []*Recorded) []rules.Pin {
	for _, r := range before {
		if pin, ok := PinOf(r, p.standing.ids); ok {
			dst = append(dst, pin)
		}
	}
	return dst
}

// PinOf gives what holds a recorded clock to what its verdict was given under, with the place of its standard among
// ids; false where no verdict stands, or the standard is not among them.
func PinOf(r *Recorded, ids []string) (rules.Pin, bool) {
	if !r.Known || !given(&r.Row) {
		return rules.Pin{}, false
	}
	place := slices.Index(ids, r.Row.Key.Standard)
	return rules.Pin{
		Place: int32(place), Cycle: r.Row.Key.Cycle, Version: r.Row.Version, Row: r.Row.Row, DueAt: r.Row.DueAt,
		Calendar: r.Row.Calendar,
	}, place >= 0
}

// StandardIDs gives the ids of the standards of histories, in their order.
func StandardIDs(histories []rules.History) []string {
	ids := make([]string, len(histories))
	for i, h := range histories {
		ids[i] = h.Live().Standard.ID
	}
	return ids
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
