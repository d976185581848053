package rules

import (
	"strconv"
	"strings"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// calendar gives the calendar that a cycle under a row runs on: the row's, or else the one that the ticket's attribute names, or
// else the standard's. A pinned one comes before all, if its name still means one. Without a calendar it says why.
func (r *replay) calendar(v *boundVersion, t *Target, pin *Pin) (on *calendar.Calendar, by CalendarChoice, reason string) {
	s := v.version.Standard
	if pin != nil && pin.Calendar != "" {
		if on = named(s, t, pin.Calendar); on != nil {
			return on, ByPin, ""
		}
	}
	switch {
	case t.Calendar != nil:
		return t.Calendar, ByRow, ""
	case t.CalendarGone != "":
		return nil, ByRow, notDefined(t.CalendarGone)
	case v.site >= 0 && filled(r.ticket.Attributes, v.site):
		name := strings.TrimSpace(r.ticket.Attributes[v.site].Text)
		if on = site(s.Sites, name); on == nil {
			return nil, ByAttribute, notDefined(name)
		}
		return on, ByAttribute, ""
	case s.Calendar != nil:
		return s.Calendar, ByStandard, ""
	}
	return nil, ByStandard, notDefined(s.CalendarGone)
}

// notDefined is the reason of a clock whose calendar nobody knows. The name is data of the ticket.
func notDefined(name string) string {
	return "calendar " + strconv.Quote(name) + " is not one of the standards'"
}

// named finds a calendar of a standard by its name.
func named(s *Standard, t *Target, name string) *calendar.Calendar {
	switch {
	case t.Calendar != nil && t.Calendar.Name() == name:
		return t.Calendar
	case s.Calendar != nil && s.Calendar.Name() == name:
		return s.Calendar
	}
	return site(s.Sites, name)
}

// site finds a calendar without regard to case; it allocates for names in capitals beyond ASCII or longer than most alone.
func site(sites map[string]*calendar.Calendar, name string) *calendar.Calendar {
	var buffer [64]byte
	if len(name) > len(buffer) {
		return sites[strings.ToLower(name)]
	}
	for i := range len(name) {
		c := name[i]
		if c >= 0x80 {
			return sites[strings.ToLower(name)]
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buffer[i] = c
	}
	return sites[string(buffer[:len(name)])]
}
