package config

import (
	"regexp"
	"unicode/utf8"
)

// registry is what is named in a set, in the order of the files.
type registry[T any] struct {
	all    []*T
	byName map[string]*T
	first  map[string]value
	names  []string
	// unsure says that something that belongs here could not be read, so that nothing can be called missing.
	unsure bool
}

// add keeps a named thing; a name that is there already is reported with both places.
func (r *registry[T]) add(what, name string, at value, thing *T) {
	if r.byName == nil {
		r.byName, r.first = map[string]*T{}, map[string]value{}
	}
	r.all = append(r.all, thing)
	if before, twice := r.first[name]; twice {
		at.fail("duplicate", "%s %s is defined twice", what, quoted(name)).Hint = "the first one is at " + before.place()
		return
	}
	r.byName[name], r.first[name] = thing, at
	r.names = append(r.names, name)
}

// find gives what a reference names; a name that is not there is reported at the reference.
func (r *registry[T]) find(at value, what, name string) *T {
	if thing, ok := r.byName[name]; ok {
		return thing
	}
	if r.unsure {
		return nil
	}
	p := at.fail("reference", "there is no %s %s", what, quoted(name))
	if at.doc.full() {
		return nil
	}
	if p.Hint = didYouMean(name, r.names); len(r.names) == 0 {
		p.Hint = "none is defined in these files"
	}
	return nil
}

// namePattern is what calendars, measures, routes, standards and sources may be called.
const (
	namePattern = `^[\p{L}\p{N}][\p{L}\p{N}._-]*$`
	// namePatternSchema is nearly the same for JSON Schema, whose readers do not all know classes of letters:
	// whatever is not ASCII passes for a letter.
	namePatternSchema = `^[^\x00-/:-@\[-\x60{-\x7f][^\x00-,/:-@\[-^\x60{-\x7f]*$`
	maxName           = 64
)

var nameForm = regexp.MustCompile(namePattern)

// identifier reads v as a name.
func (v value) identifier() (string, bool) {
	name, ok := v.filled("a name")
	if !ok {
		return "", false
	}
	if !nameForm.MatchString(name) || utf8.RuneCountInString(name) > maxName {
		v.fail("name", "%s can't be a name", quoted(name)).Hint = "use up to 64 letters, digits, '-', '_' and '.', beginning with a letter or digit"
		return "", false
	}
	return name, true
}
