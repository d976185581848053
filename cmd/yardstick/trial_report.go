package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/config/diag"
	"github.com/yardstickd/yardstick/rules/explain"
)

// mostTraces is how many failed tests are shown with why; with more of them something else is wrong.
const mostTraces = 10

// trialReport is what `yardstick test` tells.
type trialReport struct {
	trials         []trial
	passed, failed int
	verbose        bool
	all            []config.Test  // also those that were not run
	hints          []diag.Problem // of the files
}

func (r *trialReport) add(t trial) {
	r.trials = append(r.trials, t)
	if len(t.failures) == 0 {
		r.passed++
	} else {
		r.failed++
	}
}

func (r *trialReport) write(out io.Writer) error {
	w, paint, options := &stickyWriter{out: out}, styleOf(out), explainOptions(out)
	options.AllEvents, options.Width = true, 92
	shownTraces := 0
	for i := range r.trials {
		t := &r.trials[i]
		if len(t.failures) == 0 {
			if r.verbose {
				fmt.Fprintf(w, "%s  %s: %s\n", paint.paint(green, "pass"), shown(t.test.Standard, 64), shown(t.test.Name, 100))
			}
			continue
		}
		for _, f := range t.failures {
			fmt.Fprintf(
				w, "%s:%d:%d: %s: %s: expected %s, found %s\n", shortest(t.test.File), f.Place.Line, f.Place.Col,
				paint.paint(red, "failed"), shown(t.test.Name, 100), shown(f.What+" "+f.Expected, 100), shown(f.Found, 100),
			)
		}
		for _, hint := range r.hintsOf(t.test) {
			fmt.Fprintf(w, "%s:%d:%d: %s: %s%s\n", shortest(hint.File), hint.Line, hint.Col, paint.paint(yellow, "hint"),
				shown(hint.Message, 120), shown(after("; ", hint.Hint), 120))
		}
		if shownTraces++; shownTraces <= mostTraces {
			options.Title = "Test " + t.test.Name
			fmt.Fprintf(w, "\n%s\n", indented(t.explanation.Text(options)))
		}
	}
	if left := shownTraces - mostTraces; left > 0 {
		fmt.Fprintf(w, "\nOf %s why is not shown; use --run for one of them.\n", plural(left, "other failed test"))
	}
	fmt.Fprintln(w, r.summary(paint))
	return w.err
}

// hintsOf gives what is odd about a test as it is written: what stands between its place and the next test's.
func (r *trialReport) hintsOf(t *config.Test) []diag.Problem {
	next := 0
	for i := range r.all {
		if o := &r.all[i]; o.File == t.File && o.Place.Line > t.Place.Line && (next == 0 || o.Place.Line < next) {
			next = o.Place.Line
		}
	}
	var hints []diag.Problem
	for _, h := range r.hints {
		if h.File == t.File && h.Line >= t.Place.Line && (next == 0 || h.Line < next) {
			hints = append(hints, h)
		}
	}
	return hints
}

// after puts a separator before a text, if there is one.
func after(separator, text string) string {
	if text == "" {
		return ""
	}
	return separator + text
}

// indented moves a text to the right, below the line it belongs to.
func indented(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = "    " + line
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func (r *trialReport) summary(s style) string {
	text := plural(len(r.trials), "test") + ": "
	if r.failed == 0 {
		return s.paint(green, text+"all passed.")
	}
	return s.paint(red, fmt.Sprintf("%s%d passed, %d failed.", text, r.passed, r.failed))
}

// trialsJSON is the object of `test --json`.
type trialsJSON struct {
	OK     bool        `json:"ok"`
	Passed int         `json:"passed"`
	Failed int         `json:"failed"`
	Tests  []trialJSON `json:"tests"`
}

type trialJSON struct {
	Name     string        `json:"name"`
	Standard string        `json:"standard"`
	File     string        `json:"file"`
	Line     int           `json:"line"`
	Col      int           `json:"col"`
	OK       bool          `json:"ok"`
	Failures []failureJSON `json:"failures"`
	// Explanation is that of a test that failed; null for one that passed.
	Explanation *explain.Explanation `json:"explanation"`
}

type failureJSON struct {
	What     string `json:"what"`
	Line     int    `json:"line"`
	Col      int    `json:"col"`
	Expected string `json:"expected"`
	Found    string `json:"found"`
}

func (r *trialReport) json() trialsJSON {
	o := trialsJSON{OK: r.failed == 0, Passed: r.passed, Failed: r.failed, Tests: []trialJSON{}}
	for i := range r.trials {
		t := &r.trials[i]
		one := trialJSON{
			Name: t.test.Name, Standard: t.test.Standard, File: shortest(t.test.File),
			Line: t.test.Place.Line, Col: t.test.Place.Col, OK: len(t.failures) == 0, Failures: []failureJSON{},
		}
		for _, f := range t.failures {
			one.Failures = append(one.Failures, failureJSON{f.What, f.Place.Line, f.Place.Col, f.Expected, f.Found})
			one.Explanation = t.explanation
		}
		o.Tests = append(o.Tests, one)
	}
	return o
}
