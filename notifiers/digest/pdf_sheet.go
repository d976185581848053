package digest

import (
	"codeberg.org/go-pdf/fpdf"
)

// The page is A4, upright. Lengths are in millimetres from its upper left corner, sizes of letters in points.
const (
	paperWide = 210.0
	paperHigh = 297.0
	pageEdge  = 17.0
	topEdge   = 13.0
	// lowEdge is where the body ends; the footer is below it.
	lowEdge  = paperHigh - 15
	bodyWide = paperWide - 2*pageEdge
	// pt is how long a point is.
	pt = 25.4 / 72
)

// ink is a colour. Those of this page can be told apart by people who see colours differently, and by their grey where a page is
// printed in black; and none says what is not written, too.
type ink struct{ r, g, b int }

var (
	inkBlack = ink{24, 32, 41}
	inkPale  = ink{92, 103, 115} // of notes: 5.9 : 1 on white
	inkHair  = ink{206, 212, 218}
	inkKept  = ink{0, 90, 150} // what was kept
	inkShort = ink{176, 66, 0} // what fell short: Okabe and Ito's vermilion, darker, so that letters of it can be read
)

// stamp puts something onto the page that is open.
type stamp func(*fpdf.Fpdf)

// sheet is pages to be drawn. What stands where is known before anything is drawn.
type sheet struct {
	pages [][]stamp
	y     float64 // where the next thing begins
	plain *typesetter
	bold  *typesetter
}

// turn begins a new page.
func (s *sheet) turn() { s.pages, s.y = append(s.pages, nil), topEdge }

// need turns the page unless there is room for so much.
func (s *sheet) need(high float64) {
	if s.y+high > lowEdge {
		s.turn()
	}
}

func (s *sheet) add(m stamp) {
	last := len(s.pages) - 1
	s.pages[last] = append(s.pages[last], m)
}

// hand is how letters look.
type hand struct {
	size float64
	bold bool
	ink  ink
}

func (s *sheet) set(h hand) *typesetter {
	if h.bold {
		return s.bold
	}
	return s.plain
}

// wide gives how wide a shaped text is.
func (s *sheet) wide(h hand, text string) float64 {
	return s.set(h).width(text) * h.size * pt / 1000
}

// units gives a width in thousandths of the size.
func (h hand) units(wide float64) float64 { return wide * 1000 / (h.size * pt) }

// text puts one line of shaped text, its baseline at y.
func (s *sheet) text(h hand, x, y float64, at anchor, line string) {
	runs := s.set(h).runs(visual(line))
	x -= float64(at) / 2 * s.wide(h, line) // anchorStart is 0, anchorMiddle 1, anchorEnd 2
	s.add(func(p *fpdf.Fpdf) {
		p.SetTextColor(h.ink.r, h.ink.g, h.ink.b)
		place := x
		for _, r := range runs {
			p.SetFont(r.face.family, r.face.style, h.size)
			p.Text(place, y, string(r.text))
			place += r.wide * h.size * pt / 1000
		}
	})
}

// short puts a text as one line, cut where it is wider than it may be.
func (s *sheet) short(h hand, x, y, wide float64, text string) {
	s.text(h, x, y, anchorStart, s.set(h).fit(text, h.units(wide)))
}

// lines breaks a text.
func (s *sheet) lines(h hand, wide float64, most int, text string) []string {
	return s.set(h).wrap(text, h.units(wide), most)
}

// leading is how far the lines of a paragraph are apart, in sizes.
const leading = 1.36

// paragraph puts a text of at most so many lines at the left of the next free place, and moves on below it.
func (s *sheet) paragraph(h hand, wide float64, most int, text string) {
	for _, line := range s.lines(h, wide, most, text) {
		s.need(h.size * pt * leading)
		s.text(h, pageEdge, s.y+h.size*pt*0.98, anchorStart, line)
		s.y += h.size * pt * leading
	}
}

// kept puts a note of a few lines, all on one page.
func (s *sheet) kept(h hand, text string) {
	const most = 4
	s.need(float64(len(s.lines(h, bodyWide, most, text))) * h.size * pt * leading)
	s.paragraph(h, bodyWide, most, text)
}

// rule draws a line of a thickness.
func (s *sheet) rule(i ink, thick float64, from, to spot) {
	s.add(func(p *fpdf.Fpdf) {
		p.SetDrawColor(i.r, i.g, i.b)
		p.SetLineWidth(thick)
		p.Line(from.x, from.y, to.x, to.y)
	})
}

// box fills a rectangle.
func (s *sheet) box(i ink, x, y, wide, high float64) {
	s.add(func(p *fpdf.Fpdf) {
		p.SetFillColor(i.r, i.g, i.b)
		p.Rect(x, y, wide, high, "F")
	})
}

// spot is a place on a page.
type spot struct{ x, y float64 }

// disc fills a circle.
func (s *sheet) disc(i ink, at spot, radius float64) {
	s.add(func(p *fpdf.Fpdf) {
		p.SetFillColor(i.r, i.g, i.b)
		p.Circle(at.x, at.y, radius, "F")
	})
}

// dashes draws a broken line.
func (s *sheet) dashes(i ink, thick float64, from, to spot) {
	s.add(func(p *fpdf.Fpdf) {
		p.SetDrawColor(i.r, i.g, i.b)
		p.SetLineWidth(thick)
		p.SetDashPattern([]float64{1.4, 1}, 0)
		p.Line(from.x, from.y, to.x, to.y)
		p.SetDashPattern([]float64{}, 0)
	})
}
