package monitor

import (
	"fmt"
	"strconv"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
)

// mostAttached is how many clocks that a change made late, or put past a warning, at once are told one by one, in a place
// and a pass.
const mostAttached = 5

// storm counts the clocks that a change made late, or put past a warning, at once, for one place.
type storm struct {
	place notifiers.Place
	told  int
	// late and risk count those that are not told one by one, by the place of the standard.
	late, risk map[int]int
}

// attach decides on one more clock that is late, or at risk, at once, or escalated for it: told, or summed up in a notice
// of the place that it would be told in first.
func (p *pass) attach(c *rules.Clock, t *Transition, before *Recorded) Reason {
	place, routes := int(c.Place), p.routesOf(int(c.Place), t, before)
	if len(routes) == 0 {
		return t.Reason
	}
	s := p.storm(routes[0].of(c.Ticket).places[0])
	summed := s.risk
	if t.Reason == LateAttached {
		summed = s.late
		if t.Kind == notifiers.Missed {
			p.report.LateAttached++
		}
	}
	if s.told < mostAttached {
		s.told++
		return t.Reason
	}
	summed[place]++
	return LateSummed
}

func (p *pass) storm(place notifiers.Place) *storm {
	for _, s := range p.storms {
		if s.place == place {
			return s
		}
	}
	s := &storm{place: place, late: map[int]int{}, risk: map[int]int{}}
	p.storms = append(p.storms, s)
	return s
}

// attachedNotices sums up what attach kept back, one notice a place.
func (p *pass) attachedNotices() []NoticeIntent {
	var notices []NoticeIntent
	for _, s := range p.storms {
		late, risk := 0, 0
		var lines []string
		for i, id := range p.standing.ids { // in the order of the files
			late, risk = late+s.late[i], risk+s.risk[i]
			if what := lateAndAtRisk(s.late[i], s.risk[i], "", ", "); what != "" {
				lines = append(lines, id+": "+what)
			}
		}
		if len(lines) == 0 {
			continue
		}
		notices = append(notices, NoticeIntent{Place: s.place, Notice: notifiers.Notice{
			Key:   key("late_attached", p.w.Source.Name(), string(s.place), strconv.FormatInt(int64(p.asOf), 10)),
			Title: lateAndAtRisk(late, risk, "more tickets are ", ", and ") + " since their data, or the standards, were changed",
			Lines: lines, AsOf: p.asOf, Location: p.Location,
		}})
	}
	return notices
}

// lateAndAtRisk gives how many are late and how many at risk, where there are any, as "3 late, 5 at risk".
func lateAndAtRisk(late, risk int, are, and string) string {
	switch {
	case late == 0 && risk == 0:
		return ""
	case risk == 0:
		return fmt.Sprintf("%d %slate", late, are)
	case late == 0:
		return fmt.Sprintf("%d %sat risk", risk, are)
	}
	return fmt.Sprintf("%d %slate%s%d at risk", late, are, and, risk)
}
