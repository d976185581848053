package config

import (
	"cmp"
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

// Hash identifies what decides the verdicts of a standard: its measure,
// applies_to, its targets, and the names of its calendars. What a
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
	writeMeasure(write, &s.Measure)
	write("calendar %+q", cmp.Or(calendarName(s.Calendar), s.CalendarGone))
	write("applies %s", canonicalCondition(s.AppliesTo))
	for _, row := range s.Targets {
		writeTarget(h, row)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func writeMeasure(write func(format string, args ...any), m *rules.Measure) {
	for _, role := range []struct {
		name      string
		selectors []rules.Selector
	}{{"start", m.Start}, {"stop", m.Stop}, {"cancel", m.Cancel}} {
		plain, picky := canonicalSelectors(role.selectors)
		write("%s %+q", role.name, plain)
		if len(picky) > 0 {
			write("%s of %s", role.name, picky)
		}
	}
	pauses := make([]string, len(m.Pauses))
	for i, p := range m.Pauses {
		pauses[i] = fmt.Sprintf("pause when %s until %s while %s", allSelectors(p.When), allSelectors(p.Until), allSelectors(p.While))
	}
	slices.Sort(pauses) // together they are a union
	for _, p := range slices.Compact(pauses) {
		write("%s", p)
	}
	if m.Repeat != rules.RepeatFirst {
		write("repeat %s", repeatWords[m.Repeat])
	}
	if m.Reopen.Then != rules.ThenIgnore {
		write("reopen %s %s", thenWords[m.Reopen.Then], allSelectors(m.Reopen.Events))
	}
	if m.CalendarFrom != "" {
		write("calendar from %+q", m.CalendarFrom)
	}
}

// canonicalSelectors gives the names that stand alone, and those with conditions, in an order of their own.
func canonicalSelectors(selectors []rules.Selector) (plain, picky []string) {
	plain = []string{}
	for _, s := range selectors {
		if s.Author == rules.NoAuthor && s.Public == rules.NoVisibility {
			plain = append(plain, s.Event)
			continue
		}
		text := fmt.Sprintf("%+q", s.Event)
		if s.Author != rules.NoAuthor {
			text += " author " + authorWords[s.Author]
		}
		if s.Public != rules.NoVisibility {
			text += fmt.Sprintf(" public %t", s.Public == rules.Public)
		}
		picky = append(picky, text)
	}
	slices.Sort(plain)
	slices.Sort(picky)
	return plain, picky
}

func allSelectors(selectors []rules.Selector) string {
	plain, picky := canonicalSelectors(selectors)
	return fmt.Sprintf("%+q of %s", plain, picky)
}

func writeTarget(w io.Writer, row rules.Target) {
	_, _ = fmt.Fprintf(w, "target when %s due %+q exempt %t calendar %+q within %s desired %s\n",
		canonicalCondition(row.When), row.Due, row.Exempt != "", cmp.Or(calendarName(row.Calendar), row.CalendarGone),
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
