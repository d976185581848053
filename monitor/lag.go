package monitor

import "time"

// LagBounds are the upper bounds of Lag's counts; what is above the last is counted after them.
var LagBounds = [...]time.Duration{
	100 * time.Millisecond, 250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2500 * time.Millisecond,
	5 * time.Second, 10 * time.Second, time.Minute, 5 * time.Minute,
}

// Lag tells how long after their instants alerts were written down: warnings and misses that came by themselves.
type Lag struct {
	Counts [len(LagBounds) + 1]int
	Sum    time.Duration
	Max    time.Duration
}

// N is how many alerts were counted.
func (l *Lag) N() int {
	n := 0
	for _, count := range l.Counts {
		n += count
	}
	return n
}

func (l *Lag) add(d time.Duration) {
	at := len(LagBounds)
	for i, bound := range LagBounds {
		if d <= bound {
			at = i
			break
		}
	}
	l.Counts[at]++
	l.Sum += d
	l.Max = max(l.Max, d)
}
