package explain

import (
	"slices"
	"strings"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Said is one thing that the ledger has said of a clock. What of its fields means something depends on What.
type Said struct {
	// What is verdict, stage, excuse or care.
	What string  `json:"what"`
	At   Instant `json:"at"` // when it was recorded
	// Cycle is the start of the clock it is about.
	Cycle Instant `json:"cycle"`
	// Of a verdict: what was said, what before ("" for nothing), and why it changed.
	Verdict  string  `json:"verdict"`
	Previous string  `json:"previous"`
	Reason   string  `json:"reason"`
	DueAt    Instant `json:"due_at"`
	Version  string  `json:"version"`
	// Words say the reason for people; "" where the reason has to do.
	Words string `json:"words"`
	// Of a stage: its name and instant, why it was told or not, where and when it went out.
	Stage   string  `json:"stage"`
	StageAt Instant `json:"stage_at"`
	Episode int32   `json:"episode"`
	Place   string  `json:"place"`
	ToldAt  Instant `json:"told_at"`
	// Of an excuse: who, why, and whether it takes one back.
	By   string `json:"by"`
	Why  string `json:"why"`
	Undo bool   `json:"undo"`
	// Of care: acknowledge or snooze, and how long it holds; By says who.
	Care  string  `json:"care"`
	Until Instant `json:"until"`
}

// The kinds of what is said.
const (
	SaidVerdict = "verdict"
	SaidStage   = "stage"
	SaidExcuse  = "excuse"
	SaidCare    = "care"
)

// Unsaid is a Said with every instant set to none, to be filled in.
func Unsaid(what string, at calendar.Instant) Said {
	none := Instant(calendar.None)
	return Said{What: what, At: Instant(at), Cycle: none, DueAt: none, StageAt: none, ToldAt: none, Until: none}
}

// Add puts what the ledger has said of a cycle to its clock, and to the standard where today's data have no such clock.
// It is to be called in the order in which things were said.
func (e *Explanation) Add(standard string, cycle rules.CycleKey, said Said) {
	at := slices.IndexFunc(e.Standards, func(s Standard) bool { return s.ID == standard })
	if at < 0 {
		return // asked for others only, or no longer a standard
	}
	s := &e.Standards[at]
	said.Cycle = Instant(cycle.Start)
	for i := range s.Clocks {
		c := &s.Clocks[i]
		if c.Cycle == Instant(cycle.Start) && c.CycleN == int(cycle.N) {
			c.Said = append(c.Said, said)
			if said.What == SaidStage {
				c.told(&said)
			}
			return
		}
	}
	s.Said = append(s.Said, said)
}

// told notes at a stage that its alert went out, or why not.
func (c *Clock) told(said *Said) {
	for i := range c.Stages {
		if s := &c.Stages[i]; s.Name == said.Stage && s.Episode == said.Episode {
			s.Place, s.ToldAt = said.Place, said.ToldAt
			if said.ToldAt.none() {
				s.Untold = said.why()
			}
		}
	}
}

// why gives the reason in words.
func (s *Said) why() string {
	if s.Words != "" {
		return s.Words
	}
	return strings.ReplaceAll(s.Reason, "_", " ")
}

// Differs gives the last verdict that the ledger has said, where today's data say another, or another due instant.
func (c *Clock) Differs() (said Said, differs bool) {
	for i := range c.Said {
		if c.Said[i].What == SaidVerdict {
			said = c.Said[i]
		}
	}
	return said, said.What != "" && (said.Verdict != c.Verdict || said.DueAt != c.DueAt && !said.DueAt.none() && !c.DueAt.none())
}

// Excused gives the excuse that counts.
func (c *Clock) Excused() (excuse Said, excused bool) {
	for i := range c.Said {
		if c.Said[i].What == SaidExcuse {
			excuse = c.Said[i]
		}
	}
	return excuse, excuse.What != "" && !excuse.Undo
}
