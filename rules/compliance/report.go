package compliance

// Report is the figures of a period. Its JSON form is what a ledger keeps of a digest for ever, so that the same digest has the same
// bytes: a field is added with omitempty, none changes its meaning, and Schema counts up when that can't be helped.
//
// Shares are in [0, 1], times in seconds, dates YYYY-MM-DD, instants RFC 3339. A share that is not given, since n is below MinN, is null.
type Report struct {
	Schema int    `json:"schema"` // 1
	Name   string `json:"name"`   // "executive", or the name of the route that it is made for
	Period Span   `json:"period"`
	// AsOf is when it was made: what was known by then counts.
	AsOf string `json:"as_of"`
	// Ledger says that versions and excuses come from the ledger; else the files alone count.
	Ledger bool `json:"ledger"`
	// Complete says that the period was over and all sources were judged to its end.
	Complete bool    `json:"complete"`
	Overall  Figures `json:"overall"`
	// Audiences part the overall figures by whose customers the promises are made to, external ones first; none where all are made to
	// the same.
	Audiences []AudiencePart `json:"audiences,omitempty"`
	Standards []StandardPart `json:"standards"` // in the order of the files
	// Attention is what needs attention, the gravest first.
	Attention []Attention `json:"attention"`
	// Customers are those hit most often, most misses first.
	Customers []CustomerLine `json:"customers"`
	Coverage  Coverage       `json:"coverage"`
	Reading   Reading        `json:"reading"`
	// Restated are digests of before whose figures are others by now.
	Restated []Restated `json:"restated"`
	// Baseline is the stored benchmark that it is compared with; nil for none.
	Baseline *BaselineName `json:"baseline"`
	// Trend is the overall attainment of this period and those before, the oldest first.
	Trend []TrendPoint `json:"trend"`
}

// Span names a period and says which dates it has.
type Span struct {
	Name  string `json:"name"`  // "2026-W46", "2026-11-15", "2026-11", "2026-Q4", "2026", "2026-11-13..2026-11-15"
	Title string `json:"title"` // "Week 46, 9–15 November 2026"
	From  string `json:"from"`  // its first date
	To    string `json:"to"`    // its last date
	Zone  string `json:"zone"`
}

// Figures are how a number of promises were kept.
type Figures struct {
	N             int `json:"n"` // exceeded, met and missed
	Exceeded      int `json:"exceeded"`
	Met           int `json:"met"`
	Missed        int `json:"missed"`
	StillOpen     int `json:"still_open"` // of missed
	Excused       int `json:"excused"`    // of missed
	Near          int `json:"near"`       // of exceeded and met: with less than a tenth of the time left
	Unknown       int `json:"unknown"`
	Cancelled     int `json:"cancelled"`
	CancelledLate int `json:"cancelled_late"`

	Attainment    *float64 `json:"attainment"`
	Adjusted      *float64 `json:"attainment_adjusted"` // without the excused
	ExceededShare *float64 `json:"exceeded_share"`      // also null where nothing has a desired level
	// Interval is where the attainment may truly lie, by Wilson's score interval at 95 % (Wilson, JASA 22, 1927); null with it.
	Interval *Interval `json:"interval"`
	// Previous and Benchmark compare with the period before and with the baseline; null where either has too few.
	Previous  *Change `json:"previous"`
	Benchmark *Change `json:"benchmark"`
}

// AudiencePart is how the promises to one audience were kept.
type AudiencePart struct {
	Audience string  `json:"audience"` // external or internal
	Figures  Figures `json:"figures"`
}

// Interval is from Low to High.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Change is how an attainment differs from another one.
type Change struct {
	From   float64 `json:"from"`   // the other attainment
	N      int     `json:"n"`      // of the other
	Points float64 `json:"points"` // the difference, in percentage points: 91 % after 95 % is -4
	// Interval is that of the difference, in points, by Newcombe's hybrid score method at 95 % (Newcombe, Statistics in
	// Medicine 17, 1998, method 10).
	Interval Interval `json:"interval"`
	// Chance says that the interval holds 0: so much comes by chance alone.
	Chance bool `json:"chance"`
}

