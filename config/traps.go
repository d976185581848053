package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/yardstickd/yardstick/config/diag"
)

// mask looks for what the parser gives up on without naming a column: @group,
// *acme, > 5, a colon inside a text, tabs before a key. It reports each, and
// gives the text with the offending characters replaced, so that the rest of
// the file can be read, the places of the texts it changed, and the first line
// whose indentation fits no other (0 for none). It is asked only after the parser failed: it knows YAML's surface, not its grammar.
func (d *document) mask() (text []byte, masked map[diag.Pos]bool, odd int) {
	s := scanner{doc: d, masked: map[diag.Pos]bool{}, block: -1}
	for i, line := range d.lines {
		s.line, s.no = []rune(line), i+1
		s.scan()
		s.out.WriteString(string(s.line))
		if i+1 < len(d.lines) {
			s.out.WriteByte('\n')
		}
	}
	return []byte(s.out.String()), s.masked, s.odd
}

// scanner goes through the lines of a file with just so much state as tells
// texts from keys: open quotes, open brackets, block texts.
type scanner struct {
	doc    *document
	masked map[diag.Pos]bool
	out    strings.Builder

	line  []rune
	no    int
	at    int
	quote rune // the quote that is open, or 0
	flow  int  // open brackets
	block int  // the indentation that a block text must exceed; -1 outside
	// value is where the text after the last key: of this line began; -1 before.
	value  int
	indent int      // of the line's innermost key
	began  diag.Pos // where the open quote stands
	depths []int    // the indentations that are open
	odd    int      // the first line whose indentation fits no open one; 0 for none
}

func (s *scanner) scan() {
	s.at, s.value = 0, -1
	if s.quote != 0 {
		s.closeQuote()
	} else if s.indentation() {
		return
	}
	for s.at < len(s.line) {
		s.token()
	}
}

// indentation deals with the start of a line; true where nothing more is on it.
func (s *scanner) indentation() bool {
	for s.at < len(s.line) && s.line[s.at] == ' ' {
		s.at++
	}
	rest := strings.TrimSpace(string(s.line[s.at:]))
	if s.block >= 0 && (rest == "" || s.at > s.block) {
		s.at = len(s.line)
		return true
	}
	s.block = -1
	if rest == "" || rest[0] == '#' || strings.HasPrefix(rest, "---") && s.at == 0 {
		return true
	}
	if s.flow == 0 && unicode.IsSpace(s.line[s.at]) {
		kind, what := "tab", "a tab indents this line"
		if s.line[s.at] != '\t' {
			kind, what = "indent", fmt.Sprintf("a character that looks like a space (U+%04X) indents this line", s.line[s.at])
		}
		s.doc.at(diag.Pos{Line: s.no, Col: s.at + 1}, 1, kind, what).Hint = "indent with spaces"
		for s.at < len(s.line) && unicode.IsSpace(s.line[s.at]) {
			s.line[s.at] = ' '
			s.at++
		}
	}
	s.indent = s.at
	s.nest(s.at)
	return false
}

// nest keeps the indentations that are open, and notes a line that fits none of them.
func (s *scanner) nest(indent int) {
	if s.flow > 0 {
		return
	}
	for len(s.depths) > 0 && s.depths[len(s.depths)-1] > indent {
		s.depths = s.depths[:len(s.depths)-1]
		if n := len(s.depths); s.odd == 0 && (n == 0 || s.depths[n-1] < indent) {
			s.odd = s.no
		}
	}
	if n := len(s.depths); n == 0 || s.depths[n-1] < indent {
		s.depths = append(s.depths, indent)
	}
}

// token takes one token of the line.
func (s *scanner) token() {
	c := s.line[s.at]
	switch {
	case unicode.IsSpace(c):
		s.at++
	case c == '#' && (s.at == 0 || unicode.IsSpace(s.line[s.at-1])):
		if s.flow == 0 || s.value < 0 || strings.TrimSpace(string(s.line[s.value:s.at])) != "" {
			s.at = len(s.line)
			return
		}
		s.trap(c)
	case c == '"' || c == '\'':
		s.quote = c
		s.began = diag.Pos{Line: s.no, Col: s.at + 1}
		s.at++
		s.closeQuote()
	case c == '{' || c == '[':
		s.flow++
		s.at++
		s.value = -1
	case c == '}' || c == ']':
		s.flow = max(0, s.flow-1)
		s.at++
	case c == ',' && s.flow > 0:
		s.at++
		s.value = -1
	case c == ':':
		s.at++
	case c == '?' && s.loneQuestion():
		s.trap(c)
	case (c == '-' || c == '?') && s.flow == 0 && s.spaceAt(s.at+1):
		s.at++
		for s.at < len(s.line) && s.line[s.at] == ' ' {
			s.at++
		}
		s.indent = s.at
		if s.at < len(s.line) && s.line[s.at] != '#' {
			s.nest(s.at)
		}
	case s.flow == 0 && (c == '|' || c == '>') && blockHeader.MatchString(string(s.line[s.at:])):
		s.block = s.indent
		if s.value < 0 { // "- |": what is below must be deeper than the dash
			s.block = max(0, s.indent-2)
		}
		s.at = len(s.line)
	case strings.ContainsRune("@`%*&!|>", c):
		s.trap(c)
	default:
		s.plain()
	}
}

