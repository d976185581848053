package rules

import (
	"cmp"
	"slices"
)

// sortTimeline puts events in the order in which they count: by instant, and
// at one instant those with a seq by it. The order of others at
// one instant depends on what each does to a measure, which walk settles; what is left of the order only makes it one.
// Timelines come nearly sorted, so short ones are sorted by insertion.
func sortTimeline(events []Event) {
	if len(events) > 12 {
		slices.SortFunc(events, compareEvents)
		return
	}
	for i := 1; i < len(events); i++ {
		for j := i; j > 0 && compareEvents(events[j], events[j-1]) < 0; j-- {
			events[j], events[j-1] = events[j-1], events[j]
		}
	}
}

// compareEvents orders events; those that are the same in all that counts are equal.
func compareEvents(a, b Event) int {
	if a.At != b.At {
		return cmp.Compare(a.At, b.At)
	}
	if a.HasSeq != b.HasSeq {
		if b.HasSeq {
			return -1
		}
		return 1
	}
	if a.HasSeq && a.Seq != b.Seq {
		return cmp.Compare(a.Seq, b.Seq)
	}
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Author, b.Author), cmp.Compare(a.Public, b.Public),
		flag(a.Milestone)-flag(b.Milestone), flag(a.Future)-flag(b.Future))
}

func flag(b bool) int {
	if b {
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
