package rules

import (
	"cmp"
	"slices"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// Pin holds a cycle to what its verdict was given under: the version and row, and what of the ticket's attributes went into
// the due instant. The ticket's attributes and the standard may have changed since; the verdict must not for that.
type Pin struct {
	Place   int32 // of the standard in the Rulebook's histories
	Cycle   CycleKey
	Version string // hash
	Row     int32
	DueAt   calendar.Instant // the promised instant, for a row with Due
	// Calendar is the name of the calendar it ran on.
	Calendar string
}

// pinned judges the cycles that have a pin as their pins say, and tells how many clocks that made. A cycle that gets
// no verdict that way has none any more, and is left to be judged like any other; so is one whose version is not in the history.
func (r *replay) pinned(versions []boundVersion) int {
	first := len(r.result.Clocks)
	for i := range r.pins {
		p := &r.pins[i]
		if int(p.Place) != r.place || r.isHeld(first, p.Cycle) {
			continue
		}
		v := versionOf(versions, p)
		if v == nil {
			continue
		}
		r.judged = v
		c := cycleOf(r.cycles(v), p.Cycle)
		if c == nil {
			continue
		}
		clocks, steps := len(r.result.Clocks), len(r.result.Trace)
		r.tracer().add(Step{Kind: StepPinned, Ordinal: c.ordinal, Row: int(p.Row), Detail: p.Version})
		if r.judge(v, c, r.doubt(v), p) != Clocked || r.result.Clocks[clocks].Verdict == Open {
			r.result.Clocks, r.result.Trace = r.result.Clocks[:clocks], r.result.Trace[:steps]
		}
	}
	return len(r.result.Clocks) - first
}

// isHeld tells whether a clock of the cycle is among those from a place on.
func (r *replay) isHeld(first int, key CycleKey) bool {
	for i := first; i < len(r.result.Clocks); i++ {
		if r.result.Clocks[i].Cycle == key {
			return true
		}
	}
	return false
}

// versionOf finds the version of a pin that has its row: of several with one hash the one that judges its start.
func versionOf(versions []boundVersion, p *Pin) *boundVersion {
	var found *boundVersion
	for i := range versions {
		v := &versions[i]
		if v.version.Hash == p.Version && p.Row >= 0 && int(p.Row) < len(v.targets) && (found == nil || v.judges(p.Cycle.Start)) {
			found = v
		}
	}
	return found
}

func cycleOf(cycles []cycle, key CycleKey) *cycle {
	for i := range cycles {
		if cycles[i].key() == key {
			return &cycles[i]
		}
	}
	return nil
}

// inOrder sorts the clocks of one standard by their cycles.
func inOrder(clocks []Clock) {
	byCycle := func(a, b Clock) int {
		return cmp.Or(cmp.Compare(a.Cycle.Start, b.Cycle.Start), cmp.Compare(a.Cycle.N, b.Cycle.N))
	}
	if !slices.IsSortedFunc(clocks, byCycle) {
		slices.SortFunc(clocks, byCycle)
	}
}
