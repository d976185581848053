package monitor_test

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// The clock of these tests starts at 0, warns at 50 and 80, is due at 100.
const (
	due   calendar.Instant = 100
	never calendar.Instant = calendar.None
)

// planned gives the stages that Plan finds, as "stage: reason", of a clock that
// stopped (or was cancelled) at an instant, or never, seen as of asOf.
type clockCase struct {
	asOf, stop calendar.Instant
	cancelled  bool
	firstRound calendar.Instant
	unrouted   bool
	before     []monitor.RecordedStage
	baseline   string
	want       []string
}

func (c *clockCase) clock() *rules.Clock {
	clock := &rules.Clock{
		Ticket: &rules.Ticket{ID: "T1"}, Version: &rules.Version{Standard: &rules.Standard{ID: "callback"}}, AsOf: c.asOf,
		Cycle: rules.CycleKey{Start: 0}, DueAt: due, StoppedAt: c.stop,
	}
	switch late := c.stop > due; {
	case c.stop == never && c.asOf > due:
		clock.Verdict = rules.Missed
	case c.stop == never:
	case c.cancelled && late:
		clock.State, clock.Verdict = rules.Cancelled, rules.CancelledLate
	case c.cancelled:
		clock.State, clock.Verdict = rules.Cancelled, rules.CancelledVerdict
	case late:
		clock.State, clock.Verdict = rules.Stopped, rules.Missed
	default:
		clock.State, clock.Verdict = rules.Stopped, rules.Met
	}
	return clock
}

// stages are what rules.Stages gives for the clock.
func (c *clockCase) stages() []rules.Stage {
	var stages []rules.Stage
	for _, at := range []calendar.Instant{50, 80} {
		if at <= c.asOf && (c.stop == never || at < c.stop) {
			stages = append(stages, rules.Stage{Kind: rules.StageWarn, Name: strconv.Itoa(int(at)) + "%", At: at})
		}
	}
	clock := c.clock()
	if clock.Verdict == rules.Missed || clock.Verdict == rules.CancelledLate {
		stages = append(stages, rules.Stage{Kind: rules.StageMissed, Name: "missed", At: due})
	}
	if clock.State == rules.Stopped && clock.Verdict == rules.Missed {
		stages = append(stages, rules.Stage{Kind: rules.StageRecovered, Name: "recovered", At: c.stop})
	}
	if clock.Verdict == rules.Met && len(stages) > 0 {
		stages = append(stages, rules.Stage{Kind: rules.StageKept, Name: "kept", At: c.stop})
	}
	return stages
}

func (c *clockCase) plan() []monitor.Transition {
	before := &monitor.Recorded{Stages: c.before, Row: monitor.ClockRow{Baseline: c.baseline}}
	before.Known = len(c.before) > 0 || c.baseline != ""
	return monitor.Plan(nil, before, c.clock(), c.stages(), monitor.Moment{FirstRound: c.firstRound, Routed: !c.unrouted})
}

func stage(name string, kind notifiers.Stage, reason monitor.Reason, alert monitor.AlertState) monitor.RecordedStage {
	return monitor.RecordedStage{Transition: monitor.Transition{Stage: name, Kind: kind, Reason: reason}, Alert: alert}
}

func warned(state monitor.AlertState) []monitor.RecordedStage {
	return []monitor.RecordedStage{stage("50%", notifiers.Warn, monitor.Tell, state)}
}

// dropped is a warning that was found at its instant, and dropped before it left.
func dropped() []monitor.RecordedStage {
	stages := warned(monitor.Dropped)
	stages[0].FoundAt = 50
	return stages
}

func missed(reason monitor.Reason, state monitor.AlertState) []monitor.RecordedStage {
	return []monitor.RecordedStage{stage("missed", notifiers.Missed, reason, state)}
}

