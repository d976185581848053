package simulate

import "time"

// The desk works on weekdays, in Berlin's time. It is when the agents happen
// to work, not a calendar that anything is judged by.
const (
	shiftBegins = 8  // o'clock
	shiftEnds   = 18 // o'clock
)

var berlin = mustLoad("Europe/Berlin")

// mustLoad is for names that are right: the zone data are in the binary.
func mustLoad(name string) *time.Location {
	l, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC // without zone data the desk works in UTC
	}
	return l
}

// onDuty is when agents have spent some working time from an instant on; it
// never lies outside a shift.
func onDuty(from time.Time, spend time.Duration) time.Time {
	at := from.In(berlin)
	for {
		begins := time.Date(at.Year(), at.Month(), at.Day(), shiftBegins, 0, 0, 0, berlin)
		ends := time.Date(at.Year(), at.Month(), at.Day(), shiftEnds, 0, 0, 0, berlin)
		if at.Before(begins) {
			at = begins
		}
		if left := ends.Sub(at); working(at) && left > 0 {
			if spend < left {
				return at.Add(spend).UTC()
			}
			spend -= left
		}
		at = time.Date(at.Year(), at.Month(), at.Day()+1, shiftBegins, 0, 0, 0, berlin)
	}
}

func working(day time.Time) bool {
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}
