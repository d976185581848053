package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/rules"
)

// unknownNames are the names in standards that sources lack, each with how many sources lack it.
type unknownNames []unknownName

type unknownName struct {
	rules.UnknownName
	sources int
}

// add counts what one source lacks.
func (u *unknownNames) add(names []rules.UnknownName) {
	for _, n := range names {
		i := slices.IndexFunc(*u, func(o unknownName) bool {
			return o.Standard == n.Standard && o.What == n.What && o.Name == n.Name
		})
		if i < 0 {
			*u = append(*u, unknownName{UnknownName: n, sources: 1})
			continue
		}
		(*u)[i].sources++
		(*u)[i].Known = append(slices.Clone((*u)[i].Known), n.Known...)
	}
}

// err tells of the names that none of the sources has, a line each; nil if there is none.
func (u *unknownNames) err(sources []config.Source) error {
	where := "none of the sources has"
	if len(sources) == 1 {
		where = "source " + sources[0].Name + " has no"
	}
	var lines []string
	for _, n := range *u {
		if n.sources < len(sources) {
			continue
		}
		line := fmt.Sprintf("standard %s: %s %s %q%s", n.Standard, where, n.What, n.Name, advice(n.Name, known(n.Known)))
		if n.What == "event" {
			line += " (a kind that has not happened yet can be listed under `kinds:` of the source)"
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return nil
	}
	return errors.New(strings.Join(lines, "\nyardstick: "))
}

// known gives names once each, without the one that stands for all others.
func known(names []string) []string {
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == "" })
	slices.Sort(names)
	return slices.Compact(names)
}
