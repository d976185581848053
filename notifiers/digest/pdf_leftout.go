package digest

import (
	"fmt"
	"strings"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// leftOut says in a few lines what the figures don't count, and which figures of before are others by now. None of it is ever left
// out itself: that there is nothing of it is said, too.
func leftOut(r *compliance.Report) []string {
	f, read := &r.Overall, &r.Reading
	lines := []string{
		fmt.Sprintf("%s %s cancelled, %s of them when late already.", unjudged(f.Unknown), count(f.Cancelled), count(f.CancelledLate)),
		fmt.Sprintf("Of the missed %s still open, %s excused. Of the kept %s had less than a tenth of the time left.",
			isAre(f.StillOpen), isAre(f.Excused), count(f.Near)),
	}
	if read.At != "" || read.Rows > 0 {
		lines = append(lines, fmt.Sprintf("Of %s read %s set aside as unreadable, of %s %s. %s met by no target of a standard that applies to them, %s exempt.",
			counted(read.Rows, "ticket"), isAre(read.RowsSetAside), counted(read.Events, "event"), count(read.EventsSetAside),
			isAre(read.NotCovered), isAre(read.Exempt)))
	}
	if len(r.Restated) > 0 {
		lines = append(lines, restated(r.Restated))
	}
	return lines
}

func unjudged(n int) string {
	if n == 0 {
		return "Every case could be judged."
	}
	return counted(n, "case") + " can't be judged, since data are missing or contradict each other."
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
		parts = append(parts, fmt.Sprintf("%s: %s of %s missed, reported were %s of %s", d.Period, count(d.Is.Missed), count(d.Is.N), count(d.Was.Missed), count(d.Was.N)))
	}
	text := "Figures of before have changed since they were reported: " + strings.Join(parts, "; ")
	if left := len(all) - most; left > 0 {
		text += fmt.Sprintf("; and %s more (see the HTML)", count(left))
	}
	return text + "."
}
