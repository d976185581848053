package compliance

import "github.com/yardstickd/yardstick/rules/calendar"

// Days are the dates of a period: From is the first, To the first one after it.
type Days struct{ From, To calendar.Date }

// Has tells whether a date is one of them.
func (d Days) Has(date calendar.Date) bool { return d.From <= date && date < d.To }

// Len is how many there are.
func (d Days) Len() calendar.Date { return d.To - d.From }

// Counts are sums of facts: how many clocks' verdicts fell, by verdict. Missed includes clocks that are still open past due.
type Counts struct {
	Exceeded, Met, Missed, Unknown, Cancelled, CancelledLate int
	Near                                                     int // of Exceeded and Met
	Excused                                                  int // of Missed
	Open                                                     int // of Missed, not done yet
}

// Sums are the facts of a period's clocks, added up by standard.
type Sums struct {
	Days      Days
	Standards map[string]*Sum // by id; those that have no clock in the period are not there
}

// Sum is one standard's.
type Sum struct {
	Counts
	// Targets are by the text of the target (Fact.Target).
	Targets map[string]*TargetSum
	// Hours are by the hour of the week (Fact.Hour); what has none is left out.
	Hours [168]Share
	// Facets are by reported attribute, then by its value; clocks without it are left out.
	Facets map[string]map[string]*FacetSum
}

// TargetSum is what was promised in one way.
type TargetSum struct {
	Counts
	Took, Late Histogram
}

// Share counts clocks that were kept or missed, and those missed.
type Share struct{ N, Missed int }

// FacetSum is that of one value of an attribute.
type FacetSum struct {
	Share
	// Parts are by the part of the week in which they started: the weekday (Monday is 0) times 4, and 0 for night (0–6 o'clock), 1
	// morning (6–12), 2 afternoon (12–18), 3 evening (18–24).
	Parts [28]Share
}

// DayCount is the sums of one standard on one date.
type DayCount struct {
	Standard string
	Day      calendar.Date
	Counts
}
