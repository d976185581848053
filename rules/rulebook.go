package rules

import (
	"slices"

	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// Rulebook is histories of standards bound to the vocabulary of one source, so
// that a replay compares numbers and places instead of names. It never changes
// after it is made and may be used by several goroutines.
type Rulebook struct {
	vocabulary *Vocabulary
	histories  []History
	bound      [][]boundVersion
}

// boundVersion is a version of a standard in the terms of a vocabulary.
type boundVersion struct {
	version *Version
	number  int // in its history
	measure boundMeasure
	applies match.Bound
	targets []boundTarget
	site    int // place of the attribute that names the calendar, -1 where the measure has none
}

type boundTarget struct {
	when   match.Bound
	target *Target
	due    int // place of the due attribute, -1 where there is none
}

// UnknownName is a name in a standard, in a route, or among those that reports are broken down by, that the source does not have. It would
// silently match nothing.
type UnknownName struct {
	Standard string // the standard's id; "" where something else names it
	Route    string // the route's name; "" where no route names it. Bind gives none; with neither it is one that reports go by
	What     string // "attribute" (also of calendar_from) or "event"
	Name     string
	Known    []string // the names there are
}

// Bind binds histories to a vocabulary. Unknown names are given back in the
// order of the standards; with any of them the Rulebook still works, and they match nothing. What a version names that
// is no longer the live one, or of a standard that was taken away, is not reported: nobody can mend it.
func Bind(histories []History, v *Vocabulary) (*Rulebook, []UnknownName) {
	b := &Rulebook{vocabulary: v, histories: histories}
	var unknown []UnknownName
	for _, history := range histories {
		versions := make([]boundVersion, len(history))
		for i := range history {
			bound, missing := bindVersion(&history[i], v)
			bound.number = i
			versions[i] = bound
			if i == len(history)-1 && history[i].RetiredAt == calendar.None {
				unknown = append(unknown, missing...)
			}
		}
		b.bound = append(b.bound, versions)
	}
	return b, unknown
}

// Histories gives what was bound, in order. The caller must not change it.
func (b *Rulebook) Histories() []History { return b.histories }

// Vocabulary gives the vocabulary it is bound to.
func (b *Rulebook) Vocabulary() *Vocabulary { return b.vocabulary }

func bindVersion(version *Version, v *Vocabulary) (boundVersion, []UnknownName) {
	s := version.Standard
	names := &unknownNames{standard: s.ID, vocabulary: v}
	bound := boundVersion{version: version, measure: bindMeasure(&s.Measure, names), site: -1}
	if s.Measure.CalendarFrom != "" {
		bound.site = names.attribute(s.Measure.CalendarFrom)
	}
	bound.applies = names.bind(s.AppliesTo)
	for i := range s.Targets {
		t := &s.Targets[i]
		row := boundTarget{when: names.bind(t.When), target: t, due: -1}
		if t.Due != "" {
			row.due = names.attribute(t.Due)
		}
		bound.targets = append(bound.targets, row)
	}
	return bound, names.unknown
}

// judges tells whether a cycle with a start is judged by the version.
func (b *boundVersion) judges(start calendar.Instant) bool {
	v := b.version
	return start >= v.LiveFrom && (v.LiveUntil == calendar.None || start < v.LiveUntil)
}

// unknownNames collects what a standard names and its source lacks, each once.
type unknownNames struct {
	standard   string
	vocabulary *Vocabulary
	unknown    []UnknownName
}

func (u *unknownNames) add(what, name string, known []string) {
	same := func(n UnknownName) bool { return n.What == what && n.Name == name }
	if !slices.ContainsFunc(u.unknown, same) {
		u.unknown = append(u.unknown, UnknownName{Standard: u.standard, What: what, Name: name, Known: known})
	}
}

func (u *unknownNames) bind(c match.Condition) match.Bound {
	bound, missing := c.Bind(u.vocabulary.Attribute)
	for _, name := range missing {
		u.add("attribute", name, u.vocabulary.attributes)
	}
	return bound
}

// attribute gives a place past every ticket's values where the name is not known: always missing.
func (u *unknownNames) attribute(name string) int {
	at, known := u.vocabulary.Attribute(name)
	if !known {
		u.add("attribute", name, u.vocabulary.attributes)
		return len(u.vocabulary.attributes)
	}
	return at
}
