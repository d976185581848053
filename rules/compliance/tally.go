// Package compliance turns clocks into numbers about how well promises were
// kept.
//
// Attainment is (exceeded + met) / (exceeded + met + missed). A clock past due
// counts as missed now, one not yet due is outside; it always comes with its n,
// and is left out below a minimum n, since a share of three clocks says nothing.
// A miss that somebody excused counts in it like any other; the adjusted
// attainment leaves the excused ones out.
// It is pure: counts in, shares out.
package compliance

import "github.com/yardstickd/yardstick/rules"

// MinN is the least n of which an attainment is given.
const MinN = 5

// Count is how the clocks of one standard stand.
type Count struct {
	Exceeded, Met, Missed    int // Missed includes clocks that are open and past due
	Open                     int // not yet due
	Unknown                  int
	Cancelled, CancelledLate int
	Exempt, NotCovered       int
	Late                     int // of Missed, those still open
	AtRisk                   int // of Open, those past their first warning
	Excused                  int // of Missed, those that somebody excused
}

// N gives the number of clocks that have a verdict.
func (c *Count) N() int { return c.Exceeded + c.Met + c.Missed }

// Attainment gives the share of promises kept in [0, 1]; false where n is below MinN.
func (c *Count) Attainment() (float64, bool) { return c.keptOf(c.N()) }

// Adjusted gives the attainment without the misses that were excused; false where n without them is below MinN.
func (c *Count) Adjusted() (float64, bool) { return c.keptOf(c.N() - c.Excused) }

func (c *Count) keptOf(n int) (float64, bool) {
	if n < MinN {
		return 0, false
	}
	return float64(c.Exceeded+c.Met) / float64(n), true
}

// Tally counts clocks by standard. Its zero value is not of use; NewTally makes one.
type Tally struct {
	excused   func(*rules.Clock) bool
	standards []*rules.Standard
	counts    []Count
}

// NewTally makes an empty tally of the standards that are live at the end of each history. excused tells whether
// somebody excused a clock, and is asked about misses only; nil where nobody did.
func NewTally(histories []rules.History, excused func(*rules.Clock) bool) *Tally {
	t := &Tally{excused: excused, counts: make([]Count, len(histories))}
	for _, h := range histories {
		t.standards = append(t.standards, h.Live().Standard)
	}
	return t
}

// Add counts what a replay found. The result must come from a Rulebook of the same histories.
func (t *Tally) Add(r *rules.Result) {
	for place, outcome := range r.Outcomes {
		switch outcome {
		case rules.NotCovered:
			t.counts[place].NotCovered++
		case rules.Exempted:
			t.counts[place].Exempt++
		}
	}
	for i := range r.Clocks {
		clock := &r.Clocks[i]
		count := &t.counts[clock.Place]
		count.add(clock)
		if clock.Verdict == rules.Missed && t.excused != nil && t.excused(clock) {
			count.Excused++
		}
	}
}

func (c *Count) add(clock *rules.Clock) {
	switch clock.Verdict {
	case rules.Open:
		c.Open++
		if clock.AtRisk {
			c.AtRisk++
		}
	case rules.Exceeded:
		c.Exceeded++
	case rules.Met:
		c.Met++
	case rules.Missed:
		c.Missed++
		if clock.Late() {
			c.Late++
		}
	case rules.CancelledVerdict:
		c.Cancelled++
	case rules.CancelledLate:
		c.CancelledLate++
	default:
		c.Unknown++
	}
}

// Merge adds the counts of another tally of the same histories, as of a second source.
func (t *Tally) Merge(other *Tally) {
	for i := range t.counts {
		a, b := &t.counts[i], &other.counts[i]
		a.Exceeded += b.Exceeded
		a.Met += b.Met
		a.Missed += b.Missed
		a.Open += b.Open
		a.Unknown += b.Unknown
		a.Cancelled += b.Cancelled
		a.CancelledLate += b.CancelledLate
		a.Exempt += b.Exempt
		a.NotCovered += b.NotCovered
		a.Late += b.Late
		a.AtRisk += b.AtRisk
		a.Excused += b.Excused
	}
}

// Line is one standard and its count.
type Line struct {
	Standard *rules.Standard
	Count    Count
}

// Lines gives the standards in the order of the histories.
func (t *Tally) Lines() []Line {
	lines := make([]Line, len(t.standards))
	for i, s := range t.standards {
		lines[i] = Line{Standard: s, Count: t.counts[i]}
	}
	return lines
}
