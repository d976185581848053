package monitor_test

import (
	"testing"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
)

// What a route names counts by the route: two standards may share it, and another route may name the same.
func TestANameInARouteThatNoSourceHas(t *testing.T) {
	var unknown monitor.UnknownNames
	teams := func(routes ...string) (names []rules.UnknownName) {
		for _, r := range routes {
			names = append(names, rules.UnknownName{Route: r, What: "attribute", Name: "team", Known: []string{"id", "squad"}})
		}
		return names
	}
	unknown.Add("a", teams("front", "leads"))
	unknown.Add("b", teams("leads"))
	err := unknown.Err()
	const want = `route leads: none of the sources has attribute "team"; there are: id, squad`
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// What reports are broken down by belongs to neither a standard nor a route.
func TestANameInReportsThatNoSourceHas(t *testing.T) {
	var unknown monitor.UnknownNames
	unknown.Add("a", []rules.UnknownName{{What: "attribute", Name: "squat", Known: []string{"id", "squad"}}})
	err := unknown.Err()
	const want = `digest.by: source a has no attribute "squat"; there are: id, squad`
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
