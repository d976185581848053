package notifiers

import (
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// Group is one message for many clocks of which a place would have got a message each. It is posted once and then
// updated: its counts go down as the clocks come to rest.
type Group struct {
	Key  string // unique for ever
	AsOf calendar.Instant
	// Location is the zone in which AsOf is shown; nil means UTC.
	Location *time.Location
	// Tickets is how many tickets it speaks of, Clocks how many of their clocks; a ticket may have several.
	Tickets, Clocks int
	// Late, AtRisk and Rested add up to Clocks: open and past due; open and not yet due; done, cancelled or withdrawn since.
	Late, AtRisk, Rested int
	// Standards are those of the clocks, those with the most late ones first.
	Standards []GroupLine
	// Worst are the most pressing clocks that are open, the one longest past due first.
	Worst []Alert
	// Held says that they were held back by quiet hours until now.
	Held bool
	// Mention is who is called.
	Mention []Mention
}

// GroupLine says how the clocks of one standard stand.
type GroupLine struct {
	Standard, Promise    string
	Late, AtRisk, Rested int
}

// Page is one of the pages in the thread of a group.
type Page struct {
	Key      string
	Group    string // the key of the group
	Number   int    // from 1
	Of       int    // how many pages there are
	Alerts   []Alert
	AsOf     calendar.Instant
	Location *time.Location
	// More is how many clocks no page has room for; of the last page only. A File has them all.
	More int
}

// File is a file for download: all clocks of a group, where its pages have no room for them, or the PDF of a digest.
type File struct {
	Key   string // goes into the title, by which the file is found again: files carry no metadata
	Group string // the key of the group; "" for a digest's
	// Digest is the key of the digest whose PDF it is; "" for a group's list.
	Digest string
	Name   string // e.g. late-2026-03-30.csv
	Title  string
	// Content is all of it: of a group CSV in UTF-8, cells that a spreadsheet would take for formulas made harmless.
	Content []byte
}
