package digest

import (
	"strings"

	"github.com/rivo/uniseg"
)

// textTable is columns as wide as what is in them; where all are too wide for the page the first, and then the next that hold text,
// are cut. Text begins at the left, figures end at the right.
type textTable struct {
	head []string
	text int // how many columns hold text, one at least
	rows [][]string
}

// between is how many spaces are between two columns, and leastText how far a column of text is cut.
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
		parts := make([]string, len(cells))
		for i, cell := range cells {
			parts[i] = padded(cell, widths[i], i >= table.text)
		}
		t.line("%s", strings.TrimRight(strings.Join(parts, strings.Repeat(" ", between)), " "))
	}
}

// padded brings a cell to its width.
func padded(cell string, width int, right bool) string {
	if uniseg.StringWidth(cell) > width {
		cell = cutColumns(cell, width)
	}
	blank := strings.Repeat(" ", max(0, width-uniseg.StringWidth(cell)))
	if right {
		return blank + cell
	}
	return cell + blank
}

// cutColumns cuts a text between two visible characters and ends it in "…".
func cutColumns(text string, width int) string {
	kept, used, state := "", 0, -1
	for rest := text; rest != ""; {
		var cluster string
		var wide int
		cluster, rest, wide, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if used+wide > width-1 {
			break
		}
		kept, used = kept+cluster, used+wide
	}
	kept = strings.TrimRight(kept, " ") + "…"
	if strings.HasPrefix(kept, "\u2068") {
		kept += "\u2069"
	}
	return kept
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
