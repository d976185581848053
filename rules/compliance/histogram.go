package compliance

import (
	"maps"
	"math"
	"slices"
	"time"
)

// Histogram counts times by Bucket. Its percentiles are within 1 % of the true ones, since the middle of a bucket is within
// 1 % of all that is in it (the same bound as DDSketch's: Masson, Rim and Lee, VLDB 2019). The zero value is empty.
type Histogram map[int16]int

// growth is how much longer the end of a bucket is than its beginning: (1+a)/(1-a) with a = 1 %.
const growth = 1.01 / 0.99

// Bucket gives the bucket of a time: 0 for all below a second, k for (growth^(k-1) s, growth^k s].
func Bucket(d time.Duration) int16 {
	if d <= time.Second {
		return 0
	}
	return int16(math.Ceil(math.Log(d.Seconds()) / math.Log(growth)))
}

// Middle gives the time that stands for all in a bucket: within 1 % of each, and of those below a second half a second.
func Middle(bucket int16) time.Duration {
	if bucket <= 0 {
		return time.Second / 2
	}
	seconds := math.Pow(growth, float64(bucket)) * 2 / (1 + growth)
	return time.Duration(min(seconds*float64(time.Second), math.MaxInt64-1023)) // the longest that a float64 can tell from one too long
}

// N is how many times were counted.
func (h Histogram) N() int {
	n := 0
	for _, count := range h {
		n += count
	}
	return n
}

// Merge adds another one's counts.
func (h Histogram) Merge(o Histogram) {
	for bucket, count := range o {
		h[bucket] += count
	}
}

// Quantile gives the time that a share q in [0, 1] of all are no longer than, by the nearest rank: of n, the ceil(q × n)th in
// order. 0 of an empty one.
func (h Histogram) Quantile(q float64) time.Duration { return h.nth(rank(q, h.N())) }

func rank(q float64, n int) int { return max(1, int(math.Ceil(q*float64(n)))) }

// nth gives the nth in order, from 1 on; 0 where there are fewer.
func (h Histogram) nth(n int) time.Duration {
	for _, bucket := range slices.Sorted(maps.Keys(h)) {
		if n -= h[bucket]; n <= 0 {
			return Middle(bucket)
		}
	}
	return 0
}

// Within counts those that are no longer than a time, or up to 1 % more; up to 1 % less may be left out.
func (h Histogram) Within(d time.Duration) int {
	n := 0
	for bucket, count := range h {
		if Middle(bucket) <= d {
			n += count
		}
	}
	return n
}
