package calendar

import (
	"fmt"
	"time"
)

// Date is a date of the proleptic Gregorian calendar without a zone, as the
// number of days since 1970-01-01.
type Date int32

// DateOf gives the date of a year, month and day. Values out of range are
// normalised as time.Date does: 30 February is 1 or 2 March.
func DateOf(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDate reads YYYY-MM-DD; a date that does not exist is an error.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fmt.Errorf("%q is not a date of the form YYYY-MM-DD", text)
	}
	return DateOf(t.Date()), nil
}

// Civil gives the year, month and day of d.
func (d Date) Civil() (year int, month time.Month, day int) {
	return time.Unix(int64(d)*86400, 0).UTC().Date()
}

// Weekday gives the day of the week of d.
func (d Date) Weekday() time.Weekday {
	return time.Weekday(((int(d)+4)%7 + 7) % 7)
}

// String gives d as YYYY-MM-DD.
func (d Date) String() string {
	y, m, day := d.Civil()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, day)
}
