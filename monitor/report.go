package monitor

import (
	"log/slog"
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Report says what a round did.
type Report struct {
	AsOf    calendar.Instant
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

// SourceReport says what a round did with one source.
type SourceReport struct {
	Source string
	Tally  Tally
	// Clocks counts what was judged, by state.
	Running, Stopped, Cancelled int
	// Late counts the running clocks that are past due, Unknown those of which nothing can be said.
	Late, Unknown int
	// Effect is what was really written.
	Effect Effect
	// Summaries counts the messages that sum up a first round.
	Summaries int
	Took      time.Duration
	// Err is why the round of this source did not end; what was committed before it stays.
	Err error
}

func (r *SourceReport) count(c *rules.Clock) {
	switch c.State {
	case rules.Running:
		r.Running++
	case rules.Stopped:
		r.Stopped++
	case rules.Cancelled:
		r.Cancelled++
	}
	if c.Late() {
		r.Late++
	}
	if c.Verdict == rules.Unknown {
		r.Unknown++
	}
}

// attributes gives the report for the log. The keys are stable: people alert on them.
func (r *SourceReport) attributes() []any {
	attributes := []any{
		slog.String("source", r.Source),
		slog.Group("rows", slog.Int("read", r.Tally.Rows.Read), slog.Int("evaluated", r.Tally.Rows.Used),
			slog.Int("set_aside", r.Tally.Rows.SetAside)),
		slog.Group("events", slog.Int("read", r.Tally.Events.Read), slog.Int("used", r.Tally.Events.Used),
			slog.Int("set_aside", r.Tally.Events.SetAside)),
		slog.Group("clocks", slog.Int("running", r.Running), slog.Int("stopped", r.Stopped),
			slog.Int("cancelled", r.Cancelled), slog.Int("late", r.Late), slog.Int("unknown", r.Unknown),
			slog.Int("written", r.Effect.Clocks)),
		slog.Int("transitions", r.Effect.Transitions),
		slog.Int("alerts", r.Effect.Intents),
		slog.Int("withdrawn", r.Effect.Withdrawn),
		slog.Int("summaries", r.Summaries),
		slog.Int64("took_ms", r.Took.Milliseconds()),
	}
	if len(r.Tally.Reasons) > 0 {
		attributes = append(attributes, slog.Any("set_aside_reasons", r.Tally.Reasons))
	}
	return attributes
}
