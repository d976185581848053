package digest

import (
	"slices"
	"unicode"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// leftToRight has a line run from left to right, whatever its first letter does: the page is English.
const leftToRight = "\u200e"

// shaped gives text with its accents on its letters, where Unicode has both as one, and with Arabic letters in the forms that they
// take beside each other. It is still in the order of reading.
func shaped(text string) string { return joined(norm.NFC.String(text)) }

// visual gives one line of shaped text in the order in which it is drawn, from left to right.
func visual(line string) []rune {
	if !turning(line) {
		return []rune(line)
	}
	var p bidi.Paragraph
	if _, err := p.SetString(leftToRight+line, bidi.DefaultDirection(bidi.LeftToRight)); err != nil {
		return []rune(line)
	}
	order, err := p.Order()
	if err != nil {
		return []rune(line)
	}
	var drawn []rune
	for i := range order.NumRuns() {
		part := order.Run(i)
		letters := []rune(part.String())
		if part.Direction() == bidi.RightToLeft {
			letters = turned(letters)
		}
		drawn = append(drawn, letters...)
	}
	return drawn
}

// turning tells whether some of a text runs from right to left.
func turning(text string) bool {
	for _, r := range text {
		if r < 0x0590 {
			continue
		}
		switch p, _ := bidi.LookupRune(r); p.Class() {
		case bidi.R, bidi.AL, bidi.AN:
			return true
		}
	}
	return false
}

// turned gives letters the other way round: brackets mirrored, and accents still after the letter that they stand on.
func turned(letters []rune) []rune {
	slices.Reverse(letters)
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
		if m, ok := mirror[r]; ok {
			letters[i] = m
		}
	}
	return letters
}

// mirror has the brackets that texts are likely to have.
var mirror = map[rune]rune{
	'(': ')', ')': '(', '[': ']', ']': '[', '{': '}', '}': '{', '<': '>', '>': '<', '«': '»', '»': '«', '‹': '›', '›': '‹',
}
