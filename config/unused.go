package config

import "github.com/yardstickd/yardstick/config/diag"

// hintUnused points at what no standard names. It keeps quiet while there are
// errors, which may be the reason.
func (s *reading) hintUnused() {
	for _, d := range s.docs {
		if diag.Failed(d.problems) {
			return
		}
	}
	if len(s.standards.all) == 0 {
		if top, ok := s.docs[0].top(); ok {
			top.hint("no-standards", "there is no standard in these files")
		}
		return
	}
	for _, m := range s.measures.all {
		if !m.used {
			m.at.key.hint("unused", "no standard uses the measure %s", quoted(m.name))
		}
	}
	for _, c := range s.calendars.all {
		if !c.used && !s.bySite() { // a ticket may name any
			c.at.key.hint("unused", "no standard uses the calendar %s", quoted(c.name))
		}
	}
	for _, r := range s.routes.all {
		if !r.used {
			r.at.key.hint("unused", "no standard uses the route %s", quoted(r.name))
		}
	}
}
