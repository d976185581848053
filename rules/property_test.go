package rules

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// randomTimeline makes up to fifteen events within two weeks of March 2026, in any order, some at one instant.
func randomTimeline(t testing.TB, random *rand.Rand) *Ticket {
	tk := ticket(t)
	from := at(t, "2026-03-20 00:00")
	instants := []calendar.Instant{}
	for range 1 + random.IntN(4+random.IntN(10)) {
		instants = append(instants, from.Add(time.Duration(random.Int64N(int64(14*24*time.Hour)))))
	}
	for range random.IntN(16) {
		tk.Events = append(tk.Events, Event{
			At: instants[random.IntN(len(instants))], Kind: Kind(random.IntN(len(testKinds) + 1)),
			Seq: random.Int64N(4), HasSeq: random.IntN(2) == 0, Author: Author(random.IntN(4)), Public: Visibility(random.IntN(3)),
		})
	}
	return tk
}

// randomStandard makes a standard with any kind of target, pauses, repetition and reopening.
func randomStandard(t testing.TB, random *rand.Rand) *Standard {
	s := callback(t)
	if random.IntN(3) > 0 {
		waiting(s)
	}
	if random.IntN(4) == 0 {
		s.Measure.Pauses = append(s.Measure.Pauses, Pause{While: Kinds("waiting", "noted")})
	}
	if random.IntN(4) == 0 {
		s.Measure.Stop = append(s.Measure.Stop, Selector{Event: "noted", Author: Agent})
		s.Measure.Start = append(s.Measure.Start, Selector{Event: "reopened", Public: Public})
	}
	s.Measure.Repeat = Repeat(random.IntN(2))
	reopening(Then(random.IntN(3)))(s)
	all := forms()
	s.Targets = []Target{all[random.IntN(len(all))].target}
	if random.IntN(2) == 0 {
		s.Targets[0].Desired = within(20 * time.Minute)
	}
	if random.IntN(3) == 0 {
		s.Calendar = always(t)
	}
	if random.IntN(2) == 0 {
		s.Escalate = []Escalation{
			{Stage: "escalate 45m", After: 45 * time.Minute}, {Stage: "escalate 1µs", After: time.Microsecond}, {Stage: "escalate 9h", After: 9 * time.Hour},
		}
	}
	return s
}

// randomCase makes a rulebook of a few standards and a ticket, whose promised instant lies in the middle of it all.
func randomCase(t testing.TB, random *rand.Rand) (*Rulebook, *Ticket) {
	tk := randomTimeline(t, random)
	attribute(1, at(t, "2026-03-26 12:00").String())(tk)
	return bind(t, randomStandard(t, random), randomStandard(t, random)), tk
}

