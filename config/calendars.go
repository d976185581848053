package config

import (
	"errors"
	"maps"
	"path/filepath"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/config/zone"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// calendarDraft is a calendar while the set is read: its place, and what it is once resolved.
type calendarDraft struct {
	name     string
	at       entry
	fields   fields
	state    draftState
	used     bool
	spec     calendar.Spec // what `like:` takes over
	calendar *calendar.Calendar
}

type draftState uint8

const (
	fresh draftState = iota
	busy             // being resolved: meeting it again is a cycle
	good
	bad
)

// Limits that no service reaches, and that keep a hostile file from taking long
// or all memory: each window of a week is some 60 KB for the years of a calendar.
const (
	maxCalendars   = 250
	maxHolidaySets = 20
	maxAllWindows  = 5000
)

var calendarKeys = []string{"timezone", "hours", "holidays", "exceptions", "like"}

// resolve makes the draft's spec from its own keys and those of the calendar it is like, and compiles it.
func (s *reading) resolve(d *calendarDraft) {
	if d.state != fresh {
		return
	}
	d.state = busy
	ok := s.takeOver(d)
	for _, part := range []func(*calendarDraft) bool{readZone, readHours, readExceptions, readHolidays} {
		ok = part(d) && ok
	}
	d.spec.Name = d.name
	if !ok || !s.roomFor(d) || !d.compile() {
		d.state = bad
		return
	}
	d.state = good
}

// roomFor counts the windows of all weeks; that there are too many is said once.
func (s *reading) roomFor(d *calendarDraft) bool {
	before := s.windows
	for _, windows := range d.spec.Week {
		s.windows += len(windows)
	}
	if s.windows <= maxAllWindows {
		return true
	}
	if s.calendars.unsure = true; before <= maxAllWindows {
		d.at.key.fail("calendar", "all calendars have more than %d windows a week", maxAllWindows)
	}
	return false
}

// takeOver starts the draft from the calendar it is like: each key it writes itself replaces that one's.
func (s *reading) takeOver(d *calendarDraft) bool {
	v, ok := d.fields.get("like")
	if !ok {
		complete := true
		for _, key := range []string{"timezone", "hours"} {
			if d.fields.has(key) {
				continue
			}
			if complete = false; !d.fields.meant[key] {
				d.at.key.fail("missing", "calendar %s needs %s", quoted(d.name), quoted(key))
			}
		}
		return complete
	}
	name, ok := v.filled("the name of a calendar")
	if !ok {
		return false
	}
	base := s.calendars.find(v, "calendar", name)
	if base == nil {
		return false
	}
	base.used = true
	if base.state == busy {
		v.fail("cycle", "calendar %s is like itself", quoted(d.name)).Hint = "a chain of like: must end at a calendar without it"
		return false
	}
	s.resolve(base)
	d.spec = base.spec
	return base.state == good
}

func readZone(d *calendarDraft) bool {
	v, ok := d.fields.get("timezone")
	if !ok {
		return true
	}
	d.spec.Location, ok = v.zone()
	return ok
}

// zone reads the name of a time zone.
func (v value) zone() (*time.Location, bool) {
	name, ok := v.filled("a time zone such as Europe/Berlin")
	if !ok {
		return nil, false
	}
	loc, err := zone.Load(name)
	if err != nil {
		p := v.fail("zone", "%s is not a time zone", quoted(name))
		p.Hint = "write one such as Europe/Berlin, or UTC"
		if near := zone.Suggest(name); near != "" && name != "Local" {
			p.Hint = "did you mean \"" + near + "\"?"
		}
		return nil, false
	}
	return loc, true
}

func readHours(d *calendarDraft) bool {
	v, ok := d.fields.get("hours")
	if !ok {
		return true
	}
	d.spec.Week, d.spec.Always, ok = v.hours()
	return ok
}

func readExceptions(d *calendarDraft) bool {
	v, ok := d.fields.get("exceptions")
	if !ok {
		return true
	}
	d.spec.Exceptions, ok = v.exceptions()
	return ok
}

// readHolidays joins the named sets and the files; where both name a date, the file's name stands.
func readHolidays(d *calendarDraft) bool {
	v, ok := d.fields.get("holidays")
	if !ok {
		return true
	}
	if v.isList() && len(v.node.Content) == 0 {
		d.spec.Holidays = nil // a calendar that is like another may have none of its holidays
		return true
	}
	items, ok := v.items("holidays")
	if len(items) > maxHolidaySets {
		v.fail("holidays", "more than %d holiday sets and files in one calendar", maxHolidaySets)
		return false
	}
	d.spec.Holidays = map[calendar.Date]string{}
	files := map[calendar.Date]string{}
	for _, item := range items {
		into, read := d.spec.Holidays, item.holidaySet
		if item.isMapping() {
			into, read = files, func() (map[calendar.Date]string, bool) { return item.holidayFile(d.spec.Location) }
		}
		dates, good := read()
		maps.Copy(into, dates)
		ok = ok && good
	}
	maps.Copy(d.spec.Holidays, files)
	return ok
}

// holidaySet reads the name of a set of public holidays.
func (v value) holidaySet() (map[calendar.Date]string, bool) {
	name, ok := v.filled("the name of a holiday set, or a file,")
	if !ok {
		return nil, false
	}
	dates, known := publicHolidays(name)
	if !known {
		v.fail("holidays", "there is no holiday set %s", quoted(name)).Hint = holidayAdvice(name)
		return nil, false
	}
	return dates, true
}

// holidayFile reads { file: x.ics }, relative to the folder of the file it stands in.
func (v value) holidayFile(loc *time.Location) (map[calendar.Date]string, bool) {
	f, ok := v.fields("an entry of holidays", "file")
	if !ok {
		return nil, false
	}
	at, ok := f.need("file")
	if !ok {
		return nil, false
	}
	name, ok := at.filled("the path of an iCalendar file")
	if !ok || loc == nil {
		return nil, false
	}
	if !strings.EqualFold(filepath.Ext(name), ".ics") {
		at.fail("holidays", "%s is not an .ics file", quoted(name)).Hint = "holidays are read from iCalendar files"
		return nil, false
	}
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(v.doc.path), path)
	}
	data, err := readICS(path)
	v.doc.refer(name, path, data, err)
	var days map[calendar.Date]string
	var notes []string
	if err == nil {
		days, notes, err = parseICS(data, loc)
	}
	if err != nil {
		at.fail("holidays", "%s: %v", quoted(name), err)
		return nil, false
	}
	for _, note := range notes {
		at.hint("holidays", "%s: %s", quoted(name), note)
	}
	return days, true
}

func (d *calendarDraft) compile() bool {
	c, err := calendar.Compile(d.spec)
	if err == nil {
		d.calendar = c
		return true
	}
	place := d.at.key
	if v, ok := d.fields.get("hours"); ok {
		place = v
	}
	if errors.Is(err, calendar.ErrNeverOpen) {
		place.fail("never-opens", "calendar %s never opens", quoted(d.name)).
			Hint = "give it open hours: a clock on it would never run out"
		return false
	}
	place.fail("calendar", "calendar %s: %v", quoted(d.name), err)
	return false
}
