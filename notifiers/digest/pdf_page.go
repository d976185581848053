package digest

import (
	"fmt"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// page lays out one report.
type page struct {
	*sheet
	ration

	report  *compliance.Report
	options Options
}

var (
	handLead    = hand{10.8, false, inkBlack}
	handBody    = hand{9.2, false, inkBlack}
	handSection = hand{11, true, inkBlack}
	handNote    = hand{7.6, false, inkPale}
)

// compose puts everything onto pages, from the top.
func (p *page) compose() {
	p.masthead()
	p.hero()
	p.paragraph(handLead, bodyWide, 9, Lead(p.report))
	p.y += 1.5
	p.attention()
	p.promises()
	p.standards()
	p.causes()
	p.customers()
	p.expected()
	p.coverage()
	p.small()
}

func (p *page) masthead() {
	p.text(hand{8, true, inkPale}, pageEdge, p.y+2.4, anchorStart, "HOW PROMISES WERE KEPT")
	state := ""
	if !p.report.Complete {
		state = provisional
	}
	p.text(hand{8, true, inkShort}, pageEdge+bodyWide, p.y+2.4, anchorEnd, state)
	h := hand{19, true, inkBlack}
	p.short(h, pageEdge, p.y+11, bodyWide, Title(p.report))
	p.rule(inkBlack, 0.5, spot{pageEdge, p.y + 14.6}, spot{pageEdge + bodyWide, p.y + 14.6})
	p.y += 18.5
}

// section puts a heading where so much of what it heads still fits below it.
func (p *page) section(title string, high float64) {
	p.y += 2.5
	p.need(high + 8)
	p.text(handSection, pageEdge, p.y+4, anchorStart, printed(title))
	p.y += 6.2
}

// more says how much of a list was cut.
func (p *page) more(left int, what string) {
	if left <= 0 {
		return
	}
	p.y += 0.9
	p.paragraph(handNote, bodyWide, 1, fmt.Sprintf("and %s more %s: see the HTML", count(left), what))
}

func (p *page) attention() {
	points := Points(p.report)
	if len(points) == 0 {
		return
	}
	p.section("What needs attention", 12)
	for i, point := range points {
		if i == p.points {
			break
		}
		const indent = 5.6
		lines := p.lines(handBody, bodyWide-indent, 3, point)
		p.need(float64(len(lines))*handBody.size*pt*1.32 + 1)
		p.text(hand{9.2, true, inkShort}, pageEdge+3.8, p.y+handBody.size*pt, anchorEnd, fmt.Sprint(i+1))
		for _, line := range lines {
			p.text(handBody, pageEdge+indent, p.y+handBody.size*pt, anchorStart, line)
			p.y += handBody.size * pt * 1.32
		}
		p.y += 0.7
	}
	p.more(len(points)-p.points, "of these")
}