// StandardPart is what a report says of one standard.
type StandardPart struct {
	ID         string   `json:"id"`
	Promise    string   `json:"promise"`
	Audience   string   `json:"audience"`
	Dimension  string   `json:"dimension,omitempty"`
	Touchpoint string   `json:"touchpoint,omitempty"`
	Owner      string   `json:"owner,omitempty"`
	Route      string   `json:"route,omitempty"`
	Objective  *float64 `json:"objective"` // null where none is set
	Figures    Figures  `json:"figures"`
	// Short says that the attainment is below the objective.
	Short  bool    `json:"short"`
	Budget *Budget `json:"budget"` // null without an objective, and where n is below MinN
	// Targets are by what was promised, in the order of the file, then those of versions before.
	Targets []TargetPart `json:"targets"`
	// Causes are where misses concentrate, most excess first; of a standard that falls short or has slipped alone.
	Causes []Cause `json:"causes"`
	// Worst are the misses that took longest, as many as fit a page.
	Worst []Miss       `json:"worst"`
	Trend []TrendPoint `json:"trend"` // the oldest first, this period last
	// Expected compares with what customers said; null where they said nothing that can be compared.
	Expected *Expected `json:"expected"`
}

// Budget is how many misses the objective allows in the period.
type Budget struct {
	Allowed float64 `json:"allowed"` // (1 - objective) × n
	Used    int     `json:"used"`    // misses, without the excused
	Left    float64 `json:"left"`    // negative where it is overspent
}

// TargetPart is how one target was kept, with the times next to it.
type TargetPart struct {
	Target  string `json:"target"`   // "2h", "next working day by 12:00"
	Seconds *int64 `json:"target_s"` // where it is a time; else null
	N       int    `json:"n"`
	Missed  int    `json:"missed"`
	Took    *Times `json:"took"` // open time from start to done; null where n is below MinN
	Late    *Times `json:"late"` // real time past due, of what was missed and done; null where there is none
}

// Times are percentiles in seconds, each within 1 % of the true one.
type Times struct {
	N      int   `json:"n"`
	Median int64 `json:"median_s"`
	P90    int64 `json:"p90_s"`
	Worst  int64 `json:"worst_s"`
}

// Cause is a place where misses concentrate: more of them than if it did as well as the standard on average.
type Cause struct {
	// Facet is a reported attribute and Value its value; or "weekday" ("Friday"), "hour" ("14"), in the calendar's zone, of the start.
	Facet string `json:"facet"`
	Value string `json:"value"`
	// Part narrows an attribute's value to a part of the week: "Friday afternoon"; "" where it does not.
	Part   string `json:"part,omitempty"`
	N      int    `json:"n"`
	Missed int    `json:"missed"`
	// Excess is how many misses fewer there would be, had it been kept as well as the rest of the standard.
	Excess float64 `json:"excess"`
	// Would is the attainment of the standard then.
	Would float64 `json:"would"`
}

// Miss is one promise that was missed.
type Miss struct {
	Source   string `json:"source"`
	Ticket   string `json:"ticket"`
	Subject  string `json:"subject,omitempty"`
	Customer string `json:"customer,omitempty"`
	Team     string `json:"team,omitempty"`
	Link     string `json:"link,omitempty"`
	DueAt    string `json:"due_at"`
	DoneAt   string `json:"done_at,omitempty"` // "" while it is open
	LateS    int64  `json:"late_s"`            // real time from due to done, or to as_of
	Excused  bool   `json:"excused,omitempty"`
}

// Attention is one thing that needs attention: a kind, and what it is about. Words are made from it elsewhere.
type Attention struct {
	Kind     string  `json:"kind"` // see the constants
	Standard string  `json:"standard,omitempty"`
	Subject  string  `json:"subject,omitempty"` // a customer, a touchpoint, a dimension
	N        int     `json:"n,omitempty"`
	Missed   int     `json:"missed,omitempty"`
	Date     string  `json:"date,omitempty"`
	Points   float64 `json:"points,omitempty"`
}

