package rules

import "github.com/yardstickd/yardstick/rules/calendar"

// Result is what a replay of one ticket found. Its memory is reused by the
// next replay into it, so what must last is copied out.
type Result struct {
	// Clocks are in the order of the standards, those of one standard in the order of their cycles.
	Clocks []Clock
	// Outcomes say for each history of the Rulebook what became of it.
	Outcomes []Outcome
	// Tracing asks for the Trace, which costs memory.
	Tracing bool
	// Trace is every decision in the order it was taken.
	Trace []Step

	spans  []PausedSpan // of all clocks
	cycles []cycle      // of the version judged last
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
	StepNotStarted                  // no start event by then, or none that a version of the standard judges
	StepStarted                     // Event at At started the cycle
	StepJoined                      // Event at At found the cycle open: the oldest start counts
	StepNotRepeated                 // Event at At starts, but the measure has one cycle a ticket, which has ended
	StepStopped                     // Event at At stopped the cycle
	StepCancelled                   // Event at At cancelled the cycle
	StepIgnored                     // Event at At stops or cancels, but no cycle was open; or reopens, but none had stopped
	StepPaused                      // Event at At (or before the start, which At is then) paused the cycle
	StepResumed                     // Event at At resumed the cycle, and no other pause was on
	StepReopened                    // Event at At reopened the cycle that had stopped: it goes on
	StepRestarted                   // Event at At reopened the cycle before: this one starts
	StepRetired                     // the standard was taken away at At, which cancelled the cycle
	StepPinned                      // a verdict was given before: version Detail and Row stay what they were
	StepRowRejected                 // Row does not match: Clause failed, or -1: its due attribute is empty
	StepRowChosen                   // Row matches
	StepNotCovered                  // no row matches
	StepExempt                      // Row exempts, Detail says why
	StepCalendar                    // it runs on the calendar Detail, which Choice names
	StepOpens                       // the calendar is open, or opens, at At
	StepDue                         // due at At, but for pauses
	StepMoved                       // pauses moved the due instant to At; None while one lasts that may move it further
	StepDesired                     // desired by At, pauses counted; None while one lasts that may move it
	StepUnknown                     // Detail says why nothing can be said
	StepVerdict                     // Verdict as of At
)

// CalendarChoice says what chose the calendar of a clock.
type CalendarChoice uint8

// The choices, the stronger first; a pin is stronger than all.
const (
	ByPin       CalendarChoice = iota // the verdict that was given
	ByRow                             // the target row's calendar
	ByAttribute                       // the ticket's attribute
	ByStandard                        // the standard's calendar
)

// Step is one decision of a replay, from which words are made elsewhere.
type Step struct {
	Place   int // of the standard in the Rulebook's histories
	Version int // in the standard's history. Each walks the timeline by its own measure
	// Ordinal is the cycle's; 0 of what comes before the first cycle or is about none.
	Ordinal int32
	Kind    StepKind
	At      calendar.Instant
	Event   Kind
	Row     int
	Clause  int
	Choice  CalendarChoice
	Verdict Verdict
	Detail  string
}

func (r *Result) reset() {
	r.Clocks, r.Outcomes, r.Trace, r.spans = r.Clocks[:0], r.Outcomes[:0], r.Trace[:0], r.spans[:0]
}
