package explain

import (
	"fmt"
	"strings"
)

const (
	// plainLines is how many intervals are shown one by one; with more of them nights and weekends are folded.
	plainLines = 14
	// foldLeast is the shortest run of open and closed time that is worth a fold.
	foldLeast = 4
	// edgeLines is how many lines are shown before and behind the middle of a clock that has many pauses.
	edgeLines = 10
)

// folded makes a clock's intervals few enough to read: runs of open hours, nights and weekends become one line each.
func folded(all []Interval) []Interval {
	if len(all) <= plainLines {
		return all
	}
	lines := []Interval{}
	for i := 0; i < len(all); {
		end := i
		for end < len(all) && routine(&all[end]) && all[end].PastDue == all[i].PastDue {
			end++
		}
		if end-i >= foldLeast {
			lines = append(lines, merged(all[i:end]))
			i = end
			continue
		}
		end = max(end, i+1)
		lines = append(lines, all[i:end]...)
		i = end
	}
	if len(lines) <= 2*edgeLines+1 {
		return lines
	}
	middle := merged(lines[edgeLines : len(lines)-edgeLines])
	return append(append(lines[:edgeLines:edgeLines], middle), lines[len(lines)-edgeLines:]...)
}

// routine tells whether an interval is nothing special: open hours, or a night or weekend.
func routine(i *Interval) bool {
	switch i.Kind {
	case Open:
		return i.Why == "open"
	case Outside:
		return i.Why == whyNight || i.Why == whyWeekend || i.Why == whyBreak || i.Why == whyDaysOff
	}
	return false
}

// merged makes one interval of several.
func merged(all []Interval) Interval {
	m := Interval{From: all[0].From, To: all[len(all)-1].To, Kind: Several, PastDue: all[0].PastDue}
	counts := map[string]int{}
	var order []string
	tally := func(word string) {
		if counts[word] == 0 {
			order = append(order, word)
		}
		counts[word]++
	}
	for i := range all {
		v := &all[i]
		m.Wall, m.Counted, m.PausedFor, m.Holds = m.Wall+v.Wall, m.Counted+v.Counted, m.PausedFor+v.PausedFor, m.Holds+v.Holds
		switch {
		case v.Kind == Outside && v.Why == whyBreak:
			tally("break")
		case v.Kind == Outside && v.Why == whyDaysOff:
			tally("spell of days off")
		case v.Kind == Outside && (v.Why == whyNight || v.Why == whyWeekend):
			tally(v.Why)
		case v.Kind == Holiday, v.Kind == Exception:
			tally("holiday")
		case v.Kind == Paused, v.Kind == Done:
			tally("pause")
		case v.Kind == Several:
			m.Why = v.Why
		}
	}
	var words []string
	for _, word := range order {
		words = append(words, several(counts[word], word))
	}
	if m.Why == "" {
		m.Why = list(words)
	}
	return m
}

// several counts things as people do: a night, 5 nights.
func several(n int, thing string) string {
	if n == 1 {
		return "a " + thing
	}
	if first, rest, found := strings.Cut(thing, " "); found {
		return fmt.Sprintf("%d %ss %s", n, first, rest)
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
