package config

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/yardstickd/yardstick/config/diag"
)

// refuse walks the tree and reports what YAML reads but no person means: nulls,
// tags, anchors, aliases, keys that are not texts, keys named twice. Their
// nodes are spoilt, so that nothing else is said about them.
func (d *document) refuse(n *yaml.Node, masked map[diag.Pos]bool) {
	switch {
	case masked[diag.Pos{Line: n.Line, Col: n.Column}] && n.Kind == yaml.ScalarNode:
		d.spoilt[n] = true
		return
	case n.Kind == yaml.AliasNode:
		d.spoil(n, "alias", fmt.Sprintf("YAML reads *%s as a reference to another place", n.Value), quoteIt("*"+n.Value))
		return
	case n.Anchor != "":
		d.spoil(n, "anchor", fmt.Sprintf("YAML reads &%s as a mark to refer to", n.Anchor), quoteIt(strings.TrimSpace("&"+n.Anchor+" "+n.Value)))
		return
	case n.Style&yaml.TaggedStyle != 0 || d.bareTag(n):
		d.spoil(n, "tag", "YAML reads a text that begins with ! as a type", d.tagged(n))
		return
	}
	switch n.Kind {
	case yaml.MappingNode:
		d.refuseMapping(n, masked)
	case yaml.SequenceNode:
		for _, item := range n.Content {
			if d.isNull(item) {
				d.spoilNull(item, nil, n)
				continue
			}
			d.refuse(item, masked)
		}
	}
}

func (d *document) refuseMapping(n *yaml.Node, masked map[diag.Pos]bool) {
	first := map[string]*yaml.Node{}
	kept := n.Content[:0:0]
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode || key.Tag == "!!null" && key.Style == 0 {
			d.spoil(key, "key", "a key must be a text", "")
			continue
		}
		d.refuse(key, masked)
		if before := first[key.Value]; before != nil && !d.spoilt[key] {
			d.node(key, "duplicate", fmt.Sprintf("%s is here twice", quoted(key.Value))).
				Hint = fmt.Sprintf("the first one is at line %d, column %d", before.Line, before.Column)
			continue
		}
		first[key.Value] = key
		if d.isNull(val) {
			d.spoilNull(val, key, n)
		} else {
			d.refuse(val, masked)
		}
		kept = append(kept, key, val)
	}
	n.Content = kept
}

// isNull tells a value that is not there, or written as null, ~ and the like.
func (d *document) isNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!null" && n.Style == 0 && n.Anchor == "" && !d.bareTag(n)
}

// bareTag tells a lone !x or !, which the parser does not always mark as tagged.
func (d *document) bareTag(n *yaml.Node) bool {
	return n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0 &&
		n.Kind == yaml.ScalarNode && n.Line >= 1 && n.Line <= len(d.lines) &&
		strings.HasPrefix(d.lines[n.Line-1][d.offset(n.Line, n.Column):], "!")
}

// tagged is the advice for a text with a tag.
func (d *document) tagged(n *yaml.Node) string {
	if d.full() {
		return ""
	}
	tag := "!"
	if n.Style&yaml.TaggedStyle != 0 {
		tag = firstWord(d.restOfLine(n))
	}
	return quoteIt(strings.TrimSpace(tag + " " + n.Value))
}

