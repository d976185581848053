package monitor

import (
	"slices"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Moment is what a plan must know beside the clock.
type Moment struct {
	// FirstRound is when the standard was first judged on this source: what
	// was passed before it is Baseline.
	FirstRound calendar.Instant
	// Routed says that there is somewhere to tell it.
	Routed bool
	// LateBefore is set while what is written in the standards has changed since the last round: a clock that was not
	// there before, or not judged, and was due before it is late by that change. calendar.None, or the zero value, otherwise.
	LateBefore calendar.Instant
	// Nowhere are the routes of escalations that lead nowhere; nil where all of them lead somewhere.
	Nowhere map[string]bool
}

// Plan appends the transitions of a clock that the ledger does not have yet.
// It is pure: before is the clock as recorded, after as replayed, stages what
// rules.Stages says after has passed, in the order of their instants.
//
// Of several warnings found at once only the last is told, and none once the
// clock is past due or has ended. Kept is recorded only where a warning is, or may be, out. Of several escalations found
// at once each route is told the last of its own. What people said of the clock (before.Care) keeps warnings and
// escalations back for its time, a miss never.
func Plan(dst []Transition, before *Recorded, after *rules.Clock, stages []rules.Stage, at Moment) []Transition {
	p := plan{before: before, after: after, at: at, stages: stages, first: len(dst), withdrawals: before.withdrawals()}
	dst = p.unsent(dst)
	for i := range stages {
		dst = p.stage(dst, i)
	}
	dst = p.reminder(dst)
	if reason, otherwise := p.withdrawal(dst[p.first:]); otherwise {
		t := p.transition(withdrawn, notifiers.Withdrawn, after.StoppedAt, at.closing(before, reason))
		if t.At == calendar.None {
			t.At = after.AsOf
		}
		t.Episode = p.withdrawals
		dst = append(dst, t)
	}
	return dst
}

// PlanGone appends the transition of a recorded clock that its ticket no longer has, or whose ticket is gone.
func PlanGone(dst []Transition, before *Recorded, asOf calendar.Instant, why Reason, at Moment) []Transition {
	if !before.told() {
		return dst
	}
	return append(dst, Transition{
		Clock: before.Row.Key, Stage: withdrawn, Kind: notifiers.Withdrawn, Episode: before.withdrawals(),
		At: asOf, FoundAt: asOf, Reason: at.closing(before, why),
	})
}

// The names of stages that are not warnings.
const (
	missed    = string(notifiers.Missed)
	kept      = string(notifiers.Kept)
	withdrawn = string(notifiers.Withdrawn)
)

// routed is the reason of a stage where there may be nowhere to tell it.
func (m Moment) routed(r Reason) Reason {
	if _, makes := r.Makes(); makes && !m.Routed {
		return Unrouted
	}
	return r
}

// closing is the reason of a stage that ends what was told, which may have been an escalation alone, elsewhere, or by a
// route that the standard has no more, e.g. since it was taken away.
func (m Moment) closing(before *Recorded, r Reason) Reason {
	if before.toldThat(func(s *RecordedStage) bool { return s.Kind == notifiers.Escalated || s.Route != "" }) {
		return r
	}
	return m.routed(r)
}

// plan is one call of Plan.
type plan struct {
	before *Recorded
	after  *rules.Clock
	at     Moment
	stages []rules.Stage
	first  int // where this clock's transitions begin in dst
	// withdrawals counts how often what was told of the clock was withdrawn.
	withdrawals int32
}

func (p *plan) stage(dst []Transition, i int) []Transition {
	s := &p.stages[i]
	episode := p.episode(i)
	if p.before.has(s.Name, episode) {
		return dst
	}
	reason, record := p.reason(dst[p.first:], i)
	if !record {
		return dst
	}
	switch s.Kind {
	case rules.StageEscalated:
		reason = p.escalates(s, reason)
	case rules.StageRecovered:
		reason = p.at.closing(p.before, reason)
	default:
		reason = p.at.routed(reason)
	}
	t := p.transition(s.Name, kinds[s.Kind], s.At, reason)
	t.Episode = episode
	return append(dst, t)
}

// episode is the stage's own, and of the clock's present life one more for each time that what was told was withdrawn:
// should it be so after all, it is told again. A warning is given once; one that was dropped before it left, since it
// came too early, once more.
func (p *plan) episode(i int) int32 {
	s := &p.stages[i]
	if s.Kind == rules.StageWarn {
		if had := p.before.stage(s.Name, 0); had != nil && had.Alert == Dropped && s.At > had.FoundAt {
			return 1
		}
		return 0
	}
	if !p.present(i) {
		return s.Episode
	}
	return p.stages[i].Episode + p.withdrawals
}

// present tells whether a stage is of the clock's present life, not of one before it was reopened.
func (p *plan) present(i int) bool {
	if p.stages[i].Kind == rules.StageKept {
		return i == len(p.stages)-1 && p.after.State == rules.Stopped
	}
	return !slices.ContainsFunc(p.stages[i+1:], func(s rules.Stage) bool { return s.Kind == rules.StageMissed })
}

var kinds = [...]notifiers.Stage{
	rules.StageWarn:      notifiers.Warn,
	rules.StageMissed:    notifiers.Missed,
	rules.StageRecovered: notifiers.Recovered,
	rules.StageKept:      notifiers.Kept,
	rules.StageEscalated: notifiers.Escalated,
}

func (p *plan) transition(stage string, kind notifiers.Stage, at calendar.Instant, reason Reason) Transition {
	return Transition{
		Clock: ClockKey{Ticket: p.after.Ticket.ID, Standard: p.after.Standard().ID, Cycle: p.after.Cycle},
		Stage: stage, Kind: kind, At: at, FoundAt: p.after.AsOf, Reason: reason,
	}
}

// reason decides on stage i, which is not recorded; false says that it need not be.
func (p *plan) reason(found []Transition, i int) (Reason, bool) {
	s := &p.stages[i]
	switch s.Kind {
	case rules.StageKept:
		return Close, p.before.warned()
	case rules.StageRecovered:
		return p.recovered(found, i), true
	}
	switch {
	case s.At < p.at.FirstRound:
		return Baseline, true
	case p.after.State == rules.Cancelled:
		return AlreadyCancelled, p.withdrawals == 0
	case s.Kind == rules.StageMissed:
		return p.miss(i), true
	case s.Kind == rules.StageEscalated:
		return p.escalation(found, i), true
	}
	return p.warning(i), true
}

// miss decides on a miss that is news. Of several found at once, of a clock that was reopened, the last is told.
func (p *plan) miss(i int) Reason {
	if !p.present(i) {
		return Overtaken
	}
	if p.attached() {
		return LateAttached
	}
	return Tell
}

// attached tells whether the clock is late by what was written, not by what happened: when it was last looked at it was
// due later than it is now, or it had no due instant that counted, and what is written in the standards has changed since.
func (p *plan) attached() bool {
	before := &p.before.Row
	if p.before.Known && before.Verdict == rules.Open && before.DueAt != calendar.None {
		return p.after.DueAt < before.DueAt
	}
	return p.rewritten(p.after.DueAt)
}

// rewritten tells whether an instant lies before the last round, and what is written in the standards has changed since.
func (p *plan) rewritten(at calendar.Instant) bool {
	return p.at.LateBefore != 0 && p.at.LateBefore != calendar.None && at < p.at.LateBefore
}

// pressed tells whether a warning came by what was written: when the clock was last looked at nothing was to come so soon.
func (p *plan) pressed(at calendar.Instant) bool {
	before := &p.before.Row
	if p.before.Known && before.Verdict == rules.Open {
		return before.NextAt != calendar.None && at < before.NextAt
	}
	return p.rewritten(at)
}

// withdrawal tells whether, and why, the data say now that nothing was to be told of what was told.
func (p *plan) withdrawal(found []Transition) (Reason, bool) {
	if !p.before.told() {
		return "", false
	}
	switch {
	case p.after.State == rules.Cancelled && p.after.Reason == retiredReason:
		return StandardRetired, true
	case p.after.State == rules.Cancelled:
		return CancelledLater, true
	case p.after.Verdict == rules.Open:
		return Corrected, p.before.toldLate()
	case p.after.Verdict != rules.Met && p.after.Verdict != rules.Exceeded:
		return "", false
	}
	closed := slices.ContainsFunc(found, func(t Transition) bool { return t.Kind == notifiers.Kept })
	return Corrected, !closed
}

// warning decides on a warning that is news: whatever comes after it speaks for it, and a clock that stands still is not pressing.
func (p *plan) warning(i int) Reason {
	reason := Tell
	switch {
	case p.after.State == rules.Paused:
		reason = PausedMeanwhile
	case p.pressed(p.stages[i].At):
		reason = RiskAttached
	}
	if reason != PausedMeanwhile && p.before.Care.Snoozed.covers(p.stages[i].At) {
		reason = Snoozed
	}
	for _, later := range p.stages[i+1:] {
		switch later.Kind {
		case rules.StageMissed:
			return OvertakenByMiss
		case rules.StageKept:
			return AlreadyDone
		case rules.StageWarn:
			reason = Overtaken
		}
	}
	return reason
}

// recovered decides on the end of a miss by what became of the miss: found
// just now, of before the first round, or told. Of a clock that has been missed again since nothing is said.
func (p *plan) recovered(found []Transition, i int) Reason {
	s, episode := &p.stages[i], p.episode(i)
	for i := range found {
		switch {
		case found[i].Stage != missed || found[i].Episode != episode:
		case found[i].Reason == Baseline && s.At < p.at.FirstRound:
			return Baseline
		case found[i].Reason == Baseline:
			return BaselineMiss
		case found[i].Reason == Overtaken:
			return Overtaken
		default:
			return Merged
		}
	}
	if p.present(i) && p.pressedOn(episode) {
		return Tell // to them, whether or not anybody was told of the miss
	}
	if p.before.baseline(missed, episode) {
		return BaselineMiss
	}
	if !p.present(i) {
		return Overtaken
	}
	if recorded := p.before.stage(missed, episode); recorded == nil || !recorded.Reason.toldMiss() {
		return Untold
	}
	return Tell
}

// toldMiss tells whether a miss recorded with the reason is known to people.
func (r Reason) toldMiss() bool { return r == Tell || r == LateAttached || r == Carried }
