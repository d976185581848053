package rules

import (
	"math/bits"
	"slices"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// riskShare is the share of the time after which a clock without a warning is at risk: 75 %.
const riskShare = 75_000

// wholeShare is all of the time, in thousandths of a percent.
const wholeShare = 100_000

// StageKind says what a stage is.
type StageKind uint8

// The kinds of stages.
const (
	StageWarn      StageKind = iota // an entry of warn_at
	StageMissed                     // past due
	StageRecovered                  // done, but late
	StageKept                       // done in time, after a warning
)

// Stage is a point that a clock has passed and that somebody may have to hear of.
type Stage struct {
	Kind StageKind
	// Name identifies the stage within its clock: the warn_at entry as written, missed, recovered, kept.
	Name string
	// At is its instant: of missed the due instant (or the reopening, of a clock past due by then), of recovered and
	// kept the stop.
	At calendar.Instant
	// Episode counts, from 0, the misses of a clock that is reopened. Warnings are always of episode 0: each is given once.
	Episode int32
}

// Stages appends the stages that a clock has passed as of c.AsOf, in the order
// of their instants. A warning whose instant the clock did not live to see is
// not passed; nor is any stage of a clock that is unknown.
func Stages(dst []Stage, c *Clock) []Stage {
	if c.Verdict == Unknown {
		return dst
	}
	first := len(dst)
	dst = c.passedWarnings(dst)
	warned := len(dst) > first
	switch {
	case c.Verdict == Missed && c.State == Stopped:
		dst = append(dst, Stage{Kind: StageMissed, Name: "missed", At: c.DueAt}, Stage{Kind: StageRecovered, Name: "recovered", At: c.StoppedAt})
	case c.Verdict == Missed || c.Verdict == CancelledLate:
		dst = append(dst, Stage{Kind: StageMissed, Name: "missed", At: c.DueAt})
	case warned && (c.Verdict == Met || c.Verdict == Exceeded):
		dst = append(dst, Stage{Kind: StageKept, Name: "kept", At: c.StoppedAt})
	}
	return dst
}

// passedWarnings appends the warnings whose instant came while the clock ran,
// by instant; at the instant of its end it no longer ran.
func (c *Clock) passedWarnings(dst []Stage) []Stage {
	first := len(dst)
	last := min(c.AsOf, c.DueAt)
	if c.State != Running {
		last = min(last, c.StoppedAt-1)
	}
	warnings := c.Standard().WarnAt
	span, err := newRunUp(c, c.Calendar())
	if err != nil {
		return dst
	}
	for i := range warnings {
		if at := span.at(&warnings[i]); at != calendar.None && at <= last {
			dst = append(dst, Stage{Kind: StageWarn, Name: warnings[i].Text, At: at})
		}
	}
	slices.SortStableFunc(dst[first:], func(a, b Stage) int {
		switch {
		case a.At < b.At:
			return -1
		case a.At > b.At:
			return 1
		}
		return 0
	})
	return dst
}

// lookAhead sets AtRisk and NextAt of a clock that is open and not late.
func (c *Clock) lookAhead(on *calendar.Calendar) error {
	span, err := newRunUp(c, on)
	if err != nil {
		return err
	}
	c.NextAt = c.DueAt + 1
	warnings := c.Standard().WarnAt
	first := calendar.None
	for i := range warnings {
		at := span.at(&warnings[i])
		if at == calendar.None {
			continue
		}
		if first == calendar.None || at < first {
			first = at
		}
		if at > c.AsOf && at < c.NextAt {
			c.NextAt = at
		}
	}
	if first == calendar.None {
		first = span.at(&Warning{Share: riskShare})
	}
	c.AtRisk = first != calendar.None && first <= c.AsOf
	return nil
}

// runUp is the time from the start of a clock to its due instant, on which warnings are placed.
type runUp struct {
	start, due calendar.Instant
	on         *calendar.Calendar
	open       time.Duration // open time in between; where that is 0 real time counts
}

func newRunUp(c *Clock, on *calendar.Calendar) (runUp, error) {
	open, err := on.Between(c.StartedAt, c.DueAt)
	return runUp{start: c.StartedAt, due: c.DueAt, on: on, open: open}, err
}

// at gives the instant of a warning, None where it lies at or before the start.
func (r *runUp) at(w *Warning) calendar.Instant {
	whole := r.open
	if whole == 0 {
		whole = r.due.Sub(r.start)
	}
	passed := whole - w.Left
	if w.Share > 0 {
		passed = shareOf(whole, w.Share)
	}
	if whole <= 0 || passed <= 0 || w.Left > 0 && r.open == 0 {
		return calendar.None
	}
	if r.open == 0 {
		return r.start.Add(passed)
	}
	at, err := r.on.Add(r.start, passed)
	if err != nil || at <= r.start {
		return calendar.None
	}
	return at
}

// shareOf gives the earliest whole microsecond at which the share of a time
// has passed. The product is taken in 128 bits: years of microseconds times a share overflow 64.
func shareOf(whole time.Duration, share int32) time.Duration {
	hi, lo := bits.Mul64(uint64(whole/time.Microsecond), uint64(share))
	quotient, rest := bits.Div64(hi, lo, wholeShare)
	if rest > 0 {
		quotient++
	}
	return time.Duration(quotient) * time.Microsecond
}
