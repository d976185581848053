package notifiers

import (
	"testing"
	"time"
	_ "time/tzdata" // zones as the product has them

	"github.com/yardstickd/yardstick/rules/calendar"
)

func TestMoment(t *testing.T) {
	for _, c := range []struct{ at, zone, want string }{
		{"2026-03-30T07:30:00Z", "Europe/Berlin", "Mon 30 Mar 2026 09:30 CEST (UTC+02:00)"},
		{"2026-10-25T00:30:00Z", "Europe/Berlin", "Sun 25 Oct 2026 02:30 CEST (UTC+02:00)"}, // twice that night:
		{"2026-10-25T01:30:00Z", "Europe/Berlin", "Sun 25 Oct 2026 02:30 CET (UTC+01:00)"},  // only the offset tells
		{"2026-01-05T12:00:00Z", "America/Sao_Paulo", "Mon 5 Jan 2026 09:00 (UTC-03:00)"},
		{"2026-01-05T12:00:00Z", "Asia/Kathmandu", "Mon 5 Jan 2026 17:45 (UTC+05:45)"},
		{"2026-01-05T12:00:07Z", "UTC", "Mon 5 Jan 2026 12:00:07 UTC (UTC+00:00)"},
	} {
		location, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := Moment(calendar.FromTime(at), location); got != c.want {
			t.Errorf("Moment(%s, %s) = %q, want %q", c.at, c.zone, got, c.want)
		}
	}
	if got := Moment(calendar.None, time.UTC); got != "–" {
		t.Errorf("Moment(None) = %q", got)
	}
	if got := Moment(0, nil); got != "Thu 1 Jan 1970 00:00 UTC (UTC+00:00)" {
		t.Errorf("without a location: %q", got)
	}
}
