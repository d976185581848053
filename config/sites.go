package config

import (
	"strings"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// sites gives all calendars by their names in lower case, as a ticket's attribute may name them.
func (s *Set) sites() map[string]*calendar.Calendar {
	sites := make(map[string]*calendar.Calendar, len(s.Calendars))
	for _, c := range s.Calendars {
		sites[strings.ToLower(c.Name())] = c
	}
	return sites
}

// checkSites reports calendars that the attribute of calendar_from can't tell apart, since its text is compared
// without regard to case.
func (s *reading) checkSites() {
	first := map[string]*calendarDraft{}
	for _, c := range s.calendars.all {
		name := strings.ToLower(c.name)
		before, taken := first[name]
		if taken && before.name != c.name {
			c.at.key.fail("duplicate", "calendar %s differs from %s by capitals only", quoted(c.name), quoted(before.name)).
				Hint = "calendar_from does not tell capitals from small letters; the other one is at " + before.at.key.place()
		} else if !taken {
			first[name] = c
		}
	}
}

// bySite tells whether a standard's measure takes calendars from tickets.
func (s *reading) bySite() bool {
	for _, m := range s.measures.all {
		if m.used && m.measure.CalendarFrom != "" {
			return true
		}
	}
	return false
}
