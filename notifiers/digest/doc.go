// Package digest says what a period's report means, and renders it: in words, as
// text, as a table for a spreadsheet, as JSON, as a web page, as charts.
//
// Words come first and are made by rules from the figures (words*.go): no figure
// stands in them that is not in the report, chance is named where it explains a
// difference, and where there is too little to say something they say that.
//
// A Chart is a description. It is laid out once, as a few boxes, lines and texts
// (see drawing), and each medium draws those: SVG, PNG, PDF.
//
// It decides no figure: package compliance does. What comes out of tickets and
// files is made one harmless line before it is used, and escaped by each medium.
package digest

import "time"

// Options are how a digest is rendered.
type Options struct {
	// Location is the zone in which instants are shown; nil means UTC. Dates are those of the report's own zone.
	Location *time.Location
	// Link leads to the same digest on the board; "" where there is no board that others can reach.
	Link string
	// Generator names what made it, e.g. "Yardstick 1.2"; "" leaves it out.
	Generator string
}
