package main

import (
	"encoding/json"
	"io"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// checkJSON is the object of `check --json`. Its keys are a promise to scripts.
type checkJSON struct {
	AsOf      string         `json:"as_of"`
	Ledger    bool           `json:"ledger"`
	Rows      rowsJSON       `json:"rows"`
	Events    eventsJSON     `json:"events"`
	Standards []standardJSON `json:"standards"`
}

type rowsJSON struct {
	Read      int `json:"read"`
	Evaluated int `json:"evaluated"`
	SetAside  int `json:"set_aside"`
}

type eventsJSON struct {
	Read     int `json:"read"`
	Used     int `json:"used"`
	SetAside int `json:"set_aside"`
}

// standardJSON is one standard's counts. Met excludes exceeded, missed includes what is open and past due, open is not
// yet due; n = exceeded + met + missed.
type standardJSON struct {
	ID                 string   `json:"id"`
	N                  int      `json:"n"`
	Exceeded           int      `json:"exceeded"`
	Met                int      `json:"met"`
	Missed             int      `json:"missed"`
	Open               int      `json:"open"`
	Unknown            int      `json:"unknown"`
	Cancelled          int      `json:"cancelled"`
	CancelledLate      int      `json:"cancelled_late"`
	Excused            int      `json:"excused"`
	Exempt             int      `json:"exempt"`
	NotCovered         int      `json:"not_covered"`
	Attainment         *float64 `json:"attainment"`          // null below the minimum n
	AttainmentAdjusted *float64 `json:"attainment_adjusted"` // without the excused
	Objective          *float64 `json:"objective"`           // null where none is set
}

// writeCheckJSON writes findings; ledger says that its versions and excuses were taken into account.
func writeCheckJSON(out io.Writer, found *monitor.Findings, ledger bool) error {
	rows, events := found.Read.Rows, found.Read.Events
	o := checkJSON{
		AsOf:      found.AsOf.String(),
		Ledger:    ledger,
		Rows:      rowsJSON{Read: rows.Read, Evaluated: rows.Used, SetAside: rows.SetAside},
		Events:    eventsJSON{Read: events.Read, Used: events.Used, SetAside: events.SetAside},
		Standards: []standardJSON{},
	}
	for _, line := range found.Compliance.Lines() {
		o.Standards = append(o.Standards, standardCounts(line))
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(o)
}

func standardCounts(line compliance.Line) standardJSON {
	c := line.Count
	s := standardJSON{
		ID: line.Standard.ID, N: c.N(), Exceeded: c.Exceeded, Met: c.Met, Missed: c.Missed, Open: c.Open, Unknown: c.Unknown,
		Cancelled: c.Cancelled, CancelledLate: c.CancelledLate, Excused: c.Excused, Exempt: c.Exempt, NotCovered: c.NotCovered,
	}
	if share, ok := c.Attainment(); ok {
		s.Attainment = &share
	}
	if share, ok := c.Adjusted(); ok {
		s.AttainmentAdjusted = &share
	}
	if objective := line.Standard.Objective; objective > 0 {
		s.Objective = &objective
	}
	return s
}
