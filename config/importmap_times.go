package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// TimeFormat reads one way of writing a time. The zero value reads ISO 8601.
type TimeFormat struct {
	text  string
	named string // "iso", "unix", "unix_ms"; "" for a pattern
	parts []timePart
}

// timePart is either literal text or, with a verb, a field.
type timePart struct {
	verb    byte
	literal string
}

// timeVerbs are the fields of a pattern, a subset of strptime's, which is
// better known than any notation of our own and can't be mistaken for a date.
const timeVerbs = "YymdeHIMSfpbBzs"

// ParseTimeFormat reads a format as written: `iso`, `unix` (seconds since
// 1970), `unix_ms`, or a pattern such as `%d/%m/%Y %H:%M`.
func ParseTimeFormat(text string) (TimeFormat, error) {
	f := TimeFormat{text: text}
	switch text {
	case "iso", "unix", "unix_ms":
		f.named = text
		return f, nil
	}
	if !strings.Contains(text, "%") {
		return f, fmt.Errorf("%q is not a time format: write iso, unix, unix_ms or a pattern such as %q", text, "%d/%m/%Y %H:%M")
	}
	for rest := text; rest != ""; {
		literal, after, found := strings.Cut(rest, "%")
		if literal != "" {
			f.parts = append(f.parts, timePart{literal: literal})
		}
		if !found {
			break
		}
		if after == "" {
			return f, fmt.Errorf("the time format %q ends with a lone %%", text)
		}
		if after[0] == '%' {
			f.parts = append(f.parts, timePart{literal: "%"})
		} else if strings.IndexByte(timeVerbs, after[0]) < 0 {
			return f, fmt.Errorf("%%%s in the time format %q is not known: use %%Y %%y %%m %%d %%e %%b %%B %%H %%I %%p %%M %%S %%f %%z %%s",
				after[:1], text)
		} else {
			f.parts = append(f.parts, timePart{verb: after[0]})
		}
		rest = after[1:]
	}
	return f, f.complete()
}

// complete refuses a pattern that names no whole date.
func (f TimeFormat) complete() error {
	has := func(verbs string) bool {
		return slices.ContainsFunc(f.parts, func(p timePart) bool { return p.verb != 0 && strings.IndexByte(verbs, p.verb) >= 0 })
	}
	switch {
	case has("s"):
		return nil
	case !has("Yy") || !has("mbB") || !has("de"):
		return fmt.Errorf("the time format %q does not name a whole date: it needs a year (%%Y), a month (%%m or %%b) and a day (%%d)", f.text)
	case has("I") != has("p"):
		return fmt.Errorf("in the time format %q, %%I (hours of twelve) and %%p (AM or PM) need each other", f.text)
	}
	return nil
}

// String gives the format as written.
func (f TimeFormat) String() string {
	if f.text == "" {
		return "iso"
	}
	return f.text
}

// Parse reads a time. One without an offset is wall clock of the zone: a time
// that occurs twice means the first, one that was left out the end of the gap.
func (f TimeFormat) Parse(text string, zone *calendar.Zone) (calendar.Instant, error) {
	if f.named == "" && len(f.parts) > 0 {
		return f.parsePattern(text, zone)
	}
	var scale int64 // microseconds
	switch f.named {
	case "unix":
		scale = 1e6
	case "unix_ms":
		scale = 1e3
	default:
		return calendar.ParseStamp(text, zone)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n > maxInstant/scale || n < -maxInstant/scale {
		return calendar.None, f.mismatch(text)
	}
	return calendar.Instant(n * scale), nil
}

// maxInstant keeps what is read within four-digit years, in microseconds since 1970.
const maxInstant = 253402300799 * 1e6

func (f TimeFormat) mismatch(text string) error {
	return fmt.Errorf("%q is not a time of the form %s", text, f)
}

// civil collects the fields of a time while it is read.
type civil struct {
	year, month, day, hour, min, sec, micro int
	pm                                      int // -1 for a clock of 24 hours, 0 AM, 1 PM
	offset                                  int // seconds east of UTC
	hasOffset                               bool
	unix                                    int64
	hasUnix                                 bool
}

func (f TimeFormat) parsePattern(text string, zone *calendar.Zone) (calendar.Instant, error) {
	c := civil{pm: -1}
	rest := text
	for _, part := range f.parts {
		var ok bool
		if part.verb == 0 {
			rest, ok = strings.CutPrefix(rest, part.literal)
		} else {
			rest, ok = c.read(part.verb, rest)
		}
		if !ok {
			return calendar.None, f.mismatch(text)
		}
	}
	at, ok := c.instant(zone)
	if rest != "" || !ok {
		return calendar.None, f.mismatch(text)
	}
	return at, nil
}

func (c *civil) instant(zone *calendar.Zone) (calendar.Instant, bool) {
	if c.hasUnix {
		return calendar.Instant(c.unix*1e6 + int64(c.micro)), true
	}
	if c.pm >= 0 {
		if c.hour < 1 || c.hour > 12 {
			return 0, false
		}
		c.hour = c.hour%12 + 12*c.pm
	}
	day := calendar.DateOf(c.year, time.Month(c.month), c.day)
	if _, m, d := day.Civil(); int(m) != c.month || d != c.day || c.hour > 23 || c.min > 59 || c.sec > 59 {
		return 0, false
	}
	seconds := int64(day)*86400 + int64(c.hour)*3600 + int64(c.min)*60 + int64(c.sec)
	local := calendar.Instant(seconds*1e6 + int64(c.micro))
	if c.hasOffset {
		return local - calendar.Instant(int64(c.offset)*1e6), true
	}
	return zone.Instant(local), true
}
