package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/yardstickd/yardstick/config/diag"
)

const (
	// maxBytes is how large a file may be.
	maxBytes = 1 << 20
	// maxProblems is how many problems of one file are told apart.
	maxProblems = 200
)

// document is a YAML file being read, and the problems found in it so far.
type document struct {
	path  string
	lines []string
	root  *yaml.Node // nil where nothing could be parsed
	// spoilt are nodes that a problem was reported for already: reading them fails in silence.
	spoilt   map[*yaml.Node]bool
	problems []diag.Problem
	dropped  int             // problems beyond maxProblems
	columns  map[int][]int32 // of long lines, where each character begins
	digest   string          // of all bytes of the file, or of why they can't be read
	referred []string        // what stands for the files that it names, see document.refer
	named    []string        // their paths
}

// openDocument reads a file; what is wrong with it is in the document's problems.
func openDocument(path string) *document {
	data, err := readLimited(path)
	if err != nil {
		d := newDocument(path, nil)
		d.add(diag.Problem{Severity: diag.Error, Kind: "file", Message: fileError(err)})
		d.digest = "unread " + fileError(err)
		return d
	}
	d := parseDocument(path, data)
	d.digest = digest(data)
	return d
}

func openDocuments(paths []string) []*document {
	docs := make([]*document, len(paths))
	for i, p := range paths {
		docs[i] = openDocument(p)
	}
	return docs
}

// readLimited reads at most one byte more than a file may have.
func readLimited(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, maxBytes+1))
}

// fileError is err without the path, which a problem carries already.
func fileError(err error) string {
	var pathErr *os.PathError
	if errors.As(err, &pathErr) {
		return "can't read it: " + pathErr.Err.Error()
	}
	return "can't read it: " + err.Error()
}

func newDocument(path string, data []byte) *document {
	return &document{
		path: path, lines: strings.Split(string(data), "\n"), spoilt: map[*yaml.Node]bool{},
		columns: map[int][]int32{},
	}
}

// parseDocument reads the bytes of a file. Where the parser gives up, the text
// is searched for YAML's traps; what they stand on is masked and the rest is read all the same.
func parseDocument(path string, data []byte) *document {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if len(data) > maxBytes {
		d := newDocument(path, nil)
		d.at(diag.Pos{Line: 1, Col: 1}, 1, "size", "the file is larger than 1 MiB").Hint = "split it: all files of the folder are merged"
		return d
	}
	d := newDocument(path, data)
	if !d.checkBytes(data) {
		return d
	}
	root, err := parseYAML(data)
	var masked map[diag.Pos]bool
	if err != nil {
		text, found, odd := d.mask()
		if masked = found; len(d.problems) > 0 {
			root, err = parseYAML(text)
		}
		if err != nil {
			d.parseError(err, odd)
			return d
		}
	}
	d.root = root
	if root != nil {
		d.refuse(root, masked)
	}
	return d
}

// parseYAML gives the tree of the only document in data, nil if there is none.
func parseYAML(data []byte) (root *yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			root, err = nil, fmt.Errorf("not YAML: %v", r)
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var first, second yaml.Node
	switch err := decoder.Decode(&first); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, err
	}
	switch err := decoder.Decode(&second); {
	case errors.Is(err, io.EOF):
	case err != nil:
		return nil, err
	default:
		return nil, &secondDocument{line: second.Line}
	}
	if len(first.Content) == 0 {
		return nil, nil
	}
	return first.Content[0], nil
}

type secondDocument struct{ line int }

func (*secondDocument) Error() string { return "a second document" }

var parserLine = regexp.MustCompile(`^(?:yaml: )?(?:line (\d+): )?(?s:(.*))$`)

