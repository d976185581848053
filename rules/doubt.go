package rules

import "github.com/yardstickd/yardstick/rules/calendar"

// outOfYears is the reason of a clock that the compiled calendar does not reach.
const outOfYears = "outside the calendar's years"

// doubt is why nothing can be said about a measure's cycles although its events were read.
type doubt struct {
	reason string // "" for none
	start  bool   // a start is among what was lost, so there may be a cycle that nobody sees
	// next is the first instant at which an event no longer lies in the future; None where none does.
	next calendar.Instant
}

// doubt looks for set-aside and future events of a kind that the measure uses. Of a set-aside event nobody knows when it
// was, so that it casts doubt on every cycle.
func (r *replay) doubt(v *boundVersion) doubt {
	d := doubt{next: calendar.None}
	if !r.doubtful {
		return d
	}
	for i := range r.ticket.Lost {
		d.add(v.measure.ofKind(r.ticket.Lost[i].Kind).roles, "set aside: ", r.ticket.Lost[i].Reason)
	}
	for i := range r.ticket.Events {
		e := &r.ticket.Events[i]
		if !e.Future {
			continue
		}
		plays := v.measure.effect(e).roles
		d.add(plays, r.book.vocabulary.KindName(e.Kind), " lies in the future: "+e.At.String())
		if plays != 0 && e.At > r.asOf && (d.next == calendar.None || e.At < d.next) {
			d.next = e.At
		}
	}
	return d
}

func (d *doubt) add(r roles, what, why string) {
	if r == 0 {
		return
	}
	d.start = d.start || r&starts != 0
	if d.reason == "" {
		d.reason = what + why
	}
}

// contradiction is why nothing can be said of one cycle: its columns contradict each other, or it began before there was
// a history of its events.
func (r *replay) contradiction(v *boundVersion, c *cycle) string {
	vocabulary := r.book.vocabulary
	switch since := vocabulary.eventsSince; {
	case c.earlyAt != calendar.None:
		return vocabulary.KindName(c.early) + " lies before the start: " + c.earlyAt.String()
	case since != calendar.None && c.start < since && v.measure.needsEvents:
		return "it starts before the history of its events, which begins " + since.String()
	}
	return ""
}

func hasFuture(events []Event) bool {
	for i := range events {
		if events[i].Future {
			return true
		}
	}
	return false
}
