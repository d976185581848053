package digest

import (
	"sync"

	"github.com/go-fonts/dejavu/dejavusanscondensed"
	"github.com/go-fonts/dejavu/dejavusanscondensedbold"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// face is one typeface in one weight. Liberation Sans has Latin, Greek, Cyrillic and Hebrew; what it lacks, Arabic and Armenian among
// it, is taken from DejaVu Sans. Both are free to embed (docs/digest.md).
type face struct {
	family string // as the PDF knows it
	style  string // "" or "B"
	ttf    []byte
	font   *sfnt.Font
}

// lost is shown for a character that no face has.
const lost = '\ufffd'

// faces gives those of a weight, the one to be asked first in front. The last has the character lost.
var faces = map[bool]func() []*face{
	false: sync.OnceValue(func() []*face {
		return []*face{{"liberation", "", liberationsansregular.TTF, typeface(false)}, openFace("dejavu", "", dejavusanscondensed.TTF)}
	}),
	true: sync.OnceValue(func() []*face {
		return []*face{{"liberation", "B", liberationsansbold.TTF, typeface(true)}, openFace("dejavu", "B", dejavusanscondensedbold.TTF)}
	}),
}

// openFace reads a typeface that is part of the program.
func openFace(family, style string, ttf []byte) *face {
	parsed, err := sfnt.Parse(ttf)
	if err != nil {
		panic("digest: the embedded typeface " + family + " is broken: " + err.Error())
	}
	return &face{family: family, style: style, ttf: ttf, font: parsed}
}

// advance gives how far a character moves on, in thousandths of the size; false where the face lacks it. What is beyond the Basic
// Multilingual Plane is lacking in all of them: a PDF's two bytes a character can't say it.
func (f *face) advance(r rune, b *sfnt.Buffer) (float64, bool) {
	if r > 0xffff {
		return 0, false
	}
	glyph, err := f.font.GlyphIndex(b, r)
	if err != nil || glyph == 0 {
		return 0, false
	}
	units := f.font.UnitsPerEm()
	wide, err := f.font.GlyphAdvance(b, glyph, fixed.I(int(units)), font.HintingNone)
	if err != nil {
		return 0, false
	}
	return float64(wide) / 64 * 1000 / float64(units), true
}