// parseError reports what the parser said. It knows a line at best, and no
// column; odd is the line that is indented like no other, 0 for none.
func (d *document) parseError(err error, odd int) {
	var second *secondDocument
	if errors.As(err, &second) {
		d.atLine(d.separatorBefore(second.line), "document", "a second document in one file").
			Hint = "put it into a file of its own and leave out the ---"
		return
	}
	parts := parserLine.FindStringSubmatch(err.Error())
	line, _ := strconv.Atoi(parts[1])
	if strings.Contains(parts[2], "did not find expected") && odd > 0 {
		d.atLine(odd, "indent", "this line is indented differently from those around it").Hint = "begin it under its neighbours"
		return
	}
	for _, known := range d.problems {
		if known.Line == line || known.Kind == "tab" || known.Kind == "indent" {
			return // what the parser stumbled over has been told in better words
		}
	}
	d.atLine(line, "syntax", "this is not YAML: "+parts[2]).Hint = syntaxAdvice(parts[2])
}

// separatorBefore gives the line of the --- that begins the document whose first content is at line.
func (d *document) separatorBefore(line int) int {
	for n := min(line, len(d.lines)); n > 1; n-- {
		if strings.HasPrefix(d.lines[n-1], "---") {
			return n
		}
	}
	return line
}

// syntaxAdvice puts the parser's words for the usual slips into ours.
func syntaxAdvice(said string) string {
	switch {
	case strings.Contains(said, "did not find expected key"), strings.Contains(said, "expected '-' indicator"):
		return "this line or one above is indented differently from its neighbours"
	case strings.Contains(said, "mapping values are not allowed"):
		return "a colon inside a text needs quotes, or this line is indented too far"
	case strings.Contains(said, "could not find expected ':'"):
		return "a key needs a colon and a space after it"
	case strings.Contains(said, "quoted scalar"):
		return "a quote is not closed"
	case strings.Contains(said, "end of stream"):
		return "a quote or a bracket is not closed"
	case strings.Contains(said, "did not find expected ',' or"):
		return "a bracket is not closed, or a comma is missing"
	case strings.Contains(said, "max depth"):
		return "nothing here needs to be nested that deeply"
	}
	return ""
}

// checkBytes refuses what is not text, with its place.
func (d *document) checkBytes(data []byte) bool {
	if at := invalidByte(data); at >= 0 {
		d.at(d.posOf(data, at), 1, "encoding", "this byte is not UTF-8 text").Hint = "save the file as UTF-8"
		return false
	}
	if at := bytes.IndexFunc(data, isControl); at >= 0 {
		r, _ := utf8.DecodeRune(data[at:])
		d.at(d.posOf(data, at), 1, "encoding", fmt.Sprintf("a control character (U+%04X) stands here", r)).Hint = "remove it"
		return false
	}
	if at := loneReturn(data); at >= 0 {
		d.at(d.posOf(data, at), 1, "encoding", "a carriage return without a line feed (U+000D) stands here").
			Hint = "save the file with the line ends of Unix or Windows"
		return false
	}
	return true
}

// loneReturn gives the place of the first carriage return that is not half of a line end, -1 if there is none.
func loneReturn(data []byte) int {
	for at, b := range data {
		if b == '\r' && (at+1 == len(data) || data[at+1] != '\n') {
			return at
		}
	}
	return -1
}

// invalidByte gives the place of the first byte that is not UTF-8, -1 if there is none.
func invalidByte(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	at := 0
	for {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size <= 1 {
			return at
		}
		at += size
	}
}

// isControl tells what is no text: also what the parser takes for line ends and
// editors do not (U+0085, U+2028, U+2029), or no line of a problem would be right.
func isControl(r rune) bool {
	return unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' ||
		r == '\u2028' || r == '\u2029' || r == '\ufffe' || r == '\uffff'
}

func (d *document) posOf(data []byte, at int) diag.Pos {
	before := data[:at]
	start := bytes.LastIndexByte(before, '\n') + 1
	return diag.Pos{Line: bytes.Count(before, []byte("\n")) + 1, Col: utf8.RuneCount(before[start:]) + 1}
}
