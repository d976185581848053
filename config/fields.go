package config

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// entry is a key of a mapping with its value.
type entry struct {
	key, value value
}

// name gives the key as written, false where it is spoilt.
func (e entry) name() (string, bool) { return e.key.text("a name") }

// entries reads v as a mapping whose keys are free names, in the order
// written. Keys named twice are reported by the document and left out.
func (v value) entries(what string) ([]entry, bool) {
	if v.spoilt() {
		return nil, false
	}
	if v.node.Kind != yaml.MappingNode {
		v.fail("type", "%s is wanted here, not %s", what, v.kind())
		return nil, false
	}
	entries := make([]entry, 0, len(v.node.Content)/2)
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		entries = append(entries, entry{value{v.doc, v.node.Content[i]}, value{v.doc, v.node.Content[i+1]}})
	}
	return entries, true
}

// fields is a mapping that may have only known keys.
type fields struct {
	at    value
	what  string
	byKey map[string]entry
	meant map[string]bool // keys that an unknown key was probably meant to be, and unknown ones that there was advice for
}

// fields reads v as what ("a target") that may have just these keys; every other key is reported.
func (v value) fields(what string, keys ...string) (fields, bool) {
	return v.fieldsElse(what, nil, keys...)
}

// fieldsElse is fields with advice for keys that belong elsewhere.
func (v value) fieldsElse(what string, elsewhere map[string]string, keys ...string) (fields, bool) {
	if !v.spoilt() && !v.isMapping() {
		v.fail("type", "%s must be a block of keys, not %s", what, v.kind())
		return fields{}, false
	}
	entries, ok := v.entries(what)
	if !ok {
		return fields{}, false
	}
	f := fields{at: v, what: what, byKey: make(map[string]entry, len(entries)), meant: map[string]bool{}}
	for _, e := range entries {
		name, ok := e.name()
		if !ok {
			continue
		}
		if !slices.Contains(keys, name) {
			p := e.key.fail("unknown-key", "unknown key %s in %s", quoted(name), what)
			if advice, known := elsewhere[name]; known {
				p.Hint = advice
				f.meant[name] = true
				continue
			}
			p.Hint = didYouMean(name, keys)
			f.meant[suggest(name, keys)] = true
			continue
		}
		f.byKey[name] = e
	}
	return f, true
}

// get gives the value of a key, false where it is not written.
func (f fields) get(key string) (value, bool) {
	e, ok := f.byKey[key]
	return e.value, ok
}

// has tells whether a key is written.
func (f fields) has(key string) bool {
	_, ok := f.byKey[key]
	return ok
}

// need is get for a key that must be there. That it is missing is not said where a mistyped one was found.
func (f fields) need(key string) (value, bool) { return f.needElse(key, "") }

// needElse is need with advice where the key is missing.
func (f fields) needElse(key, advice string) (value, bool) {
	v, ok := f.get(key)
	if !ok && !f.meant[key] {
		f.at.fail("missing", "%s needs %s", f.what, quoted(key)).Hint = advice
	}
	return v, ok
}

// text gives the text of a key, "" and false where it is not written or not good; fields.need says that it is missing.
func (f fields) text(key, what string) (string, bool) {
	v, ok := f.get(key)
	if !ok {
		return "", false
	}
	return v.filled(what)
}

// only reports all but the first of the named keys that are written: they exclude each other.
func (f fields) only(keys ...string) {
	var written []entry
	for _, key := range keys {
		if e, ok := f.byKey[key]; ok {
			written = append(written, e)
		}
	}
	for i := 1; i < len(written); i++ {
		written[i].key.fail("conflict", "%s and %s exclude each other in %s",
			written[0].key.node.Value, written[i].key.node.Value, f.what).Hint = "keep one of: " + strings.Join(keys, ", ")
	}
}
