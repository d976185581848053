package config

import (
	"regexp"
	"strconv"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// standardDraft is a standard while the set is read.
type standardDraft struct {
	at       value
	id       value
	fields   fields
	standard *rules.Standard
	ignored  []rules.Selector // events that the measure names to be ignored
	// unsureWarnings says that some entry of warn_at could not be read.
	unsureWarnings bool
	// unsureEscalations says that some step of escalate could not be read.
	unsureEscalations bool
	// effectiveFrom is calendar.None where it is not said.
	effectiveFrom calendar.Instant
}

// maxStandards is more than any service can keep.
const maxStandards = 1000

var standardKeys = []string{
	"id", "promise", "measure", "calendar", "effective_from", "applies_to", "targets", "warn_at", "escalate", "objective",
	"route", "audience", "dimension", "touchpoint", "evidence", "review_by", "owner",
}

// keysOfOthers is the advice for keys of a measure or a target that stand in the standard.
var keysOfOthers = map[string]string{
	"start": ofMeasure, "stop": ofMeasure, "cancel": ofMeasure, "pause": ofMeasure, "repeat": ofMeasure, "reopen": ofMeasure,
	"calendar_from": ofMeasure,
	"within":        ofTarget, "due": ofTarget, "exempt": ofTarget, "desired": ofTarget, "by": ofTarget, "cutoff": ofTarget,
	"when":   "for which tickets the standard is says applies_to; when belongs to a target",
	"source": ofEvidence, "asked": ofEvidence, "respondents": ofEvidence, "expected": ofEvidence,
	"journey": "it stands beside standards:, once for all; a standard says its touchpoint",
	"digest":  "it belongs into the route that the standard names: digest: daily",
}

const (
	ofMeasure = "it belongs into the measure that the standard names, under measures:"
	ofTarget  = "it belongs into a row of targets"

	ofEvidence = "it belongs into evidence: { source: …, asked: …, respondents: …, expected: … }"
)

// collectStandards notes the ids of a file's standards.
func (s *reading) collectStandards(v value) {
	items, ok := v.items("standards")
	s.standards.unsure = s.standards.unsure || !ok
	if len(items) > maxStandards {
		v.fail("standards", "more than %d standards in one file", maxStandards)
		s.standards.unsure = true
		return
	}
	for _, item := range items {
		f, ok := item.fieldsElse("a standard", keysOfOthers, standardKeys...)
		if !ok {
			s.standards.unsure = true
			continue
		}
		draft := &standardDraft{at: item, fields: f, standard: &rules.Standard{About: unsaid()}, effectiveFrom: calendar.None}
		if id, ok := f.need("id"); ok {
			draft.id = id
			if draft.standard.ID, ok = id.identifier(); ok {
				s.standards.add("standard", draft.standard.ID, id, draft)
				continue
			}
		}
		s.standards.all = append(s.standards.all, draft) // its other problems are still told
		s.standards.unsure = true
	}
}

// readStandard fills a standard whose references can all be known by now.
func (s *reading) readStandard(d *standardDraft) {
	if v, ok := d.fields.need("promise"); ok {
		d.standard.Promise, _ = v.filled("the promise in the customer's words")
	}
	s.readMeasure(d)
	s.readCalendar(d)
	if v, ok := d.fields.get("effective_from"); ok {
		d.effectiveFrom, _ = v.stamp(d.zone(), "a date such as 2027-01-01")
	}
	if v, ok := d.fields.get("applies_to"); ok {
		d.standard.AppliesTo = v.condition()
	}
	if v, ok := d.fields.need("targets"); ok {
		d.standard.Targets = s.targets(v)
	}
	if v, ok := d.fields.get("warn_at"); ok {
		d.standard.WarnAt = v.warnings(d.standard.Targets)
		d.unsureWarnings = !v.isList() || len(d.standard.WarnAt) != len(v.node.Content)
	}
	s.readEscalate(d)
	if v, ok := d.fields.get("objective"); ok {
		d.standard.Objective = v.objective()
	}
	s.readRouteOf(d)
	s.readAbout(d)
}

func (s *reading) readMeasure(d *standardDraft) {
	v, ok := d.fields.need("measure")
	if !ok {
		return
	}
	name, ok := v.filled("the name of a measure")
	if !ok {
		return
	}
	if m := s.measures.find(v, "measure", name); m != nil {
		m.used = true
		d.standard.Measure, d.ignored = m.measure, m.ignored
	}
}

func (s *reading) readCalendar(d *standardDraft) {
	v, ok := d.fields.need("calendar")
	if !ok {
		return
	}
	if c := s.calendarAt(v); c != nil {
		d.standard.Calendar = c.calendar
	}
}

// zone is how times that belong to the standard are read; UTC where its calendar could not be read.
func (d *standardDraft) zone() *calendar.Zone {
	if d.standard.Calendar == nil {
		return nil
	}
	return d.standard.Calendar.Zone()
}

// calendarAt gives the calendar that v names, nil if there is none.
func (s *reading) calendarAt(v value) *calendarDraft {
	name, ok := v.filled("the name of a calendar")
	if !ok {
		return nil
	}
	c := s.calendars.find(v, "calendar", name)
	if c != nil {
		c.used = true
	}
	return c
}

// readRouteOf reads where a standard's alerts go. A standard that names no route while others could be named is worth a hint.
func (s *reading) readRouteOf(d *standardDraft) {
	v, ok := d.fields.get("route")
	if !ok {
		if len(s.routes.all) > 0 {
			d.at.hint("no-route", "the alerts of this standard go nowhere").Hint = "name a route: route: " + s.routes.names[0]
		}
		return
	}
	name, ok := v.filled("the name of a route")
	if !ok {
		return
	}
	if r := s.routes.find(v, "route", name); r != nil {
		r.used = true
		d.standard.Route = name
	}
}

// sharePattern is a share as people write it.
const sharePattern = `(\d{1,3}(?:\.\d{1,3})?)%`

var (
	shareForm    = regexp.MustCompile(`^` + sharePattern + `$`)
	fractionForm = regexp.MustCompile(`^0?\.\d+$`)
)

// objective reads the share to be kept: 95%.
func (v value) objective() float64 { return v.share("objective") }

// share reads a share above 0% and up to 100%, 0 where it is none; kind is that of the problem.
func (v value) share(kind string) float64 {
	text, ok := v.filled("a share such as 95%")
	if !ok {
		return 0
	}
	if m := shareForm.FindStringSubmatch(text); m != nil {
		if share, err := strconv.ParseFloat(m[1], 64); err == nil && share > 0 && share <= 100 {
			return share / 100
		}
	}
	p := v.fail(kind, "%s is not a share", quoted(text))
	p.Hint = "write it in percent, above 0% and up to 100%: 95%"
	if fractionForm.MatchString(text) {
		if share, err := strconv.ParseFloat(text, 64); err == nil {
			p.Hint = "write it in percent: " + strconv.FormatFloat(share*100, 'g', 6, 64) + "%"
		}
	}
	return 0
}
