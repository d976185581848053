// Package diag is what is wrong with a file, as values: where, what kind, what
// to do, and the line itself with a caret under the place.
//
// A reader collects Problems and goes on, so that a person sees all of them at
// once. The package neither reads files nor knows what stands in them.
package diag

import (
	"cmp"
	"slices"
)

// Pos is a place in a file: line and column from 1, columns in characters.
type Pos struct {
	Line int `json:"line"`
	Col  int `json:"col"`
}

// Severity says whether a problem keeps a file from being used.
type Severity string

// The severities. A Hint is worth a look and stops nothing.
const (
	Error Severity = "error"
	Hint  Severity = "hint"
)

// Problem is one thing that is wrong with a file.
type Problem struct {
	File     string   `json:"file"`
	Pos               // 0:0 where the file could not be opened at all
	Severity Severity `json:"severity"`
	Kind     string   `json:"kind"`    // a short name for the sort of mistake: "unknown-key"
	Message  string   `json:"message"` // what is wrong, in one line
	// Hint is what to do about it, such as "did you mean …"; "" where nothing can be said.
	Hint string `json:"hint,omitempty"`
	// Snippet is the offending line, cut to a readable length; "" where there is none.
	Snippet string `json:"snippet,omitempty"`
	// Caret is where in Snippet the place is, from 0 in characters, and Width how long it is, at least 1.
	Caret int `json:"-"`
	Width int `json:"-"`
}

// Sort orders problems by file, line and column, and drops those that say the
// same about the same place.
func Sort(problems []Problem) []Problem {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
			cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Message, b.Message),
		)
	})
	return slices.CompactFunc(problems, func(a, b Problem) bool {
		return a.File == b.File && a.Pos == b.Pos && a.Severity == b.Severity && a.Message == b.Message
	})
}

// Failed tells whether any problem is an error rather than a hint.
func Failed(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return p.Severity == Error })
}
