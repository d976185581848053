package board

import (
	"cmp"
	"slices"

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

// Has tells whether an open clock is on the list as of an instant: what a ledger finds is held to it.
func (l List) Has(c *Clock, at calendar.Instant) bool {
	late := c.DueAt != calendar.None && c.DueAt < at
	if l == Late {
		return late
	}
	return c.DueAt != calendar.None && !late && c.RiskAt != calendar.None && c.RiskAt <= at
}

// Has tells whether an open clock has all that a filter names.
func (f *Filter) Has(c *Clock) bool {
	return (f.Standard == "" || f.Standard == c.Standard) && (f.Team == "" || f.Team == c.Team) && (f.Customer == "" || f.Customer == c.Customer)
}

// Ordered puts clocks in the order of a list, and gives up to limit of them after one (nil for from the first).
func Ordered(clocks []Clock, after *Key, limit int) []Clock {
	slices.SortFunc(clocks, func(a, b Clock) int { return KeyOf(&a).compare(KeyOf(&b)) })
	if after != nil {
		clocks = slices.DeleteFunc(clocks, func(c Clock) bool { return KeyOf(&c).compare(*after) <= 0 })
	}
	return clocks[:min(len(clocks), limit)]
}

// Clock is an open clock as lists show it.
type Clock struct {
	Source, Ticket, Standard string
	Cycle                    rules.CycleKey
	State                    rules.State
	StartedAt, RiskAt, DueAt calendar.Instant
	Subject, Team, Customer  string // "" where the ticket has none
}

// Filter leaves of a list what has all that it names.
type Filter struct {
	Standard, Team, Customer string // "" for any
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

func (k Key) compare(o Key) int {
	return cmp.Or(
		cmp.Compare(k.DueAt, o.DueAt), cmp.Compare(k.Source, o.Source), cmp.Compare(k.Ticket, o.Ticket), cmp.Compare(k.Standard, o.Standard),
		cmp.Compare(k.Cycle.Start, o.Cycle.Start), cmp.Compare(k.Cycle.N, o.Cycle.N),
	)
}
