package config

import (
	"strconv"
	"strings"
	"time"
)

// read takes one field of a pattern from the front of text and gives what is left.
func (c *civil) read(verb byte, text string) (rest string, ok bool) {
	switch verb {
	case 'Y':
		return digits(text, 4, 4, &c.year)
	case 'y':
		return c.shortYear(text)
	case 'm':
		return digits(text, 1, 2, &c.month)
	case 'd':
		return digits(text, 1, 2, &c.day)
	case 'e':
		return digits(strings.TrimPrefix(text, " "), 1, 2, &c.day)
	case 'H', 'I':
		return digits(text, 1, 2, &c.hour)
	case 'M':
		return digits(text, 2, 2, &c.min)
	case 'S':
		return digits(text, 2, 2, &c.sec)
	case 'f':
		return c.fraction(text)
	case 'b', 'B':
		return c.monthName(text, verb == 'B')
	case 'p':
		return c.halfDay(text)
	case 'z':
		return c.zoneOffset(text)
	default: // 's'
		return c.unixSeconds(text)
	}
}

// digits reads from least to most digits.
func digits(text string, least, most int, into *int) (rest string, ok bool) {
	n := leadingDigits(text, most)
	if n < least {
		return text, false
	}
	*into, _ = strconv.Atoi(text[:n])
	return text[n:], true
}

func leadingDigits(text string, most int) int {
	n := 0
	for n < len(text) && n < most && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return n
}

// shortYear reads two digits as strptime does: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068.
func (c *civil) shortYear(text string) (rest string, ok bool) {
	rest, ok = digits(text, 2, 2, &c.year)
	if c.year < 69 {
		c.year += 2000
	} else {
		c.year += 1900
	}
	return rest, ok
}

// fraction reads decimals of a second; what lies below the microsecond is cut.
func (c *civil) fraction(text string) (rest string, ok bool) {
	n := leadingDigits(text, 9)
	if n == 0 {
		return text, false
	}
	c.micro, _ = strconv.Atoi((text[:n] + "00000")[:6])
	return text[n:], true
}

func (c *civil) monthName(text string, long bool) (rest string, ok bool) {
	for m := time.January; m <= time.December; m++ {
		name := m.String()
		if !long {
			name = name[:3]
		}
		if len(text) >= len(name) && strings.EqualFold(text[:len(name)], name) {
			c.month = int(m)
			return text[len(name):], true
		}
	}
	return text, false
}

func (c *civil) halfDay(text string) (rest string, ok bool) {
	if len(text) < 2 {
		return text, false
	}
	switch strings.ToUpper(text[:2]) {
	case "AM":
		c.pm = 0
	case "PM":
		c.pm = 1
	default:
		return text, false
	}
	return text[2:], true
}

// zoneOffset reads Z, +hhmm or +hh:mm.
func (c *civil) zoneOffset(text string) (rest string, ok bool) {
	if text == "" {
		return text, false
	}
	c.hasOffset = true
	sign := 1
	switch text[0] {
	case 'Z', 'z':
		return text[1:], true
	case '-':
		sign = -1
	case '+':
	default:
		return text, false
	}
	var hours, minutes int
	if rest, ok = digits(text[1:], 2, 2, &hours); !ok {
		return text, false
	}
	if rest, ok = digits(strings.TrimPrefix(rest, ":"), 2, 2, &minutes); !ok || minutes > 59 || hours > 18 {
		return text, false
	}
	c.offset = sign * (hours*3600 + minutes*60)
	return rest, true
}

func (c *civil) unixSeconds(text string) (rest string, ok bool) {
	digitsFrom := 0
	if strings.HasPrefix(text, "-") {
		digitsFrom = 1
	}
	n := leadingDigits(text[digitsFrom:], 12)
	if n == 0 {
		return text, false
	}
	c.unix, _ = strconv.ParseInt(text[:digitsFrom+n], 10, 64)
	c.hasUnix = true
	return text[digitsFrom+n:], c.unix <= maxInstant/1e6 && c.unix >= -maxInstant/1e6
}
