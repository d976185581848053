package monitor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/yardstickd/yardstick/rules"
)

// UnknownNames gathers the names in standards, in routes and in digest.by that sources lack. A name is an
// error only if none of the sources has it: then it would silently match
// nothing. Of two help desks one may well have attributes and events of its own.
type UnknownNames struct {
	sources []string
	names   []rules.UnknownName
	lacking []int // how many sources lack each
}

// Add takes what one source lacks, which may be nothing.
func (u *UnknownNames) Add(source string, names []rules.UnknownName) {
	u.sources = append(u.sources, source)
	for _, n := range names {
		i := slices.IndexFunc(u.names, func(o rules.UnknownName) bool {
			return o.Standard == n.Standard && o.Route == n.Route && o.What == n.What && o.Name == n.Name
		})
		if i < 0 {
			u.names, u.lacking = append(u.names, n), append(u.lacking, 1)
			continue
		}
		u.lacking[i]++
		u.names[i].Known = append(slices.Clone(u.names[i].Known), n.Known...)
	}
}

// Err gives an *UnknownNamesError of the names that all of the sources lack; nil if there is none.
func (u *UnknownNames) Err() error {
	var nowhere []rules.UnknownName
	for i, n := range u.names {
		if u.lacking[i] == len(u.sources) {
			n.Known = known(n.Known)
			nowhere = append(nowhere, n)
		}
	}
	if len(nowhere) == 0 {
		return nil
	}
	return &UnknownNamesError{Sources: u.sources, Names: nowhere}
}

// known gives names once each, in order, without the one that stands for all others.
func known(names []string) []string {
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == "" })
	slices.Sort(names)
	return slices.Compact(names)
}

// UnknownNamesError says that standards, routes or digest.by name what no source has; they would silently match nothing.
type UnknownNamesError struct {
	Sources []string // those that were asked
	Names   []rules.UnknownName
}

// Error lists the names, one a line after the first, each with what there is instead.
func (e *UnknownNamesError) Error() string {
	return e.Advised(func(_ string, known []string) string { return "; there are: " + strings.Join(known, ", ") })
}

// Advised is Error with other advice: a function of the name written and the names there are.
func (e *UnknownNamesError) Advised(advice func(written string, known []string) string) string {
	where := "none of the sources has"
	if len(e.Sources) == 1 {
		where = "source " + e.Sources[0] + " has no"
	}
	lines := make([]string, len(e.Names))
	for i, n := range e.Names {
		who := "standard " + n.Standard
		switch {
		case n.Route != "":
			who = "route " + n.Route
		case n.Standard == "":
			who = "digest.by"
		}
		lines[i] = fmt.Sprintf("%s: %s %s %q%s", who, where, n.What, n.Name, advice(n.Name, n.Known))
		if n.What == "event" {
			lines[i] += " (a kind that has not happened yet can be listed under `kinds:` of the source)"
		}
	}
	return strings.Join(lines, "\n")
}
