package config

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/yardstickd/yardstick/config/diag"
)

// at reports an error at a place, marking width characters, and gives it for a Hint to be set.
func (d *document) at(pos diag.Pos, width int, kind, message string) *diag.Problem {
	return d.add(d.problem(pos, width, kind, message))
}

// problem makes an error at a place without reporting it.
func (d *document) problem(pos diag.Pos, width int, kind, message string) diag.Problem {
	p := diag.Problem{File: d.path, Pos: pos, Severity: diag.Error, Kind: kind, Message: message}
	if pos.Line >= 1 && pos.Line <= len(d.lines) && !d.full() {
		d.show(&p, width)
	}
	return p
}

// full says that further problems are only counted, so that nothing need be worked out about them.
func (d *document) full() bool { return len(d.problems) >= maxProblems }

// around is how many bytes before and behind a place are looked at: a file can be one line of a megabyte.
const around = 1000

// show sets p's snippet from what stands around its place.
func (d *document) show(p *diag.Problem, width int) {
	line := d.lines[p.Line-1]
	if len(line) <= 2*around {
		p.Show(redact(line), width)
		return
	}
	at := d.offset(p.Line, p.Col)
	from, to := max(0, at-around), min(len(line), at+around)
	for from > 0 && !utf8.RuneStart(line[from]) {
		from--
	}
	col := p.Col
	p.Col = utf8.RuneCountInString(line[from:at]) + 1
	p.Show(redact(strings.ToValidUTF8(line[from:to], "")), width)
	p.Col = col
}

// offset gives the byte at which a column of a line begins, the line's length where it has no such column.
func (d *document) offset(line, col int) int {
	text := d.lines[line-1]
	if len(text) < 200 {
		return len(text) - len(skipRunes(text, col-1))
	}
	starts, ok := d.columns[line]
	if !ok {
		for at := range text {
			starts = append(starts, int32(at))
		}
		d.columns[line] = starts
	}
	if col < 1 || col > len(starts) {
		return len(text)
	}
	return int(starts[col-1])
}

// atLine is at for what has no column: the whole line is meant.
func (d *document) atLine(line int, kind, message string) *diag.Problem {
	line = min(max(line, 1), len(d.lines))
	text := strings.TrimRight(d.lines[line-1], " \t\r")
	body := strings.TrimLeft(text, " \t")
	col := utf8.RuneCountInString(text) - utf8.RuneCountInString(body) + 1
	return d.at(diag.Pos{Line: line, Col: col}, utf8.RuneCountInString(body), kind, message)
}

// add keeps a problem, or counts it where there are too many.
func (d *document) add(p diag.Problem) *diag.Problem {
	if p.File == "" {
		p.File = d.path
	}
	if len(d.problems) >= maxProblems {
		d.dropped++
		return &p
	}
	d.problems = append(d.problems, p)
	return &d.problems[len(d.problems)-1]
}

// report gives the problems found, sorted.
func (d *document) report() []diag.Problem {
	problems := d.problems
	if d.dropped > 0 {
		problems = append(problems, diag.Problem{
			File: d.path, Pos: diag.Pos{Line: len(d.lines), Col: 1}, Severity: diag.Error, Kind: "many",
			Message: fmt.Sprintf("and %d more problems in this file", d.dropped),
		})
	}
	return diag.Sort(problems)
}

// quoted shows a written text in a message, cut to a readable length.
func quoted(text string) string {
	text = redact(cut(text, 600))
	if shorter := cut(text, 60); shorter != text {
		text = shorter + "…"
	}
	return fmt.Sprintf("%q", text)
}

// cut gives the first n characters of a text.
func cut(text string, n int) string {
	for at := range text {
		if n == 0 {
			return text[:at]
		}
		n--
	}
	return text
}
