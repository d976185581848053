package rules

import "slices"

// sortTimeline puts events in the order in which they count: by instant, and
// at one instant by seq where all of them have one. Otherwise their order at
// one instant depends on what each does to a measure, which firstCycle settles.
// Timelines come nearly sorted, so short ones are sorted by insertion.
func sortTimeline(events []Event) {
	if len(events) > 12 {
		slices.SortStableFunc(events, compareEvents)
		return
	}
	for i := 1; i < len(events); i++ {
		for j := i; j > 0 && compareEvents(events[j], events[j-1]) < 0; j-- {
			events[j], events[j-1] = events[j-1], events[j]
		}
	}
}

func compareEvents(a, b Event) int {
	switch {
	case a.At != b.At:
		if a.At < b.At {
			return -1
		}
		return 1
	case a.HasSeq != b.HasSeq:
		if b.HasSeq {
			return -1
		}
		return 1
	case a.HasSeq && a.Seq != b.Seq:
		if a.Seq < b.Seq {
			return -1
		}
		return 1
	}
	return 0
}

// instantEnd gives the end of the run of events that share the instant of events[from].
func instantEnd(events []Event, from int) int {
	to := from + 1
	for to < len(events) && events[to].At == events[from].At {
		to++
	}
	return to
}
