package rules

import "github.com/yardstickd/yardstick/rules/calendar"

// reopen takes an event that reopens. It acts on the ticket's last cycle, if that has stopped: resuming it makes the
// time since the stop a paused span, restarting it begins another, whatever Repeat says. What is open, or was cancelled, is left.
func (w *walk) reopen(e *Event) {
	c := w.last()
	if c == nil || c.state != Stopped {
		w.trace.event(StepIgnored, e, ordinalOf(c))
		return
	}
	if w.measure.then == ThenRestart {
		w.begin(e, StepRestarted)
		return
	}
	if c.end < e.At {
		w.addSpan(c, PausedSpan{From: c.end, To: e.At, By: c.endKind, Ended: e.Kind, Reopened: true})
	}
	c.state, c.end, c.endKind = Running, calendar.None, 0
	w.trace.event(StepReopened, e, c.ordinal)
}