// instantsOf gives the instants of a timeline and some in between and around.
func instantsOf(tk *Ticket) []calendar.Instant {
	all := []calendar.Instant{}
	for _, e := range tk.Events {
		all = append(all, e.At-1, e.At, e.At+1, e.At.Add(90*time.Minute), e.At.Add(30*time.Hour))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// sameClocks compares clocks but for the instant at which they were looked at.
var sameClocks = cmp.Options{
	cmpopts.IgnoreFields(Clock{}, "Ticket", "Version", "AsOf", "NextAt", "Remaining", "AtRisk", "RiskAt", "On"),
}

func TestReplayIsTheSameInAnyOrderTwiceAndLate(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		book, tk := randomCase(t, random)
		asOf := at(t, "2026-04-10 00:00")
		var once, again, late Result
		book.Replay(tk, asOf, &once)
		twice := &Ticket{Source: tk.Source, ID: tk.ID, Attributes: tk.Attributes, Events: slices.Concat(tk.Events, tk.Events)}
		random.Shuffle(len(twice.Events), func(i, j int) { twice.Events[i], twice.Events[j] = twice.Events[j], twice.Events[i] })
		book.Replay(twice, asOf, &again)
		if diff := cmp.Diff(once.Clocks, again.Clocks, sameClocks); diff != "" {
			t.Fatalf("another order of the same events, written twice (-once +again):\n%s\n%+v", diff, tk.Events)
		}
		book.Replay(tk, asOf.Add(90*24*time.Hour), &late)
		for i := range once.Clocks {
			if once.Clocks[i].Ended() {
				if diff := cmp.Diff(once.Clocks[i], late.Clocks[i], sameClocks); diff != "" {
					t.Fatalf("an ended clock changed with time:\n%s", diff)
				}
			}
		}
	}
}

// What is found along the way, event by event and in between, fits what is found at the end: a later look knows the same cycles
// and more, the stages passed stay passed, and a clock that is ended stays as it is unless it was reopened.
func TestReplayAlongTheWay(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	ended, stages := 0, 0
	for range 1500 {
		book, tk := randomCase(t, random)
		var before Result
		for _, asOf := range instantsOf(tk) {
			var after Result
			book.Replay(tk, asOf, &after)
			for i := range before.Clocks {
				was := &before.Clocks[i]
				is := sameCycle(&after, was)
				if is == nil {
					t.Fatalf("as of %v a cycle is gone: %+v", asOf, was)
				}
				passedBefore, passedNow := Stages(nil, was), Stages(nil, is)
				for _, s := range passedBefore {
					stages++
					if !slices.Contains(passedNow, s) {
						t.Fatalf("as of %v it is no longer so that %+v: %v, then %v\n%+v", asOf, s, passedBefore, passedNow, is)
					}
				}
				if was.DueAt != calendar.None && is.DueAt != calendar.None && is.DueAt < was.DueAt {
					t.Fatalf("as of %v due went back from %v to %v", asOf, was.DueAt, is.DueAt)
				}
				if was.Ended() && is.Reopenings() == was.Reopenings() {
					ended++
					if diff := cmp.Diff(*was, *is, sameClocks); diff != "" {
						t.Fatalf("an ended clock changed as of %v:\n%s", asOf, diff)
					}
				}
			}
			before = after
		}
	}
	if ended < 1000 || stages < 1000 {
		t.Fatalf("only %d ended clocks, %d stages", ended, stages)
	}
}

func sameCycle(r *Result, c *Clock) *Clock {
	for i := range r.Clocks {
		if r.Clocks[i].Place == c.Place && r.Clocks[i].Cycle == c.Cycle {
			return &r.Clocks[i]
		}
	}
	return nil
}

// Each moment between start and end is counted once: as elapsed, as paused, or as closed.
func TestNoTimeIsCountedTwice(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 14))
	paused := 0
	for range 6000 {
		book, tk := randomCase(t, random)
		var r Result
		book.Replay(tk, at(t, "2026-03-30 12:00"), &r)
		for i := range r.Clocks {
			c := &r.Clocks[i]
			closed, from := time.Duration(0), c.StartedAt
			for _, p := range c.Pauses {
				to := p.To
				if to == calendar.None {
					to = c.AsOf
				}
				if p.From < from || to < p.From || p.From >= c.end() && c.Ended() || to > c.end() {
					t.Fatalf("a pause out of order, or not between start and end: %+v", c)
				}
				closed += closedTime(t, c, from, p.From)
				from = to
				paused++
			}
			closed += closedTime(t, c, from, c.end())
			if wall := c.end().Sub(c.StartedAt); c.Elapsed+c.PausedFor+closed != wall {
				t.Fatalf("%v elapsed + %v paused + %v closed is not %v: %+v", c.Elapsed, c.PausedFor, closed, wall, c)
			}
			if (c.State == Paused) != (!c.Ended() && len(c.Pauses) > 0 && c.Pauses[len(c.Pauses)-1].To == calendar.None) {
				t.Fatalf("%v, %+v", c.State, c.Pauses)
			}
		}
	}
	if paused < 1000 {
		t.Fatalf("only %d pauses", paused)
	}
}

func closedTime(t testing.TB, c *Clock, from, to calendar.Instant) time.Duration {
	open, err := c.Calendar().Between(from, to)
	if err != nil {
		t.Fatal(err)
	}
	return to.Sub(from) - open
}

