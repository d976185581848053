package monitor

import (
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// VersionRow is a version of a standard as the ledger keeps it: what was loaded, when. Rows are only ever added; which
// version is live when follows from all of a standard's rows in the order of Serial.
type VersionRow struct {
	Serial   int64
	Standard string
	// Hash identifies the version; "" in the row that says that the standard was taken away.
	Hash string
	// EffectiveFrom is the start from which cycles are judged by it, as its file says; None where it does not say.
	EffectiveFrom calendar.Instant
	// LoadedAt is when it was first loaded, or taken away.
	LoadedAt calendar.Instant
	// Definition is the standard, in a form that it can be read from again; "" where it was taken away.
	Definition string
}

// Excuse says that a miss is not to be held against the team, or takes that back. Rows are only ever added; the last one counts.
type Excuse struct {
	Source string
	Clock  ClockKey
	By     string // who says so
	Why    string
	At     calendar.Instant
	Undo   bool
}

// Statement is one thing that was said about a ticket: just one of the pointers is set.
type Statement struct {
	At      calendar.Instant // when it was recorded, by the ledger's clock
	Verdict *VerdictRow
	Stage   *RecordedStage
	Excuse  *Excuse
	Care    *CareStatement
	// Told is how the stage's message left: the place, and when; "" and None where it did not.
	Place  string
	ToldAt calendar.Instant
	// Failed are the places where it could not be delivered, each with why; "" for none.
	Failed string
}

// DefaultOverlap is how long before the watermark changes are read once more: longer than most transactions and replicas lag.
const DefaultOverlap = 5 * time.Minute
