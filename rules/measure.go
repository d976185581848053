package rules

// Measure says how a clock runs: which events start, stop, cancel, pause and
// reopen it. A timeline under a measure gives cycles, each of which is a clock.
type Measure struct {
	Name   string
	Start  []Selector // at least one
	Stop   []Selector // at least one
	Cancel []Selector
	Pauses []Pause // together they are a union
	Repeat Repeat
	Reopen Reopen
	// CalendarFrom is the attribute that names the calendar, e.g. of the site; "" for none.
	CalendarFrom string
}

// Selector picks events: those of a kind, and where it says so only those of an author or a visibility. An event
// without an author (or visibility) is picked by no selector that asks for one.
type Selector struct {
	Event  string
	Author Author     // NoAuthor for any
	Public Visibility // NoVisibility for any
}

// Kinds gives selectors of event kinds without further conditions.
func Kinds(names ...string) []Selector {
	selectors := make([]Selector, len(names))
	for i, name := range names {
		selectors[i] = Selector{Event: name}
	}
	return selectors
}

// Pause says when a clock stands still: either from an event of When to one of
// Until, or While the last status is one of a list. A status is any event that is a row of
// the events query, so While is for sources whose events are statuses.
type Pause struct {
	When, Until []Selector
	While       []Selector
}

// Repeat says how many cycles a ticket has.
type Repeat uint8

// The ways to repeat.
const (
	RepeatFirst Repeat = iota // one cycle a ticket
	RepeatEach                // a new one may start once the last has ended
)

// Then says what an event of Reopen does to a clock that has stopped.
type Then uint8

// What reopening may do.
const (
	ThenIgnore  Then = iota // nothing
	ThenResume              // the clock goes on; the time since the stop counts as paused
	ThenRestart             // a new cycle starts
)

// Reopen says which events reopen a clock that has stopped, and how.
type Reopen struct {
	Events []Selector // none where Then is ThenIgnore
	Then   Then
}
