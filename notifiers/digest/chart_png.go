package digest

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// PNG draws the chart on white: scale is how many pixels a pixel of the layout has, 2 for screens of today.
func (c *Chart) PNG(scale float64) ([]byte, error) {
	drawn, err := c.draw().png(scale)
	if err != nil {
		return nil, fmt.Errorf("draw the chart %s: %w", c.Name, err)
	}
	return drawn, nil
}

func (d *drawing) png(scale float64) ([]byte, error) {
	p := painter{
		scale: scale, onto: image.NewRGBA(image.Rect(0, 0, int(math.Ceil(d.width*scale)), int(math.Ceil(d.height*scale)))),
	}
	for i := range d.marks {
		if err := p.paint(&d.marks[i]); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, p.onto); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// painter draws marks into an image.
type painter struct {
	scale float64
	onto  *image.RGBA
}

func (p *painter) paint(m *mark) error {
	ink := image.NewUniform(toneColour(m.tone))
	switch m.kind {
	case boxMark:
		a, b := m.at[0], m.at[1]
		p.fill(ink, []point2{a, {b.x, a.y}, b, {a.x, b.y}})
	case lineMark:
		for _, piece := range pieces(m) {
			p.fill(ink, piece)
		}
	case dotMark:
		p.fill(ink, circle(m.at[0], m.size))
	case textMark:
		return p.write(ink, m)
	}
	return nil
}

func toneColour(t tone) color.RGBA {
	var c color.RGBA
	c.A = 255
	if _, err := fmt.Sscanf(tones[t].colour, "#%02x%02x%02x", &c.R, &c.G, &c.B); err != nil {
		panic(err) // the colours are ours
	}
	return c
}

// fill paints a polygon. The rasterizer is as large as the polygon alone: one as large as the picture takes a hundred times as long.
func (p *painter) fill(ink image.Image, corners []point2) {
	low, high := point2{math.Inf(1), math.Inf(1)}, point2{math.Inf(-1), math.Inf(-1)}
	for _, c := range corners {
		low = point2{min(low.x, c.x*p.scale), min(low.y, c.y*p.scale)}
		high = point2{max(high.x, c.x*p.scale), max(high.y, c.y*p.scale)}
	}
	within := image.Rect(int(math.Floor(low.x)), int(math.Floor(low.y)), int(math.Ceil(high.x)), int(math.Ceil(high.y))).Intersect(p.onto.Bounds())
	if within.Empty() {
		return
	}
	raster := vector.NewRasterizer(within.Dx(), within.Dy())
	for i, c := range corners {
		x, y := float32(c.x*p.scale-float64(within.Min.X)), float32(c.y*p.scale-float64(within.Min.Y))
		if i == 0 {
			raster.MoveTo(x, y)
			continue
		}
		raster.LineTo(x, y)
	}
	raster.ClosePath()
	raster.Draw(p.onto, within, ink, image.Point{})
}

// pieces cuts a line into polygons: its stretches, dashed where it is, and round joints between them.
func pieces(m *mark) [][]point2 {
	var shapes [][]point2
	for i := 1; i < len(m.at); i++ {
		a, b := m.at[i-1], m.at[i]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		if length == 0 {
			continue
		}
		along := func(t float64) point2 { return point2{a.x + (b.x-a.x)*t/length, a.y + (b.y-a.y)*t/length} }
		if !m.dashed {
			shapes = append(shapes, stretch(a, b, m.size))
		}
		for at := 0.0; m.dashed && at < length; at += 10 {
			shapes = append(shapes, stretch(along(at), along(min(at+6, length)), m.size))
		}
		if i > 1 {
			shapes = append(shapes, circle(a, m.size/2))
		}
	}
	return shapes
}

func stretch(a, b point2, width float64) []point2 {
	length := math.Hypot(b.x-a.x, b.y-a.y)
	x, y := -(b.y-a.y)/length*width/2, (b.x-a.x)/length*width/2
	return []point2{{a.x + x, a.y + y}, {b.x + x, b.y + y}, {b.x - x, b.y - y}, {a.x - x, a.y - y}}
}

func circle(middle point2, radius float64) []point2 {
	const corners = 32
	points := make([]point2, corners)
	for i := range points {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		points[i] = point2{middle.x + radius*cos, middle.y + radius*sin}
	}
	return points
}

func (p *painter) write(ink image.Image, m *mark) error {
	face, err := opentype.NewFace(typeface(m.bold), &opentype.FaceOptions{Size: m.size * p.scale, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return fmt.Errorf("write %q: %w", m.text, err)
	}
	defer face.Close()
	x := m.at[0].x * p.scale
	width := float64(font.MeasureString(face, m.text)) / 64
	switch m.anchor {
	case anchorMiddle:
		x -= width / 2
	case anchorEnd:
		x -= width
	}
	drawer := font.Drawer{Dst: p.onto, Src: ink, Face: face, Dot: fixed.Point26_6{X: fixed.Int26_6(x * 64), Y: fixed.Int26_6(m.at[0].y * p.scale * 64)}}
	drawer.DrawString(m.text)
	return nil
}
