package explain

import (
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Explanation is all there is to say of one ticket as of an instant. Its keys in JSON are a promise to scripts.
type Explanation struct {
	Source     string      `json:"source"`
	Ticket     string      `json:"ticket"`
	AsOf       Instant     `json:"as_of"`
	Attributes []Attribute `json:"attributes"`
	Standards  []Standard  `json:"standards"`

	zone *calendar.Zone // that the as-of instant is shown in
}

// Attribute is one attribute of the ticket; a nil Value is one that is missing.
type Attribute struct {
	Name  string  `json:"name"`
	Value *string `json:"value"`
}

// Standard is one standard and what became of it for the ticket.
type Standard struct {
	ID      string `json:"id"`
	Promise string `json:"promise"`
	// Outcome is not_applied, not_started, not_covered, exempt or clock.
	Outcome string `json:"outcome"`
	// Applied tells whether the ticket meets applies_to.
	Applied bool `json:"applied"`
	// Why says it in words; "" where clocks say it.
	Why string `json:"why"`
	// Failed is the condition of applies_to that the ticket does not meet; nil where it meets all.
	Failed *Condition `json:"failed"`
	// Rows are the target rows that don't match, of a standard that has no row for the ticket.
	Rows []Row `json:"rows"`
	// Starts are the events that start a clock.
	Starts []string `json:"starts"`
	// Events is the ticket's timeline as the standard's measure sees it.
	Events []Event `json:"events"`
	Clocks []Clock `json:"clocks"`
	// Said is what the ledger has said of cycles that today's data don't give any more.
	Said []Said `json:"said"`

	zone *calendar.Zone
}

// Condition is one condition of a standard and what the ticket has.
type Condition struct {
	Attribute string `json:"attribute"`
	// Asked is what the condition asks for, in words: `"phone" or "email"`.
	Asked string `json:"asked"`
	// Has is the ticket's value, nil where it is missing.
	Has *string `json:"has"`
}

// Row is one row of the targets, numbered from 1 as people count.
type Row struct {
	Number int `json:"number"`
	// When is its conditions in words; "" where it has none.
	When string `json:"when"`
	// Promised is what it promises in words: `2h of open time`.
	Promised string `json:"promised"`
	// Failed is why it was not chosen; nil for the one that was.
	Failed *Condition `json:"failed"`
}

// Version is the version of a standard that a clock is judged by.
type Version struct {
	Hash string `json:"hash"`
	// From and Until bound the starts that it judges; null for no bound.
	From  Instant `json:"from"`
	Until Instant `json:"until"`
	// Number counts a standard's versions from 1, Of is how many there are.
	Number int `json:"number"`
	Of     int `json:"of"`
}

// Calendar is the calendar a clock runs on.
type Calendar struct {
	Name string `json:"name"`
	Zone string `json:"zone"`
	// Why is how it was chosen: row, attribute, standard, or pin where a verdict was given on it.
	Why string `json:"why"`
	// Attribute named it, where Why says so.
	Attribute string `json:"attribute"`
}

// Event is one event of the timeline.
type Event struct {
	At   Instant `json:"at"`
	Kind string  `json:"kind"`
	// Author is customer, agent or bot; Public is public or private; "" where the source does not say.
	Author string `json:"author"`
	Public string `json:"public"`
	// Effects are what it did: started, joined, not_repeated, paused, paused_from_start, resumed, stopped, reopened,
	// restarted, cancelled, ignored; none where it changed nothing.
	Effects []string `json:"effects"`
	// Note says why, where that is not plain.
	Note string `json:"note"`

	idle bool // the measure does not ask for such events
}

// Clock is one cycle of the ticket under a standard.
type Clock struct {
	Ordinal int     `json:"ordinal"`
	Cycle   Instant `json:"cycle"`
	CycleN  int     `json:"cycle_n"`
	State   string  `json:"state"`
	Verdict string  `json:"verdict"`
	Reason  string  `json:"reason"`
	// Pinned says that its version and row are those that its verdict was given under.
	Pinned bool `json:"pinned"`
	// Headline says in words how it stands.
	Headline string    `json:"headline"`
	Version  *Version  `json:"version"`
	Row      *Row      `json:"row"`
	Passed   []Row     `json:"rows_before"` // the rows before it, and why they do not match
	Calendar *Calendar `json:"calendar"`

	StartedAt Instant `json:"started_at"`
	OpensAt   Instant `json:"opens_at"`
	DueAt     Instant `json:"due_at"`
	DesiredAt Instant `json:"desired_at"`
	StoppedAt Instant `json:"stopped_at"`
	NextAt    Instant `json:"next_at"`

	Counted   Seconds `json:"counted_s"`
	PausedFor Seconds `json:"paused_s"`
	Closed    Seconds `json:"closed_s"`
	Wall      Seconds `json:"wall_s"`
	Remaining Seconds `json:"remaining_s"`
	AtRisk    bool    `json:"at_risk"`

	Due       *Due       `json:"due"`
	Intervals []Interval `json:"intervals"`
	Stages    []Stage    `json:"stages"`
	// Said is what the ledger has said of it, in the order it was said.
	Said []Said `json:"said"`

	zone    *calendar.Zone
	foreign bool        // the zone is not the explanation's
	clock   rules.Clock // a copy, for the drawing
}

// Stage is a stage that the clock has passed or will pass.
type Stage struct {
	Name string  `json:"name"`
	At   Instant `json:"at"`
	// Passed tells whether the clock has come to it.
	Passed  bool  `json:"passed"`
	Episode int32 `json:"episode"`
	// Place and ToldAt are where and when its alert went out; "" and null where none did, or no ledger was asked.
	Place  string  `json:"place"`
	ToldAt Instant `json:"told_at"`
	// Untold is why it was not told, as the ledger has it.
	Untold string `json:"untold"`

	kind rules.StageKind
	to   string // the route of an escalation
}