// A pause of closed time changes nothing in what hours promise but for the time it says it paused.
func TestPauseOfClosedTimeChangesNothing(t *testing.T) {
	random := rand.New(rand.NewPCG(15, 16))
	s := callback(t)
	waiting(s)
	book := bind(t, s)
	for range 2000 {
		tk := randomTimeline(t, random)
		for i := range tk.Events {
			tk.Events[i].Kind = min(tk.Events[i].Kind, 4)
		}
		asOf := at(t, "2026-04-10 00:00")
		var plain, paused Result
		book.Replay(tk, asOf, &plain)
		night := at(t, "2026-03-20 18:00").Add(time.Duration(random.IntN(14)) * 24 * time.Hour)
		for k, kind := range []string{"waiting", "replied"} {
			number, _ := vocabulary(t).Kind(kind)
			tk.Events = append(tk.Events, Event{At: night.Add(time.Duration(k) * 12 * time.Hour), Kind: number})
		}
		book.Replay(tk, asOf, &paused)
		same := append(cmp.Options{cmpopts.IgnoreFields(Clock{}, "Pauses", "PausedFor")}, sameClocks...)
		if diff := cmp.Diff(plain.Clocks, paused.Clocks, same); diff != "" {
			t.Fatalf("(-without +with a pause from %v):\n%s", night, diff)
		}
	}
}

// NextAt is the next instant at which anything changes without an event: nothing does before it, something does at it.
func TestNextAtIsTheNextChange(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	next, none := 0, 0
	for range 6000 {
		book, tk := randomCase(t, random)
		asOf := at(t, "2026-03-20 00:00").Add(time.Duration(random.Int64N(int64(14 * 24 * time.Hour))))
		// What has not happened yet does not happen.
		tk.Events = slices.DeleteFunc(tk.Events, func(e Event) bool { return e.At > asOf })
		var now, later Result
		book.Replay(tk, asOf, &now)
		look := func(c *Clock, when calendar.Instant) (string, []Stage) {
			book.Replay(tk, when, &later)
			is := sameCycle(&later, c)
			return is.Verdict.String(), Stages(nil, is)
		}
		for i := range now.Clocks {
			c := &now.Clocks[i]
			stages := Stages(nil, c)
			if c.NextAt == calendar.None {
				none++
				if verdict, then := look(c, asOf.Add(300*24*time.Hour)); verdict != c.Verdict.String() || !slices.Equal(stages, then) {
					t.Fatalf("nothing was to come of %+v, but %s %v", c, verdict, then)
				}
				continue
			}
			next++
			if verdict, before := look(c, c.NextAt-1); verdict != c.Verdict.String() || !slices.Equal(stages, before) {
				t.Fatalf("as of %v next is %v: stages %v, but just before it %s %v", asOf, c.NextAt, stages, verdict, before)
			}
			if verdict, then := look(c, c.NextAt); verdict == c.Verdict.String() && slices.Equal(stages, then) {
				t.Fatalf("as of %v next is %v, but nothing changes: %v", asOf, c.NextAt, stages)
			}
		}
	}
	if next < 300 || none < 500 {
		t.Fatalf("only %d clocks had something to come, %d nothing", next, none)
	}
}

// A plain reading of the rule, held against the replay: the first start, then the first end not before it.
func TestReplayAgainstPlainReading(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	book := bind(t, callback(t))
	clocks := 0
	for range 6000 {
		tk := randomTimeline(t, random)
		for i := range tk.Events {
			tk.Events[i].HasSeq = false
		}
		asOf := at(t, "2026-03-27 12:00")
		want := plainVerdict(t, tk.Events, asOf)
		var r Result
		book.Replay(tk, asOf, &r)
		got := "none"
		if len(r.Clocks) == 1 {
			clocks++
			got = r.Clocks[0].Verdict.String()
		}
		if got != want {
			t.Fatalf("%s, want %s: %+v", got, want, tk.Events)
		}
	}
	if clocks < 1000 {
		t.Fatalf("only %d clocks", clocks)
	}
}

