package compliance

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/yardstickd/yardstick/rules"
)

// timesOf gives percentiles; nil where fewer than least were counted.
func timesOf(h Histogram, least int) *Times {
	n := h.N()
	if n == 0 || n < least {
		return nil
	}
	seconds := func(q float64) int64 { return int64(math.RoundToEven(h.Quantile(q).Seconds())) } // up to a second is 0
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
		parts = append(parts, TargetPart{
			Target: text, Seconds: secondsOf(text), N: target.N(), Missed: target.Missed,
			Took: timesOf(target.Took, MinN), Late: timesOf(target.Late, 1),
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
