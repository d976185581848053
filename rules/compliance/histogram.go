package compliance

import (
	"math"
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
