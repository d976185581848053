package rules

import "github.com/yardstickd/yardstick/rules/calendar"

// Result is what a replay of one ticket found. Its memory is reused by the
// next replay into it, so what must last is copied out.
type Result struct {
	// Clocks are in the order of the standards.
	Clocks []Clock
	// Outcomes say for each history of the Rulebook what became of it.
	Outcomes []Outcome
	// Tracing asks for the Trace, which costs memory.
	Tracing bool
	// Trace is every decision in the order it was taken.
	Trace []Step
}

// Outcome says what became of one standard for one ticket.
type Outcome uint8

// The outcomes.
const (
	NotApplied Outcome = iota // applies_to does not match
	NotStarted                // the start event has not happened
	NotCovered                // it applies and started, but no target row matches
	Exempted                  // the row says that nothing is promised
	Clocked                   // there is a clock
)

// StepKind says what a step of a trace decided.
type StepKind uint8

// The steps of a trace. Which fields of Step mean something is said with each.
const (
	StepNotApplied  StepKind = iota // Clause of applies_to failed
	StepNotStarted                  // no start event by then
	StepStarted                     // Event at At started the cycle
	StepJoined                      // Event at At found the cycle open: the oldest start counts
	StepStopped                     // Event at At stopped the cycle
	StepCancelled                   // Event at At cancelled the cycle
	StepIgnored                     // Event at At stops or cancels, but no cycle was open
	StepRowRejected                 // Row does not match: Clause failed, or -1: its due attribute is empty
	StepRowChosen                   // Row matches
	StepNotCovered                  // no row matches
	StepExempt                      // Row exempts, Detail says why
	StepOpens                       // the calendar is open, or opens, at At
	StepDue                         // due at At
	StepDesired                     // desired by At
	StepUnknown                     // Detail says why nothing can be said
	StepVerdict                     // Verdict
)

// Step is one decision of a replay, from which words are made elsewhere.
type Step struct {
	Place   int // of the standard in the Rulebook's histories
	Kind    StepKind
	At      calendar.Instant
	Event   Kind
	Row     int
	Clause  int
	Verdict Verdict
	Detail  string
}

func (r *Result) reset() {
	r.Clocks, r.Outcomes, r.Trace = r.Clocks[:0], r.Outcomes[:0], r.Trace[:0]
}
