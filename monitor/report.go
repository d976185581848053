package monitor

import (
	"log/slog"
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// PassKind says what looked at the tickets.
type PassKind string

// The kinds of passes.
const (
	RoundPass     PassKind = "round"
	ReconcilePass PassKind = "reconcile"
	SweepPass     PassKind = "sweep"
)

// Report says what a round, a reconciliation or a sweep did.
type Report struct {
	Kind    PassKind
	AsOf    calendar.Instant // when it began; each source is judged as of when it is read
	Sources []SourceReport
}

// Failed tells whether any source failed.
func (r *Report) Failed() bool {
	for i := range r.Sources {
		if r.Sources[i].Err != nil {
			return true
		}
	}
	return false
}

// SourceReport says what a pass did with one source.
type SourceReport struct {
	Source string
	Tally  Tally
	// Whole says that all tickets were read.
	Whole bool
	// Judged counts the tickets that were judged: all of them, or those that changed or were due.
	Judged int
	// Clocks counts what was judged, by state.
	Running, Paused, Stopped, Cancelled int
	// Late counts the open clocks that are past due, Unknown those of which nothing can be said, CancelledLate those
	// that were cancelled after their due instant.
	Late, Unknown, CancelledLate int
	// Restated counts the verdicts that were given differently before, LateAttached the clocks that a change made late at once.
	Restated, LateAttached int
	// Vanished counts the tickets that are no longer in the source and whose clocks were cancelled, Alarm those that were
	// too many to be believed. Absent are tickets that a sweep asked for and did not get.
	Vanished, Alarm, Absent int
	// Effect is what was really written.
	Effect Effect
	// Summaries counts the messages that sum up a first round, Notices those about more than one clock.
	Summaries, Notices int
	// Lag tells how punctual alerts were.
	Lag  Lag
	Took time.Duration
	// Err is why the pass over this source did not end; what was committed before it stays.
	Err error
}

func (r *SourceReport) count(c *rules.Clock) {
	switch c.State {
	case rules.Running:
		r.Running++
	case rules.Paused:
		r.Paused++
	case rules.Stopped:
		r.Stopped++
	case rules.Cancelled:
		r.Cancelled++
	}
	if c.Late() {
		r.Late++
	}
	switch c.Verdict {
	case rules.Unknown:
		r.Unknown++
	case rules.CancelledLate:
		r.CancelledLate++
	}
}

// attributes gives the report for the log. The keys are stable: people alert on them. What seldom happens is left out
// where it did not.
func (r *SourceReport) attributes() []any {
	attributes := []any{
		slog.String("source", r.Source),
		slog.Bool("whole", r.Whole),
		slog.Int("judged", r.Judged),
		slog.Group("rows", slog.Int("read", r.Tally.Rows.Read), slog.Int("evaluated", r.Tally.Rows.Used),
			slog.Int("set_aside", r.Tally.Rows.SetAside)),
		slog.Group("events", slog.Int("read", r.Tally.Events.Read), slog.Int("used", r.Tally.Events.Used),
			slog.Int("set_aside", r.Tally.Events.SetAside)),
		slog.Group("clocks", slog.Int("running", r.Running), slog.Int("paused", r.Paused), slog.Int("stopped", r.Stopped),
			slog.Int("cancelled", r.Cancelled), slog.Int("late", r.Late), slog.Int("unknown", r.Unknown),
			slog.Int("written", r.Effect.Clocks)),
		slog.Int("verdicts", r.Effect.Verdicts),
		slog.Int("transitions", r.Effect.Transitions),
		slog.Int("alerts", r.Effect.Intents),
		slog.Int64("took_ms", r.Took.Milliseconds()),
	}
	for _, seldom := range []struct {
		key string
		n   int
	}{
		{"cancelled_late", r.CancelledLate},
		{"restated", r.Restated},
		{"late_attached", r.LateAttached},
		{"vanished", r.Vanished},
		{"vanished_alarm", r.Alarm},
		{"absent", r.Absent},
		{"withdrawn", r.Effect.Withdrawn},
		{"summaries", r.Summaries},
		{"notices", r.Notices},
		{"lag_max_ms", int(r.Lag.Max.Milliseconds())},
	} {
		if seldom.n != 0 {
			attributes = append(attributes, slog.Int(seldom.key, seldom.n))
		}
	}
	if len(r.Tally.Reasons) > 0 {
		attributes = append(attributes, slog.Any("set_aside_reasons", r.Tally.Reasons))
	}
	return attributes
}
