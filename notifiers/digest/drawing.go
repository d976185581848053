package digest

// drawing is a chart laid out: what to draw, in pixels from the top left, the first at the bottom. Its texts are measured with the
// metrics of Liberation Sans, which are Arial's and Helvetica's.
type drawing struct {
	width, height float64
	marks         []mark
}

// mark is one thing to draw: a box, a line through points, a dot or a text.
type mark struct {
	kind   markKind
	tone   tone
	at     []point2 // of a box its two corners; of a line its points; of a dot its middle; of a text where its baseline begins, ends or has its middle
	size   float64  // of a line its width, of a dot its radius, of a text its height
	dashed bool
	bold   bool
	anchor anchor
	text   string
}

type point2 struct{ x, y float64 }

type markKind uint8

const (
	boxMark markKind = iota
	lineMark
	dotMark
	textMark
)

type anchor uint8

const (
	anchorStart anchor = iota
	anchorMiddle
	anchorEnd
)

// tone is what a mark stands for: its class in SVG, its colour elsewhere.
type tone uint8

const (
	inkTone   tone = iota // titles and values
	faintTone             // labels
	gridTone
	keptTone  // what was kept
	shortTone // what falls short
	goalTone  // the objective
	whiskerTone
	paperTone // what lies behind
	hatchTone // on what falls short, so that it is not told by its colour alone
)

// tones are the names of classes, and the colours on white: blue, vermillion and black of Okabe and Ito's palette (2008), which people
// with any kind of colour vision tell apart.
var tones = map[tone]struct{ class, colour string }{
	inkTone: {"ink", "#1c2430"}, faintTone: {"faint", "#56606e"}, gridTone: {"grid", "#dde1e7"}, keptTone: {"kept", "#0072b2"},
	shortTone: {"short", "#d55e00"}, goalTone: {"goal", "#1c2430"}, whiskerTone: {"whisker", "#1c2430"}, paperTone: {"paper", "#ffffff"},
	hatchTone: {"hatch", "#ffffff"},
}

func (d *drawing) box(t tone, x, y, width, height float64) {
	d.marks = append(d.marks, mark{kind: boxMark, tone: t, at: []point2{{x, y}, {x + width, y + height}}})
}

func (d *drawing) line(t tone, width float64, at ...point2) {
	d.marks = append(d.marks, mark{kind: lineMark, tone: t, size: width, at: at})
}

func (d *drawing) dashes(t tone, width float64, at ...point2) {
	d.marks = append(d.marks, mark{kind: lineMark, tone: t, size: width, at: at, dashed: true})
}

func (d *drawing) dot(t tone, radius, x, y float64) {
	d.marks = append(d.marks, mark{kind: dotMark, tone: t, size: radius, at: []point2{{x, y}}})
}

func (d *drawing) write(t tone, size float64, where anchor, x, y float64, text string) {
	d.marks = append(d.marks, mark{kind: textMark, tone: t, size: size, anchor: where, at: []point2{{x, y}}, text: text})
}

func (d *drawing) title(text string) {
	for i, part := range folded(text, titleSize, true, (d.width-2*side)/slack) {
		d.marks = append(d.marks, mark{
			kind: textMark, tone: inkTone, size: titleSize, at: []point2{{side, 20 + 18*float64(i)}}, text: part, bold: true,
		})
	}
}

// titleHeight is how far down a title reaches in a drawing of some width.
func titleHeight(text string, width float64) float64 {
	return 10 + 18*float64(len(folded(text, titleSize, true, (width-2*side)/slack)))
}

// The measures of charts, in pixels.
const (
	chartWidth           = 640
	side                 = 8.0
	titleSize, labelSize = 15.0, 12.0
	// slack is how much wider a text may come out where a reader's machine has neither face.
	slack = 1.12
)

// draw lays a chart out as wide as most media have it.
func (c *Chart) draw() *drawing { return c.drawWide(chartWidth) }

// drawWide lays a chart out in a width.
func (c *Chart) drawWide(width float64) *drawing {
	if c.Kind == Bars {
		return c.drawBars(width)
	}
	return c.drawLine(width)
}
