package rules

import (
	"slices"
	"strings"

	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// Replay judges a ticket under every standard as of an instant: what the
// ticket's data say about then; events later than it are not seen.
//
// It is a function of its arguments alone: run late, twice or elsewhere it
// finds the same. It sorts t.Events in place and keeps pointers to t in the
// clocks, and reuses the memory of into, so that a replay need not allocate.
func (b *Rulebook) Replay(t *Ticket, asOf calendar.Instant, into *Result) {
	b.ReplayPinned(t, asOf, nil, into)
}

// ReplayPinned is Replay for a ticket of which verdicts have been given. A cycle that has a pin is judged as it says,
// unless that gives no verdict any more (it was reopened, or its end was taken back): then it is judged like any other.
// A pinned cycle has its clock also where applies_to no longer matches.
func (b *Rulebook) ReplayPinned(t *Ticket, asOf calendar.Instant, pins []Pin, into *Result) {
	into.reset()
	sortTimeline(t.Events)
	r := replay{
		book: b, ticket: t, asOf: asOf, pins: pins, result: into,
		doubtful: len(t.Lost) > 0 || hasFuture(t.Events),
	}
	for place := range b.bound {
		r.place, r.walked, r.traced = place, nil, nil
		into.Outcomes = append(into.Outcomes, r.standard(b.bound[place]))
	}
}

// replay is one ticket under one standard after the other.
type replay struct {
	book     *Rulebook
	ticket   *Ticket
	asOf     calendar.Instant
	pins     []Pin
	doubtful bool // the ticket has lost or future events; of which kinds is to be seen
	result   *Result

	place  int
	walked *boundVersion // whose cycles are in the result's memory; nil for none
	judged *boundVersion // the version that is judged by
	traced []*boundVersion
}

func (r *replay) tracer() tracer {
	if !r.result.Tracing {
		return tracer{}
	}
	return tracer{result: r.result, place: r.place, version: r.judged.number}
}

// standard judges each cycle by the version that was live at its start.
func (r *replay) standard(versions []boundVersion) Outcome {
	first := len(r.result.Clocks)
	held := 0
	if len(r.pins) > 0 {
		held = r.pinned(versions)
	}
	outcome := NotApplied
	var unseen *boundVersion // of which there may be a cycle that nobody sees
	for i := range versions {
		v := &versions[i]
		o := r.version(v, first, held)
		outcome = max(outcome, o)
		if o > NotApplied && r.doubtful && !v.retiredBy(r.asOf) && r.doubt(v).start {
			unseen = v
		}
	}
	if held > 0 {
		outcome = Clocked
	}
	if len(versions) > 1 || held > 0 {
		inOrder(r.result.Clocks[first:])
	}
	if outcome != NotStarted {
		return outcome
	}
	if unseen != nil {
		r.judged = unseen
		none := cycle{start: calendar.None, end: calendar.None, earlyAt: calendar.None, ordinal: 1}
		return r.judge(unseen, &none, r.doubt(unseen), nil)
	}
	r.tracer().add(Step{Kind: StepNotStarted})
	return outcome
}

// version judges the cycles that start while a version is live, but for those that a pin holds.
func (r *replay) version(v *boundVersion, first, held int) Outcome {
	r.judged = v
	if failing := v.applies.FirstFailing(r.ticket.Attributes); failing >= 0 {
		r.tracer().add(Step{Kind: StepNotApplied, Clause: failing})
		return NotApplied
	}
	if !r.mayStart(v) {
		return NotStarted
	}
	outcome := NotStarted
	d := r.doubt(v)
	cycles := r.cycles(v)
	for i := range cycles {
		c := &cycles[i]
		if v.judges(c.start) && (held == 0 || !r.isHeld(first, c.key())) {
			outcome = max(outcome, r.judge(v, c, d, nil))
		}
	}
	return outcome
}

// mayStart tells whether any event lies where a version is live, so that old versions cost nothing.
func (r *replay) mayStart(v *boundVersion) bool {
	events, from, until := r.ticket.Events, v.version.LiveFrom, v.version.LiveUntil
	return len(events) > 0 && events[len(events)-1].At >= from &&
		(until == calendar.None || events[0].At < until && from < until)
}

// cycles gives the cycles of the ticket under the measure of a version.
func (r *replay) cycles(v *boundVersion) []cycle {
	if r.walked == v {
		return r.result.cycles
	}
	r.walked = v
	trace := r.tracer()
	if slices.Contains(r.traced, v) {
		trace = tracer{}
	}
	if trace.result != nil {
		r.traced = append(r.traced, v)
	}
	until, retired := r.asOf, v.retiredBy(r.asOf)
	if retired {
		until = v.version.RetiredAt
	}
	return v.measure.cycles(r.ticket.Events, until, retired, r.result, trace)
}

// retiredBy tells whether the version's standard had been taken away at an instant.
func (b *boundVersion) retiredBy(at calendar.Instant) bool {
	return b.version.RetiredAt != calendar.None && b.version.RetiredAt <= at
}

// judge finds the target row of a cycle that started, or may have, and makes its clock.
func (r *replay) judge(v *boundVersion, c *cycle, d doubt, pin *Pin) Outcome {
	row := r.row(v, c, pin)
	if row < 0 {
		r.tracer().add(Step{Kind: StepNotCovered, Ordinal: c.ordinal})
		return NotCovered
	}
	target := v.targets[row].target
	if target.Exempt != "" {
		r.tracer().add(Step{Kind: StepExempt, Ordinal: c.ordinal, Row: row, Detail: target.Exempt})
		return Exempted
	}
	clock := r.newClock(v, c, row)
	if d.reason == "" {
		d.reason = r.contradiction(v, c)
	}
	var by CalendarChoice
	on, by, reason := r.calendar(v, target, pin)
	if d.reason != "" {
		reason = d.reason
	}
	clock.On = on
	if reason == "" {
		if r.result.Tracing {
			r.tracer().add(Step{Kind: StepCalendar, Ordinal: c.ordinal, Choice: by, Detail: on.Name()})
		}
		reason = r.clock(clock, &v.targets[row], c, pin)
	}
	if reason != "" {
		clock.unknown(reason)
		clock.NextAt = d.next
		r.tracer().add(Step{Kind: StepUnknown, Ordinal: c.ordinal, Detail: reason})
	}
	return Clocked
}

// row gives the row that is pinned, or else the first target row that matches the ticket, -1 where none does.
func (r *replay) row(v *boundVersion, c *cycle, pin *Pin) int {
	if pin != nil {
		return int(pin.Row)
	}
	for i := range v.targets {
		t := &v.targets[i]
		failing := t.when.FirstFailing(r.ticket.Attributes)
		if failing < 0 && (t.target.Due == "" || filled(r.ticket.Attributes, t.due)) {
			r.tracer().add(Step{Kind: StepRowChosen, Ordinal: c.ordinal, Row: i})
			return i
		}
		r.tracer().add(Step{Kind: StepRowRejected, Ordinal: c.ordinal, Row: i, Clause: failing})
	}
	return -1
}

// filled tells whether an attribute is there and not blank.
func filled(values []match.Value, place int) bool {
	return place < len(values) && !values[place].Null && strings.TrimSpace(values[place].Text) != ""
}

// newClock appends a clock with what the cycle alone tells.
func (r *replay) newClock(v *boundVersion, c *cycle, row int) *Clock {
	r.result.Clocks = append(r.result.Clocks, Clock{
		Ticket: r.ticket, Version: v.version, Place: int32(r.place), AsOf: r.asOf,
		Cycle: c.key(), Ordinal: c.ordinal, Row: int32(row), State: c.state, StartedAt: c.start, StoppedAt: c.end,
		OpensAt: calendar.None, DueAt: calendar.None, DesiredAt: calendar.None, NextAt: calendar.None,
		RiskAt: calendar.None,
	})
	clock := &r.result.Clocks[len(r.result.Clocks)-1]
	if c.paused {
		clock.State = Paused
	}
	if c.to > c.from {
		clock.Pauses = r.result.spans[c.from:c.to:c.to]
	}
	return clock
}

// end gives the instant up to which a clock ran: its stop, or now.
func (c *Clock) end() calendar.Instant {
	if c.Ended() {
		return c.StoppedAt
	}
	return c.AsOf
}
