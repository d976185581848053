package monitor

import (
	"slices"
	"strings"

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
}

// Plan appends the transitions of a clock that the ledger does not have yet.
// It is pure: before is the clock as recorded, after as replayed, stages what
// rules.Stages says after has passed, in the order of their instants.
//
// Of several warnings found at once only the last is told, and none once the
// clock is past due or has ended. Kept is recorded only where a warning is, or may be, out.
func Plan(dst []Transition, before *Recorded, after *rules.Clock, stages []rules.Stage, at Moment) []Transition {
	p := plan{before: before, after: after, at: at, stages: stages, first: len(dst)}
	for i := range stages {
		dst = p.stage(dst, i)
	}
	if reason, otherwise := p.withdrawal(dst[p.first:]); otherwise {
		dst = append(dst, p.transition(withdrawn, notifiers.Withdrawn, after.StoppedAt, at.routed(reason)))
	}
	return dst
}

// PlanGone appends the transition of a recorded clock that its ticket no longer has.
func PlanGone(dst []Transition, before *Recorded, asOf calendar.Instant, at Moment) []Transition {
	if !before.told() || before.has(withdrawn) {
		return dst
	}
	return append(dst, Transition{
		Clock: before.Row.Key, Stage: withdrawn, Kind: notifiers.Withdrawn, At: asOf, FoundAt: asOf, Reason: at.routed(Gone),
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

// plan is one call of Plan.
type plan struct {
	before *Recorded
	after  *rules.Clock
	at     Moment
	stages []rules.Stage
	first  int // where this clock's transitions begin in dst
}

func (p *plan) stage(dst []Transition, i int) []Transition {
	s := &p.stages[i]
	if p.before.has(s.Name) {
		return dst
	}
	reason, record := p.reason(dst[p.first:], i)
	if !record {
		return dst
	}
	return append(dst, p.transition(s.Name, kinds[s.Kind], s.At, p.at.routed(reason)))
}

var kinds = [...]notifiers.Stage{
	rules.StageWarn:      notifiers.Warn,
	rules.StageMissed:    notifiers.Missed,
	rules.StageRecovered: notifiers.Recovered,
	rules.StageKept:      notifiers.Kept,
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
		return p.recovered(found, s), true
	}
	switch {
	case s.At < p.at.FirstRound:
		return Baseline, true
	case p.after.State == rules.Cancelled:
		return AlreadyCancelled, true
	case s.Kind == rules.StageMissed:
		return Tell, true
	}
	return p.warning(i), true
}

// withdrawal tells whether, and why, the data say now that nothing was to be told of what was told.
func (p *plan) withdrawal(found []Transition) (Reason, bool) {
	if !p.before.told() || p.before.has(withdrawn) {
		return "", false
	}
	switch {
	case p.after.State == rules.Cancelled:
		return CancelledLater, true
	case p.after.Verdict != rules.Met && p.after.Verdict != rules.Exceeded || p.before.has(kept):
		return "", false
	}
	closed := slices.ContainsFunc(found, func(t Transition) bool { return t.Kind == notifiers.Kept })
	return Corrected, !closed
}

// warning decides on a warning that is news: whatever comes after it speaks for it.
func (p *plan) warning(i int) Reason {
	reason := Tell
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
// just now, of before the first round, or told.
func (p *plan) recovered(found []Transition, s *rules.Stage) Reason {
	for i := range found {
		switch {
		case found[i].Stage != missed:
		case found[i].Reason == Baseline && s.At < p.at.FirstRound:
			return Baseline
		case found[i].Reason == Baseline:
			return BaselineMiss
		default:
			return Merged
		}
	}
	if p.before.baseline(missed) {
		return BaselineMiss
	}
	if recorded := p.before.stage(missed); recorded == nil || recorded.Reason != Tell {
		return Untold
	}
	return Tell
}

// has tells whether a stage is recorded, as a transition or of before the first round.
func (r *Recorded) has(stage string) bool { return r.stage(stage) != nil || r.baseline(stage) }

func (r *Recorded) stage(name string) *RecordedStage {
	for i := range r.Stages {
		if r.Stages[i].Stage == name {
			return &r.Stages[i]
		}
	}
	return nil
}

func (r *Recorded) baseline(stage string) bool {
	for rest := r.Row.Baseline; rest != ""; {
		name, more, _ := strings.Cut(rest, "\n")
		if name == stage {
			return true
		}
		rest = more
	}
	return false
}

// warned tells whether a warning is out, or may be.
func (r *Recorded) warned() bool {
	for i := range r.Stages {
		if r.Stages[i].Kind == notifiers.Warn && r.Stages[i].Alert.Open() {
			return true
		}
	}
	return false
}

// told tells whether anything about the clock is out, or may be.
func (r *Recorded) told() bool {
	for i := range r.Stages {
		if r.Stages[i].Alert.Open() {
			return true
		}
	}
	return false
}
