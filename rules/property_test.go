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
	for range 1 + random.IntN(4) {
		instants = append(instants, from.Add(time.Duration(random.Int64N(int64(14*24*time.Hour)))))
	}
	for i := range random.IntN(16) {
		tk.Events = append(tk.Events, Event{
			At: instants[random.IntN(len(instants))], Kind: Kind(random.IntN(len(testKinds) + 1)), Seq: int64(i), HasSeq: random.IntN(2) == 0,
		})
	}
	return tk
}

// sameClocks compares clocks but for the instant at which they were looked at.
var sameClocks = cmp.Options{
	cmpopts.IgnoreFields(Clock{}, "Ticket", "Version", "AsOf", "NextAt", "Remaining", "AtRisk", "On"),
}

func TestReplayIsTheSameInAnyOrderTwiceAndLate(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	book := bind(t, callback(t))
	for range 3000 {
		tk := randomTimeline(t, random)
		asOf := at(t, "2026-04-10 00:00")
		var once, again, late Result
		book.Replay(tk, asOf, &once)
		random.Shuffle(len(tk.Events), func(i, j int) { tk.Events[i], tk.Events[j] = tk.Events[j], tk.Events[i] })
		book.Replay(tk, asOf, &again)
		if diff := cmp.Diff(once.Clocks, again.Clocks, sameClocks); diff != "" {
			t.Fatalf("another order of the same events (-once +again):\n%s\n%+v", diff, tk.Events)
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

// NextAt is the next instant at which anything changes: nothing does before it, something does at it.
func TestNextAtIsTheNextChange(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	book := bind(t, callback(t))
	seen := 0
	for range 3000 {
		tk := ticket(t)
		start := at(t, "2026-03-20 00:00").Add(time.Duration(random.Int64N(int64(7 * 24 * time.Hour))))
		requested, _ := vocabulary(t).Kind("requested")
		tk.Events = []Event{{At: start, Kind: requested}}
		asOf := start.Add(time.Duration(random.Int64N(int64(80 * time.Hour))))
		stages := func(when calendar.Instant) ([]Stage, *Clock) {
			var r Result
			book.Replay(tk, when, &r)
			return Stages(nil, &r.Clocks[0]), &r.Clocks[0]
		}
		now, c := stages(asOf)
		if c.NextAt == calendar.None {
			if c.Verdict != Missed {
				t.Fatalf("nothing to come of %+v", c)
			}
			continue
		}
		seen++
		before, _ := stages(c.NextAt - 1)
		after, _ := stages(c.NextAt)
		if !slices.Equal(now, before) || len(after) <= len(before) {
			t.Fatalf("as of %v next is %v: stages %v, just before %v, then %v", asOf, c.NextAt, now, before, after)
		}
	}
	if seen < 500 {
		t.Fatalf("only %d clocks had something to come", seen)
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
