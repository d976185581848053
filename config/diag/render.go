package diag

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// widest is how much of a line a snippet shows: a minified file is one line of a megabyte.
const widest = 100

// Show sets p's Snippet and Caret from the line that p.Line is, marking width
// characters from p.Col on. What a terminal would obey rather than show is replaced.
func (p *Problem) Show(line string, width int) {
	runes := []rune(clean(line))
	at := min(max(p.Col-1, 0), len(runes))
	from := 0
	if at > widest-20 {
		from = at - widest/2
	}
	to := min(len(runes), from+widest)
	p.Snippet, p.Caret = string(runes[from:to]), at-from
	if from > 0 {
		p.Snippet, p.Caret = "…"+p.Snippet, p.Caret+1
	}
	p.Width = max(1, min(width, to-at))
	if to < len(runes) {
		p.Snippet += "…"
	}
}

// clean keeps one column for one character, tabs too.
func clean(line string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case !unicode.IsPrint(r):
			return unicode.ReplacementChar
		}
		return r
	}, strings.TrimRight(line, "\r\n"))
}

// String gives p as people read it: one line of place and message, the
// offending line, a caret below it, and the advice.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.place())
	fmt.Fprintf(&b, "%s: %s [%s]\n", p.Severity, clean(p.Message), p.Kind)
	gutter := strings.Repeat(" ", max(5, len(strconv.Itoa(p.Line))+1))
	if p.Snippet != "" {
		fmt.Fprintf(&b, "%*d | %s\n", len(gutter), p.Line, p.Snippet)
		fmt.Fprintf(&b, "%s | %s^%s\n", gutter, strings.Repeat(" ", p.Caret), strings.Repeat("~", p.Width-1))
	}
	if p.Hint != "" {
		fmt.Fprintf(&b, "%s = %s\n", gutter, clean(p.Hint))
	}
	return b.String()
}

func (p Problem) place() string {
	switch {
	case p.File == "":
		return ""
	case p.Line == 0:
		return p.File + ": "
	}
	return fmt.Sprintf("%s:%d:%d: ", p.File, p.Line, p.Col)
}

// Write writes every problem as String gives it.
func Write(w io.Writer, problems []Problem) error {
	for _, p := range problems {
		if _, err := io.WriteString(w, p.String()); err != nil {
			return err
		}
	}
	return nil
}
