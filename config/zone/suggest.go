package zone

import (
	"fmt"
	"strings"
)

// unknown is the error for a name that is no zone.
func unknown(name string) error {
	if name == "Local" {
		return fmt.Errorf("the time zone %q differs from machine to machine: name one such as Europe/Berlin", name)
	}
	if near := Suggest(name); near != "" {
		return fmt.Errorf("unknown time zone %q: did you mean %s?", name, near)
	}
	return fmt.Errorf("unknown time zone %.60q: zones are named like Europe/Berlin", name)
}

// Suggest gives the zone whose name is closest to a wrong one, "" where none
// is: the same but for case, spaces and underscores; the same city; or a few
// letters off.
func Suggest(name string) string {
	if len(name) > 60 {
		return ""
	}
	wanted := plain(name)
	best, bestCost := "", len(wanted)/4+2
	for _, known := range Names() {
		if plain(known) == wanted {
			return known
		}
		city := plain(known[strings.LastIndexByte(known, '/')+1:])
		cost := distance(plain(known), wanted)
		if strings.Contains(known, "/") {
			cost = min(cost, distance(city, wanted), distance(city, cityOf(wanted))+1)
		}
		if cost < bestCost {
			best, bestCost = known, cost
		}
	}
	return best
}

// plain is a name without what people get wrong first.
func plain(name string) string {
	return strings.NewReplacer(" ", "", "_", "", "-", "").Replace(strings.ToLower(name))
}

func cityOf(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// distance is the number of letters to insert, drop or change to get from a to b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
