package config

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

const (
	minutesOfDay  = 24 * 60
	minutesOfWeek = 7 * minutesOfDay
	maxWindows    = 48
)

var (
	dayNames  = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	windowSet = regexp.MustCompile(`^(\d\d:\d\d)-(\d\d:\d\d)$`)
)

// written is a window with the place it is written at, for what is to be said about it.
type written struct {
	calendar.Window
	at value
}

// hours reads `hours:`: 24x7, or the windows of each day of the week.
func (v value) hours() (week calendar.Week, always, ok bool) {
	if v.isText() && !v.spoilt() {
		if text, _ := v.text(""); text != "24x7" {
			v.fail("hours", "%s are not hours", quoted(text)).Hint = "write 24x7, or a block with the days: mon-fri: \"08:00-17:00\""
			return week, false, false
		}
		return week, true, true
	}
	entries, ok := v.entries("the hours of each day, or 24x7,")
	if !ok {
		return week, false, false
	}
	if len(entries) == 0 {
		v.fail("hours", "the week has no hours")
		return week, false, false
	}
	all := make([]written, 0, len(entries))
	var named [7]*value
	for _, e := range entries {
		windows, good := e.value.windows()
		days, known := e.days(&named)
		ok = ok && good && known
		for _, day := range days {
			for _, w := range windows {
				week[day] = append(week[day], w.Window)
				w.Open += day * minutesOfDay
				w.Close += day * minutesOfDay
				all = append(all, w)
			}
		}
	}
	return week, false, !overlaps(all, minutesOfWeek) && ok
}

// days reads the key of a line of hours: mon, mon-thu, or "mon, wed"; a day named twice is reported.
func (e entry) days(named *[7]*value) ([]int, bool) {
	text, ok := e.name()
	if !ok {
		return nil, false
	}
	var days []int
	for _, part := range strings.Split(text, ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
		from, to := slices.Index(dayNames, first), slices.Index(dayNames, last)
		if !isRange {
			to = from
		}
		if from < 0 || to < 0 {
			e.key.fail("day", "%s is not a day of the week, or days", quoted(text)).Hint = dayNameAdvice(text)
			return nil, false
		}
		for day := from; ; day = (day + 1) % 7 {
			days = append(days, day)
			if day == to {
				break
			}
		}
	}
	for _, day := range days {
		if before := named[day]; before != nil {
			e.key.fail("duplicate", "%s is named twice", dayNames[day]).Hint = "first at " + before.place()
			return nil, false
		}
		named[day] = &e.key
	}
	return days, true
}

func dayNameAdvice(text string) string {
	lower := strings.ToLower(text)
	for _, name := range dayNames {
		if strings.HasPrefix(lower, name) && !strings.ContainsAny(text, "-,") {
			return "did you mean \"" + name + "\"?"
		}
	}
	return "write mon, tue, wed, thu, fri, sat or sun, several as mon-thu"
}

// windows reads one window, a list of them, or the word closed.
func (v value) windows() ([]written, bool) {
	if v.isText() && !v.spoilt() && strings.TrimSpace(v.node.Value) == "closed" {
		return nil, true
	}
	items, ok := v.oneOrMore("windows such as \"08:00-17:00\"")
	if !ok {
		return nil, false
	}
	if len(items) > maxWindows {
		v.fail("hours", "more than %d windows in one day", maxWindows)
		return nil, false
	}
	var windows []written
	for _, item := range items {
		w, good := item.window()
		windows = append(windows, written{w, item})
		ok = ok && good
	}
	return windows, ok
}

// window reads "22:00-06:00". One that ends at or before its beginning ends on the next date.
func (v value) window() (w calendar.Window, ok bool) {
	text, ok := v.text("a window such as \"08:00-17:00\"")
	if !ok {
		return w, false
	}
	m := windowSet.FindStringSubmatch(text)
	if m == nil {
		v.fail("hours", "%s is not a window", quoted(text)).Hint = "write it with two digits each and a hyphen: \"08:00-17:00\""
		return w, false
	}
	var bad *badTime
	if w.Open, bad = parseClock(m[1]); bad == nil {
		w.Close, bad = parseClock(m[2])
	}
	switch {
	case bad != nil:
		v.fail("hours", "%s", bad.why).Hint = bad.advice
	case w.Open == minutesOfDay:
		v.fail("hours", "a window can't begin at 24:00").Hint = "write 00:00 on the next day"
	case w.Open == w.Close:
		v.fail("hours", "%s begins and ends at one time", quoted(text)).Hint = "for a whole day write \"00:00-24:00\""
	default:
		if w.Close < w.Open {
			w.Close += minutesOfDay
		}
		return w, true
	}
	return w, false
}

// overlaps reports windows that begin before another one's end. A period joins
// the end to the beginning: Sunday night runs into Monday. 0 joins nothing.
func overlaps(all []written, period int) bool {
	slices.SortStableFunc(all, func(a, b written) int { return cmp.Compare(a.Open, b.Open) })
	if period > 0 && len(all) > 0 {
		again := all[0]
		again.Open += period
		all = append(all, again)
	}
	found := false
	for i := 1; i < len(all); i++ {
		if all[i].Open < all[i-1].Close {
			if found = true; all[i].at.doc.full() {
				break
			}
			later, earlier := all[i].at, all[i-1].at
			if later.node.Line < earlier.node.Line {
				later, earlier = earlier, later
			}
			later.fail("overlap", "this window overlaps %s", quoted(earlier.node.Value)).Hint = "that one is at " + earlier.place()
		}
	}
	return found
}

// exceptions reads dates with hours of their own.
func (v value) exceptions() (map[calendar.Date][]calendar.Window, bool) {
	entries, ok := v.entries("a block of dates with their hours")
	if !ok {
		return nil, false
	}
	dates := make(map[calendar.Date][]calendar.Window, len(entries))
	for _, e := range entries {
		windows, good := e.value.windows()
		date, known := e.key.date()
		ok = ok && good && known && !overlaps(slices.Clone(windows), 0)
		list := make([]calendar.Window, len(windows))
		for i, w := range windows {
			list[i] = w.Window
		}
		dates[date] = list
	}
	return dates, ok
}

// date reads a date of a calendar's years.
func (v value) date() (calendar.Date, bool) {
	text, ok := v.text("a date such as 2027-06-01")
	if !ok {
		return 0, false
	}
	date, err := calendar.ParseDate(text)
	if err != nil {
		v.fail("date", "%s is not a date", quoted(text)).Hint = dateAdvice(text)
		return 0, false
	}
	if year, _, _ := date.Civil(); year < calendar.FirstYear || year > calendar.LastYear {
		v.fail("date", "%s lies outside a calendar's years", text).Hint = "they are 1990 to 2060"
		return 0, false
	}
	return date, true
}

var dateShape = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

func dateAdvice(text string) string {
	if dateShape.MatchString(text) {
		if month, err := time.Parse("2006-01", text[:7]); err == nil {
			return month.Format("January 2006") + " has no such day"
		}
	}
	return "write it as YYYY-MM-DD"
}
