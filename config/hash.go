package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// Hash identifies what decides the verdicts of a standard: the events of its
// measure, applies_to, its targets, and the names of its calendars. What a
// calendar contains, warnings, routes and all texts for people are left out,
// and so are the order and the letter case of what is compared: editing them
// makes no new version.
//
// Ledgers keep it beside each clock to say by what it was judged. So the text
// that is hashed must not change for standards that have not: to a ledger they
// would all be new ones. A new key adds to the text only where it is written,
// and %+q is used since %q knows more letters with each release of Go.
func Hash(s *rules.Standard) string {
	h := sha256.New()
	write := func(format string, args ...any) { _, _ = fmt.Fprintf(h, format+"\n", args...) }
	write("start %+q", sorted(names(s.Measure.Start)))
	write("stop %+q", sorted(names(s.Measure.Stop)))
	write("cancel %+q", sorted(names(s.Measure.Cancel)))
	write("calendar %+q", calendarName(s.Calendar))
	write("applies %s", canonicalCondition(s.AppliesTo))
	for _, row := range s.Targets {
		writeTarget(h, row)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func writeTarget(w io.Writer, row rules.Target) {
	_, _ = fmt.Fprintf(w, "target when %s due %+q exempt %t calendar %+q within %s desired %s\n",
		canonicalCondition(row.When), row.Due, row.Exempt != "", calendarName(row.Calendar),
		canonicalSpan(row.Within), canonicalSpan(row.Desired))
}

func calendarName(c *calendar.Calendar) string {
	if c == nil {
		return ""
	}
	return c.Name()
}

func canonicalSpan(s *calendar.Span) string {
	if s == nil {
		return "-"
	}
	return fmt.Sprintf("%d/%d/%d/%d/%d", s.Unit, s.Open, s.Days, s.By, s.Cutoff)
}

// canonicalCondition gives the same text for conditions that mean the same.
func canonicalCondition(c match.Condition) string {
	clauses := make([]string, len(c))
	for i, clause := range c {
		clauses[i] = fmt.Sprintf("%+q %s", clause.Attribute, canonicalTest(clause.Test))
	}
	slices.Sort(clauses)
	return strings.Join(clauses, "; ")
}

func canonicalTest(t match.Test) string {
	patterns := make([]string, len(t.AnyOf))
	for i, p := range t.AnyOf {
		patterns[i] = strings.Map(folded, p.String())
	}
	slices.Sort(patterns)
	text := fmt.Sprintf("any %t %+q", t.AnyOf != nil, slices.Compact(patterns))
	for _, c := range t.Compare {
		text += fmt.Sprintf(" %s %v", c.Op, c.Bound)
	}
	if t.Exists != nil {
		text += fmt.Sprintf(" exists %t", *t.Exists)
	}
	if t.Not != nil {
		text += " not (" + canonicalTest(*t.Not) + ")"
	}
	return text
}

// folded gives the same letter for all that match regardless of case, which lower case does not: ſ is s to match.
func folded(r rune) rune {
	least := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		least = min(least, other)
	}
	return least
}

func sorted(names []string) []string {
	names = slices.Clone(names)
	slices.Sort(names)
	return names
}

func names(selectors []rules.Selector) []string {
	list := make([]string, len(selectors))
	for i, s := range selectors {
		list[i] = s.Event
	}
	return list
}
