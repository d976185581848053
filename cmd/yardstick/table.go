package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"github.com/mattn/go-isatty"
	"github.com/mattn/go-runewidth"
)

// style says whether output is coloured.
type style struct{ coloured bool }

// Colours, as the parameter of the terminal's SGR sequence.
const (
	plain  = ""
	bold   = "1"
	dim    = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
)

// styleOf is the style for a writer.
func styleOf(out io.Writer) style {
	file, ok := out.(*os.File)
	return styleFor(ok && (isatty.IsTerminal(file.Fd()) || isatty.IsCygwinTerminal(file.Fd())), os.Getenv)
}

// styleFor colours on a terminal that is not dumb, unless NO_COLOR is set (https://no-color.org).
func styleFor(terminal bool, getenv func(string) string) style {
	return style{terminal && getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"}
}

func (s style) paint(colour, text string) string {
	if !s.coloured || colour == plain {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}

// shown makes text out of a ticket fit for a terminal: one line, nothing a terminal would obey, and at most so many
// columns wide.
func shown(text string, width int) string {
	clean := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return unicode.ReplacementChar
		}
		return r
	}, strings.TrimSpace(text))
	return runewidth.Truncate(clean, width, "…")
}

// cell is one field of a table.
type cell struct {
	text   string
	colour string
	right  bool // aligned to the right, as numbers are
}

// table is lines of cells in columns; the first line is the heading.
type table [][]cell

// write prints the columns two blanks apart, by what they take on a screen. Columns whose cells are all empty, but for
// the heading, are left out.
func (t table) write(out io.Writer, s style) error {
	if len(t) == 0 {
		return nil
	}
	widths := make([]int, len(t[0]))
	filled := make([]bool, len(t[0]))
	for i, line := range t {
		for j, c := range line {
			widths[j] = max(widths[j], runewidth.StringWidth(c.text))
			filled[j] = filled[j] || i > 0 && c.text != ""
		}
	}
	for _, line := range t {
		var b strings.Builder
		for j, c := range line {
			if !filled[j] {
				continue
			}
			gap := strings.Repeat(" ", widths[j]-runewidth.StringWidth(c.text))
			if c.right {
				b.WriteString(gap + s.paint(c.colour, c.text) + "  ")
			} else {
				b.WriteString(s.paint(c.colour, c.text) + gap + "  ")
			}
		}
		if _, err := fmt.Fprintln(out, strings.TrimRight(b.String(), " ")); err != nil {
			return err
		}
	}
	return nil
}
