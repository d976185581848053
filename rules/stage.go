package rules

import "github.com/yardstickd/yardstick/rules/calendar"

// StageKind says what a stage is.
type StageKind uint8

// The kinds of stages.
const (
	StageWarn      StageKind = iota // an entry of warn_at
	StageMissed                     // past due
	StageRecovered                  // done, but late
	StageKept                       // done in time, after a warning
	StageEscalated                  // an entry of escalate: late for so long
)

// Stage is a point that a clock has passed and that somebody may have to hear of.
type Stage struct {
	Kind StageKind
	// Name identifies the stage within its clock: the warn_at entry as written, missed, recovered, kept, escalate with its time.
	Name string
	// At is its instant: of missed the due instant (or the reopening, of a clock past due by then), of recovered and
	// kept the stop.
	At calendar.Instant
	// Episode counts, from 0, the misses of a clock that is reopened; an escalation has that of the miss. Warnings are
	// always of episode 0: each is given once.
	Episode int32
}

// Stages appends the stages that a clock has passed as of c.AsOf, in the order
// of their instants. A warning whose instant the clock did not live to see is
// not passed; nor is any stage of a clock that is unknown. While a clock is paused nothing is passed: a promised instant that
// goes by then is missed when the pause ends. What was passed once stays so, whatever pauses come: stages as of a later
// instant are the same and more.
func Stages(dst []Stage, c *Clock) []Stage {
	if c.Verdict == Unknown {
		return dst
	}
	first := len(dst)
	dst = c.passedWarnings(dst)
	sortStages(dst[first:])
	dst = c.ends(dst, dst[first:])
	sortStages(dst[first:])
	return dst
}

// passedWarnings appends the warnings whose instant came while the clock ran;
// at the instant of its end, and while it was paused, it did not run.
func (c *Clock) passedWarnings(dst []Stage) []Stage {
	warnings := c.Standard().WarnAt
	if len(warnings) == 0 || c.Calendar() == nil {
		return dst
	}
	var memory [6]run
	runs := memory[:0]
	steady, ok, err := c.steadyRun(c.Target())
	if ok {
		runs = append(runs, steady)
	} else {
		runs, err = c.runs(runs, c.Target(), len(c.Pauses))
	}
	if err != nil {
		return dst
	}
	for i := range warnings {
		if at := passed(runs, &warnings[i]); at != calendar.None {
			dst = append(dst, Stage{Kind: StageWarn, Name: warnings[i].Text, At: at})
		}
	}
	return dst
}

// ends appends what the stops and the due instant made of each life of a clock: a reopened one lives once more. Once it
// is past due no pause moves that instant any further, so the one that counts now counted in every life that it was missed in.
func (c *Clock) ends(dst, warnings []Stage) []Stage {
	missed, kept := int32(0), int32(0)
	born := c.StartedAt
	stop := func(at calendar.Instant) {
		switch {
		case c.DueAt != calendar.None && c.DueAt < at:
			dst = c.miss(dst, born, at, missed)
			dst = append(dst, Stage{Kind: StageRecovered, Name: "recovered", At: at, Episode: missed})
			missed++
		case len(warnings) > 0 && warnings[0].At < at:
			dst = append(dst, Stage{Kind: StageKept, Name: "kept", At: at, Episode: kept})
			kept++
		}
	}
	for i := range c.Pauses {
		if c.Pauses[i].Reopened {
			stop(c.Pauses[i].From)
			born = c.Pauses[i].To
		}
	}
	switch {
	case c.State == Stopped:
		stop(c.StoppedAt)
	case c.State == Cancelled && c.Verdict == CancelledLate:
		dst = c.miss(dst, born, c.StoppedAt, missed)
	case c.Verdict == Missed && c.ranPast(born):
		dst = c.miss(dst, born, c.AsOf+1, missed)
	}
	return dst
}

// miss appends that a life was missed, and the escalations whose instants came before its end.
func (c *Clock) miss(dst []Stage, born, end calendar.Instant, episode int32) []Stage {
	dst = append(dst, Stage{Kind: StageMissed, Name: "missed", At: c.missedAt(born), Episode: episode})
	for i := range c.Standard().Escalate {
		e := &c.Standard().Escalate[i]
		if at := c.escalatedAt(e, born); at != calendar.None && at < end {
			dst = append(dst, Stage{Kind: StageEscalated, Name: e.Stage, At: at, Episode: episode})
		}
	}
	return dst
}

// missedAt gives the instant of a miss in a life: the due instant, or for a clock past due by then the reopening.
func (c *Clock) missedAt(born calendar.Instant) calendar.Instant {
	if born == c.StartedAt {
		return c.DueAt
	}
	return max(c.DueAt, born)
}

// ranPast tells whether an open clock ran at any instant past its due one since it was born. A promised instant may lie
// in a pause, which nobody is told of before the pause ends.
func (c *Clock) ranPast(born calendar.Instant) bool {
	from := born
	for i := range c.Pauses {
		p := &c.Pauses[i]
		if p.From < born {
			continue
		}
		if max(from, c.DueAt+1) < p.From {
			return true
		}
		if from = p.To; from == calendar.None {
			return false
		}
	}
	return c.AsOf > c.DueAt
}

// sortStages sorts by instant and leaves the order of those that share one. There are few.
func sortStages(stages []Stage) {
	for i := 1; i < len(stages); i++ {
		for j := i; j > 0 && stages[j].At < stages[j-1].At; j-- {
			stages[j], stages[j-1] = stages[j-1], stages[j]
		}
	}
}
