package config

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/yardstickd/yardstick/config/diag"
)

// at reports an error at a place, marking width characters, and gives it for a Hint to be set.
func (d *document) at(pos diag.Pos, width int, kind, message string) *diag.Problem {
	p := diag.Problem{File: d.path, Pos: pos, Severity: diag.Error, Kind: kind, Message: message}
	if pos.Line >= 1 && pos.Line <= len(d.lines) {
		p.Show(redact(d.lines[pos.Line-1]), width)
	}
	return d.add(p)
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
	text = redact(text)
	if utf8.RuneCountInString(text) > 60 {
		text = string([]rune(text)[:60]) + "…"
	}
	return fmt.Sprintf("%q", text)
}
