package digest

import (
	"unicode"

	"golang.org/x/image/font/sfnt"
)

// run is text of one face, in the order in which it is drawn, from left to right.
type run struct {
	face *face
	text []rune
	wide float64 // in thousandths of the size
}

// typesetter measures text in one weight. It is for one goroutine.
type typesetter struct {
	faces  []*face
	buffer sfnt.Buffer
	known  map[rune]glyph
}

// glyph is how a character is drawn.
type glyph struct {
	face *face
	as   rune // itself, or lost
	wide float64
}

func newTypesetter(bold bool) *typesetter {
	return &typesetter{faces: faces[bold](), known: map[rune]glyph{}}
}

// glyph gives how a character is drawn: in the first face that has it, else as lost.
func (t *typesetter) glyph(r rune) glyph {
	g, ok := t.known[r]
	if ok {
		return g
	}
	g = t.look(r)
	t.known[r] = g
	return g
}

func (t *typesetter) look(r rune) glyph {
	for _, as := range []rune{r, plain(r), lost} {
		for _, f := range t.faces {
			if wide, ok := f.advance(as, &t.buffer); ok {
				return glyph{f, as, wide}
			}
		}
	}
	panic("digest: no embedded typeface has U+FFFD")
}

// plain gives the common space or hyphen for a special one that a face may lack.
func plain(r rune) rune {
	switch r {
	case '\u2002', '\u2003', '\u2007', '\u2009', '\u200a', '\u202f':
		return '\u00a0'
	case '\u2010', '\u2011':
		return '-'
	}
	return r
}

// joiner makes one picture of several.
const joiner = '\u200d'

// runs gives text, in drawing order, by faces. What only changes how its neighbours look, and is not seen itself, is left out:
// direction marks, joiners, variation selectors; and what belongs to a character that is lost: an accent, the others of a family.
func (t *typesetter) runs(visual []rune) []run {
	var all []run
	gone := false
	for i, r := range visual {
		if gone && (unicode.In(r, unicode.Mn, unicode.Me, unicode.Sk) || i > 0 && visual[i-1] == joiner) {
			continue
		}
		if unicode.In(r, unicode.Cf, unicode.Cc) || unicode.Is(unicode.Variation_Selector, r) {
			continue
		}
		g := t.glyph(r)
		gone = g.as == lost
		if n := len(all); n == 0 || all[n-1].face != g.face {
			all = append(all, run{face: g.face})
		}
		last := &all[len(all)-1]
		last.text = append(last.text, g.as)
		last.wide += g.wide
	}
	return all
}

// width gives how wide text is, in thousandths of the size, in any order.
func (t *typesetter) width(text string) float64 {
	var wide float64
	for _, r := range t.runs([]rune(text)) {
		wide += r.wide
	}
	return wide
}
