package explain

import (
	"strings"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// Options say how Text is shown.
type Options struct {
	// Width is how many columns there are; 0 for 96.
	Width int
	// ASCII keeps to characters that every terminal has.
	ASCII bool
	// Colour paints with the terminal's escapes.
	Colour bool
	// Title stands above instead of the ticket's name.
	Title string
	// AllEvents shows also the events that a standard does not ask for.
	AllEvents bool
}

// Colours, as the parameter of the terminal's SGR sequence.
const (
	plain  = ""
	bold   = "1"
	dim    = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
)

// piece is text of one colour.
type piece struct{ text, colour string }

// page is text for a terminal while it is written. All that is written goes through line, which lets nothing through that
// a terminal would obey.
type page struct {
	Options
	glyphs *glyphs
	text   strings.Builder
	facts  *[]Fact // takes the facts, which are not written then; nil for that they are
}

func newPage(o Options) *page {
	if o.Width == 0 {
		o.Width = 96
	}
	p := &page{Options: o, glyphs: &blocks}
	if o.ASCII {
		p.glyphs = &ascii
	}
	return p
}

func (p *page) line(pieces ...piece) {
	var line strings.Builder
	for _, part := range pieces {
		text := clean(part.text)
		if p.ASCII {
			text = plainASCII(text)
		}
		if p.Colour && part.colour != plain && text != "" {
			text = "\x1b[" + part.colour + "m" + text + "\x1b[0m"
		}
		line.WriteString(text)
	}
	p.text.WriteString(strings.TrimRight(line.String(), " "))
	p.text.WriteByte('\n')
}

// plainASCII writes our own signs with characters that every terminal has; a ticket's own text stays as it is.
func plainASCII(text string) string {
	return strings.NewReplacer("–", "-", "…", "...").Replace(text)
}

// margin is what stands before a fact's text: its label in a column.
const (
	indent = "  "
	label  = 10
)

// fact writes a label and a text, which is wrapped; more lines follow in the text's column.
func (p *page) fact(name, text string, more ...string) {
	if p.facts != nil {
		*p.facts = append(*p.facts, Fact{Name: name, Text: text, More: more})
		return
	}
	p.hang(piece{indent + pad(name, label), bold}, piece{text, plain})
	for _, paragraph := range more {
		p.hang(piece{pad("", len(indent)+label), plain}, piece{paragraph, dim})
	}
}

// say writes a text that is wrapped, below the margin.
func (p *page) say(text, shade string) { p.hang(piece{indent, plain}, piece{text, shade}) }

// hang writes what stands at the left once and wraps the text beside it.
func (p *page) hang(left, text piece) {
	width := len([]rune(left.text))
	for _, line := range wrap(text.text, p.Width-width) {
		p.line(left, piece{line, text.colour})
		left = piece{pad("", width), plain}
	}
}

// pad fills a text with blanks up to so many characters.
func pad(text string, width int) string {
	if n := len([]rune(text)); n < width {
		return text + strings.Repeat(" ", width-n)
	}
	return text
}

// padLeft is pad for numbers.
func padLeft(text string, width int) string {
	if n := len([]rune(text)); n < width {
		return strings.Repeat(" ", width-n) + text
	}
	return text
}

// wrap breaks a text at blanks into lines of at most so many characters; a longer word stays whole.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case len([]rune(line))+1+len([]rune(word)) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}

// Text shows the explanation to people: first the standards that have something to say, then in a line each those that
// do not apply.
func (e *Explanation) Text(o Options) string {
	p := newPage(o)
	p.line(piece{e.title(o), bold})
	p.attributes(e.Attributes)
	p.line(piece{"as of " + stamp(calendar.Instant(e.AsOf), e.zone, true) + " in " + e.zone.Location().String(), dim})
	for i := range e.Standards {
		if s := &e.Standards[i]; s.Outcome != "not_applied" {
			p.standard(s)
		}
	}
	others := 0
	for i := range e.Standards {
		s := &e.Standards[i]
		if s.Outcome != "not_applied" {
			continue
		}
		if others == 0 {
			p.line()
			p.line(piece{"Standards that do not apply", bold})
		}
		others++
		p.hang(piece{indent + s.ID + ": ", plain}, piece{s.Why, plain})
	}
	return p.text.String()
}

func (e *Explanation) title(o Options) string {
	if o.Title != "" {
		return short(o.Title, 90)
	}
	name := "Ticket " + short(e.Ticket, 40) + " of " + e.Source
	for _, a := range e.Attributes {
		if a.Name == "subject" && a.Value != nil {
			return name + ": " + short(*a.Value, 50)
		}
	}
	return name
}

// attributes shows what the standards ask about.
func (p *page) attributes(all []Attribute) {
	var words []string
	for _, a := range all {
		if a.Name != "subject" && a.Value != nil {
			words = append(words, a.Name+" "+quoted(short(*a.Value, 30)))
		}
	}
	if len(words) == 0 {
		return
	}
	p.hang(piece{"with ", plain}, piece{list(words), plain})
}