// What needs attention, the gravest first.
const (
	FallsShort    = "falls_short"    // Standard is below its objective; Points how far
	Slipped       = "slipped"        // Standard is worse than the period before, more than chance explains, though not short; Points by how much
	RepeatedMiss  = "repeated_miss"  // customer Subject was missed Missed times under Standard
	NearMisses    = "near_misses"    // Standard was kept, N times with less than a tenth of the time left
	UnknownClocks = "unknown_clocks" // of Standard N clocks are unknown
	LooserPromise = "looser_promise" // Standard promises less than its customers said they expect
	ReviewDue     = "review_due"     // Standard is past its review_by, Date
	NeverMet      = "never_met"      // nobody's ticket meets Standard: no clock of it fell or runs
	NoStandard    = "no_standard"    // the touchpoint Subject of the journey has no standard
	NoDimension   = "no_dimension"   // the dimension Subject has no standard
)

// CustomerLine is a customer who was let down.
type CustomerLine struct {
	Customer string `json:"customer"`
	N        int    `json:"n"`
	Missed   int    `json:"missed"`
	// Standards are those missed, most often first.
	Standards []CustomerMisses `json:"standards"`
}

// CustomerMisses is how often one standard was missed for a customer.
type CustomerMisses struct {
	Standard string `json:"standard"`
	Missed   int    `json:"missed"`
}

// Coverage says for which of what customers care about there is a standard.
type Coverage struct {
	Journey    []Covered `json:"journey"`    // each touchpoint that there should be, in the order written
	Dimensions []Covered `json:"dimensions"` // all five; none where no standard says its dimension
	Unplaced   []string  `json:"unplaced"`   // standards whose touchpoint is not said, or not on the journey
}

// Covered is a touchpoint or a dimension, and its standards.
type Covered struct {
	Name      string   `json:"name"`
	Standards []string `json:"standards"`
}

// Bare gives the names of what has no standard.
func Bare(all []Covered) []string {
	var names []string
	for _, c := range all {
		if len(c.Standards) == 0 {
			names = append(names, c.Name)
		}
	}
	return names
}

// Reading is what the last whole reading of the sources found, up to the report; all zero where it is not known.
type Reading struct {
	At             string `json:"at,omitempty"`
	Rows           int    `json:"rows"`
	RowsSetAside   int    `json:"rows_set_aside"`
	Events         int    `json:"events"`
	EventsSetAside int    `json:"events_set_aside"`
	NotCovered     int    `json:"not_covered"` // tickets to which a standard applies and no row of its targets, once a standard
	Exempt         int    `json:"exempt"`
}

// Restated is a digest of before that would have other figures now.
type Restated struct {
	Period string  `json:"period"`
	Was    Outcome `json:"was"`
	Is     Outcome `json:"is"`
}

// Outcome is n and misses.
type Outcome struct {
	N      int `json:"n"`
	Missed int `json:"missed"`
}

// BaselineName is which baseline a report compares with.
type BaselineName struct {
	Name   string `json:"name"`
	Period string `json:"period"`
}

// TrendPoint is the attainment of one period; null where n is below MinN.
type TrendPoint struct {
	Period     string   `json:"period"`
	N          int      `json:"n"`
	Attainment *float64 `json:"attainment"`
}

// Expected is the gap between what customers expect, what is promised and what was delivered.
type Expected struct {
	Source    string   `json:"source"`
	Within    string   `json:"within"`    // what they expect: "2h30m"
	Share     float64  `json:"share"`     // how many of them, 0 where it is not said
	Promised  string   `json:"promised"`  // the target of most clocks
	Looser    bool     `json:"looser"`    // the promise is looser than what they expect
	Delivered *float64 `json:"delivered"` // the share done within what they expect, within 1 % of the time; null where n is below MinN
}
