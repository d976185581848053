package config

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/yardstickd/yardstick/config/diag"
)

// value is one place in a document. Its accessors report what does not fit and
// then give false; a place that a problem is known of gives false in silence.
type value struct {
	doc  *document
	node *yaml.Node
}

// top gives the whole content of a document, false where there is none; that a file is empty is reported.
func (d *document) top() (value, bool) {
	if d.root == nil {
		if len(d.problems) == 0 {
			d.at(diag.Pos{Line: 1, Col: 1}, 1, "empty", "the file says nothing")
		}
		return value{}, false
	}
	return value{d, d.root}, true
}

// fail reports an error about v.
func (v value) fail(kind, format string, args ...any) *diag.Problem {
	return v.doc.node(v.node, kind, fmt.Sprintf(format, args...))
}

// hint reports something about v that is worth a look and stops nothing. Where there is no room left it is not even
// counted: too many hints make no error.
func (v value) hint(kind, format string, args ...any) *diag.Problem {
	if v.doc.full() {
		return &diag.Problem{}
	}
	p := v.fail(kind, format, args...)
	p.Severity = diag.Hint
	return p
}

// hide is fail for a place that may hold a secret: the snippet stops before it.
func (v value) hide(kind, message string) *diag.Problem {
	p := v.doc.node(v.node, kind, message)
	line := []rune(v.doc.lines[v.node.Line-1])
	p.Show(redact(string(line[:min(p.Col-1, len(line))]))+"[hidden]", len("[hidden]"))
	return p
}

// place names v's line for a message about another place.
func (v value) place() string {
	return fmt.Sprintf("%s:%d:%d", v.doc.path, v.node.Line, v.node.Column)
}

func (v value) spoilt() bool { return v.doc.spoilt[v.node] }

func (v value) isText() bool    { return v.node.Kind == yaml.ScalarNode }
func (v value) isList() bool    { return v.node.Kind == yaml.SequenceNode }
func (v value) isMapping() bool { return v.node.Kind == yaml.MappingNode }

// text gives a scalar as it is written, trimmed: 017, 1.10, yes and dates stay
// what they look like. What says what is wanted, for the message: "a name".
func (v value) text(what string) (string, bool) {
	if v.spoilt() {
		return "", false
	}
	if !v.isText() {
		v.fail("type", "%s is wanted here, not %s", what, v.kind())
		return "", false
	}
	return strings.TrimSpace(v.node.Value), true
}

// filled is text that must not be empty.
func (v value) filled(what string) (string, bool) {
	text, ok := v.text(what)
	if ok && text == "" {
		v.fail("empty", "%s is wanted here, not an empty text", what)
		return "", false
	}
	return text, ok
}

// items gives the items of a list; an empty one is refused.
func (v value) items(what string) ([]value, bool) {
	switch {
	case v.spoilt():
		return nil, false
	case !v.isList():
		p := v.fail("type", "a list of %s is wanted here, not %s", what, v.kind())
		if v.isText() {
			p.Hint = "write it as a list: [" + clip(v.node.Value) + "]"
		}
		return nil, false
	case len(v.node.Content) == 0:
		v.fail("empty", "the list of %s is empty", what)
		return nil, false
	}
	items := make([]value, len(v.node.Content))
	for i, n := range v.node.Content {
		items[i] = value{v.doc, n}
	}
	return items, true
}

// oneOrMore gives v itself if it is a text, else the items of the list.
func (v value) oneOrMore(what string) ([]value, bool) {
	if v.isText() && !v.spoilt() {
		return []value{v}, true
	}
	if v.isMapping() && !v.spoilt() {
		v.fail("type", "one value or a list is wanted here (%s), not %s", what, v.kind())
		return nil, false
	}
	return v.items(what)
}

func (v value) kind() string {
	switch v.node.Kind {
	case yaml.ScalarNode:
		return "a single value"
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a block of keys"
	}
	return "this"
}
