package digest

import (
	"bytes"
	"fmt"
	"image/png"
	"testing"

	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// TestNothingOverlaps wants all texts of all charts inside of the picture and free of each other, in each width that they are laid out
// in, and in a face that is somewhat wider too.
func TestNothingOverlaps(t *testing.T) {
	seen := 0
	for name, r := range notifierstest.Reports() {
		for _, c := range allCharts(r) {
			for _, width := range []float64{chartWidth, pageWidth, phoneWidth} {
				for _, wider := range []float64{1, 1.1} {
					what := fmt.Sprintf("%s, %s, %v wide, face × %v", name, c.Name, width, wider)
					seen += free(t, what, c.drawWide(width), wider)
				}
			}
		}
	}
	if seen < 1000 {
		t.Errorf("only %d texts were looked at", seen)
	}
}

// allCharts are those of a report and of its standards, and some that are hard to lay out.
func allCharts(r *compliance.Report) []Chart {
	charts := Charts(r)
	for i := range r.Standards {
		s := &r.Standards[i]
		if c, ok := StandardTrend(s); ok {
			charts = append(charts, c)
		}
		s.ID = "a-standard-with-a-very-long-name-that-says-all-there-is-to-say-about-it"
		if c, ok := StandardTrend(s); ok {
			charts = append(charts, c)
		}
	}
	for _, names := range [][]string{{"2026-11-15"}, {"2026-10", "2026-11"}, {"2026-Q3", "2026-Q4"}, {"2025", "2026"}, {"2026-11-13..2026-11-15", "2026-11-16..2026-11-18"}} {
		var points []compliance.TrendPoint
		for _, name := range names {
			points = append(points, compliance.TrendPoint{Period: name, N: 9, Attainment: new(0.001)})
		}
		if c, ok := StandardTrend(&compliance.StandardPart{ID: names[0], Objective: new(0.9999), Trend: points}); ok {
			charts = append(charts, c)
		}
	}
	return append(charts, Charts(r)...)
}

type frame struct {
	low, high point2
	text      string
}

// free counts the texts.
func free(t *testing.T, what string, d *drawing, wider float64) int {
	t.Helper()
	var frames []frame
	for i := range d.marks {
		m := &d.marks[i]
		if m.kind != textMark {
			continue
		}
		width, x := wider*textWidth(m.text, m.size, m.bold), m.at[0].x
		switch m.anchor {
		case anchorMiddle:
			x -= width / 2
		case anchorEnd:
			x -= width
		}
		f := frame{point2{x, m.at[0].y - 0.75*m.size}, point2{x + width, m.at[0].y + 0.2*m.size}, m.text}
		if f.low.x < 0 || f.low.y < 0 || f.high.x > d.width || f.high.y > d.height {
			t.Errorf("%s: %q is cut off: %+v in %v × %v", what, m.text, f, d.width, d.height)
		}
		for _, o := range frames {
			if f.low.x < o.high.x && o.low.x < f.high.x && f.low.y < o.high.y && o.low.y < f.high.y {
				t.Errorf("%s: %q and %q overlap", what, m.text, o.text)
			}
		}
		frames = append(frames, f)
	}
	return len(frames)
}

func TestPNG(t *testing.T) {
	for _, c := range Charts(notifierstest.Reports()["rich"]) {
		data, err := c.PNG(2)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		d := c.draw()
		if got := picture.Bounds().Size(); got.X != int(2*d.width) || got.Y != int(2*d.height) {
			t.Errorf("%s has %v, want twice %v × %v", c.Name, got, d.width, d.height)
		}
		colours := map[string]int{}
		for y := range picture.Bounds().Dy() {
			for x := range picture.Bounds().Dx() {
				r, g, b, _ := picture.At(x, y).RGBA()
				colours[fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)]++
			}
		}
		for _, mark := range d.marks {
			if want := tones[mark.tone].colour; colours[want] == 0 {
				t.Errorf("%s has nothing of %s (%s)", c.Name, want, tones[mark.tone].class)
			}
		}
	}
}

// TestChartsLeaveOut wants no chart of nothing.
func TestChartsLeaveOut(t *testing.T) {
	for name, want := range map[string]int{"rich": 2, "many": 2, "perfect": 2, "empty": 0, "null": 0} {
		if got := Charts(notifierstest.Reports()[name]); len(got) != want {
			t.Errorf("%s has %d charts, want %d", name, len(got), want)
		}
	}
	many := Charts(notifierstest.Reports()["many"])[1]
	if len(many.Labels) != maxBars || many.Labels[0] != "Standard 07" {
		t.Errorf("of many standards %d are shown, first %s", len(many.Labels), many.Labels[0])
	}
}
