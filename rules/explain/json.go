package explain

import (
	"strconv"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// Instant is an instant that is RFC 3339 in UTC in JSON, null for calendar.None.
type Instant calendar.Instant

// MarshalJSON writes it.
func (i Instant) MarshalJSON() ([]byte, error) {
	if calendar.Instant(i) == calendar.None {
		return []byte("null"), nil
	}
	return []byte(strconv.Quote(calendar.Instant(i).String())), nil
}

func (i Instant) none() bool { return calendar.Instant(i) == calendar.None }

// Seconds is a length of time that is a number of seconds in JSON.
type Seconds time.Duration

// MarshalJSON writes it with as many decimals as it needs.
func (s Seconds) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, time.Duration(s).Seconds(), 'f', -1, 64), nil
}
