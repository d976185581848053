package monitor

import (
	"fmt"
	"strconv"

	"github.com/yardstickd/yardstick/notifiers"
)

// mostAttached is how many clocks that a change made late at once are told one by one, in a place and a pass.
const mostAttached = 5

// storm counts the clocks that a change made late at once, for one place.
type storm struct {
	place notifiers.Place
	told  int
	// summed counts those that are not told one by one, by the place of the standard.
	summed map[int]int
}

// attach decides on one more clock that is late at once: told, or summed up in a notice.
func (p *pass) attach(place int) Reason {
	p.report.LateAttached++
	s := p.storm(p.standing.routes[place].Place)
	if s.told < mostAttached {
		s.told++
		return LateAttached
	}
	s.summed[place]++
	return LateSummed
}

func (p *pass) storm(place notifiers.Place) *storm {
	for _, s := range p.storms {
		if s.place == place {
			return s
		}
	}
	s := &storm{place: place, summed: map[int]int{}}
	p.storms = append(p.storms, s)
	return s
}

// attachedNotices sums up what attach kept back, one notice a place.
func (p *pass) attachedNotices() []NoticeIntent {
	var notices []NoticeIntent
	for _, s := range p.storms {
		total := 0
		var lines []string
		for i, id := range p.standing.ids { // in the order of the files
			if n := s.summed[i]; n > 0 {
				total += n
				lines = append(lines, fmt.Sprintf("%s: %d", id, n))
			}
		}
		if total == 0 {
			continue
		}
		notices = append(notices, NoticeIntent{Place: s.place, Notice: notifiers.Notice{
			Key:   key("late_attached", p.w.Source.Name(), string(s.place), strconv.FormatInt(int64(p.asOf), 10)),
			Title: fmt.Sprintf("%d more tickets are late since their data, or the standards, were changed", total),
			Lines: lines, AsOf: p.asOf, Location: p.Location,
		}})
	}
	return notices
}