func TestPlan(t *testing.T) {
	const first = -1000 // a first round long ago
	for name, c := range map[string]clockCase{
		"nothing has passed":                {asOf: 49, stop: never, firstRound: first},
		"the first warning":                 {asOf: 50, stop: never, firstRound: first, want: []string{"50%: tell"}},
		"the first warning, recorded":       {asOf: 79, stop: never, firstRound: first, before: warned(monitor.Sent)},
		"two warnings at once":              {asOf: 81, stop: never, firstRound: first, want: []string{"50%: overtaken", "80%: tell"}},
		"the second warning":                {asOf: 81, stop: never, firstRound: first, before: warned(monitor.Sent), want: []string{"80%: tell"}},
		"exactly due is not missed":         {asOf: 100, stop: never, firstRound: first, before: warned(monitor.Sent), want: []string{"80%: tell"}},
		"missed, after a warning":           {asOf: 101, stop: never, firstRound: first, before: warned(monitor.Sent), want: []string{"80%: overtaken_by_miss", "missed: tell"}},
		"missed, first seen":                {asOf: 999, stop: never, firstRound: first, want: []string{"50%: overtaken_by_miss", "80%: overtaken_by_miss", "missed: tell"}},
		"missed, recorded":                  {asOf: 999, stop: never, firstRound: first, before: slices.Concat(warned(monitor.Sent), []monitor.RecordedStage{stage("80%", notifiers.Warn, monitor.Tell, monitor.Sent)}, missed(monitor.Tell, monitor.Sent))},
		"stopped late, first seen":          {asOf: 999, stop: 150, firstRound: 40, want: []string{"50%: overtaken_by_miss", "80%: overtaken_by_miss", "missed: tell", "recovered: merged"}},
		"stopped late, after the miss":      {asOf: 999, stop: 150, firstRound: 90, before: missed(monitor.Tell, monitor.Sent), want: []string{"50%: baseline", "80%: baseline", "recovered: tell"}},
		"stopped late, the miss waits":      {asOf: 999, stop: 150, firstRound: 90, baseline: "50%\n80%", before: missed(monitor.Tell, monitor.Pending), want: []string{"recovered: tell"}},
		"stopped late, of a baseline miss":  {asOf: 999, stop: 150, firstRound: 110, baseline: "50%\n80%\nmissed", want: []string{"recovered: baseline_miss"}},
		"stopped late, of an unrouted miss": {asOf: 999, stop: 150, firstRound: 90, baseline: "50%\n80%", before: missed(monitor.Unrouted, ""), want: []string{"recovered: untold"}},
		"baseline: all of it":               {asOf: 999, stop: 150, firstRound: 999, want: []string{"50%: baseline", "80%: baseline", "missed: baseline", "recovered: baseline"}},
		"baseline: late at the first round": {asOf: 120, stop: never, firstRound: 120, want: []string{"50%: baseline", "80%: baseline", "missed: baseline"}},
		"baseline: only before it":          {asOf: 120, stop: never, firstRound: 60, want: []string{"50%: baseline", "80%: overtaken_by_miss", "missed: tell"}},
		"baseline: exactly at it is news":   {asOf: 50, stop: never, firstRound: 50, want: []string{"50%: tell"}},
		"baseline: miss, then ended after":  {asOf: 999, stop: 150, firstRound: 120, want: []string{"50%: baseline", "80%: baseline", "missed: baseline", "recovered: baseline_miss"}},
		"baseline: kept needs nothing":      {asOf: 999, stop: 90, firstRound: 999, want: []string{"50%: baseline", "80%: baseline"}},
		"kept, no warning recorded":         {asOf: 999, stop: 90, firstRound: first, want: []string{"50%: already_done", "80%: already_done"}},
		"kept, the warning is sent":         {asOf: 70, stop: 60, firstRound: first, before: warned(monitor.Sent), want: []string{"kept: close"}},
		"kept, the warning waits":           {asOf: 70, stop: 60, firstRound: first, before: warned(monitor.Pending), want: []string{"kept: close"}},
		"kept, the warning is being sent":   {asOf: 70, stop: 60, firstRound: first, before: warned(monitor.Sending), want: []string{"kept: close"}},
		"kept, the warning may be sent":     {asOf: 70, stop: 60, firstRound: first, before: warned(monitor.Unsure), want: []string{"kept: close"}},
		"kept, the warning failed":          {asOf: 70, stop: 60, firstRound: first, before: warned(monitor.Failed)},
		"kept, the warning was dropped":     {asOf: 70, stop: 60, firstRound: first, before: dropped()},
		"kept before any warning":           {asOf: 70, stop: 40, firstRound: first},
		"cancelled, nothing recorded":       {asOf: 70, stop: 60, cancelled: true, firstRound: first, want: []string{"50%: already_cancelled"}},
		"cancelled, the warning is sent":    {asOf: 70, stop: 60, cancelled: true, firstRound: first, before: warned(monitor.Sent), want: []string{"withdrawn: cancelled"}},
		"cancelled, the warning waits":      {asOf: 70, stop: 60, cancelled: true, firstRound: first, before: warned(monitor.Pending), want: []string{"withdrawn: cancelled"}},
		"cancelled, withdrawn before":       {asOf: 70, stop: 60, cancelled: true, firstRound: first, before: append(warned(monitor.Sent), stage("withdrawn", notifiers.Withdrawn, monitor.CancelledLater, ""))},
		"cancelled, the route is gone":      {asOf: 70, stop: 60, cancelled: true, unrouted: true, firstRound: first, before: warned(monitor.Sent), want: []string{"withdrawn: unrouted"}},
		"in time after all, missed is sent": {asOf: 170, stop: 90, firstRound: 85, baseline: "50%\n80%", before: missed(monitor.Tell, monitor.Sent), want: []string{"withdrawn: corrected"}},
		"in time after all, missed waits":   {asOf: 170, stop: 90, firstRound: 85, baseline: "50%\n80%", before: missed(monitor.Tell, monitor.Pending), want: []string{"withdrawn: corrected"}},
		"in time after all, missed failed":  {asOf: 170, stop: 90, firstRound: 85, baseline: "50%\n80%", before: missed(monitor.Tell, monitor.Failed)},
		"in time after all, all is told":    {asOf: 170, stop: 90, firstRound: first, before: slices.Concat(warned(monitor.Sent), missed(monitor.Tell, monitor.Sent)), want: []string{"80%: already_done", "kept: close"}},
		"in time after all, closed before":  {asOf: 170, stop: 90, firstRound: 85, baseline: "50%\n80%", before: append(missed(monitor.Tell, monitor.Sent), stage("withdrawn", notifiers.Withdrawn, monitor.Corrected, monitor.Sent))},
		"cancelled late, first seen":        {asOf: 170, stop: 160, cancelled: true, firstRound: first, want: []string{"50%: already_cancelled", "80%: already_cancelled", "missed: already_cancelled"}},
		"no route":                          {asOf: 101, stop: never, firstRound: 90, unrouted: true, want: []string{"50%: baseline", "80%: baseline", "missed: unrouted"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, transition := range c.plan() {
				got = append(got, transition.Stage+": "+string(transition.Reason))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPlanSaysWhatAndWhen(t *testing.T) {
	c := clockCase{asOf: 120, stop: never, firstRound: 60}
	got := c.plan()
	want := monitor.Transition{
		Clock: monitor.ClockKey{Ticket: "T1", Standard: "callback"}, Stage: "missed", Kind: notifiers.Missed,
		At: due, FoundAt: 120, Reason: monitor.Tell,
	}
	if diff := cmp.Diff(want, got[len(got)-1]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// record does to a recorded clock what a ledger does with a plan whose alerts all are sent at once.
func record(r *monitor.Recorded, transitions []monitor.Transition) (told []string) {
	for _, transition := range transitions {
		if transition.Reason == monitor.Baseline {
			r.Row.Baseline += transition.Stage + "\n"
			continue
		}
		recorded := monitor.RecordedStage{Transition: transition}
		if _, makes := transition.Reason.Makes(); makes {
			recorded.Alert = monitor.Sent
			told = append(told, transition.Stage)
		}
		r.Stages = append(r.Stages, recorded)
	}
	return told
}

// However often, and at whatever instants rounds happen, no stage is told
// twice, nothing of before the first round is told, and each miss that is not
// is told just once.
func TestPlanTellsEachStageOnce(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		c := clockCase{stop: never, firstRound: calendar.Instant(random.IntN(200)), cancelled: random.IntN(4) == 0}
		stop := never
		if random.IntN(3) > 0 {
			stop = calendar.Instant(1 + random.IntN(200))
		}
		recorded, told := &monitor.Recorded{}, map[string]int{}
		last := c.firstRound
		for c.asOf = c.firstRound; c.asOf < 260; c.asOf += calendar.Instant(1 + random.IntN(60)) {
			if stop != never && stop <= c.asOf {
				c.stop = stop
			}
			plan := monitor.Plan(nil, recorded, c.clock(), c.stages(), monitor.Moment{FirstRound: c.firstRound, Routed: true})
			for _, s := range record(recorded, plan) {
				told[s]++
			}
			again := monitor.Plan(nil, recorded, c.clock(), c.stages(), monitor.Moment{FirstRound: c.firstRound, Routed: true})
			if len(again) != 0 {
				t.Fatalf("%+v: the same round again plans %v", c, again)
			}
			last = c.asOf
		}
		for s, n := range told {
			if n != 1 {
				t.Fatalf("%+v: %s is told %d times", c, s, n)
			}
		}
		wasMissed := (stop == never || stop > due) && last > due
		silent := c.firstRound > due || c.cancelled && stop != never
		if wasMissed && !silent && told["missed"] != 1 {
			t.Fatalf("%+v, stopped at %v: the miss is not told: %v", c, stop, told)
		}
		if c.firstRound > due && told["missed"]+told["recovered"] > 0 {
			t.Fatalf("%+v: an old miss is told: %v", c, told)
		}
		if told["kept"] > 0 && told["50%"]+told["80%"] == 0 {
			t.Fatalf("%+v: closes a warning that was not told", c)
		}
	}
}

func TestPlanGone(t *testing.T) {
	sent := &monitor.Recorded{Known: true, Stages: warned(monitor.Sent)}
	routed := monitor.Moment{Routed: true}
	got := monitor.PlanGone(nil, sent, 7, monitor.Gone, routed)
	if len(got) != 1 || got[0].Stage != "withdrawn" || got[0].Reason != monitor.Gone || got[0].At != 7 || !got[0].Withdraws() {
		t.Errorf("got %+v", got)
	}
	unrouted := monitor.PlanGone(nil, sent, 7, monitor.Gone, monitor.Moment{})
	if len(unrouted) != 1 || unrouted[0].Reason != monitor.Unrouted {
		t.Errorf("without a route: %+v", unrouted)
	}
	record(sent, got)
	if again := monitor.PlanGone(nil, sent, 8, monitor.Gone, routed); len(again) != 0 {
		t.Errorf("again: %+v", again)
	}
	if quiet := monitor.PlanGone(nil, &monitor.Recorded{Known: true}, 7, monitor.Gone, routed); len(quiet) != 0 {
		t.Errorf("nothing was told, but %+v", quiet)
	}
}

func TestKeysDoNotCollide(t *testing.T) {
	seen := map[string]monitor.Transition{}
	long := strings.Repeat("a", 2000)
	parts := []string{
		"a", "a/b", "b", "a%2Fb", "", "ä 1", "50%", long, long + "a", strings.Repeat("🔥", 500),
		fmt.Sprintf("^sha256-%x", sha256.Sum256([]byte(long))),
	}
	for _, ticket := range parts {
		for _, standard := range parts {
			for _, name := range parts {
				transition := monitor.Transition{Clock: monitor.ClockKey{Ticket: ticket, Standard: standard}, Stage: name}
				key := transition.Key("desk")
				if len(key) > 2000 {
					t.Fatalf("a key of %d bytes can't be indexed", len(key))
				}
				if other, taken := seen[key]; taken {
					t.Fatalf("%+v and %+v are both %q", transition, other, key)
				}
				seen[key] = transition
			}
		}
	}
}

func FuzzPlan(f *testing.F) {
	f.Add(int64(120), int64(150), int64(60), false, "50%")
	f.Fuzz(func(t *testing.T, asOf, stop, firstRound int64, cancelled bool, baseline string) {
		c := clockCase{
			asOf: calendar.Instant(asOf), stop: calendar.Instant(stop), firstRound: calendar.Instant(firstRound),
			cancelled: cancelled, baseline: baseline,
		}
		if c.stop > c.asOf {
			c.stop = never
		}
		tells := 0
		for _, transition := range c.plan() {
			if transition.Reason == monitor.Tell {
				tells++
			}
		}
		if tells > 1 {
			t.Errorf("a clock that is first seen tells %d stages", tells)
		}
	})
}
