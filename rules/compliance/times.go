package compliance

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/yardstickd/yardstick/rules"
)

// lateOf gives the times late; nil where there are none.
func lateOf(target *TargetSum) *Times {
	return timesOf(target.Late, 1, func(_ int, d time.Duration) time.Duration { return d })
}

// tookOf gives the times taken; nil where they are fewer than MinN. A time of what was kept is never told as longer than what was
// promised, nor one of what was missed as shorter, which a bucket's middle may be.
func tookOf(target *TargetSum, promised *int64) *Times {
	return timesOf(target.Took, MinN, func(rank int, d time.Duration) time.Duration {
		switch {
		case promised == nil:
			return d
		case rank <= target.Kept():
			return min(d, time.Duration(*promised)*time.Second)
		}
		return max(d, time.Duration(*promised)*time.Second)
	})
}

// timesOf gives percentiles; nil where fewer than least were counted. amend is told the rank of each.
func timesOf(h Histogram, least int, amend func(rank int, d time.Duration) time.Duration) *Times {
	n := h.N()
	if n < least {
		return nil
	}
	seconds := func(q float64) int64 {
		r := rank(q, n)
		return int64(math.RoundToEven(amend(r, h.nth(r)).Seconds())) // up to a second is 0
	}
	return &Times{N: n, Median: seconds(0.5), P90: seconds(0.9), Worst: seconds(1)}
}

// targetsOf gives how each target was kept: those of the standard in the order of the file, then those of versions before, most
// clocks first. Of a target that no clock had nothing is said.
func targetsOf(s *rules.Standard, sum *Sum) []TargetPart {
	order := map[string]int{}
	for i := range s.Targets {
		text := s.Targets[i].String()
		if _, again := order[text]; !again {
			order[text] = i - len(s.Targets) // below 0, which is for all others
		}
	}
	parts := []TargetPart{}
	for text, target := range sum.Targets {
		if target.N() == 0 {
			continue
		}
		promised := secondsOf(text)
		parts = append(parts, TargetPart{
			Target: text, Seconds: promised, N: target.N(), Missed: target.Missed, Took: tookOf(target, promised), Late: lateOf(target),
		})
	}
	slices.SortFunc(parts, func(a, b TargetPart) int {
		return cmp.Or(cmp.Compare(order[a.Target], order[b.Target]), cmp.Compare(b.N, a.N), cmp.Compare(a.Target, b.Target))
	})
	return parts
}

// secondsOf gives the length of a target that is one of open time, as Span.String writes it.
func secondsOf(target string) *int64 {
	d, err := time.ParseDuration(target)
	if err != nil {
		return nil
	}
	return new(int64(d / time.Second))
}
