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

// The clock is due at 100, as in TestPlan, and escalated 10, 20 and 30 later: to the leads, to them again, and to the head.
func TestPlanOfEscalationsAndCare(t *testing.T) {
	const (
		warnAt, missAt                        = 50, 100
		first, second, third                  = 110, 120, 130
		firstRound           calendar.Instant = -1000
	)
	stage := func(kind rules.StageKind, name string, at calendar.Instant) rules.Stage {
		return rules.Stage{Kind: kind, Name: name, At: at}
	}
	all := []rules.Stage{
		stage(rules.StageWarn, "50%", warnAt), stage(rules.StageMissed, "missed", missAt), stage(rules.StageEscalated, "escalate 10m", first),
		stage(rules.StageEscalated, "escalate 20m", second), stage(rules.StageEscalated, "escalate 30m", third),
	}
	upTo := func(n int) []rules.Stage { return all[:n] }
	recovered := func(n int, at calendar.Instant) []rules.Stage {
		return append(append([]rules.Stage{}, all[:n]...), stage(rules.StageRecovered, "recovered", at))
	}
	again := func(stages []rules.Stage, more ...rules.Stage) []rules.Stage {
		return append(append([]rules.Stage{}, stages...), more...)
	}
	secondMiss := rules.Stage{Kind: rules.StageMissed, Name: "missed", At: 200, Episode: 1}
	secondEscalation := rules.Stage{Kind: rules.StageEscalated, Name: "escalate 10m", At: 210, Episode: 1}
	out := func(name string, kind notifiers.Stage, found calendar.Instant) monitor.RecordedStage {
		return told(name, kind, 0, monitor.Tell, found)
	}
	warned := out("50%", notifiers.Warn, 50)
	missed := out("missed", notifiers.Missed, 101)
	leads := out("escalate 10m", notifiers.Escalated, 110)
	reminded := told("reminder", notifiers.Reminder, 1, monitor.Tell, 140)
	reminded.At = 140
	unsent := out("missed", notifiers.Missed, 101)
	unsent.Alert = monitor.Dropped
	counted := told("withdrawn", notifiers.Withdrawn, 0, monitor.Unsent, 115)
	counted.Alert = ""
	early, inPause := out("50%", notifiers.Warn, 40), out("50%", notifiers.Warn, 51)
	early.Alert, inPause.Alert = monitor.Dropped, monitor.Dropped
	quietly := func(s monitor.RecordedStage, reason monitor.Reason) monitor.RecordedStage {
		s.Reason, s.Alert = reason, ""
		return s
	}
	ack := func(n int32, at, until calendar.Instant) monitor.Care {
		return monitor.Care{Acknowledged: monitor.CareWord{N: n, By: "Ada", At: at, Until: until}}
	}
	snooze := func(until calendar.Instant) monitor.Care {
		return monitor.Care{Snoozed: monitor.CareWord{N: 1, By: "Ada", At: 10, Until: until}}
	}
	open := rules.Clock{Verdict: rules.Open}
	late := func(asOf calendar.Instant) rules.Clock { return rules.Clock{Verdict: rules.Missed, AsOf: asOf} }
	paused := rules.Clock{Verdict: rules.Missed, State: rules.Paused, AsOf: 150}
	stopped := rules.Clock{State: rules.Stopped, Verdict: rules.Missed, StoppedAt: 150, AsOf: 160}
	met := rules.Clock{State: rules.Stopped, Verdict: rules.Met, StoppedAt: 90, AsOf: 160}
	cancelled := rules.Clock{State: rules.Cancelled, Verdict: rules.CancelledLate, StoppedAt: 150, AsOf: 160}
	for name, c := range map[string]struct {
		recorded []monitor.RecordedStage
		care     monitor.Care
		after    rules.Clock
		stages   []rules.Stage
		moment   func(*monitor.Moment)
		want     []string
	}{
		"an escalation":                         {recorded: []monitor.RecordedStage{warned, missed}, after: late(111), stages: upTo(3), want: []string{"escalate 10m: tell"}},
		"is told once":                          {recorded: []monitor.RecordedStage{warned, missed, leads}, after: late(119), stages: upTo(3)},
		"the next is told too":                  {recorded: []monitor.RecordedStage{warned, missed, leads}, after: late(121), stages: upTo(4), want: []string{"escalate 20m: tell"}},
		"two at once to one route":              {recorded: []monitor.RecordedStage{warned, missed}, after: late(121), stages: upTo(4), want: []string{"escalate 10m: overtaken", "escalate 20m: tell"}},
		"three at once to two routes":           {recorded: []monitor.RecordedStage{warned, missed}, after: late(131), stages: upTo(5), want: []string{"escalate 10m: overtaken", "escalate 20m: tell", "escalate 30m: tell"}},
		"the miss at once is told all the same": {recorded: []monitor.RecordedStage{warned}, after: late(111), stages: upTo(3), want: []string{"missed: tell", "escalate 10m: tell"}},
		"of a clock that stands still":          {recorded: []monitor.RecordedStage{warned, missed}, after: paused, stages: upTo(3), want: []string{"escalate 10m: tell"}},
		"found when it was done":                {recorded: []monitor.RecordedStage{warned, missed}, after: stopped, stages: recovered(3, 150), want: []string{"escalate 10m: already_done", "recovered: tell"}},
		"found when it was done, with the miss": {recorded: []monitor.RecordedStage{warned}, after: stopped, stages: recovered(3, 150), want: []string{"missed: tell", "escalate 10m: already_done", "recovered: merged"}},
		"found when it was cancelled":           {recorded: []monitor.RecordedStage{warned, missed}, after: cancelled, stages: upTo(3), want: []string{"escalate 10m: already_cancelled", "withdrawn: cancelled"}},
		"of an earlier life":                    {recorded: []monitor.RecordedStage{warned, missed, out("recovered", notifiers.Recovered, 151)}, after: late(205), stages: again(recovered(3, 150), secondMiss), want: []string{"escalate 10m: overtaken", "missed#1: tell"}},
		"of a later life":                       {recorded: []monitor.RecordedStage{warned, missed, leads, out("recovered", notifiers.Recovered, 151), told("missed", notifiers.Missed, 1, monitor.Tell, 201)}, after: late(211), stages: again(recovered(3, 150), secondMiss, secondEscalation), want: []string{"escalate 10m#1: tell"}},
		"once more after it was withdrawn":      {recorded: []monitor.RecordedStage{warned, missed, leads, told("withdrawn", notifiers.Withdrawn, 0, monitor.Gone, 115)}, after: late(116), stages: upTo(3), want: []string{"missed#1: tell", "escalate 10m#1: tell"}},
		"before the first round":                {after: late(150), stages: upTo(3), moment: func(m *monitor.Moment) { m.FirstRound = 140 }, want: []string{"50%: baseline", "missed: baseline", "escalate 10m: baseline"}},
		"after the first round":                 {after: late(150), stages: upTo(3), moment: func(m *monitor.Moment) { m.FirstRound = 105 }, want: []string{"50%: baseline", "missed: baseline", "escalate 10m: tell"}},
		"that the standards say only now":       {recorded: []monitor.RecordedStage{warned, missed}, after: late(150), stages: upTo(3), moment: func(m *monitor.Moment) { m.LateBefore = 140 }, want: []string{"escalate 10m: late_attached"}},
		"of a miss that a change made":          {recorded: []monitor.RecordedStage{warned}, after: late(150), stages: upTo(3), moment: func(m *monitor.Moment) { m.LateBefore = 105 }, want: []string{"missed: late_attached", "escalate 10m: late_attached"}},
		"to a route that leads nowhere":         {recorded: []monitor.RecordedStage{warned, missed}, after: late(131), stages: upTo(5), moment: func(m *monitor.Moment) { m.Nowhere = map[string]bool{"head": true} }, want: []string{"escalate 10m: overtaken", "escalate 20m: tell", "escalate 30m: unrouted"}},
		"of a standard without a route":         {recorded: []monitor.RecordedStage{quietly(missed, monitor.Unrouted)}, after: late(111), stages: upTo(3)[1:], moment: func(m *monitor.Moment) { m.Routed = false }, want: []string{"escalate 10m: tell"}},
		"its end is told":                       {recorded: []monitor.RecordedStage{quietly(missed, monitor.Unrouted), leads}, after: stopped, stages: recovered(3, 150)[1:], moment: func(m *monitor.Moment) { m.Routed = false }, want: []string{"recovered: tell"}},
		"its withdrawal is told":                {recorded: []monitor.RecordedStage{quietly(missed, monitor.Unrouted), leads}, after: cancelled, stages: upTo(3)[1:], moment: func(m *monitor.Moment) { m.Routed = false }, want: []string{"withdrawn: cancelled"}},
		"the end of a miss that was baseline":   {recorded: []monitor.RecordedStage{quietly(missed, monitor.BaselineMiss), leads}, after: stopped, stages: recovered(3, 150)[1:], want: []string{"recovered: tell"}},
		"corrected to open":                     {recorded: []monitor.RecordedStage{quietly(missed, monitor.BaselineMiss), leads}, after: open, want: []string{"withdrawn: corrected"}},
		"corrected to done in time":             {recorded: []monitor.RecordedStage{warned, missed, leads}, after: met, stages: append(upTo(1)[:1:1], stage(rules.StageKept, "kept", 90)), want: []string{"kept: close"}},

		"acknowledged":                           {recorded: []monitor.RecordedStage{warned, missed}, care: ack(1, 102, 140), after: late(111), stages: upTo(3), want: []string{"escalate 10m: acknowledged"}},
		"acknowledged before it was found":       {recorded: []monitor.RecordedStage{warned, missed}, care: ack(1, 112, 140), after: late(113), stages: upTo(3), want: []string{"escalate 10m: acknowledged"}},
		"acknowledged when it came to pass":      {recorded: []monitor.RecordedStage{warned, missed}, care: ack(1, 102, 115), after: late(116), stages: upTo(3), want: []string{"escalate 10m: acknowledged", "reminder#1: tell"}},
		"acknowledged until it came to pass":     {recorded: []monitor.RecordedStage{warned, missed}, care: ack(1, 102, 110), after: late(111), stages: upTo(3), want: []string{"escalate 10m: tell", "reminder#1: tell"}},
		"acknowledged, some of several":          {recorded: []monitor.RecordedStage{warned, missed}, care: ack(1, 102, 115), after: late(131), stages: upTo(5), want: []string{"escalate 10m: overtaken", "escalate 20m: tell", "escalate 30m: tell", "reminder#1: tell"}},
		"acknowledged hides no miss":             {recorded: []monitor.RecordedStage{warned}, care: ack(1, 60, 140), after: late(101), stages: upTo(2), want: []string{"missed: tell"}},
		"acknowledged hides no end":              {recorded: []monitor.RecordedStage{warned, missed}, care: ack(1, 102, 180), after: stopped, stages: recovered(2, 150), want: []string{"recovered: tell"}},
		"a reminder":                             {recorded: []monitor.RecordedStage{warned, missed}, care: ack(1, 102, 140), after: late(140), stages: upTo(2), want: []string{"reminder#1: tell"}},
		"a reminder, before its time":            {recorded: []monitor.RecordedStage{warned, missed}, care: ack(1, 102, 140), after: late(139), stages: upTo(2)},
		"a reminder comes once":                  {recorded: []monitor.RecordedStage{warned, missed, reminded}, care: ack(1, 102, 140), after: late(150), stages: upTo(2)},
		"a newer word holds":                     {recorded: []monitor.RecordedStage{warned, missed}, care: ack(2, 139, 170), after: late(140), stages: upTo(2)},
		"and has its own":                        {recorded: []monitor.RecordedStage{warned, missed, reminded}, care: ack(2, 145, 170), after: late(171), stages: upTo(2), want: []string{"reminder#2: tell"}},
		"none while it stands still":             {recorded: []monitor.RecordedStage{warned, missed}, care: ack(1, 102, 140), after: paused, stages: upTo(2)},
		"none when it is done":                   {recorded: []monitor.RecordedStage{warned, missed}, care: ack(1, 102, 140), after: stopped, stages: recovered(2, 150), want: []string{"recovered: tell"}},
		"none when it is not due":                {recorded: []monitor.RecordedStage{warned}, care: ack(1, 60, 80), after: open, stages: upTo(1)},
		"none when it ran out before it was due": {recorded: []monitor.RecordedStage{warned}, care: ack(1, 60, 80), after: late(101), stages: upTo(2), want: []string{"missed: tell"}},
		"the miss found only now says it":        {recorded: []monitor.RecordedStage{warned}, care: ack(1, 60, 140), after: late(150), stages: upTo(2), want: []string{"missed: tell", "reminder#1: overtaken"}},
		"a reminder without a route":             {recorded: []monitor.RecordedStage{quietly(missed, monitor.Unrouted)}, care: ack(1, 102, 140), after: late(140), stages: upTo(2)[1:], moment: func(m *monitor.Moment) { m.Routed = false }, want: []string{"reminder#1: unrouted"}},
		"the end after a reminder":               {recorded: []monitor.RecordedStage{quietly(missed, monitor.BaselineMiss), reminded}, care: ack(1, 102, 140), after: stopped, stages: recovered(2, 150)[1:], want: []string{"recovered: tell"}},

		"a miss that was dropped and is none":   {recorded: []monitor.RecordedStage{warned, unsent}, after: open, stages: upTo(1), want: []string{"withdrawn: unsent"}},
		"late after all":                        {recorded: []monitor.RecordedStage{warned, unsent, counted}, after: late(116), stages: upTo(2), want: []string{"missed#1: tell"}},
		"late after all, before anybody looked": {recorded: []monitor.RecordedStage{warned, unsent}, after: late(116), stages: upTo(2), want: []string{"withdrawn: unsent", "missed#1: tell"}},
		"and that is told once":                 {recorded: []monitor.RecordedStage{warned, unsent, counted, told("missed", notifiers.Missed, 1, monitor.Tell, 116)}, after: late(117), stages: upTo(2)},
		"dropped as it was withdrawn":           {recorded: []monitor.RecordedStage{warned, unsent, told("withdrawn", notifiers.Withdrawn, 0, monitor.Corrected, 115)}, after: late(116), stages: upTo(2), want: []string{"missed#1: tell"}},
		"dropped for a later life":              {recorded: []monitor.RecordedStage{warned, unsent, told("missed", notifiers.Missed, 1, monitor.Tell, 201)}, after: late(205), stages: again(recovered(2, 150), secondMiss), want: []string{"recovered: overtaken"}},
		"dropped, and done late":                {recorded: []monitor.RecordedStage{warned, unsent}, after: stopped, stages: recovered(2, 150), want: []string{"recovered: tell"}},

		"a warning that was dropped, at its instant": {recorded: []monitor.RecordedStage{early}, after: open, stages: upTo(1), want: []string{"50%#1: tell"}},
		"and is given once":                          {recorded: []monitor.RecordedStage{early, told("50%", notifiers.Warn, 1, monitor.Tell, 50)}, after: open, stages: upTo(1)},
		"a warning that was dropped in a pause":      {recorded: []monitor.RecordedStage{inPause}, after: open, stages: upTo(1)},

		"snoozed":                          {care: snooze(60), after: open, stages: upTo(1), want: []string{"50%: snoozed"}},
		"snoozed until it came":            {care: snooze(50), after: open, stages: upTo(1), want: []string{"50%: tell"}},
		"snoozed hides no miss":            {care: snooze(200), after: late(101), stages: upTo(2), want: []string{"50%: overtaken_by_miss", "missed: tell"}},
		"snoozed, of no escalation":        {recorded: []monitor.RecordedStage{warned, missed}, care: snooze(200), after: late(111), stages: upTo(3), want: []string{"escalate 10m: tell"}},
		"snoozed and acknowledged are two": {care: ack(1, 10, 200), after: open, stages: upTo(1), want: []string{"50%: tell"}},
	} {
		t.Run(name, func(t *testing.T) {
			after := c.after
			after.Ticket, after.DueAt = &rules.Ticket{ID: "T1"}, due
			after.Version = &rules.Version{Standard: &rules.Standard{ID: "callback", Escalate: []rules.Escalation{
				{Stage: "escalate 10m", To: "leads"}, {Stage: "escalate 20m", To: "leads"}, {Stage: "escalate 30m", To: "head"},
			}}}
			if after.State != rules.Stopped && after.State != rules.Cancelled {
				after.StoppedAt = never
			}
			moment := monitor.Moment{FirstRound: firstRound, Routed: true, LateBefore: never}
			if c.moment != nil {
				c.moment(&moment)
			}
			before := monitor.Recorded{Known: len(c.recorded) > 0, Stages: c.recorded, Care: c.care}
			before.Row.DueAt, before.Row.Verdict, before.Row.NextAt = never, rules.Open, never
			var got []string
			for _, made := range monitor.Plan(nil, &before, &after, c.stages, moment) {
				text := made.Stage
				if made.Episode > 0 {
					text += fmt.Sprintf("#%d", made.Episode)
				}
				got = append(got, text+": "+string(made.Reason))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
