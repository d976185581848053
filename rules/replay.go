package rules

import (
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
	into.reset()
	sortTimeline(t.Events)
	doubtful := len(t.Lost) > 0 || hasFuture(t.Events)
	for place := range b.bound {
		r := replay{book: b, ticket: t, asOf: asOf, doubtful: doubtful, place: place, result: into}
		into.Outcomes = append(into.Outcomes, r.standard(b.bound[place]))
	}
}

// Pin holds a cycle to what its verdict was given under: the version and row, and what of the ticket's attributes went into
// the due instant. The ticket's attributes and the standard may have changed since; the verdict must not for that.
type Pin struct {
	Place   int32 // of the standard in the Rulebook's histories
	Cycle   CycleKey
	Version string // hash
	Row     int32
	DueAt   calendar.Instant // the promised instant, for a row with Due
	// Calendar is the name of the calendar it ran on.
	Calendar string
}

// ReplayPinned is Replay for a ticket of which verdicts have been given. A cycle that has a pin is judged as it says,
// unless that gives no verdict any more (it was reopened, or its end was taken back): then it is judged like any other.
func (b *Rulebook) ReplayPinned(t *Ticket, asOf calendar.Instant, pins []Pin, into *Result) {
	_ = pins
	b.Replay(t, asOf, into)
}

func hasFuture(events []Event) bool {
	for i := range events {
		if events[i].Future {
			return true
		}
	}
	return false
}

// replay is one ticket under one standard.
type replay struct {
	book     *Rulebook
	ticket   *Ticket
	asOf     calendar.Instant
	doubtful bool // the ticket has lost or future events; of which kinds is to be seen
	place    int
	result   *Result
}

func (r *replay) tracer() tracer {
	if !r.result.Tracing {
		return tracer{}
	}
	return tracer{result: r.result, place: r.place}
}

// standard finds the version that the ticket's cycle started under and judges the cycle by it.
func (r *replay) standard(versions []boundVersion) Outcome {
	outcome := NotApplied
	for i := range versions {
		v := &versions[i]
		if failing := v.applies.FirstFailing(r.ticket.Attributes); failing >= 0 {
			r.tracer().add(Step{Kind: StepNotApplied, Clause: failing})
			continue
		}
		c := v.firstCycle(r.ticket.Events, r.asOf, r.tracer())
		doubt := r.doubt(v)
		switch {
		case !c.started && doubt.start:
			return r.judge(v, &c, doubt.reason)
		case !c.started || c.start < v.version.LiveFrom || v.version.LiveUntil != calendar.None && c.start >= v.version.LiveUntil:
			outcome = NotStarted
		default:
			return r.judge(v, &c, doubt.reason)
		}
	}
	if outcome == NotStarted {
		r.tracer().add(Step{Kind: StepNotStarted})
	}
	return outcome
}

// doubt is why nothing can be said about a measure's cycle although its events were read.
type doubt struct {
	reason string // "" for none
	start  bool   // a start is among what was lost, so there may be a cycle that nobody sees
}

// doubt looks for set-aside and future events of a kind that the measure uses.
func (r *replay) doubt(v *boundVersion) (d doubt) {
	if !r.doubtful {
		return d
	}
	for i := range r.ticket.Lost {
		d.add(v.role(r.ticket.Lost[i].Kind), "set aside: ", r.ticket.Lost[i].Reason)
	}
	for i := range r.ticket.Events {
		if e := &r.ticket.Events[i]; e.Future {
			d.add(v.role(e.Kind), r.book.vocabulary.KindName(e.Kind), " lies in the future: "+e.At.String())
		}
	}
	return d
}

func (d *doubt) add(r role, what, why string) {
	if r == noRole {
		return
	}
	d.start = d.start || r == starts
	if d.reason == "" {
		d.reason = what + why
	}
}

// judge finds the target row of a cycle that started, or may have, and makes its clock.
func (r *replay) judge(v *boundVersion, c *cycle, doubt string) Outcome {
	row := r.row(v)
	if row < 0 {
		r.tracer().add(Step{Kind: StepNotCovered})
		return NotCovered
	}
	target := v.targets[row].target
	if target.Exempt != "" {
		r.tracer().add(Step{Kind: StepExempt, Row: row, Detail: target.Exempt})
		return Exempted
	}
	if doubt == "" && c.reversed() {
		doubt = r.book.vocabulary.KindName(c.early) + " lies before the start: " + c.earlyAt.String()
	}
	if doubt != "" {
		return r.unknown(v, c, row, doubt)
	}
	return r.clock(v, c, row)
}

// row gives the first target row that matches the ticket, -1 where none does.
func (r *replay) row(v *boundVersion) int {
	for i := range v.targets {
		t := &v.targets[i]
		failing := t.when.FirstFailing(r.ticket.Attributes)
		if failing < 0 && (t.target.Due == "" || filled(r.ticket.Attributes, t.due)) {
			r.tracer().add(Step{Kind: StepRowChosen, Row: i})
			return i
		}
		r.tracer().add(Step{Kind: StepRowRejected, Row: i, Clause: failing})
	}
	return -1
}

// filled tells whether an attribute is there and not blank.
func filled(values []match.Value, place int) bool {
	return place < len(values) && !values[place].Null && strings.TrimSpace(values[place].Text) != ""
}

// unknown makes a clock of which nothing can be said but why.
func (r *replay) unknown(v *boundVersion, c *cycle, row int, reason string) Outcome {
	clock := r.newClock(v, c, row)
	clock.Verdict, clock.Reason = Unknown, reason
	r.tracer().add(Step{Kind: StepUnknown, Detail: reason})
	return Clocked
}

// newClock appends a clock with what the cycle alone tells.
func (r *replay) newClock(v *boundVersion, c *cycle, row int) *Clock {
	r.result.Clocks = append(r.result.Clocks, Clock{
		Ticket: r.ticket, Version: v.version, Place: int32(r.place), AsOf: r.asOf,
		Cycle: CycleKey{Start: c.start}, Ordinal: 1, On: v.targets[row].calendar, Row: int32(row), State: c.state,
		StartedAt: c.start, StoppedAt: c.end,
		OpensAt: calendar.None, DueAt: calendar.None, DesiredAt: calendar.None, NextAt: calendar.None,
	})
	return &r.result.Clocks[len(r.result.Clocks)-1]
}
