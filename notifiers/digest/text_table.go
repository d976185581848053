package digest

import (
	"strings"

	"github.com/rivo/uniseg"
)

// textTable is columns as wide as what is in them; where all are too wide for the page the first, and then the next that hold text,
// are broken into lines. Text begins at the left, figures end at the right.
type textTable struct {
	head []string
	text int // how many columns hold text, one at least
	rows [][]string
}

// between is how many spaces are between two columns, and leastText how narrow a column of text may become.
const between, leastText = 2, 14

func (t *textTable) add(cells ...string) { t.rows = append(t.rows, cells) }

// widths measures the columns.
func (t *textTable) widths() []int {
	widths, total := make([]int, len(t.head)), -between
	for i := range widths {
		for _, cells := range append([][]string{t.head}, t.rows...) {
			widths[i] = max(widths[i], uniseg.StringWidth(cells[i]))
		}
		total += widths[i] + between
	}
	for i := 0; i < t.text && total > columns; i++ {
		cut := min(total-columns, max(0, widths[i]-leastText))
		widths[i], total = widths[i]-cut, total-cut
	}
	return widths
}

func (t *textPage) table(table *textTable) {
	widths := table.widths()
	for _, cells := range append([][]string{table.head}, table.rows...) {
		parts, high := make([][]string, len(cells)), 1
		for i, cell := range cells {
			parts[i] = hanging(cell, widths[i])
			high = max(high, len(parts[i]))
		}
		for row := range high {
			var text strings.Builder
			for i := range parts {
				cell := ""
				if row < len(parts[i]) {
					cell = parts[i][row]
				}
				text.WriteString(padded(cell, widths[i], i >= table.text))
				text.WriteString(strings.Repeat(" ", between))
			}
			t.line("%s", strings.TrimRight(text.String(), " "))
		}
	}
}

// hanging breaks a cell that is too wide, and sets in the lines after the first.
func hanging(cell string, width int) []string {
	const indent = "  "
	if uniseg.StringWidth(cell) <= width {
		return []string{cell}
	}
	lines := wrapped(cell, width-len(indent))
	for i := 1; i < len(lines); i++ {
		lines[i] = indent + lines[i]
	}
	return lines
}

// padded brings a cell to its width.
func padded(cell string, width int, right bool) string {
	blank := strings.Repeat(" ", max(0, width-uniseg.StringWidth(cell)))
	if right {
		return blank + cell
	}
	return cell + blank
}

// wrapped breaks a text into lines of at most so many columns: between words, or within one that is too long.
func wrapped(text string, width int) []string {
	var lines []string
	current, used := "", 0
	flush := func() {
		if current != "" {
			lines = append(lines, current)
		}
		current, used = "", 0
	}
	for _, word := range strings.Split(glued(text), " ") {
		word = strings.ReplaceAll(word, "\u00a0", " ")
		wide := uniseg.StringWidth(word)
		if used > 0 && used+1+wide > width {
			flush()
		}
		for wide > width {
			var head string
			head, word = splitColumns(word, width-used)
			current += head
			flush()
			wide = uniseg.StringWidth(word)
		}
		if used > 0 {
			current, used = current+" ", used+1
		}
		current, used = current+word, used+wide
	}
	flush()
	return lines
}

// glued puts a space that does not break between a number and its percent sign, and makes the others single.
func glued(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), " %", "\u00a0%")
}

// splitColumns takes as many visible characters off a word as fit, one at least.
func splitColumns(word string, width int) (head, rest string) {
	used, state := 0, -1
	for rest = word; rest != ""; {
		cluster, after, wide, next := uniseg.FirstGraphemeClusterInString(rest, state)
		if used > 0 && used+wide > width {
			break
		}
		head, rest, used, state = head+cluster, after, used+wide, next
	}
	return head, rest
}
