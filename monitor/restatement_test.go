package monitor

import (
	"testing"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Each reason for which a verdict is given again, and what gives none. The clock started at 0 and was due at 100.
func TestRestated(t *testing.T) {
	const never = calendar.None
	row := func(state rules.State, verdict rules.Verdict, due, stop calendar.Instant) ClockRow {
		return ClockRow{State: state, Verdict: verdict, DueAt: due, StoppedAt: stop, Version: "v1"}
	}
	because := func(r ClockRow, reason string) ClockRow {
		r.Reason = reason
		return r
	}
	var (
		late      = row(rules.Running, rules.Missed, 100, never)
		open      = row(rules.Running, rules.Open, 100, never)
		met       = row(rules.Stopped, rules.Met, 100, 90)
		doneLate  = row(rules.Stopped, rules.Missed, 100, 150)
		unknown   = row(rules.Running, rules.Unknown, never, never)
		cancelled = because(row(rules.Cancelled, rules.CancelledLate, 100, 150), "spam")
		reopening = []rules.PausedSpan{{From: 90, To: 200, Reopened: true}}
	)
	for name, c := range map[string]struct {
		before, after ClockRow
		pauses        []rules.PausedSpan
		rebased       bool
		want          Restatement // "" for none
	}{
		"nothing":                             {before: late, after: late},
		"still unknown":                       {before: unknown, after: because(row(rules.Stopped, rules.Unknown, never, 90), "other")},
		"done late":                           {before: late, after: doneLate, want: DoneLate},
		"reopened, and running":               {before: met, after: row(rules.Running, rules.Open, 210, never), pauses: reopening, want: Reopened},
		"reopened, and done again":            {before: met, after: row(rules.Stopped, rules.Met, 210, 205), pauses: reopening, want: Reopened},
		"reopened before, and corrected":      {before: row(rules.Stopped, rules.Met, 210, 205), after: row(rules.Stopped, rules.Missed, 210, 220), pauses: reopening, want: DataCorrected},
		"reopened when late":                  {before: row(rules.Stopped, rules.Missed, 80, 90), after: row(rules.Running, rules.Missed, 80, never), pauses: reopening, want: Reopened},
		"cancelled when late":                 {before: late, after: cancelled, want: CancelledAfter},
		"vanished":                            {before: late, after: because(cancelled, vanishedReason), want: Vanished},
		"returned, late":                      {before: because(cancelled, vanishedReason), after: late, want: Returned},
		"returned, open":                      {before: because(cancelled, vanishedReason), after: open, want: Returned},
		"not started any more":                {before: met, after: because(cancelled, goneReason), want: NoLongerStarted},
		"joined an earlier start":             {before: late, after: because(cancelled, joinedReason), want: NoLongerStarted},
		"started again":                       {before: because(cancelled, goneReason), after: open, want: StartedAgain},
		"stands for itself again":             {before: because(cancelled, joinedReason), after: late, want: StartedAgain},
		"retired":                             {before: late, after: because(cancelled, retiredReason), want: Retired},
		"doubtful":                            {before: met, after: unknown, want: Doubtful},
		"doubtful after it vanished":          {before: because(cancelled, vanishedReason), after: unknown, want: Doubtful},
		"known after all":                     {before: unknown, after: met, want: Cleared},
		"known, and open":                     {before: unknown, after: open, want: Cleared},
		"known, and cancelled":                {before: unknown, after: cancelled, want: CancelledAfter},
		"a stop that was corrected":           {before: met, after: row(rules.Stopped, rules.Missed, 100, 110), want: DataCorrected},
		"a stop that was taken back":          {before: met, after: open, want: DataCorrected},
		"a stop in time that came late":       {before: late, after: met, want: DataCorrected},
		"a pause that came late":              {before: late, after: row(rules.Running, rules.Open, 170, never), want: DataCorrected},
		"a cancel that was taken back":        {before: cancelled, after: late, want: DataCorrected},
		"a holiday more":                      {before: late, after: row(rules.Running, rules.Open, 170, never), rebased: true, want: CalendarChanged},
		"a holiday more, of what is done":     {before: doneLate, after: row(rules.Stopped, rules.Met, 170, 150), rebased: true, want: CalendarChanged},
		"a stop corrected with the standards": {before: met, after: row(rules.Stopped, rules.Missed, 100, 110), rebased: true, want: DataCorrected},
	} {
		t.Run(name, func(t *testing.T) {
			got, again := restated(&c.before, &c.after, c.pauses, c.rebased)
			if got != c.want && again || again != (c.want != "") {
				t.Errorf("%q, %v; want %q", got, again, c.want)
			}
		})
	}
}

func TestAppendJSON(t *testing.T) {
	for text, want := range map[string]string{
		"gold": `"gold"`, "": `""`, `a "b" \`: `"a \"b\" \\"`, "ä\n": `"ä\n"`, "<b>&": `"\u003cb\u003e\u0026"`, "\x7f": "\"\x7f\"",
	} {
		if got := string(appendJSON([]byte("x"), text)); got != "x"+want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// A verdict that we gave without an event is no ground to hold a clock to it, unless the clock was late by then.
func TestGiven(t *testing.T) {
	for name, c := range map[string]struct {
		row  ClockRow
		want bool
	}{
		"open":                       {ClockRow{Verdict: rules.Open}, false},
		"met":                        {ClockRow{Verdict: rules.Met}, true},
		"missed":                     {ClockRow{Verdict: rules.Missed}, true},
		"unknown":                    {ClockRow{Verdict: rules.Unknown, Row: -1}, false},
		"cancelled":                  {ClockRow{Verdict: rules.CancelledVerdict, State: rules.Cancelled, Reason: "spam"}, true},
		"cancelled when it was open": {ClockRow{Verdict: rules.CancelledVerdict, State: rules.Cancelled, Reason: goneReason}, false},
		"vanished when it was open":  {ClockRow{Verdict: rules.CancelledVerdict, State: rules.Cancelled, Reason: vanishedReason}, false},
		"vanished when it was late":  {ClockRow{Verdict: rules.CancelledLate, State: rules.Cancelled, Reason: vanishedReason}, true},
		"cancelled, of no row":       {ClockRow{Verdict: rules.CancelledVerdict, DueAt: calendar.None, Row: -1}, false},
	} {
		if got := given(&c.row); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
