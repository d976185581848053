package config

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/yardstickd/yardstick/config/diag"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// LoadStandards reads the standards of a folder (its *.yaml and *.yml files,
// merged, not those of folders in it) or of one file. The set is nil if any
// problem is an error; hints come with a set. A folder that is not there, or in which
// there is no such file, is an error: it is never a set without standards.
// Who reads while somebody may be writing uses ReadStandards.
func LoadStandards(path string) (*Set, []diag.Problem) {
	r := ReadStandards(path)
	return r.Set, r.Problems
}

// LoadStandardFiles is LoadStandards for files that are named one by one.
func LoadStandardFiles(paths ...string) (*Set, []diag.Problem) {
	return readStandards(openDocuments(paths))
}

// standardFiles lists the files of a folder, or gives the file itself.
func standardFiles(path string) ([]string, *diag.Problem) {
	problem := diag.Problem{File: path, Severity: diag.Error, Kind: "file"}
	info, err := os.Stat(path)
	if err != nil {
		problem.Message = fileError(err)
		return nil, &problem
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		problem.Message = fileError(err)
		return nil, &problem
	}
	var paths []string
	for _, e := range entries {
		ext := filepath.Ext(e.Name())
		// A pipe or a socket among them would keep its reader waiting for ever.
		file := e.Type().IsRegular() || e.Type()&os.ModeSymlink != 0
		if file && !strings.HasPrefix(e.Name(), ".") && (ext == ".yaml" || ext == ".yml") {
			paths = append(paths, filepath.Join(path, e.Name()))
		}
	}
	if len(paths) == 0 {
		problem.Message, problem.Hint = "there is no *.yaml file in this folder", "standards are read from files such as standards/support.yaml"
		return nil, &problem
	}
	return paths, nil
}

// Histories gives each standard as one that is as it is now since its effective_from, or else has always been so,
// with its hash.
func (s *Set) Histories() []rules.History {
	histories := rules.Since(s.Standards...)
	for i := range histories {
		version := &histories[i][0]
		version.Hash = Hash(version.Standard)
		if from, said := s.effectiveFrom[version.Standard.ID]; said {
			version.LiveFrom = from
		}
	}
	return histories
}

// reading is a set of standards while its files are read: what is named where,
// so that a reference may stand before or in another file than what it names.
type reading struct {
	docs      []*document
	calendars registry[calendarDraft]
	measures  registry[measureDraft]
	routes    registry[routeDraft]
	standards registry[standardDraft]
	journey   journey
	tests     []*testReader
	windows   int // of all calendars' weeks
	outward   []outward
	led       map[string]bool // what outward has
}

// resolveAll makes the calendars, unless there are more than anyone has.
func (s *reading) resolveAll() {
	for i, c := range s.calendars.all {
		if i >= maxCalendars {
			c.at.key.fail("calendar", "more than %d calendars", maxCalendars)
			s.calendars.unsure = true
			return
		}
		s.resolve(c)
	}
}

var setKeys = []string{"calendars", "measures", "standards", "routes", "journey", "tests"}

func readStandards(docs []*document) (*Set, []diag.Problem) {
	s := &reading{docs: docs}
	for _, d := range docs {
		s.collect(d)
	}
	s.resolveAll()
	for _, m := range s.measures.all {
		m.read()
	}
	for _, r := range s.routes.all {
		s.readRoute(r)
	}
	for _, st := range s.standards.all {
		s.readStandard(st)
	}
	s.readTests()
	if s.bySite() {
		s.checkSites()
	}
	s.hintUnused()
	return s.result()
}

// collect notes the names of one file's blocks.
func (s *reading) collect(d *document) {
	top, ok := d.top()
	if !ok {
		s.doubt(func(string) bool { return true })
		return
	}
	f, ok := top.fields("a file of standards", setKeys...)
	s.doubt(func(key string) bool { return !ok || f.meant[key] })
	if !ok {
		return
	}
	s.calendars.unsure = !f.block("calendars", "calendars by name", func(name string, e entry) {
		if body, ok := e.value.fields("calendar "+quoted(name), calendarKeys...); ok {
			s.calendars.add("calendar", name, e.key, &calendarDraft{name: name, at: e, fields: body})
		} else {
			s.calendars.add("calendar", name, e.key, &calendarDraft{name: name, at: e, state: bad})
		}
	}) || s.calendars.unsure
	s.measures.unsure = !f.block("measures", "measures by name", func(name string, e entry) {
		s.measures.add("measure", name, e.key, &measureDraft{name: name, at: e})
	}) || s.measures.unsure
	s.routes.unsure = !f.block("routes", "routes by name", func(name string, e entry) {
		s.routes.add("route", name, e.key, &routeDraft{name: name, at: e})
	}) || s.routes.unsure
	if v, ok := f.get("standards"); ok {
		s.collectStandards(v)
	}
	if v, ok := f.get("journey"); ok {
		s.journey.collect(v)
	}
	if v, ok := f.get("tests"); ok {
		s.collectTests(v)
	}
}

// doubt marks the blocks of which a part could not be read.
func (s *reading) doubt(unread func(key string) bool) {
	s.calendars.unsure = s.calendars.unsure || unread("calendars")
	s.measures.unsure = s.measures.unsure || unread("measures")
	s.routes.unsure = s.routes.unsure || unread("routes")
	s.standards.unsure = s.standards.unsure || unread("standards")
	s.journey.unsure = s.journey.unsure || unread("journey")
}

// block calls each for the entries of a key whose names can be used. False says
// that some could not be read.
func (f fields) block(key, what string, each func(name string, e entry)) bool {
	v, ok := f.get(key)
	if !ok {
		return true
	}
	entries, complete := v.entries(what)
	for _, e := range entries {
		if name, ok := e.key.identifier(); ok {
			each(name, e)
		} else {
			complete = false
		}
	}
	return complete
}

// result gives the set, nil if any file has an error.
func (s *reading) result() (*Set, []diag.Problem) {
	var problems []diag.Problem
	for _, d := range s.docs {
		problems = append(problems, d.report()...)
	}
	problems = diag.Sort(problems)
	if diag.Failed(problems) {
		return nil, problems
	}
	set := &Set{
		Fingerprint: fingerprint(s.docs), Journey: s.journey.touchpoints, outward: s.outward, effectiveFrom: map[string]calendar.Instant{},
	}
	for _, c := range s.calendars.all {
		set.Calendars = append(set.Calendars, c.calendar)
	}
	for _, r := range s.routes.all {
		set.Routes = append(set.Routes, r.route)
	}
	for _, t := range s.tests {
		set.Tests = append(set.Tests, t.test)
	}
	sites := set.sites()
	for _, st := range s.standards.all {
		if st.standard.Measure.CalendarFrom != "" {
			st.standard.Sites = sites
		}
		if st.effectiveFrom != calendar.None {
			set.effectiveFrom[st.standard.ID] = st.effectiveFrom
		}
		set.Standards = append(set.Standards, st.standard)
	}
	return set, problems
}
