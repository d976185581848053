package compliance

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// The middle of its bucket is within 1 % of every time, also at the ends of buckets and of what can be told.
func TestBuckets(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	times := []time.Duration{time.Second + 1, 24 * time.Hour, 366 * 24 * time.Hour, math.MaxInt64}
	for k := int16(1); k < 1100; k++ {
		end := time.Duration(math.Pow(growth, float64(k)) * float64(time.Second))
		times = append(times, end-1, end, end+1)
	}
	for range 20_000 {
		times = append(times, time.Duration(float64(time.Second)*math.Exp(random.Float64()*22)))
	}
	for _, d := range times {
		if d <= time.Second {
			continue
		}
		bucket := Bucket(d)
		if off := math.Abs(Middle(bucket).Seconds()-d.Seconds()) / d.Seconds(); off > 0.01+1e-8 || bucket < 1 {
			t.Fatalf("%s: bucket %d, whose middle %s is off by %v", d, bucket, Middle(bucket), off)
		}
	}
	for _, d := range []time.Duration{-time.Hour, 0, 1, time.Second - 1, time.Second} {
		if Bucket(d) != 0 || Middle(0) != time.Second/2 {
			t.Errorf("%s: %d, %s", d, Bucket(d), Middle(0))
		}
	}
	slices.Sort(times)
	if !slices.IsSortedFunc(times, func(a, b time.Duration) int { return int(Bucket(a)) - int(Bucket(b)) }) {
		t.Error("longer times come into lower buckets")
	}
}

func TestQuantiles(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		h, other := Histogram{}, Histogram{}
		times := make([]time.Duration, 1+random.IntN(400))
		for i := range times {
			times[i] = time.Second + time.Duration(random.ExpFloat64()*float64(time.Hour))
			[]Histogram{h, other}[random.IntN(2)][Bucket(times[i])]++
		}
		h.Merge(other)
		slices.Sort(times)
		n := len(times)
		if h.N() != n {
			t.Fatalf("n is %d, want %d", h.N(), n)
		}
		for _, q := range []float64{0, 0.5, 0.9, 0.99, 1} {
			want := times[max(0, int(math.Ceil(q*float64(n)))-1)]
			if got := h.Quantile(q); math.Abs(float64(got-want)) > 0.010001*float64(want) {
				t.Fatalf("%v of %d: %s, want %s", q, n, got, want)
			}
		}
		limit := times[random.IntN(n)]
		short := slices.IndexFunc(append(times, math.MaxInt64), func(d time.Duration) bool { return d > limit*989/1000 })
		long := slices.IndexFunc(append(times, math.MaxInt64), func(d time.Duration) bool { return d > limit*10102/10000 })
		if got := h.Within(limit); got < short || got > long {
			t.Fatalf("%d within %s, want %d to %d", got, limit, short, long)
		}
	}
	if (Histogram{}).Quantile(0.5) != 0 || Histogram(nil).N() != 0 {
		t.Error("an empty one has no times")
	}
}
