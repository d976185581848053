package digest

import (
	"slices"
	"unicode"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// shaped gives text with its accents on its letters, where Unicode has both as one, and with Arabic letters in the forms that they
// take beside each other. It is still in the order of reading.
func shaped(text string) string { return joined(norm.NFC.String(text)) }

// visual gives one line of shaped text in the order in which it is drawn, from left to right. It follows Unicode's rules (UAX 9) for
// a line that runs from left to right as a whole, since the page is English, with some words the other way and numbers among
// them; what embeds and overrides directions was taken out before, and what isolates them counts as a stop on either side.
func visual(line string) []rune {
	letters := []rune(line)
	if !slices.ContainsFunc(letters, turns) {
		return letters
	}
	levels := levelsOf(letters)
	for level := slices.Max(levels); level > 0; level-- {
		for from := 0; from < len(letters); from++ {
			to := from
			for to < len(letters) && levels[to] >= level {
				to++
			}
			if to > from {
				turn(letters[from:to], levels[from:to], level)
				from = to
			}
		}
	}
	return letters
}

// turns tells whether a character runs from right to left.
func turns(r rune) bool {
	if r < 0x0590 {
		return false
	}
	switch p, _ := bidi.LookupRune(r); p.Class() {
	case bidi.R, bidi.AL, bidi.AN:
		return true
	}
	return false
}

// The marks around a text whose direction is not to turn what stands beside it.
const (
	isolate    = '\u2068'
	endIsolate = '\u2069'
)

// levelsOf gives for each character 0 where it runs from left to right, 1 where from right to left, and 2 for numbers among the
// latter, and for words from left to right in an isolated text that is written from right to left.
func levelsOf(letters []rune) []int {
	bases := basesOf(letters)
	classes := classesOf(letters, bases)
	levels := make([]int, len(letters))
	for i, c := range classes {
		rightward := bases[i]
		if c == bidi.ON {
			before, after := towards(letters, classes, bases, i, -1), towards(letters, classes, bases, i, 1)
			rightward = rightward && (before || after) || before && after
		}
		switch {
		case letters[i] == isolate, letters[i] == endIsolate:
		case c == bidi.R, c == bidi.ON && rightward:
			levels[i] = 1
		case c == bidi.AN, bases[i]:
			levels[i] = 2
		}
	}
	return levels
}

// basesOf tells for each character whether it is within an isolated text that is written from right to left: one whose first letter is.
func basesOf(letters []rune) []bool {
	bases := make([]bool, len(letters))
	for from, r := range letters {
		if r != isolate {
			continue
		}
		to := from + 1
		for to < len(letters) && letters[to] != endIsolate {
			to++
		}
		first := slices.IndexFunc(letters[from:to], func(r rune) bool { p, _ := bidi.LookupRune(r); return p.Class() == bidi.L || turns(r) })
		for i := from; first >= 0 && turns(letters[from+first]) && i < to; i++ {
			bases[i] = true
		}
	}
	return bases
}

// towards tells whether the next character in a direction that is not neutral runs from right to left, or is a number among such;
// where a text ends, whether it is written so.
func towards(letters []rune, classes []bidi.Class, bases []bool, i, step int) bool {
	base := bases[i]
	for i += step; i >= 0 && i < len(classes) && letters[i] != isolate && letters[i] != endIsolate; i += step {
		if classes[i] != bidi.ON {
			return classes[i] != bidi.L
		}
	}
	return base
}

// classesOf sorts characters into those that run from left to right (L), numbers with them; from right to left (R); numbers after
// these (AN); and neutral ones (ON).
func classesOf(letters []rune, bases []bool) []bidi.Class {
	classes := make([]bidi.Class, len(letters))
	last := bidi.L // that is not neutral and no number
	for i, r := range letters {
		p, _ := bidi.LookupRune(r)
		switch c := p.Class(); {
		case r == isolate && bases[i]:
			last = bidi.R
		case c == bidi.L, r == isolate, r == endIsolate:
			classes[i], last = bidi.L, bidi.L
		case c == bidi.R, c == bidi.AL:
			classes[i], last = bidi.R, bidi.R
		case c == bidi.AN, c == bidi.EN && last == bidi.R:
			classes[i] = bidi.AN
		case c == bidi.EN:
			classes[i] = bidi.L
		case c == bidi.NSM && i > 0:
			classes[i] = classes[i-1]
		default:
			classes[i] = bidi.ON
		}
	}
	for i := 1; i < len(classes)-1; i++ { // 1,204.5 is one number
		if p, _ := bidi.LookupRune(letters[i]); p.Class() == bidi.CS && classes[i-1] == bidi.AN && classes[i+1] == bidi.AN {
			classes[i] = bidi.AN
		}
	}
	return classes
}

// turn gives a stretch the other way round: brackets mirrored where it runs from right to left, and accents still after the letter
// that they stand on.
func turn(letters []rune, levels []int, level int) {
	slices.Reverse(letters)
	slices.Reverse(levels)
	for from := 0; from < len(letters); from++ {
		to := from
		for to < len(letters) && unicode.In(letters[to], unicode.Mn, unicode.Me) {
			to++
		}
		if to > from && to < len(letters) {
			slices.Reverse(letters[from : to+1])
		}
		from = to
	}
	for i, r := range letters {
		if m, ok := mirror[r]; ok && levels[i] == level {
			letters[i] = m
		}
	}
}

// mirror has the brackets that texts are likely to have.
var mirror = map[rune]rune{
	'(': ')', ')': '(', '[': ']', ']': '[', '{': '}', '}': '{', '<': '>', '>': '<', '«': '»', '»': '«', '‹': '›', '›': '‹',
}
