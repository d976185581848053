package monitor_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// told is a stage that was sent, found at an instant.
func told(name string, kind notifiers.Stage, episode int32, reason monitor.Reason, found calendar.Instant) monitor.RecordedStage {
	s := stage(name, kind, reason, monitor.Sent)
	s.Episode, s.FoundAt = episode, found
	return s
}

// The clock is due at 100, as in TestPlan; here it was withdrawn, reopened, paused or changed.
func TestPlanOfClocksWithAPast(t *testing.T) {
	var (
		warn    = rules.Stage{Kind: rules.StageWarn, Name: "50%", At: 50}
		miss    = rules.Stage{Kind: rules.StageMissed, Name: "missed", At: 100}
		done    = rules.Stage{Kind: rules.StageRecovered, Name: "recovered", At: 120}
		again   = rules.Stage{Kind: rules.StageMissed, Name: "missed", At: 150, Episode: 1}
		kept    = rules.Stage{Kind: rules.StageKept, Name: "kept", At: 90}
		missOut = told("missed", notifiers.Missed, 0, monitor.Tell, 101)
		gone    = told("withdrawn", notifiers.Withdrawn, 0, monitor.TicketVanished, 110)
		late    = rules.Clock{Verdict: rules.Missed}
		open    = rules.Clock{Verdict: rules.Open}
		stopped = rules.Clock{State: rules.Stopped, Verdict: rules.Missed, StoppedAt: 120}
		met     = rules.Clock{State: rules.Stopped, Verdict: rules.Met, StoppedAt: 90}
	)
	recorded := func(stages ...monitor.RecordedStage) monitor.Recorded {
		return monitor.Recorded{Known: true, Stages: stages, Row: monitor.ClockRow{DueAt: due, Verdict: rules.Missed}}
	}
	openUntil := func(due calendar.Instant) monitor.Recorded {
		return monitor.Recorded{Known: true, Row: monitor.ClockRow{DueAt: due, Verdict: rules.Open}}
	}
	for name, c := range map[string]struct {
		before     monitor.Recorded
		after      rules.Clock
		stages     []rules.Stage
		lateBefore calendar.Instant
		want       []string
	}{
		"late again after it was withdrawn": {
			before: recorded(missOut, gone), after: late, stages: []rules.Stage{miss}, want: []string{"missed#1: tell"},
		},
		"and that is told once": {
			before: recorded(missOut, gone, told("missed", notifiers.Missed, 1, monitor.Tell, 130)), after: late, stages: []rules.Stage{miss},
		},
		"and withdrawn once more": {
			before: recorded(missOut, gone, told("missed", notifiers.Missed, 1, monitor.Tell, 130)), after: open, want: []string{"withdrawn#1: corrected"},
		},
		"late again after it was withdrawn, and done": {
			before: recorded(missOut, gone), after: stopped, stages: []rules.Stage{miss, done},
			want: []string{"missed#1: tell", "recovered#1: merged"},
		},
		"a miss that is none yet": {before: recorded(missOut), after: open, want: []string{"withdrawn#0: corrected"}},
		"retired": {
			before: recorded(missOut), after: rules.Clock{State: rules.Cancelled, Verdict: rules.CancelledLate, StoppedAt: 130, Reason: "retired"},
			stages: []rules.Stage{miss}, want: []string{"withdrawn#0: retired"},
		},
		"two lives found at once": {
			after: late, stages: []rules.Stage{miss, done, again},
			want: []string{"missed#0: overtaken", "recovered#0: overtaken", "missed#1: tell"},
		},
		"a second life after a miss that is out": {
			before: recorded(missOut), after: late, stages: []rules.Stage{miss, done, again}, want: []string{"recovered#0: overtaken", "missed#1: tell"},
		},
		"kept, reopened and missed, found at once": {
			before: recorded(told("50%", notifiers.Warn, 0, monitor.Tell, 51)), after: late, stages: []rules.Stage{warn, kept, miss},
			want: []string{"kept#0: close", "missed#0: tell"},
		},
		"a warning found in a pause": {
			after: rules.Clock{State: rules.Paused, Verdict: rules.Open}, stages: []rules.Stage{warn}, want: []string{"50%#0: paused_meanwhile"},
		},
		"late since it is due earlier": {
			before: openUntil(200), after: late, stages: []rules.Stage{miss}, want: []string{"missed#0: late_attached"},
		},
		"late since its time came":       {before: openUntil(due), after: late, stages: []rules.Stage{miss}, want: []string{"missed#0: tell"}},
		"late since its pause is over":   {before: openUntil(never), after: late, stages: []rules.Stage{miss}, want: []string{"missed#0: tell"}},
		"new, and late by new standards": {after: late, stages: []rules.Stage{miss}, lateBefore: 101, want: []string{"missed#0: late_attached"}},
		"new, and late since":            {after: late, stages: []rules.Stage{miss}, lateBefore: 100, want: []string{"missed#0: tell"}},
		"new, and late":                  {after: late, stages: []rules.Stage{miss}, lateBefore: never, want: []string{"missed#0: tell"}},
		"recovered from a late_attached miss": {
			before: recorded(told("missed", notifiers.Missed, 0, monitor.LateAttached, 101)), after: stopped, stages: []rules.Stage{miss, done},
			want: []string{"recovered#0: tell"},
		},
		"recovered from a carried miss": {
			before: recorded(stage("missed", notifiers.Missed, monitor.Carried, "")), after: stopped, stages: []rules.Stage{miss, done},
			want: []string{"recovered#0: tell"},
		},
		"recovered from a miss that was summed up": {
			before: recorded(stage("missed", notifiers.Missed, monitor.LateSummed, "")), after: stopped, stages: []rules.Stage{miss, done},
			want: []string{"recovered#0: untold"},
		},
		"in time after it was withdrawn": {before: recorded(missOut, gone), after: met},
		"a second miss of before the first round": {
			before: monitor.Recorded{Known: true, Row: monitor.ClockRow{Verdict: rules.Missed, Baseline: "missed\nrecovered\nmissed 1"}},
			after:  late, stages: []rules.Stage{miss, done, again},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.after.Ticket, c.after.Version, c.after.AsOf = &rules.Ticket{ID: "T1"}, &rules.Version{Standard: &rules.Standard{ID: "callback"}}, 200
			if c.after.DueAt = due; !c.after.Ended() {
				c.after.StoppedAt = never
			}
			at := monitor.Moment{FirstRound: -1000, Routed: true, LateBefore: c.lateBefore}
			var got []string
			for _, transition := range monitor.Plan(nil, &c.before, &c.after, c.stages, at) {
				got = append(got, fmt.Sprintf("%s#%d: %s", transition.Stage, transition.Episode, transition.Reason))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
