package monitor

import (
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// Route is where alerts go, and what differs for some tickets.
type Route struct {
	Name string // "" where the standard names none
	// Places are told the same, the channel in which people talk first; there is at least one.
	Places []notifiers.Place
	// Mention is who is called by what presses.
	Mention []Mention
	// Quiet are the hours in which alerts are held back; nil for none.
	Quiet *Quiet
	// Per is what differs by the ticket's attributes: the first that fits counts.
	Per []Per
}

// Mention is who is called: just one field is set.
type Mention struct {
	Group string // a user group by its handle, without @
	// Attribute is the ticket attribute that holds the e-mail address of the one to be called.
	Attribute string
}

// Quiet are hours in which nobody is to be disturbed.
type Quiet struct {
	// Outside is the calendar outside whose hours it is quiet.
	Outside *calendar.Calendar
	// Except are the tickets that are told at once all the same; nil for none.
	Except match.Condition
}

// Per is what a route does otherwise for tickets whose attribute has a value, compared as conditions compare.
type Per struct {
	Attribute, Value string
	// Places, Mention and Quiet stand in place of the route's own; nil leaves those.
	Places  []notifiers.Place
	Mention []Mention
	Quiet   *Quiet
}

// Home is the place that is told what is not about one ticket.
func (r *Route) Home() notifiers.Place { return r.Places[0] }
