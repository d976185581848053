package match

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Pattern is a text to be equal to, or a glob in which * stands for any run of
// characters, also none. Case and surrounding space don't count.
type Pattern struct {
	text string // as written, trimmed
	glob bool
}

// NewPattern makes a pattern of what is written; a * anywhere makes it a glob.
func NewPattern(written string) Pattern {
	text := strings.TrimSpace(written)
	return Pattern{text: text, glob: strings.Contains(text, "*")}
}

// String gives the pattern as written.
func (p Pattern) String() string { return p.text }

// Matches tells whether a text matches. It does not allocate.
func (p Pattern) Matches(text string) bool {
	text = trim(text)
	if !p.glob {
		return len(p.text) == len(text) && p.text == text || strings.EqualFold(p.text, text)
	}
	return globFold(p.text, text)
}

// trim is strings.TrimSpace with a short way out for what is trimmed already, which nearly all is.
func trim(text string) string {
	if text == "" {
		return text
	}
	first, last := text[0], text[len(text)-1]
	if first > ' ' && first < utf8.RuneSelf && last > ' ' && last < utf8.RuneSelf {
		return text
	}
	return strings.TrimSpace(text)
}

// globFold matches greedily with one step back to the last star, so its cost
// is at most len(glob) × len(text), whatever a ticket contains.
func globFold(glob, text string) bool {
	g, t := 0, 0
	starG, starT := -1, 0
	for t < len(text) {
		if g < len(glob) && glob[g] == '*' {
			starG, starT = g+1, t
			g++
			continue
		}
		if g < len(glob) {
			gr, gn := utf8.DecodeRuneInString(glob[g:])
			tr, tn := utf8.DecodeRuneInString(text[t:])
			if equalFoldRune(gr, tr) {
				g += gn
				t += tn
				continue
			}
		}
		if starG < 0 {
			return false
		}
		_, tn := utf8.DecodeRuneInString(text[starT:])
		starT += tn
		g, t = starG, starT
	}
	for g < len(glob) && glob[g] == '*' {
		g++
	}
	return g == len(glob)
}

// equalFoldRune walks the orbit of characters that differ only in case.
func equalFoldRune(a, b rune) bool {
	if a == b {
		return true
	}
	for r := unicode.SimpleFold(a); r != a; r = unicode.SimpleFold(r) {
		if r == b {
			return true
		}
	}
	return false
}
