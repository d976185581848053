package digest

import (
	"fmt"
	"strings"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// leftOut says in a few lines what is in the figures that one may not see, what is not in them, and which of before are others by now.
// That there is none of it is said, too.
func leftOut(r *compliance.Report, o Options) []string {
	f := &r.Overall
	first := ""
	if f.Missed > 0 {
		first = openWords(f) + ". "
	}
	first += fmt.Sprintf("Kept only just: %s, with less than a tenth of the time left.", count(f.Near))
	if f.Unknown == 0 {
		first += " Every case could be judged."
	}
	lines := append([]string{first}, asideWords(r, o)...)
	if len(r.Restated) > 0 {
		lines = append(lines, restated(r.Restated))
	}
	return lines
}

// openWords says how many misses are not done yet, and how many excused.
func openWords(f *compliance.Figures) string {
	text := "All that was missed is done by now"
	if f.StillOpen > 0 {
		text = "Of the missed " + isAre(f.StillOpen) + " not done yet"
	}
	if f.Excused > 0 {
		return text + "; " + isAre(f.Excused) + " excused"
	}
	return text + "; none is excused"
}

func isAre(n int) string {
	if n == 1 {
		return "1 is"
	}
	return count(n) + " are"
}

// restated says which digests of before would have other figures now.
func restated(all []compliance.Restated) string {
	const most = 4
	var parts []string
	for _, d := range all[:min(len(all), most)] {
		parts = append(parts, fmt.Sprintf("%s: %s of %s missed, reported were %s of %s", line(d.Period, nameWidth), count(d.Is.Missed), count(d.Is.N), count(d.Was.Missed), count(d.Was.N)))
	}
	text := "Figures of before have changed since they were reported: " + strings.Join(parts, "; ")
	if left := len(all) - most; left > 0 {
		text += fmt.Sprintf("; and %s more (see the HTML)", count(left))
	}
	return text + "."
}
