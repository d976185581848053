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
			q.read(mark, now)
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

func TestQuietStandsStillWhereItMust(t *testing.T) {
	const overlap = 5 * time.Minute
	at, now := calendar.Instant(1_700_000_000_000_000), calendar.Instant(1_800_000_000_000_000)
	mark := Watermark{Tickets: at, Events: calendar.None}
	var q quiet
	if got := q.follow(mark, overlap); got != mark {
		t.Errorf("before any round: %+v", got)
	}
	q.read(mark, now)
	q.read(mark, now.Add(2*overlap-time.Second))
	if got := q.follow(mark, overlap); got != mark {
		t.Errorf("before twice the overlap: %+v", got)
	}
	q.read(mark, now.Add(3*overlap))
	want := Watermark{Tickets: at.Add(2 * overlap), Events: calendar.None}
	if got := q.follow(mark, overlap); got != want {
		t.Errorf("after three overlaps: %+v, want %+v", got, want)
	}
	q.read(mark, now)
	if got := q.follow(mark, overlap); got != mark {
		t.Errorf("after our clock was put back: %+v", got)
	}
}
