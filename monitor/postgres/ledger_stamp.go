package postgres

import (
	"database/sql"
	"strconv"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// stamp gives an instant as Postgres reads it, to the microsecond; None gives null.
func stamp(i calendar.Instant) any {
	if i == calendar.None {
		return nil
	}
	return string(appendStamp(nil, i))
}

// instant is the inverse of stamp.
func instant(t sql.NullTime) calendar.Instant {
	if !t.Valid {
		return calendar.None
	}
	return calendar.FromTime(t.Time)
}

// appendStamp writes an instant, which is not None, as timestamptz input. It is
// several times as fast as time.Time's Format, which shows when a million clocks are written.
func appendStamp(dst []byte, i calendar.Instant) []byte {
	t := i.Time()
	year, month, day := t.Date()
	before := year < 1
	if before {
		year = 1 - year // there is no year 0: the one before 1 is 1 BC
	}
	dst = appendPadded(dst, year, 4)
	dst = appendPadded(append(dst, '-'), int(month), 2)
	dst = appendPadded(append(dst, '-'), day, 2)
	hour, minute, second := t.Clock()
	dst = appendPadded(append(dst, ' '), hour, 2)
	dst = appendPadded(append(dst, ':'), minute, 2)
	dst = appendPadded(append(dst, ':'), second, 2)
	if micro := t.Nanosecond() / 1000; micro != 0 {
		dst = appendPadded(append(dst, '.'), micro, 6)
	}
	dst = append(dst, "+00"...)
	if before {
		dst = append(dst, " BC"...)
	}
	return dst
}

func appendPadded(dst []byte, n, width int) []byte {
	for limit := 10; width > 1; width-- {
		if n < pow(limit, width-1) {
			dst = append(dst, '0')
		}
	}
	return strconv.AppendInt(dst, int64(n), 10)
}

func pow(base, exponent int) int {
	n := 1
	for range exponent {
		n *= base
	}
	return n
}

// stampArray builds the text of a timestamptz[].
type stampArray struct{ built []byte }

func (a *stampArray) add(i calendar.Instant) {
	if len(a.built) > 0 {
		a.built = append(a.built, ',')
	}
	if i == calendar.None {
		a.built = append(a.built, "NULL"...)
		return
	}
	a.built = append(a.built, '"')
	a.built = appendStamp(a.built, i)
	a.built = append(a.built, '"')
}

func (a *stampArray) text() string { return "{" + string(a.built) + "}" }