func plainVerdict(t testing.TB, events []Event, asOf calendar.Instant) string {
	first := func(kind string, from calendar.Instant) calendar.Instant {
		number, _ := vocabulary(t).Kind(kind)
		found := calendar.None
		for _, e := range events {
			if e.Kind == number && e.At >= from && e.At <= asOf && (found == calendar.None || e.At < found) {
				found = e.At
			}
		}
		return found
	}
	start := first("requested", calendar.None)
	if start == calendar.None {
		return "none"
	}
	due, _ := office(t).Add(start, 2*time.Hour)
	desired, _ := office(t).Add(start, 20*time.Minute)
	stop, cancel := first("called", start), first("withdrawn", start)
	switch {
	case stop != calendar.None && (cancel == calendar.None || stop <= cancel):
		switch {
		case stop <= desired:
			return "exceeded"
		case stop <= due:
			return "met"
		}
		return "missed"
	case cancel != calendar.None && cancel > due:
		return "cancelled_late"
	case cancel != calendar.None:
		return "cancelled"
	case asOf > due:
		return "missed"
	}
	return "open"
}

// The desired instant comes about as if it were promised: from the same start, with the same pauses.
func TestDesiredIsComputedLikeDue(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 18))
	known := 0
	for range 8000 {
		tk := randomTimeline(t, random)
		strict, loose := randomStandard(t, random), callback(t)
		all := forms()
		strict.Targets = []Target{{Within: all[random.IntN(6)].target.Within}}
		*loose = *strict
		loose.Targets = []Target{{Within: within(200 * time.Hour), Desired: strict.Targets[0].Within}}
		var r Result
		bind(t, strict, loose).Replay(tk, at(t, "2026-03-30 12:00"), &r)
		for i := range r.Clocks {
			if a := &r.Clocks[i]; a.Place == 0 {
				b := *a
				b.Place = 1
				if b := sameCycle(&r, &b); b == nil || b.DesiredAt != a.DueAt {
					t.Fatalf("%+v\n%+v", a, b)
				} else if b.DesiredAt != calendar.None && len(b.Pauses) > 0 {
					known++
				}
			}
		}
	}
	if known < 300 {
		t.Fatalf("only %d desired instants after pauses", known)
	}
}

// A verdict that was given stays what it was, whatever becomes of the ticket's attributes and the standard.
func TestPinsHoldVerdicts(t *testing.T) {
	random := rand.New(rand.NewPCG(19, 20))
	held := 0
	for range 2000 {
		tk := randomTimeline(t, random)
		attribute(1, at(t, "2026-03-26 12:00").String())(tk)
		before, after := randomStandard(t, random), callback(t)
		*after = *before
		after.Targets = []Target{{Within: within(time.Duration(1+random.IntN(40)) * time.Hour)}}
		version := func(s *Standard, hash string) Version {
			return Version{LiveFrom: calendar.None, LiveUntil: calendar.None, RetiredAt: calendar.None, Hash: hash, Standard: s}
		}
		history := History{version(before, "before")}
		asOf := at(t, "2026-03-29 12:00")
		book, _ := Bind([]History{history}, vocabulary(t))
		var given, now Result
		book.Replay(tk, asOf, &given)
		var pins []Pin
		for i := range given.Clocks {
			if c := &given.Clocks[i]; c.Verdict != Open {
				pins = append(pins, Pin{Place: c.Place, Cycle: c.Cycle, Version: "before", Row: c.Row, DueAt: c.DueAt, Calendar: c.On.Name()})
			}
		}
		edited := version(before, "before")
		edited.LiveUntil = calendar.None + 1 // an empty range: the edit reaches back for ever
		book, _ = Bind([]History{{edited, version(after, "after")}}, vocabulary(t))
		attribute(1, "never")(tk)
		book.ReplayPinned(tk, asOf, pins, &now)
		for i := range given.Clocks {
			was := &given.Clocks[i]
			if was.Verdict == Open {
				continue
			}
			held++
			if is := sameCycle(&now, was); is == nil {
				t.Fatalf("the clock is gone: %+v", was)
			} else if diff := cmp.Diff(*was, *is, sameClocks); diff != "" {
				t.Fatalf("(-given +now):\n%s", diff)
			}
		}
		if len(now.Clocks) != len(given.Clocks) {
			t.Fatalf("%d clocks, were %d", len(now.Clocks), len(given.Clocks))
		}
	}
	if held < 500 {
		t.Fatalf("only %d verdicts", held)
	}
}