var blockHeader = regexp.MustCompile(`^[|>][-+]?[1-9]?[-+]?\s*(\s#.*)?$`)

// loneQuestion tells whether the question mark here is a text to its writer and a key's beginning to YAML.
func (s *scanner) loneQuestion() bool {
	if s.flow > 0 {
		return s.spaceAt(s.at+1) || strings.ContainsRune(",[]{}", s.line[s.at+1])
	}
	return s.value >= 0 && s.spaceAt(s.at+1)
}

func (s *scanner) spaceAt(i int) bool { return i >= len(s.line) || unicode.IsSpace(s.line[i]) }

func (s *scanner) closeQuote() {
	for s.at < len(s.line) {
		c := s.line[s.at]
		s.at++
		switch {
		case c == '\\' && s.quote == '"':
			s.at++
		case c == s.quote && c == '\'' && s.at < len(s.line) && s.line[s.at] == '\'':
			s.at++
		case c == s.quote:
			s.quote = 0
			s.afterQuote()
			return
		}
	}
	s.at = min(s.at, len(s.line))
}

// afterQuote notes a quoted key, and masks what follows a text's closing quote.
func (s *scanner) afterQuote() {
	if s.at < len(s.line) && s.line[s.at] == ':' && s.spaceAt(s.at+1) {
		s.value = s.at + 1
		return
	}
	if s.flow > 0 {
		return
	}
	start := s.at
	for start < len(s.line) && unicode.IsSpace(s.line[start]) {
		start++
	}
	if start >= len(s.line) || strings.ContainsRune("#:,]}", s.line[start]) {
		return
	}
	s.doc.at(diag.Pos{Line: s.no, Col: start + 1}, len(s.line)-start, "quote", "this stands behind the closing quote").Hint = "put the whole text in quotes"
	s.masked[s.began] = true
	for ; s.at < len(s.line); s.at++ {
		s.line[s.at] = ' '
	}
}

// trap masks a text that begins with a character YAML keeps for itself.
func (s *scanner) trap(c rune) {
	start := s.at
	s.line[start] = 'x'
	written := func() string { return string(c) + string(s.line[start+1:s.at]) }
	s.skipPlain()
	s.masked[diag.Pos{Line: s.no, Col: start + 1}] = true
	s.doc.at(diag.Pos{Line: s.no, Col: start + 1}, s.at-start, trapKinds[c], trapReasons[c]).Hint = quoteIt(strings.TrimSpace(written()))
	s.notKey()
}

var trapKinds = map[rune]string{
	'#': "null", '@': "quote", '`': "quote", '%': "quote", '*': "alias", '&': "anchor", '!': "tag", '|': "quote", '>': "quote", '?': "quote",
}

var trapReasons = map[rune]string{
	'#': "YAML reads # after a space as the beginning of a comment, which hides the closing bracket too",
	'@': "YAML keeps @ at the beginning of a text for itself",
	'`': "YAML keeps ` at the beginning of a text for itself",
	'%': "YAML keeps % at the beginning of a text for itself",
	'*': "YAML reads * at the beginning of a text as a reference to another place",
	'&': "YAML reads & at the beginning of a text as a mark to refer to",
	'!': "YAML reads ! at the beginning of a text as a type",
	'|': "YAML reads | as the beginning of a text over several lines",
	'>': "YAML reads > as the beginning of a text over several lines",
	'?': "YAML reads a lone ? as the beginning of a key",
}

// plain takes a text without quotes, and finds the colon that makes two of it.
func (s *scanner) plain() {
	start := s.at
	s.skipPlain()
	if s.at >= len(s.line) || s.line[s.at] != ':' {
		return
	}
	if s.value < 0 {
		if s.flow == 0 {
			s.indent = start
		}
		s.at++
		s.value = s.at
		return
	}
	s.colonInText(start)
}

// colonInText reports `key: text: more`, which YAML takes for a key within a key.
func (s *scanner) colonInText(start int) {
	colon := s.at
	before := slices.Clone(s.line)
	for s.at < len(s.line) && s.line[s.at] == ':' {
		s.line[s.at] = 'x'
		s.at++
		s.skipPlain()
	}
	whole := strings.TrimSpace(string(before[start:s.at]))
	s.masked[diag.Pos{Line: s.no, Col: start + 1}] = true
	s.doc.at(diag.Pos{Line: s.no, Col: colon + 1}, 1, "quote", "a colon inside a text makes YAML read it as a key").Hint = quoteIt(whole)
}

// notKey steps over the colon of a masked key.
func (s *scanner) notKey() {
	if s.at < len(s.line) && s.line[s.at] == ':' {
		s.at++
		s.value = s.at
	}
}

// skipPlain moves to where a text without quotes ends.
func (s *scanner) skipPlain() {
	for ; s.at < len(s.line); s.at++ {
		c := s.line[s.at]
		switch {
		case c == ':' && (s.spaceAt(s.at+1) || s.flow > 0 && strings.ContainsRune(",[]{}", s.line[s.at+1])):
			return
		case c == '#' && s.at > 0 && unicode.IsSpace(s.line[s.at-1]):
			return
		case s.flow > 0 && strings.ContainsRune(",[]{}", c):
			return
		}
	}
}
