package digest

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// written is a piece of text as it stands on a page of a PDF: its lower left corner in millimetres from the upper left one of the page.
type written struct {
	x, y float64
	size float64 // in points
	bold bool
	text string
}

var (
	streams = regexp.MustCompile(`(?s)stream\n(.*?)\nendstream`)
	draws   = regexp.MustCompile(`(?s)/F([0-9a-f]+) ([0-9.]+) Tf|BT ([-0-9.]+) ([-0-9.]+) Td \((.*?)\) Tj ET`)
	fontIDs = regexp.MustCompile(`/F([0-9a-f]+) (\d+) 0 R`)
)

// readPDF reads the texts of a PDF back, page by page, out of the bytes themselves.
func readPDF(t *testing.T, file []byte) [][]written {
	t.Helper()
	bold := map[string]bool{}
	for _, id := range fontIDs.FindAllSubmatch(file, -1) {
		bold[string(id[1])] = bytes.Contains(file, []byte("\n"+string(id[2])+" 0 obj\n<</Type /Font\n/Subtype /Type0\n/BaseFont /utf8liberationB"))
	}
	var pages [][]written
	for _, s := range streams.FindAllSubmatch(file, -1) {
		r, err := zlib.NewReader(bytes.NewReader(s[1]))
		if err != nil {
			continue // no page
		}
		content, err := io.ReadAll(r)
		if err != nil || !bytes.Contains(content, []byte(" Tj ET")) {
			continue
		}
		pages = append(pages, readPage(t, content, bold))
	}
	return pages
}

func readPage(t *testing.T, content []byte, bold map[string]bool) []written {
	t.Helper()
	var all []written
	var now written
	for _, d := range draws.FindAllSubmatch(content, -1) {
		if len(d[1]) > 0 {
			now.bold, now.size = bold[string(d[1])], number(t, d[2])
			continue
		}
		now.x, now.y, now.text = number(t, d[3])*pt, paperHigh-number(t, d[4])*pt, unescaped(d[5])
		all = append(all, now)
	}
	return all
}

func number(t *testing.T, digits []byte) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(string(digits), 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// unescaped reads a string of two bytes a character.
func unescaped(raw []byte) string {
	plain := strings.NewReplacer(`\\`, `\`, `\(`, `(`, `\)`, `)`, `\r`, "\r").Replace(string(raw))
	units := make([]uint16, len(plain)/2)
	for i := range units {
		units[i] = uint16(plain[2*i])<<8 | uint16(plain[2*i+1])
	}
	return string(utf16.Decode(units))
}

// text is what a page says, one line of it a line.
func textOf(page []written) string {
	var text strings.Builder
	for i, w := range page {
		if i > 0 && w.y != page[i-1].y {
			text.WriteByte('\n')
		}
		text.WriteString(w.text)
	}
	return strings.ReplaceAll(text.String(), "\u00a0", " ")
}
