package digest

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"strconv"
	"strings"
)

// SVG writes the chart as a file of its own. It follows a dark ground by the reader's preference.
func (c *Chart) SVG(w io.Writer) error {
	out := bufio.NewWriter(w)
	c.svg(out, c.draw(), "", true)
	return out.Flush()
}

// How wide a chart is laid out for a page, and for a phone, in pixels.
const pageWidth, phoneWidth = 480, 340

// inline gives the chart for a page that has Style: laid out for a wide page and for a phone, one of which is shown. All texts are escaped.
func (c *Chart) inline() string {
	var text strings.Builder
	c.svg(&text, c.drawWide(pageWidth), "wide", false)
	c.svg(&text, c.drawWide(phoneWidth), "narrow", false)
	return text.String()
}

// svg writes classes for the page's style, and colours for where there is none.
func (c *Chart) svg(w io.Writer, d *drawing, class string, alone bool) {
	id, size := "chart-"+attribute(c.Name), ""
	if class != "" {
		id += "-" + class
	}
	if alone {
		size = fmt.Sprintf(` width="%s" height="%s"`, pixels(d.width), pixels(d.height))
	}
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" class="%s" viewBox="0 0 %s %s"%s role="img" aria-labelledby="%s-title %s-desc" font-family="%s">`,
		strings.TrimSpace("chart "+class), pixels(d.width), pixels(d.height), size, id, id, "'Liberation Sans', Arial, Helvetica, sans-serif")
	fmt.Fprintf(w, "\n<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s</desc>\n", id, html.EscapeString(c.Title), id, html.EscapeString(c.Summary))
	if alone {
		fmt.Fprintf(w, "<style>%s</style>\n", chartStyle)
	}
	for i := range d.marks {
		d.marks[i].svg(w)
	}
	fmt.Fprint(w, "</svg>\n")
}

func (m *mark) svg(w io.Writer) {
	class, colour := tones[m.tone].class, tones[m.tone].colour
	switch m.kind {
	case boxMark:
		fmt.Fprintf(w, `<rect class="f-%s" fill="%s" x="%s" y="%s" width="%s" height="%s"/>`+"\n", class, colour,
			pixels(m.at[0].x), pixels(m.at[0].y), pixels(m.at[1].x-m.at[0].x), pixels(m.at[1].y-m.at[0].y))
	case lineMark:
		dash := ""
		if m.dashed {
			dash = ` stroke-dasharray="6 4"`
		}
		fmt.Fprintf(w, `<polyline class="s-%s" fill="none" stroke="%s" stroke-width="%s"%s points="%s"/>`+"\n", class, colour, pixels(m.size), dash, route(m.at))
	case dotMark:
		fmt.Fprintf(w, `<circle class="f-%s" fill="%s" cx="%s" cy="%s" r="%s"/>`+"\n", class, colour, pixels(m.at[0].x), pixels(m.at[0].y), pixels(m.size))
	case textMark:
		weight := ""
		if m.bold {
			weight = ` font-weight="700"`
		}
		fmt.Fprintf(w, `<text class="f-%s" fill="%s" x="%s" y="%s" font-size="%s"%s text-anchor="%s">%s</text>`+"\n", class, colour,
			pixels(m.at[0].x), pixels(m.at[0].y), pixels(m.size), weight, [...]string{"start", "middle", "end"}[m.anchor], html.EscapeString(m.text))
	}
}

func route(at []point2) string {
	parts := make([]string, len(at))
	for i, p := range at {
		parts[i] = pixels(p.x) + "," + pixels(p.y)
	}
	return strings.Join(parts, " ")
}

func pixels(x float64) string { return trimZeros(strconv.FormatFloat(x, 'f', 1, 64)) }

// attribute makes a name fit for an id: letters, digits and dashes.
func attribute(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, name)
}
