package compliance

import (
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Material is what a report is made of.
type Material struct {
	Name   string // of the report: Executive, or a route's
	Period Period
	Zone   *time.Location // of the dates
	AsOf   calendar.Instant
	Ledger bool
	// Complete says that the period was over and all sources were judged to its end.
	Complete  bool
	Standards []*rules.Standard // the live ones that the report is about, in the order of the files
	Journey   []string          // the touchpoints there should be, in the order written; nil where none are named
	// CustomerBy is the reported attribute that names the customer; "" for none.
	CustomerBy string
	// This are the sums of the period.
	This *Sums
	// Days are the counts by standard and date, from the first date of Trend to the last of the period.
	Days []DayCount
	// Trend are the periods of the trend, the oldest first, without this one; the last is the one before.
	Trend []Period
	// Baseline is nil for none.
	Baseline *Baseline
	// Running are the clocks by standard that are not due yet.
	Running map[string]int
	Worst   map[string][]Miss // by standard, those that took longest first
	Reading Reading
	// Restated are by the period's name: what was recorded of it; what it is now comes from Days. Of periods outside of Days nothing is said.
	Recorded map[string]Outcome
}

// Executive is the name of the report on all standards.
const Executive = "executive"

// Baseline is a stored benchmark: how each standard was kept in some period.
type Baseline struct {
	Name   string
	Period Period
	SetAt  calendar.Instant
	// Counts are by standard; those that had no clock are not there.
	Counts map[string]Counts
}
