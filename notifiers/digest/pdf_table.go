package digest

// column is one of a table.
type column struct {
	title string
	wide  float64 // with the gap before the next one
	right bool    // for numbers
}

// tableRow is what is in a row.
type tableRow struct {
	of [][]piece // by column
	// note is below all of them, and as wide as they are together; "" for none.
	note string
	// draw puts more into the second column, which begins at x, and the first line of the row at y.
	draw func(x, y float64)
}

// columnGap is what a column leaves empty at its right.
const columnGap = 4.0

// piece is a text in a cell: of at most so many lines, below the piece before it.
type piece struct {
	hand hand
	text string
	most int
}

// table is drawn row by row, and has its titles on each page.
type table struct {
	*sheet
	columns []column
}

const (
	rowGap    = 1.0 // above and below what is in a row
	noteGap   = 0.4
	rowPitch  = 1.28 // of lines in a cell
	headSize  = 7.0
	headHigh  = 5.4
	cellSize  = 8.6
	smallSize = 7.2
)

var (
	handHead  = hand{headSize, false, inkPale}
	handCell  = hand{cellSize, false, inkBlack}
	handBold  = hand{cellSize, true, inkBlack}
	handShort = hand{cellSize, true, inkShort}
	handSmall = hand{smallSize, false, inkPale}
)

// settle makes each column of numbers as wide as the widest of them needs, and gives the first column the rest.
func (t *table) settle(rows []tableRow) {
	rest := bodyWide
	for i := range t.columns {
		c := &t.columns[i]
		if c.right {
			c.wide = t.wide(handHead, c.title)
			for _, r := range rows {
				for _, p := range r.of[i] {
					c.wide = max(c.wide, t.wide(p.hand, printed(p.text)))
				}
			}
			c.wide += 0.1 // what is measured again may be a hair wider
			if i < len(t.columns)-1 {
				c.wide += columnGap
			}
		}
		if i > 0 {
			rest -= c.wide
		}
	}
	t.columns[0].wide = rest
}

// head puts the titles.
func (t *table) head() {
	x := pageEdge
	for i, c := range t.columns {
		t.inColumn(handHead, x, t.y+3.4, i, t.set(handHead).fit(c.title, handHead.units(t.room(i))))
		x += c.wide
	}
	t.rule(inkPale, 0.25, spot{pageEdge, t.y + headHigh - 0.4}, spot{pageEdge + bodyWide, t.y + headHigh - 0.4})
	t.y += headHigh
}

// room gives how wide what is in a column may be. The last one reaches to the edge.
func (t *table) room(i int) float64 {
	if i == len(t.columns)-1 {
		return t.columns[i].wide
	}
	return t.columns[i].wide - columnGap
}

// inColumn puts one line into a column that begins at x.
func (t *table) inColumn(h hand, x, y float64, i int, line string) {
	if t.columns[i].right {
		t.text(h, x+t.room(i), y, anchorEnd, line)
		return
	}
	t.text(h, x, y, anchorStart, line)
}

// row puts a row; first has no line above it.
func (t *table) row(c tableRow, first bool) {
	broken, high := t.broken(c.of)
	notes := t.lines(handSmall, bodyWide, 2, c.note)
	if len(notes) > 0 {
		high += noteGap + float64(len(notes))*smallSize*pt*rowPitch
	}
	if t.y+high > lowEdge {
		t.turn()
		t.head()
		first = true
	}
	if !first {
		t.rule(inkHair, 0.15, spot{pageEdge, t.y}, spot{pageEdge + bodyWide, t.y})
	}
	x := pageEdge
	for i, column := range t.columns {
		y := t.y + rowGap
		for _, l := range broken[i] {
			t.inColumn(l.hand, x, y+l.hand.size*pt*0.92, i, l.text)
			y += l.hand.size * pt * rowPitch
		}
		x += column.wide
	}
	if c.draw != nil {
		c.draw(pageEdge+t.columns[0].wide, t.y+rowGap)
	}
	t.y += high
	for i, note := range notes {
		above := float64(len(notes)-i) * smallSize * pt * rowPitch
		t.text(handSmall, pageEdge, t.y-rowGap-above+smallSize*pt*0.92, anchorStart, note)
	}
}

// broken breaks the texts of a row into lines, and says how high it is.
func (t *table) broken(cells [][]piece) (all [][]piece, high float64) {
	for i, c := range cells {
		var lines []piece
		var sum float64
		for _, p := range c {
			for _, line := range t.lines(p.hand, t.room(i), max(p.most, 1), p.text) {
				lines = append(lines, piece{hand: p.hand, text: line})
				sum += p.hand.size * pt * rowPitch
			}
		}
		all, high = append(all, lines), max(high, sum)
	}
	return all, high + 2*rowGap
}

// one is a cell of one line.
func one(h hand, text string) []piece { return []piece{{h, text, 1}} }
