package digest

import (
	"strings"
	"sync"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/rivo/uniseg"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// typefaces are read once. They are in the binary, so that reading them can't fail.
var typefaces = sync.OnceValue(func() [2]*sfnt.Font {
	var read [2]*sfnt.Font
	for i, data := range [][]byte{liberationsansregular.TTF, liberationsansbold.TTF} {
		face, err := opentype.Parse(data)
		if err != nil {
			panic(err)
		}
		read[i] = face
	}
	return read
})

func typeface(bold bool) *sfnt.Font {
	if bold {
		return typefaces()[1]
	}
	return typefaces()[0]
}

// textWidth measures a text in pixels at a size. What the face has no glyph for counts by its columns, so that it is not cut.
func textWidth(text string, size float64, bold bool) float64 {
	const scale = 1000 // measured large, so that no rounding shows
	var buffer sfnt.Buffer
	face, width := typeface(bold), 0.0
	for _, r := range text {
		glyph, err := face.GlyphIndex(&buffer, r)
		if err == nil && glyph != 0 {
			if advance, err := face.GlyphAdvance(&buffer, glyph, fixed.I(scale), font.HintingNone); err == nil {
				width += float64(advance) / 64 / scale * size
				continue
			}
		}
		width += 0.6 * size * float64(uniseg.StringWidth(string(r)))
	}
	return width
}

// fitted cuts a text to a width and ends it in "…" then.
func fitted(text string, size float64, bold bool, width float64) string {
	if textWidth(text, size, bold) <= width {
		return text
	}
	rest, kept, state := text, "", -1
	for rest != "" {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if textWidth(kept+cluster+"…", size, bold) > width {
			break
		}
		kept += cluster
	}
	return strings.TrimRight(kept, " ") + "…"
}

// folded breaks a text into at most two lines of a width.
func folded(text string, size float64, bold bool, width float64) []string {
	if textWidth(text, size, bold) <= width {
		return []string{text}
	}
	first, rest := "", text
	for {
		word, after, found := strings.Cut(rest, " ")
		if !found || textWidth(first+word, size, bold) > width {
			break
		}
		first, rest = first+word+" ", after
	}
	if first == "" {
		return []string{fitted(text, size, bold, width)}
	}
	return []string{strings.TrimRight(first, " "), fitted(rest, size, bold, width)}
}
