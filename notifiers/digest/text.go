package digest

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// columns is how wide the text is, in columns.
const columns = 80

// Text writes the digest as plain text of 80 columns.
func Text(w io.Writer, r *compliance.Report, o Options) error {
	t := textPage{out: bufio.NewWriter(w)}
	v := viewOf(r, o)
	t.head(v)
	t.standards(v)
	for i := range v.Details {
		t.detail(&v.Details[i])
	}
	t.targets(v)
	t.customers(v)
	t.list("What customers expect", v.Expectations)
	t.coverage(v)
	t.list("What the figures leave out", v.Aside)
	t.list("Reported otherwise before", v.Restated)
	t.foot(v)
	return t.out.Flush()
}

// textPage writes; what fails is told by the flush.
type textPage struct{ out *bufio.Writer }

func (t *textPage) line(format string, args ...any) { fmt.Fprintf(t.out, format+"\n", args...) }

// paragraph writes a text in lines of at most 80 columns, those after the first indented.
func (t *textPage) paragraph(first, rest, text string) {
	for i, part := range wrapped(text, columns-uniseg.StringWidth(first)) {
		if i == 0 {
			t.line("%s%s", first, part)
			continue
		}
		t.line("%s%s", rest, part)
	}
}

func (t *textPage) section(name string) {
	t.line("\n%s", strings.ToUpper(name))
}

func (t *textPage) list(name string, texts []string) {
	if len(texts) == 0 {
		return
	}
	t.section(name)
	for _, text := range texts {
		t.paragraph("- ", "  ", text)
	}
}

func (t *textPage) head(v *view) {
	title := v.Title
	if v.Name != "" {
		title = v.Name + ": " + title
	}
	t.paragraph("", "", title)
	t.paragraph("", "", v.Headline)
	t.line("")
	t.paragraph("", "", v.Lead)
	if len(v.Points) == 0 {
		return
	}
	t.section("What needs attention")
	for i, text := range v.Points {
		number := fmt.Sprintf("%2d. ", i+1)
		t.paragraph(number, "    ", text)
	}
}

func (t *textPage) standards(v *view) {
	if len(v.Standards) == 0 {
		return
	}
	t.section("Standards")
	table := textTable{text: 1, head: []string{"", "Kept", "of", "Objective", "Change", "Left", "Exceeded"}}
	if v.Baseline != "" {
		table.head = append(table.head, "Base")
	}
	rows := v.Standards
	if len(rows) > 1 {
		rows = slices.Concat(rows, v.Totals)
	}
	for _, s := range rows {
		cells := []string{s.Name, s.Kept, s.Of, s.Objective, s.Change.text(), s.Left, s.Exceeded}
		if s.Short {
			cells[0] = "! " + s.Name
		}
		if v.Baseline != "" {
			cells = append(cells, s.Benchmark.text())
		}
		table.add(cells...)
	}
	t.table(&table)
	note := ""
	if slices.ContainsFunc(v.Standards, func(s standardView) bool { return s.Short }) {
		note = "! is short of its objective. "
	}
	note += "Change: points from " + v.Before + ", (in brackets) where it may be chance. Left: misses the objective still allows."
	if v.Baseline != "" {
		note += " Base: points from " + v.Baseline + "."
	}
	t.paragraph("", "", note)
	for i := range rows {
		if s := &rows[i]; len(s.Besides) > 0 {
			t.paragraph("- ", "  ", s.Name+": "+strings.Join(s.Besides, ", ")+".")
		}
	}
}

// text puts what may be chance in brackets.
func (c changeView) text() string {
	if c.Chance {
		return "(" + c.Points + ")"
	}
	return c.Points
}

func (t *textPage) detail(d *detailView) {
	t.section(d.Name)
	t.paragraph("“", "", d.Promise+"”")
	t.paragraph("", "", d.Standing)
	if len(d.Causes) > 0 {
		t.line("")
		table := textTable{text: 1, head: []string{"Where misses concentrate", "Missed", "of", "More", "Would be"}}
		for i := range d.Causes {
			c := &d.Causes[i]
			table.add(c.Where, c.Missed, c.Of, c.Excess, c.Would)
		}
		t.table(&table)
	}
	if len(d.Worst) == 0 {
		return
	}
	const most = 5
	t.line("\nWorst misses")
	for i := range d.Worst[:min(most, len(d.Worst))] {
		m := &d.Worst[i]
		parts := []string{m.Ticket}
		for _, part := range []string{m.Subject, m.Customer, m.Team} {
			if part != "" {
				parts = append(parts, part)
			}
		}
		t.paragraph("- ", "  ", fmt.Sprintf("%s: due %s, %s late, %s", strings.Join(parts, ", "), m.Due, m.Late, m.State))
	}
}

func (t *textPage) targets(v *view) {
	if len(v.Targets) == 0 {
		return
	}
	t.section("Times next to targets")
	table := textTable{text: 2, head: []string{"", "Target", "Median", "9 of 10", "Worst", "Late by"}}
	for i := range v.Targets {
		row := &v.Targets[i]
		table.add(row.Standard, row.Target, row.Median, row.P90, row.Worst, row.Late)
	}
	t.table(&table)
	t.paragraph("", "", "Open time from start to done: half took at most the median, nine of ten at most the next. Late by: the median of real time past due.")
}

func (t *textPage) customers(v *view) {
	if len(v.Customers) == 0 {
		return
	}
	t.section("Customers let down most often")
	for i := range v.Customers {
		c := &v.Customers[i]
		t.paragraph("- ", "  ", fmt.Sprintf("%s: %s of %s missed; %s", c.Name, c.Missed, c.Of, c.Standards))
	}
}

func (t *textPage) coverage(v *view) {
	for _, c := range []*coverageView{v.Journey, v.Dimensions} {
		if c == nil {
			continue
		}
		t.section(c.Title)
		for _, p := range c.Places {
			if p.Standards == "" {
				t.paragraph("! ", "  ", p.Name+": "+c.None)
				continue
			}
			t.paragraph("- ", "  ", p.Name+": "+p.Standards)
		}
	}
	if v.Unplaced != "" {
		t.paragraph("", "", v.Unplaced)
	}
}

func (t *textPage) foot(v *view) {
	t.section("How to read it")
	for _, g := range v.Guide {
		t.paragraph("- ", "  ", g.Term+": "+g.Meaning)
	}
	t.line("")
	t.paragraph("", "", "Made "+v.Made+"; dates are those of "+v.Zone+".")
	if v.Link != "" {
		t.line("%s", v.Link)
	}
}
