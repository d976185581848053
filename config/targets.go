package config

import (
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// maxTargets is what a row number in a clock and a reader's patience allow.
const maxTargets = 1000

var targetKeys = []string{"when", "within", "by", "cutoff", "due", "exempt", "desired", "calendar"}

// keysOfStandard is the advice for keys of a standard that stand in a target.
var keysOfStandard = map[string]string{
	"warn_at": ofStandard, "objective": ofStandard, "route": ofStandard, "effective_from": ofStandard, "measure": ofStandard,
	"promise": ofStandard, "applies_to": "for which tickets a target is says when",
}

const ofStandard = "it belongs to the standard, for all of its targets"

// targets reads the rows of a standard. A row that none can reach, since an
// earlier one takes every ticket, is an error: its promise would never be kept or missed.
func (s *reading) targets(v value) []rules.Target {
	items, _ := v.items("targets")
	if len(items) > maxTargets {
		v.fail("targets", "more than %d targets in one standard", maxTargets)
		return nil
	}
	var rows []rules.Target
	var catchAll *value
	seen := map[string]value{}
	for i, item := range items {
		f, ok := item.fieldsElse("a target", keysOfStandard, targetKeys...)
		if !ok {
			continue
		}
		row := s.target(f)
		rows = append(rows, row)
		when, conditional := f.get("when")
		key := canonicalCondition(row.When)
		switch before, again := seen[key]; {
		case catchAll != nil:
			item.fail("unreachable", "no ticket ever reaches this target").
				Hint = "the one at " + catchAll.place() + " has no when and takes them all: put it last"
		case again && conditional && row.When != nil:
			when.fail("unreachable", "no ticket ever reaches this target").Hint = "the same when stands at " + before.place()
		}
		if i == len(items)-1 && row.When != nil && catchAll == nil {
			when.hint("not-covered", "tickets that meet no when are not covered by this standard").
				Hint = "they are counted and shown as not covered; end with a target without when to promise them something"
		}
		switch {
		case row.Due != "": // a row whose attribute is empty does not match, so later ones can be reached
		case !conditional && catchAll == nil:
			catchAll = &items[i]
		case row.When != nil:
			seen[key] = when
		}
	}
	return rows
}

// target reads one row.
func (s *reading) target(f fields) rules.Target {
	var row rules.Target
	if v, ok := f.get("when"); ok {
		row.When = v.condition()
	}
	f.only("within", "due", "exempt")
	switch {
	case f.has("within"):
		row.Within = f.within()
	case f.has("due"):
		row.Due, _ = f.text("due", "the name of a ticket attribute")
		f.without("due", "by", "cutoff")
	case f.has("exempt"):
		row.Exempt, _ = f.text("exempt", "the reason why there is no promise")
		f.without("exempt", "by", "cutoff", "desired", "calendar")
	case f.meant["within"], f.meant["due"], f.meant["exempt"]:
	default:
		f.at.fail("missing", `a target needs "within", "due" or "exempt"`)
	}
	if v, ok := f.get("desired"); ok && !f.has("exempt") {
		row.Desired = v.desired(row.Within)
	}
	if v, ok := f.get("calendar"); ok {
		if c := s.calendarAt(v); c != nil {
			row.Calendar = c.calendar
		}
	}
	return row
}

// without reports keys that mean nothing beside another one.
func (f fields) without(beside string, keys ...string) {
	for _, key := range keys {
		if e, ok := f.byKey[key]; ok {
			e.key.fail("conflict", "%s means nothing beside %s", key, beside).Hint = "leave it out"
		}
	}
}

// within reads the promised time with by and cutoff.
func (f fields) within() *calendar.Span {
	v, _ := f.get("within")
	span, ok := v.span()
	if !ok {
		return nil
	}
	if by, ok := f.byKey["by"]; ok {
		by.readBy(&span)
	}
	if cutoff, ok := f.byKey["cutoff"]; ok {
		cutoff.readCutoff(&span)
	}
	if span.Unit == calendar.WorkingDays && span.Days == 0 && span.By >= 0 && (span.Cutoff < 0 || span.Cutoff > span.By) {
		f.byKey["by"].value.hint("late-at-once", "a start after this time is late at once").
			Hint = "add a cutoff no later than by, and such a start counts for the next working day"
	}
	return &span
}

// span reads a form of within or desired.
func (v value) span() (calendar.Span, bool) {
	text, ok := v.filled("a time such as 2h or next working day")
	if !ok {
		return calendar.Span{}, false
	}
	span, wrong := parseSpan(text)
	if wrong != nil {
		v.fail("time", "%s", wrong.why).Hint = wrong.advice
		return span, false
	}
	return span, true
}

const byHours = "open time runs out at its own instant: use it with \"next working day\" or \"3 working days\""

// readBy reads the time of day on the day found.
func (e entry) readBy(span *calendar.Span) {
	text, ok := e.value.filled("a time of day such as \"12:00\"")
	switch {
	case !ok:
	case span.Unit == calendar.OpenTime:
		e.key.fail("conflict", "by goes with days, not with hours").Hint = byHours
	case text == "close" && span.Unit != calendar.WorkingDays:
		e.value.fail("conflict", "by: close goes with working days only").Hint = "a calendar day may have no close: write a time of day"
	case text == "close":
		span.By = calendar.ByClose
	default:
		if minutes, wrong := parseClock(text); wrong != nil {
			e.value.fail("time", "%s", wrong.why).Hint = wrong.advice + ", or close"
		} else {
			span.By = minutes
		}
	}
}

// readCutoff reads until when a start counts for its own day.
func (e entry) readCutoff(span *calendar.Span) {
	text, ok := e.value.filled("a time of day such as \"15:00\"")
	switch {
	case !ok:
	case span.Unit == calendar.OpenTime:
		e.key.fail("conflict", "cutoff goes with working days, not with hours").Hint = byHours
	case span.Unit == calendar.CalendarDays:
		e.key.fail("conflict", "cutoff goes with working days, not with calendar days").Hint = "leave it out, or promise working days"
	default:
		if minutes, wrong := parseClock(text); wrong != nil {
			e.value.fail("time", "%s", wrong.why).Hint = wrong.advice
		} else {
			span.Cutoff = minutes
		}
	}
}

// desired reads the better level. A start counts for the same day as it does
// for the promise, so it takes over the cutoff.
func (v value) desired(within *calendar.Span) *calendar.Span {
	span, ok := v.span()
	if !ok {
		return nil
	}
	if within == nil {
		return &span
	}
	inheritCutoff(&span, within)
	if span == *within || longer(span, *within) {
		v.fail("desired", "the desired time is not shorter than the promised one").Hint = "a promise kept that well counts as exceeded"
	}
	return &span
}

func inheritCutoff(desired, within *calendar.Span) {
	if within != nil && desired.Unit == calendar.WorkingDays && within.Unit == calendar.WorkingDays {
		desired.Cutoff = within.Cutoff
	}
}

// longer tells whether a desired time surely ends after the promised one: by
// the same count of days, the close is never before a time of day that the day has.
func longer(desired, promised calendar.Span) bool {
	if desired.Unit != promised.Unit {
		return false
	}
	later := desired.Days == promised.Days && desired.By == calendar.ByClose && promised.By == calendar.NoClock
	return desired.Open > promised.Open || desired.Days > promised.Days || later && desired.Unit == calendar.WorkingDays
}

// shortestOpen gives the shortest hours promised, false if none are.
func shortestOpen(rows []rules.Target) (shortest calendar.Span, ok bool) {
	for _, row := range rows {
		if row.Within != nil && row.Within.Unit == calendar.OpenTime && (!ok || row.Within.Open < shortest.Open) {
			shortest, ok = *row.Within, true
		}
	}
	return shortest, ok
}
