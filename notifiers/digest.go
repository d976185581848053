package notifiers

import (
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// Digest is a period's report, to be rendered as each medium has it: notifiers/digest makes its words, charts, HTML and PDF.
type Digest struct {
	Key    string // unique for ever: the digest's name, its period and the place
	Report *compliance.Report
	// Location is the zone in which instants are shown; nil means UTC.
	Location *time.Location
	// Link leads to the same digest on the board; "" where there is no board that others can reach.
	Link string
}

// AsOf is when the report was made; None where it does not say.
func (d *Digest) AsOf() calendar.Instant {
	at, err := time.Parse(time.RFC3339, d.Report.AsOf)
	if err != nil {
		return calendar.None
	}
	return calendar.FromTime(at)
}
