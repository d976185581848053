package board

import (
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// List says which open clocks are listed.
type List string

// The lists. A clock is on one of them, or on none.
const (
	Late   List = "late" // past due
	AtRisk List = "risk" // not yet due, and past its first warning (monitor.ClockRow.RiskAt)
)

// Clock is an open clock as lists show it.
type Clock struct {
	Source, Ticket, Standard string
	Cycle                    rules.CycleKey
	State                    rules.State
	StartedAt, RiskAt, DueAt calendar.Instant
	Subject                  string
	// Attributes are the reported attributes of its ticket.
	Attributes map[string]string
}

// Filter leaves of a list what has all that it names.
type Filter struct {
	Standard string // "" for any
	// Attributes are values of reported attributes, by attribute; nil for any.
	Attributes map[string]string
}

// Key is a clock's place in a list: ordered by when it is due, then by the rest.
type Key struct {
	DueAt                    calendar.Instant
	Source, Ticket, Standard string
	Cycle                    rules.CycleKey
}

// KeyOf gives a clock's place.
func KeyOf(c *Clock) Key {
	return Key{DueAt: c.DueAt, Source: c.Source, Ticket: c.Ticket, Standard: c.Standard, Cycle: c.Cycle}
}