// spoilNull reports a null with the advice that fits how it came about. The key is nil for an item of a list; within is
// the mapping or the list.
func (d *document) spoilNull(n, key, within *yaml.Node) {
	if d.spoilt[n] = true; d.full() {
		d.dropped++
		return
	}
	place := n
	if n.Value == "" && key != nil {
		place = key
	}
	what, advice := "this item is empty", "write a value, or leave it out"
	if key != nil {
		what = fmt.Sprintf("%s has no value", quoted(key.Value))
		rest := d.restOfLine(n)
		switch {
		case n.Value != "":
			what = fmt.Sprintf("YAML reads %s as no value at all", n.Value)
			advice = quoteIt(n.Value)
		case d.bareKey(key, within) && len(within.Content) == 2:
			d.spoilt[within] = true
			advice = fmt.Sprintf("write {%s: value}; braces that belong to a text need quotes: \"{%[1]s}\"", clip(key.Value))
		case d.bareKey(key, within):
			advice = fmt.Sprintf("if the comma before it belongs to a text, put that text in quotes: \"…, %s\"", key.Value)
		case strings.HasPrefix(d.afterKey(key), "#"):
			what = fmt.Sprintf("%s has no value: YAML reads what follows # as a comment", quoted(key.Value))
			advice = quoteIt(firstWord(d.afterKey(key)))
		case rest == "":
			advice = "write a value, or leave the key out"
		}
	} else if n.Value != "" {
		what, advice = fmt.Sprintf("YAML reads %s as no value at all", n.Value), quoteIt(n.Value)
	} else if rest := d.restOfLine(n); strings.Contains(rest, "#") {
		advice = quoteIt(firstWord(rest[strings.Index(rest, "#"):]))
	}
	d.node(place, "null", what).Hint = advice
}

// bareKey tells a key without a colon, which YAML takes for one within braces.
func (d *document) bareKey(key, within *yaml.Node) bool {
	return within.Style&yaml.FlowStyle != 0 && !strings.HasPrefix(d.afterText(key), ":")
}

func quoteIt(text string) string {
	return fmt.Sprintf("put it in quotes: \"%s\"", strings.ReplaceAll(clip(text), `"`, `\"`))
}

func clip(text string) string {
	text = strings.Join(strings.Fields(redact(cut(text, 600))), " ")
	if shorter := cut(text, 40); shorter != text {
		return shorter + "…"
	}
	return text
}

var wordEnd = regexp.MustCompile(`[\s,\]}]`)

func firstWord(text string) string {
	if at := wordEnd.FindStringIndex(text); at != nil {
		return text[:at[0]]
	}
	return text
}

// spoil reports a problem about a node and keeps quiet about it from then on.
func (d *document) spoil(n *yaml.Node, kind, message, advice string) {
	d.node(n, kind, message).Hint = advice
	d.spoilt[n] = true
}

// node reports an error about a node, marking what stands on its line.
func (d *document) node(n *yaml.Node, kind, message string) *diag.Problem {
	return d.at(diag.Pos{Line: n.Line, Col: n.Column}, d.width(n), kind, message)
}

// width is how much of the line a node takes, as near as the tree tells.
func (d *document) width(n *yaml.Node) int {
	if d.full() {
		return 1
	}
	rest := utf8.RuneCountInString(d.restOfLine(n))
	switch {
	case n.Kind == yaml.MappingNode && n.Style&yaml.FlowStyle == 0 && len(n.Content) > 0:
		return d.width(n.Content[0])
	case n.Kind != yaml.ScalarNode || n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return 1
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		return min(utf8.RuneCountInString(n.Value)+2, rest)
	case n.Value == "":
		return 1
	}
	return min(utf8.RuneCountInString(n.Value), rest)
}

// restOfLine is what is written from the node's place to the end of its line.
func (d *document) restOfLine(n *yaml.Node) string {
	if n.Line < 1 || n.Line > len(d.lines) {
		return ""
	}
	return strings.TrimSpace(d.lines[n.Line-1][d.offset(n.Line, n.Column):])
}

// afterText is what is written behind a plain key, its colon included.
func (d *document) afterText(key *yaml.Node) string {
	return strings.TrimSpace(skipRunes(d.restOfLine(key), utf8.RuneCountInString(key.Value)))
}

// afterKey is what is written behind a key and its colon.
func (d *document) afterKey(key *yaml.Node) string {
	_, rest, _ := strings.Cut(d.restOfLine(key), ":")
	return strings.TrimSpace(rest)
}

func skipRunes(text string, n int) string {
	for range text {
		if n <= 0 {
			break
		}
		_, size := utf8.DecodeRuneInString(text)
		text = text[size:]
		n--
	}
	return text
}
