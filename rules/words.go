package rules

// String gives the state as the ledger and the JSON output write it.
func (s State) String() string { return [...]string{"running", "paused", "stopped", "cancelled"}[s] }

// String gives the verdict as the ledger and the JSON output write it.
func (v Verdict) String() string {
	return [...]string{"open", "exceeded", "met", "missed", "cancelled", "cancelled_late", "unknown"}[v]
}

// ParseState reads what State.String wrote.
func ParseState(word string) (State, bool) {
	for s := Running; s <= Cancelled; s++ {
		if s.String() == word {
			return s, true
		}
	}
	return 0, false
}

// ParseVerdict reads what Verdict.String wrote.
func ParseVerdict(word string) (Verdict, bool) {
	for v := Open; v <= Unknown; v++ {
		if v.String() == word {
			return v, true
		}
	}
	return 0, false
}
