package notifiers

import (
	"strings"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// Moment gives an instant in a zone, by its name there and by the offset from
// UTC, so that nobody has to guess: "Mon 30 Mar 2026 09:30 CEST (UTC+02:00)".
// Seconds are shown where there are any. A nil location means UTC; None gives "–".
func Moment(i calendar.Instant, location *time.Location) string {
	if i == calendar.None {
		return "–"
	}
	if location == nil {
		location = time.UTC
	}
	at, layout := i.Time().In(location), "Mon 2 Jan 2006 15:04"
	if at.Second() != 0 {
		layout += ":05"
	}
	name, _ := at.Zone()
	if strings.HasPrefix(name, "+") || strings.HasPrefix(name, "-") { // a zone without letters says its offset only
		return at.Format(layout + " (UTC-07:00)")
	}
	return at.Format(layout + " MST (UTC-07:00)")
}
