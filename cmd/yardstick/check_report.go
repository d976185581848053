package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// stampForm is how instants are shown to people, in the zone of the standard's calendar.
const stampForm = "Mon 2006-01-02 15:04 -07:00"

// checkReport is what `check` tells people.
type checkReport struct {
	found  *monitor.Findings
	ledger bool           // its versions and excuses were taken into account
	zone   *time.Location // of the as-of instant
	style  style
}

func (r checkReport) write(out io.Writer) error {
	w := &stickyWriter{out: out}
	by := "by the files alone"
	if r.ledger {
		by = "with the versions and the excuses of the ledger"
	}
	fmt.Fprintf(w, "As of %s, judged %s.\n\n", r.found.AsOf.Time().In(r.zone).Format(stampForm), by)
	if len(r.found.Pressing) > 0 {
		w.keep(r.pressing().write(w, r.style))
	}
	fmt.Fprintln(w, r.pressingTotal())
	fmt.Fprintln(w)
	w.keep(r.attainment().write(w, r.style))
	fmt.Fprintln(w)
	for _, line := range r.accounting() {
		fmt.Fprintln(w, line)
	}
	return w.err
}

// stickyWriter remembers the first error of writing.
type stickyWriter struct {
	out io.Writer
	err error
}

// Write writes unless something failed before.
func (w *stickyWriter) Write(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	n, err := w.out.Write(p)
	w.keep(err)
	return n, err
}

func (w *stickyWriter) keep(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (r checkReport) pressing() table {
	t := table{headings("", "DUE", "", "STANDARD", "TICKET", "TEAM", "CUSTOMER", "SUBJECT")}
	t[0][2].right = true
	several := r.severalSources()
	for _, p := range r.found.Pressing {
		word, colour, how := "at risk", yellow, lengthText(p.Clock.Remaining)+" left"
		if p.Clock.Late() {
			word, colour, how = "late", red, lengthText(r.found.AsOf.Sub(p.Clock.DueAt))+" over"
		}
		ticket := shown(p.Ticket, 32)
		if several {
			ticket = shown(p.Source, 16) + "/" + ticket
		}
		t = append(t, []cell{
			{text: word, colour: colour},
			{text: dueText(&p.Clock)},
			{text: how, right: true},
			{text: p.Clock.Standard().ID},
			{text: ticket},
			{text: shown(p.Team, 20)},
			{text: shown(p.Customer, 24)},
			{text: shown(p.Subject, 48)},
		})
	}
	return t
}

// dueText is when a clock is due; a pause may still move that.
func dueText(c *rules.Clock) string {
	if c.DueAt == calendar.None {
		return c.State.String()
	}
	return stampText(c.DueAt, c.Calendar())
}

func (r checkReport) severalSources() bool {
	return slices.ContainsFunc(r.found.Pressing, func(p monitor.Pressing) bool { return p.Source != r.found.Pressing[0].Source })
}

func (r checkReport) pressingTotal() string {
	all := r.found.Late + r.found.AtRisk
	if all == 0 {
		return r.style.paint(green, "Nothing is late or at risk.")
	}
	text := fmt.Sprintf("%s late, %s at risk.", count(r.found.Late), count(r.found.AtRisk))
	if more := all - len(r.found.Pressing); more > 0 {
		text = fmt.Sprintf("and %s more: %s", count(more), text)
	}
	return text
}

// attainment is a line per standard. A column that has nothing to say is left out.
func (r checkReport) attainment() table {
	t := table{headings("STANDARD", "KEPT", "ADJUSTED", "OBJECTIVE", "N", "EXCEEDED", "MET", "MISSED", "EXCUSED", "OPEN", "UNKNOWN",
		"CANCELLED", "CANCELLED LATE", "EXEMPT", "NOT COVERED", "PROMISE")}
	for i := 1; i < len(t[0])-1; i++ {
		t[0][i].right = true
	}
	for _, line := range r.found.Compliance.Lines() {
		c := line.Count
		cells := []cell{{text: line.Standard.ID}, keptCell(line), adjustedCell(line), objectiveCell(line), {text: count(c.N()), right: true}}
		for _, n := range []int{
			c.Exceeded, c.Met, c.Missed, c.Excused, c.Open, c.Unknown, c.Cancelled, c.CancelledLate, c.Exempt, c.NotCovered,
		} {
			cells = append(cells, cell{text: countOrBlank(n), right: true})
		}
		t = append(t, append(cells, cell{text: shown(line.Standard.Promise, 60), colour: dim}))
	}
	return t
}

func keptCell(line compliance.Line) cell {
	share, ok := line.Count.Attainment()
	switch {
	case !ok:
		return cell{text: fmt.Sprintf("n < %d", compliance.MinN), colour: dim, right: true}
	case line.Standard.Objective == 0:
		return cell{text: percent(share), right: true}
	case share >= line.Standard.Objective:
		return cell{text: percent(share), colour: green, right: true}
	}
	return cell{text: percent(share), colour: red, right: true}
}

// adjustedCell is what is kept without the excused misses, where there are any.
func adjustedCell(line compliance.Line) cell {
	share, ok := line.Count.Adjusted()
	switch {
	case line.Count.Excused == 0:
		return cell{}
	case !ok:
		return cell{text: fmt.Sprintf("n < %d", compliance.MinN), colour: dim, right: true}
	}
	return cell{text: percent(share), right: true}
}

func objectiveCell(line compliance.Line) cell {
	if line.Standard.Objective == 0 {
		return cell{}
	}
	return cell{text: percent(line.Standard.Objective), right: true}
}

// accounting says what became of every row, so that nothing goes missing unseen.
func (r checkReport) accounting() []string {
	read := r.found.Read
	lines := []string{
		fmt.Sprintf("%s tickets read: %s evaluated, %s set aside.",
			count(read.Rows.Read), count(read.Rows.Used), count(read.Rows.SetAside)),
		fmt.Sprintf("%s events read: %s used, %s set aside.",
			count(read.Events.Read), count(read.Events.Used), count(read.Events.SetAside)),
	}
	if len(read.Reasons) == 0 {
		return lines
	}
	var reasons []string
	for _, reason := range slices.Sorted(maps.Keys(read.Reasons)) {
		reasons = append(reasons, reason+" "+count(read.Reasons[reason]))
	}
	lines = append(lines, "Set aside: "+strings.Join(reasons, ", ")+".")
	for i, s := range read.Samples {
		if i == 5 {
			break
		}
		ticket := "a row without id"
		if s.Ticket != "" {
			ticket = "ticket " + shown(s.Ticket, 40)
		}
		lines = append(lines, fmt.Sprintf("  %s, %s: %s", s.Source, ticket, s.Reason))
	}
	return lines
}

func headings(names ...string) []cell {
	cells := make([]cell, len(names))
	for i, name := range names {
		cells[i] = cell{text: name, colour: bold}
	}
	return cells
}

func stampText(at calendar.Instant, c *calendar.Calendar) string {
	return at.Time().In(c.Location()).Format(stampForm)
}
