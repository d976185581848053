package notifiers_test

import (
	"testing"

	"github.com/yardstickd/yardstick/notifiers"
)

func TestGroupWords(t *testing.T) {
	g := notifiers.Group{Tickets: 1200, Clocks: 1300, Late: 1204, AtRisk: 90, Rested: 6}
	rested := notifiers.Group{Tickets: 1, Clocks: 1, Rested: 1, Held: true}
	for got, want := range map[string]string{
		notifiers.GroupHeadline(&g):      "1,204 late, 90 at risk",
		notifiers.GroupHeadline(&rested): "Come to rest: 1 clock",
		notifiers.GroupScope(&g):         "1,300 clocks of 1,200 tickets in one message; 6 of them at rest by now.",
		notifiers.GroupScope(&rested):    "1 clock of 1 ticket in one message, held back in quiet hours; 1 of them at rest by now.",
		notifiers.LineStanding(notifiers.GroupLine{Late: 12, AtRisk: 3, Rested: 1}): "12 late, 3 at risk, 1 at rest",
		notifiers.LineStanding(notifiers.GroupLine{AtRisk: 3}):                      "3 at risk",
		notifiers.PageHeadline(&notifiers.Page{Number: 2, Of: 10}):                  "Page 2 of 10",
		notifiers.MoreClocks(1):    "… and 1 more clock: the file has them all.",
		notifiers.MoreClocks(1500): "… and 1,500 more clocks: the file has them all.",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
