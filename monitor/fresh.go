package monitor

import (
	"slices"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
)

// stillSo decides whether a stage that was recorded is still to be told, by the clock as it is replayed now and the stages
// that it has passed: "" if so, else why not. It is pure, and says nothing new: what the clock has passed meanwhile is for
// the next sweep.
//
//	a warning   while the clock runs, before due, and no later warning was passed
//	a miss      while it is one of the clock's present life; one that has ended late is told with its end
//	the others that press   while the clock is open and late
//
// Nor while somebody looks after the clock, or wants to hear no warnings: that may have been said since it was recorded.
//
// Everything else only changes what was posted, and is always to be told.
func stillSo(about *Asked, before *Recorded, c *rules.Clock, stages []rules.Stage) Reason {
	switch {
	case !about.Kind.Presses():
		return ""
	case c.Verdict == rules.Unknown && about.Kind == notifiers.Warn:
		return Unclear
	case c.Verdict == rules.Unknown:
		return "" // it was so, and nothing says that it is not
	case c.State == rules.Cancelled && c.Reason == retiredReason:
		return StandardRetired
	case c.State == rules.Cancelled:
		return CancelledLater
	}
	switch about.Kind {
	case notifiers.Warn:
		return warningStillSo(about, before, c, stages)
	case notifiers.Missed:
		return missStillSo(about, before, c, stages)
	}
	switch {
	case c.Verdict != rules.Missed:
		return Corrected
	case c.Ended():
		return AlreadyDone
	case before.Care.Acknowledged.Holds(c.AsOf):
		return Acknowledged
	}
	return ""
}

func warningStillSo(about *Asked, before *Recorded, c *rules.Clock, stages []rules.Stage) Reason {
	switch {
	case c.Verdict == rules.Missed:
		return OvertakenByMiss
	case c.Ended():
		return AlreadyDone
	}
	at := slices.IndexFunc(stages, func(s rules.Stage) bool { return s.Kind == rules.StageWarn && s.Name == about.Stage })
	if at < 0 {
		return Corrected // it is due later than it was
	}
	for _, later := range stages[at+1:] {
		switch later.Kind {
		case rules.StageKept:
			return AlreadyDone // and was reopened since
		case rules.StageWarn:
			return Overtaken
		}
	}
	switch {
	case c.State == rules.Paused:
		return PausedMeanwhile
	case before.Care.Snoozed.Holds(c.AsOf):
		return Snoozed
	}
	return ""
}

func missStillSo(about *Asked, before *Recorded, c *rules.Clock, stages []rules.Stage) Reason {
	if c.Verdict != rules.Missed {
		return Corrected
	}
	p := plan{before: before, after: c, stages: stages, withdrawals: before.withdrawals()}
	for i := range stages {
		switch {
		case stages[i].Kind != rules.StageMissed || p.episode(i) != about.Episode:
		case !p.present(i):
			return Overtaken // it was reopened, and missed once more
		default:
			return ""
		}
	}
	return Corrected
}
