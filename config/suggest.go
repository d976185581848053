package config

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// suggest gives the name that was probably meant, "" where none is near.
func suggest(written string, names []string) string {
	best, bestDistance := "", utf8.RuneCountInString(written)/3+2
	for _, name := range names {
		if d := distance(strings.ToLower(written), strings.ToLower(name)); d < bestDistance && d < len(name) {
			best, bestDistance = name, d
		}
	}
	return best
}

// didYouMean is the advice for a name that is not among names.
func didYouMean(written string, names []string) string {
	if name := suggest(written, names); name != "" {
		return fmt.Sprintf("did you mean %q?", name)
	}
	if len(names) == 0 || len(names) > 20 {
		return ""
	}
	return "there are: " + strings.Join(names, ", ")
}

// distance counts the edits (insert, drop, replace, swap of neighbours) from a
// to b; texts too long to be names are simply far.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 64 || len(y) > 64 {
		return 64
	}
	var before, last, row [65]int
	for j := range len(y) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			replace := 1
			if x[i-1] == y[j-1] {
				replace = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+replace)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(y)]
}
