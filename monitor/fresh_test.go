package monitor

import (
	"testing"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// The clock of these tests warns at 50 and 80 and is due at 100.
func TestStillSo(t *testing.T) {
	warned := rules.Stage{Kind: rules.StageWarn, Name: "50%", At: 50}
	again := rules.Stage{Kind: rules.StageWarn, Name: "80%", At: 80}
	late := rules.Stage{Kind: rules.StageMissed, Name: "missed", At: 100}
	lateAgain := rules.Stage{Kind: rules.StageMissed, Name: "missed", At: 150, Episode: 1}
	ended := rules.Stage{Kind: rules.StageRecovered, Name: "recovered", At: 120}
	done := rules.Stage{Kind: rules.StageKept, Name: "kept", At: 70}
	warning := Asked{Kind: notifiers.Warn, Stage: "50%"}
	miss := Asked{Kind: notifiers.Missed, Stage: "missed"}
	step := Asked{Kind: notifiers.Escalated, Stage: "escalate 30m"}
	reminder := Asked{Kind: notifiers.Reminder, Stage: "reminder", Episode: 1}
	withdrawnOnce := Recorded{Stages: []RecordedStage{{Transition: Transition{Stage: withdrawn, Kind: notifiers.Withdrawn}}}}
	cared := Recorded{Care: Care{Acknowledged: CareWord{N: 1, Until: 300}, Snoozed: CareWord{N: 1, Until: 300}}}
	running := rules.Clock{State: rules.Running, Verdict: rules.Open}
	pausedOpen := rules.Clock{State: rules.Paused, Verdict: rules.Open}
	lateNow := rules.Clock{State: rules.Running, Verdict: rules.Missed}
	pausedLate := rules.Clock{State: rules.Paused, Verdict: rules.Missed}
	met := rules.Clock{State: rules.Stopped, Verdict: rules.Met}
	exceeded := rules.Clock{State: rules.Stopped, Verdict: rules.Exceeded}
	endedLate := rules.Clock{State: rules.Stopped, Verdict: rules.Missed}
	cancelled := rules.Clock{State: rules.Cancelled, Verdict: rules.CancelledVerdict}
	cancelledLate := rules.Clock{State: rules.Cancelled, Verdict: rules.CancelledLate}
	retired := rules.Clock{State: rules.Cancelled, Verdict: rules.CancelledVerdict, Reason: retiredReason}
	unknown := rules.Clock{State: rules.Running, Verdict: rules.Unknown}
	for name, c := range map[string]struct {
		about  Asked
		before Recorded
		now    rules.Clock
		stages []rules.Stage
		want   Reason
	}{
		"a warning, still so":                        {about: warning, now: running, stages: []rules.Stage{warned}},
		"a warning, and a later one":                 {about: warning, now: running, stages: []rules.Stage{warned, again}, want: Overtaken},
		"the later one":                              {about: Asked{Kind: notifiers.Warn, Stage: "80%"}, now: running, stages: []rules.Stage{warned, again}},
		"a warning, and late":                        {about: warning, now: lateNow, stages: []rules.Stage{warned, again, late}, want: OvertakenByMiss},
		"a warning, and ended late":                  {about: warning, now: endedLate, stages: []rules.Stage{warned, late, ended}, want: OvertakenByMiss},
		"a warning, and done":                        {about: warning, now: met, stages: []rules.Stage{warned, done}, want: AlreadyDone},
		"a warning, and done before it":              {about: warning, now: exceeded, want: AlreadyDone},
		"a warning, done and reopened":               {about: warning, now: running, stages: []rules.Stage{warned, done}, want: AlreadyDone},
		"a warning, and paused":                      {about: warning, now: pausedOpen, stages: []rules.Stage{warned}, want: PausedMeanwhile},
		"a warning, and due later":                   {about: warning, now: running, want: Corrected},
		"a warning, and cancelled":                   {about: warning, now: cancelled, stages: []rules.Stage{warned}, want: CancelledLater},
		"a warning, and the standard retired":        {about: warning, now: retired, want: StandardRetired},
		"a warning, and nothing can be said":         {about: warning, now: unknown, want: Unclear},
		"a miss, still so":                           {about: miss, now: lateNow, stages: []rules.Stage{late}},
		"a miss, paused":                             {about: miss, now: pausedLate, stages: []rules.Stage{late}},
		"a miss, and ended late":                     {about: miss, now: endedLate, stages: []rules.Stage{late, ended}},
		"a miss, and done in time":                   {about: miss, now: met, want: Corrected},
		"a miss, and due later":                      {about: miss, now: running, want: Corrected},
		"a miss, and cancelled":                      {about: miss, now: cancelledLate, stages: []rules.Stage{late}, want: CancelledLater},
		"a miss, and nothing can be said":            {about: miss, now: unknown},
		"a miss, reopened and missed again":          {about: miss, now: lateNow, stages: []rules.Stage{late, ended, lateAgain}, want: Overtaken},
		"the miss of the second life":                {about: Asked{Kind: notifiers.Missed, Stage: "missed", Episode: 1}, now: lateNow, stages: []rules.Stage{late, ended, lateAgain}},
		"a miss after a withdrawal":                  {about: Asked{Kind: notifiers.Missed, Stage: "missed", Episode: 1}, before: withdrawnOnce, now: lateNow, stages: []rules.Stage{late}},
		"a miss that was withdrawn":                  {about: miss, before: withdrawnOnce, now: lateNow, stages: []rules.Stage{late}, want: Corrected},
		"an escalation, still so":                    {about: step, now: lateNow, stages: []rules.Stage{late}},
		"an escalation, and ended late":              {about: step, now: endedLate, stages: []rules.Stage{late, ended}, want: AlreadyDone},
		"an escalation, and not late":                {about: step, now: running, want: Corrected},
		"an escalation, and cancelled":               {about: step, now: cancelledLate, want: CancelledLater},
		"a reminder, still so":                       {about: reminder, now: lateNow, stages: []rules.Stage{late}},
		"a reminder, and ended late":                 {about: reminder, now: endedLate, stages: []rules.Stage{late, ended}, want: AlreadyDone},
		"an escalation, and somebody looks after it": {about: step, before: cared, now: lateNow, stages: []rules.Stage{late}, want: Acknowledged},
		"a reminder, and somebody looks after it":    {about: reminder, before: cared, now: lateNow, stages: []rules.Stage{late}, want: Acknowledged},
		"a miss, whoever looks after it":             {about: miss, before: cared, now: lateNow, stages: []rules.Stage{late}},
		"a warning, put off":                         {about: warning, before: cared, now: running, stages: []rules.Stage{warned}, want: Snoozed},
		"an end, whatever is so":                     {about: Asked{Kind: notifiers.Recovered, Stage: "recovered"}, now: cancelled},
		"a withdrawal, whatever is so":               {about: Asked{Kind: notifiers.Withdrawn, Stage: withdrawn}, now: lateNow},
		"done in time after a warning, still told":   {about: Asked{Kind: notifiers.Kept, Stage: kept}, now: met},
	} {
		t.Run(name, func(t *testing.T) {
			now := c.now
			now.DueAt, now.AsOf, now.StoppedAt = 100, 200, calendar.None
			if got := stillSo(&c.about, &c.before, &now, c.stages); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
