package monitor

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// stamped is a change: when it was stamped by the desk's clock, and when it was committed by ours.
type stamped struct{ stamp, committed calendar.Instant }

// A desk whose clock is wrong by hours commits changes late, but no later than the overlap; rounds come irregularly and
// miss nothing. Without following, the bulk at the beginning is read in every round; with it, it is soon let go.
func TestQuietMissesNothingAndLetsTheBulkGo(t *testing.T) {
	const overlap = 5 * time.Minute
	random := rand.New(rand.NewPCG(7, 11))
	between := func(d time.Duration) time.Duration { return time.Duration(random.Int64N(int64(d))) }
	for run := range 300 {
		wrong := between(20*time.Hour) - 10*time.Hour
		now := calendar.Instant(1_800_000_000_000_000)
		changes := []stamped{{stamp: now.Add(wrong), committed: now}}
		for at, i := now, 0; i < 40; i++ {
			at = at.Add(between([]time.Duration{time.Minute, 3 * time.Hour}[random.IntN(2)]) + time.Second)
			changes = append(changes, stamped{stamp: at.Add(wrong), committed: at.Add(between(overlap))})
		}
		end := changes[len(changes)-1].stamp.Add(-wrong).Add(20 * time.Hour)
		read := make([]int, len(changes))
		var q quiet
		mark := Watermark{Tickets: calendar.None, Events: calendar.None}
		afterwards := 0
		for ; now < end; now = now.Add(time.Second + between([]time.Duration{2 * time.Minute, time.Hour}[random.IntN(2)])) {
			if now >= changes[len(changes)-1].committed {
				afterwards++
			}
			from := q.follow(mark, overlap).Tickets
			next := from
			for i, c := range changes {
				if c.committed > now || from != calendar.None && c.stamp < from.Add(-overlap) {
					continue
				}
				read[i]++
				next = max(next, c.stamp)
			}
			mark.Tickets = next
			q.read(mark, passed(now), passed(now))
		}
		for i, n := range read {
			if n == 0 {
				t.Fatalf("run %d: change %d of %d was never read", run, i, len(changes))
			}
		}
		// The last change is followed by twenty hours without another.
		if n := read[len(read)-1]; n > afterwards/2 {
			t.Fatalf("run %d: the last change was read in %d of the %d rounds after it", run, n, afterwards)
		}
	}
}

// passed is an instant on a clock that only runs.
func passed(at calendar.Instant) time.Duration { return at.Sub(1_700_000_000_000_000) }

func TestQuietStandsStillWhereItMust(t *testing.T) {
	const overlap = 5 * time.Minute
	at := calendar.Instant(1_700_000_000_000_000)
	mark := Watermark{Tickets: at, Events: calendar.None}
	var q quiet
	follows := func(what string, want calendar.Instant) {
		t.Helper()
		if got := q.follow(mark, overlap); got.Tickets != want || got.Events != calendar.None {
			t.Errorf("%s: %+v, want %v", what, got, want)
		}
	}
	follows("before any round", at)
	q.read(mark, 0, time.Minute)
	q.read(mark, 2*overlap+59*time.Second, time.Hour)
	follows("before twice the overlap since it was read", at)
	q.read(mark, 3*overlap+time.Minute, time.Hour)
	follows("after three overlaps", at.Add(2*overlap))
}
