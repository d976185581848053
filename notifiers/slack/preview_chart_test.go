package slack

import (
	"encoding/json"
	"fmt"
	"html/template"
	"math"
	"strings"
	"testing"
)

// The size of a chart of the preview, and of what is around its plot.
const (
	chartWidth, chartHeight                     = 540.0, 190.0
	plotLeft, plotRight, plotTop, plotBottom    = 46.0, 10.0, 12.0, 52.0
	plotWidth, plotHeight                       = chartWidth - plotLeft - plotRight, chartHeight - plotTop - plotBottom
	chartGrid, gridText                         = "#e4e4e4", "#616061"
	fewestLabels, labelRoom, barRoom, gridLines = 1, 62.0, 0.7, 4
)

// chartColours are those of the series.
var chartColours = []string{"#1264a3", "#e0a030", "#2bac76"}

// plot is a chart as it was sent, and where its values are drawn.
type plot struct {
	Type   string
	Series []struct {
		Name string
		Data []struct {
			Label string
			Value float64
		}
	}
	Axis struct {
		Categories []string
		YLabel     string `json:"y_label"`
	} `json:"axis_config"`

	low, high, step float64
	out             strings.Builder
}

// drawn shows a chart roughly as Slack does.
func drawn(t *testing.T, sent json.RawMessage) template.HTML {
	t.Helper()
	var p plot
	if err := json.Unmarshal(sent, &p); err != nil {
		t.Fatal(err)
	}
	p.scale()
	p.grid()
	switch p.Type {
	case "line":
		p.lines()
	case "bar":
		p.bars()
	default:
		t.Fatalf("a chart of type %s", p.Type)
	}
	p.legend()
	return template.HTML(fmt.Sprintf(`<svg viewBox="0 0 %g %g" xmlns="http://www.w3.org/2000/svg">%s</svg>`, chartWidth, chartHeight, p.out.String()))
}

func (p *plot) add(format string, args ...any) { fmt.Fprintf(&p.out, format, args...) }

func (p *plot) text(x, y float64, anchor, text string) {
	p.add(`<text x="%.1f" y="%.1f" text-anchor="%s" fill="%s">%s</text>`, x, y, anchor, gridText, template.HTMLEscapeString(text))
}

// scale finds what the axis shows: of lines what they need, of bars all from zero.
func (p *plot) scale() {
	p.low, p.high = math.Inf(1), math.Inf(-1)
	for _, s := range p.Series {
		for _, d := range s.Data {
			p.low, p.high = min(p.low, d.Value), max(p.high, d.Value)
		}
	}
	if p.Type == "bar" {
		p.low = min(p.low, 0)
	}
	step := 1.0
	for _, next := range []float64{1, 2, 5, 10, 20, 25} {
		if step = next; (math.Ceil(p.high/step) - math.Floor(p.low/step)) <= gridLines {
			break
		}
	}
	p.low, p.high, p.step = math.Floor(p.low/step)*step, math.Ceil(p.high/step)*step, step
}

func (p *plot) y(value float64) float64 {
	return plotTop + plotHeight*(1-(value-p.low)/max(p.high-p.low, 1e-9))
}

// x is the middle of a category's room.
func (p *plot) x(i int) float64 {
	return plotLeft + plotWidth*(float64(i)+0.5)/float64(len(p.Axis.Categories))
}

func (p *plot) grid() {
	for value := p.low; value <= p.high; value += p.step {
		p.add(`<path d="M%.1f %.1fH%.1f" stroke="%s"/>`, plotLeft, p.y(value), plotLeft+plotWidth, chartGrid)
		p.text(plotLeft-6, p.y(value)+4, "end", fmt.Sprintf("%.4g", value))
	}
	p.add(`<text transform="translate(11 %.1f) rotate(-90)" text-anchor="middle" fill="%s">%s</text>`, plotTop+plotHeight/2, gridText,
		template.HTMLEscapeString(p.Axis.YLabel))
	each := max(fewestLabels, int(math.Ceil(labelRoom*float64(len(p.Axis.Categories))/plotWidth)))
	for i, c := range p.Axis.Categories {
		if i%each == 0 {
			p.text(p.x(i), plotTop+plotHeight+16, "middle", c)
		}
	}
}

func (p *plot) lines() {
	for n, s := range p.Series {
		var points []string
		for i, d := range s.Data {
			points = append(points, fmt.Sprintf("%.1f,%.1f", p.x(i), p.y(d.Value)))
		}
		p.add(`<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>`, strings.Join(points, " "), chartColours[n])
	}
}

func (p *plot) bars() {
	room := plotWidth / float64(len(p.Axis.Categories)) * barRoom
	wide := min(room/float64(len(p.Series)), 40)
	for n, s := range p.Series {
		for i, d := range s.Data {
			x := p.x(i) + wide*(float64(n)-float64(len(p.Series))/2)
			p.add(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>`, x, p.y(d.Value), wide-1, p.y(0)-p.y(d.Value), chartColours[n])
		}
	}
}

func (p *plot) legend() {
	for n, s := range p.Series {
		x := plotLeft + 110*float64(n)
		p.add(`<rect x="%.1f" y="%.1f" width="10" height="10" rx="2" fill="%s"/>`, x, chartHeight-18, chartColours[n])
		p.text(x+15, chartHeight-9, "start", s.Name)
	}
}
