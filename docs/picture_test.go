package docs_test

import (
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// The measures of a picture, in pixels.
const (
	pictureWidth = 880
	marginX      = 24
	labelRow     = 16
	barRow       = 30
	barHeight    = 16
	charWidth    = 6.4 // of a label, roughly
)

// The colours, apart in shade as well as in hue.
const (
	ink, faint, closedFill       = "#1f2937", "#6b7280", "#e5e7eb"
	countsFill, pausedFill       = "#2563eb", "#fbbf24"
	shutFill, keptFill, lateFill = "#c4b5fd", "#15803d", "#b91c1c"
)

// mark is an instant that is named: above the clock's bars what happened, below what follows from it.
type mark struct {
	at     calendar.Instant
	text   string
	colour string
	dashed bool
}

// picture draws the clocks of one ticket on their calendar.
type picture struct {
	title    string
	on       *calendar.Calendar
	from, to calendar.Instant
	clocks   []rules.Clock
	events   []mark
	follows  []mark
	out      strings.Builder
}

func (p *picture) x(at calendar.Instant) float64 {
	at = min(max(at, p.from), p.to)
	return marginX + float64(at-p.from)/float64(p.to-p.from)*(pictureWidth-2*marginX)
}

func (p *picture) add(format string, args ...any) { fmt.Fprintf(&p.out, format+"\n", args...) }

func (p *picture) rect(from, to calendar.Instant, y, height int, fill string) {
	p.add(`<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`, p.x(from), y, p.x(to)-p.x(from), height, fill)
}

func (p *picture) text(x float64, y int, anchor, colour, text string) {
	p.add(`<text x="%.1f" y="%d" text-anchor="%s" fill="%s" stroke="#ffffff" stroke-width="3" paint-order="stroke">%s</text>`,
		x, y, anchor, colour, html.EscapeString(text))
}

// svg gives the picture. Labels come last, with a white edge, so that no line goes through them.
func (p *picture) svg() string {
	above, aboveRows := p.place(p.events)
	below, belowRows := p.place(p.follows)
	top := 34 + aboveRows*labelRow + 6
	bottom := top + len(p.clocks)*barRow + 8
	height := bottom + 22 + belowRows*labelRow + 30
	p.add(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="12">`, pictureWidth, height)
	p.add(`<rect width="%d" height="%d" fill="#ffffff"/>`, pictureWidth, height)
	p.add(`<text x="%d" y="20" font-weight="600" font-size="14" fill="%s">%s</text>`, marginX, ink, html.EscapeString(p.title))
	p.calendar(top, bottom)
	for i := range p.clocks {
		p.clock(&p.clocks[i], top+8+i*barRow)
	}
	for i, m := range p.events {
		p.line(m, 38+above[i].row*labelRow-10, bottom)
	}
	for i, m := range p.follows {
		p.line(m, top, bottom+22+below[i].row*labelRow+14)
	}
	p.days(bottom)
	for i, m := range p.events {
		p.text(above[i].x, 38+above[i].row*labelRow, above[i].anchor, m.colour, m.text)
	}
	for i, m := range p.follows {
		p.text(below[i].x, bottom+22+below[i].row*labelRow+13, below[i].anchor, m.colour, m.text)
	}
	p.legend(height - 10)
	p.add(`</svg>`)
	return p.out.String()
}

// calendar draws closed time in grey.
func (p *picture) calendar(top, bottom int) {
	p.rect(p.from, p.to, top, bottom-top, closedFill)
	for opens, closes := range p.on.Intervals(p.from, p.to) {
		p.rect(opens, closes, top, bottom-top, "#ffffff")
	}
	p.add(`<rect x="%d" y="%d" width="%d" height="%d" fill="none" stroke="%s"/>`, marginX, top, pictureWidth-2*marginX, bottom-top, faint)
}

// days names the days below.
func (p *picture) days(bottom int) {
	day := p.from.Time().In(p.on.Location())
	for day = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, day.Location()); calendar.FromTime(day) < p.to; day = day.AddDate(0, 0, 1) {
		begin, end := calendar.FromTime(day), calendar.FromTime(day.AddDate(0, 0, 1))
		if begin > p.from {
			p.add(`<line x1="%.1[1]f" x2="%.1[1]f" y1="%[2]d" y2="%[3]d" stroke="%[4]s"/>`, p.x(begin), bottom, bottom+5, faint)
		}
		if p.x(end)-p.x(begin) > 60 {
			p.text((p.x(begin)+p.x(end))/2, bottom+14, "middle", faint, day.Format("Mon 2 Jan"))
		}
	}
}

// clock draws one bar: thick where time counts, thin where the calendar is closed, in another colour where it stands still.
func (p *picture) clock(c *rules.Clock, y int) {
	end := c.AsOf
	if c.StoppedAt != calendar.None {
		end = c.StoppedAt
	}
	p.rect(c.StartedAt, end, y+barHeight/2-1, 2, countsFill)
	for opens, closes := range p.on.Intervals(c.StartedAt, end) {
		p.rect(opens, closes, y, barHeight, countsFill)
	}
	for _, s := range c.Pauses {
		fill, to := pausedFill, s.To
		if s.Reopened {
			fill = shutFill
		}
		if to == calendar.None {
			to = end
		}
		p.rect(s.From, to, y, barHeight, fill)
	}
	if c.StoppedAt == calendar.None {
		return
	}
	colour := keptFill
	if c.Verdict != rules.Met && c.Verdict != rules.Exceeded {
		colour = lateFill
	}
	p.add(`<circle cx="%.1f" cy="%d" r="6" fill="%s"/>`, p.x(end), y+barHeight/2, colour)
}

func (p *picture) line(m mark, from, to int) {
	dash := ""
	if m.dashed {
		dash = ` stroke-dasharray="4 3"`
	}
	p.add(`<line x1="%.1[1]f" x2="%.1[1]f" y1="%[2]d" y2="%[3]d" stroke="%[4]s"%[5]s/>`, p.x(m.at), from, to, m.colour, dash)
}

// placed is where a label stands.
type placed struct {
	row    int
	x      float64
	anchor string
}

// place gives each label a row in which nothing overlaps it.
func (p *picture) place(marks []mark) (labels []placed, rows int) {
	slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Compare(a.at, b.at) })
	var ends []float64 // of the last label in each row
	for _, m := range marks {
		x, width := p.x(m.at), charWidth*float64(len(m.text))
		l := placed{x: x + 4, anchor: "start"}
		from, to := x, x+width+12
		if x+width > pictureWidth-marginX/2 {
			l.x, l.anchor = x-4, "end"
			from, to = x-width-8, x+8
		}
		l.row = slices.IndexFunc(ends, func(end float64) bool { return end <= from })
		if l.row < 0 {
			l.row, ends = len(ends), append(ends, 0)
		}
		ends[l.row] = to
		labels = append(labels, l)
	}
	return labels, len(ends)
}

// legend explains the colours that occur.
func (p *picture) legend(y int) {
	x := float64(marginX)
	entry := func(fill, text string) {
		p.add(`<rect x="%.1f" y="%d" width="12" height="10" fill="%s" stroke="%s" stroke-width="0.5"/>`, x, y-9, fill, faint)
		p.text(x+17, y, "start", faint, text)
		x += 36 + charWidth*float64(len(text))
	}
	entry(countsFill, "time that counts")
	entry(closedFill, "closed")
	for _, reopened := range []bool{false, true} {
		if !slices.ContainsFunc(p.clocks, func(c rules.Clock) bool {
			return slices.ContainsFunc(c.Pauses, func(s rules.PausedSpan) bool { return s.Reopened == reopened })
		}) {
			continue
		}
		if reopened {
			entry(shutFill, "stopped, until it was reopened")
		} else {
			entry(pausedFill, "paused")
		}
	}
}
