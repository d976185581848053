package notifiers

import (
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// Notice is something that people must know and that is not about one clock: standards that were refused, an alarm,
// many clocks that a change made late at once.
type Notice struct {
	// Key is unique for ever: a notice of the same key is sent once.
	Key   string
	Title string
	// Lines may hold text out of files and tickets, raw: each notifier escapes it, and cuts what is too long.
	Lines []string
	AsOf  calendar.Instant
	// Location is the zone in which AsOf is shown; nil means UTC.
	Location *time.Location
}
