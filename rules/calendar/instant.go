package calendar

import (
	"math"
	"time"
)

// Instant is a moment of time in UTC, in microseconds since 1970-01-01T00:00:00Z.
//
// It is an integer rather than a time.Time so that a million clocks can be
// compared, sorted and stored without a location or a monotonic reading tagging along.
type Instant int64

// None is the instant that is not there: a clock that has not stopped, a due
// instant that does not exist. It sorts before every real instant.
const None Instant = math.MinInt64

// FromTime gives the instant of t, cut to the microsecond.
func FromTime(t time.Time) Instant { return Instant(t.UnixMicro()) }

// Time gives i as a time.Time in UTC. None gives the zero time.
func (i Instant) Time() time.Time {
	if i == None {
		return time.Time{}
	}
	return time.UnixMicro(int64(i)).UTC()
}

// Add gives the instant d later in real time, d cut to the microsecond.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d/time.Microsecond) }

// Sub gives the real time from j to i.
func (i Instant) Sub(j Instant) time.Duration { return time.Duration(i-j) * time.Microsecond }

// String gives i in RFC 3339 with as many decimals as it needs; None gives "none".
func (i Instant) String() string {
	if i == None {
		return "none"
	}
	return i.Time().Format(time.RFC3339Nano)
}
