package csvimport

import (
	"bytes"
	"errors"
	"io"
)

// maxRecord is the longest row that is read, in bytes. A quote that is not
// closed within it is taken for a mistake of the row it stands in.
const maxRecord = 4 << 20

// record is one row of a CSV file.
type record struct {
	line   int    // where it begins, from 1
	raw    []byte // as it stands in the file, without the line end; valid until the next is read
	fields []string
	// fault says why the row could not be taken apart; "" where it could.
	fault string
}

// recordReader takes a CSV file apart (RFC 4180, any one-byte delimiter).
//
// Unlike encoding/csv it keeps each row as it was written, so that a reject
// can be shown, and survives an unclosed quote: that costs its own line, not
// the rest of the file. A quote inside an unquoted field is text.
type recordReader struct {
	in        io.Reader
	delimiter byte
	buf       []byte // buf[at:] is read but not yet used
	at        int
	ended     bool
	line      int
	text      []byte
	ends      []int
	fields    []string
}

func newRecordReader(in io.Reader, delimiter byte) *recordReader {
	return &recordReader{in: in, delimiter: delimiter, line: 1}
}

// next reads one row; empty lines are passed over. It gives io.EOF after the last.
func (r *recordReader) next() (record, error) {
	for {
		rec, err := r.row()
		if err != nil || len(rec.raw) > 0 {
			return rec, err
		}
	}
}

func (r *recordReader) row() (record, error) {
	for {
		rest := r.buf[r.at:]
		if len(rest) > 0 {
			used, fault, more := r.parse(rest)
			if !more {
				return r.take(used, fault), nil
			}
			if r.ended || len(rest) >= maxRecord {
				return r.takeLine("a quote opens a value and is never closed")
			}
		}
		if r.ended {
			return record{}, io.EOF
		}
		if err := r.fill(); err != nil {
			return record{}, err
		}
	}
}

// parse takes the fields of the row at the front of b apart. It gives how many
// bytes the row has, with its line end, or says that more of the file is needed.
func (r *recordReader) parse(b []byte) (used int, fault string, more bool) {
	r.text, r.ends = r.text[:0], r.ends[:0]
	at := 0
	for {
		var end byte
		if at < len(b) && b[at] == '"' {
			at, end, more = r.quoted(b, at+1)
		} else {
			at, end, more = r.unquoted(b, at)
		}
		switch {
		case more:
			return 0, "", true
		case end == '"' && !r.ended && len(b) < maxRecord && bytes.IndexByte(b, '\n') < 0:
			return 0, "", true // the row is given up up to its line end, which is yet to come
		case end == '"':
			return lineLength(b), "text follows the closing quote of a value", false
		}
		r.ends = append(r.ends, len(r.text))
		if end == '\n' {
			return at, "", false
		}
	}
}

// unquoted copies a field up to the delimiter or the line end, which it gives with the place after it.
func (r *recordReader) unquoted(b []byte, at int) (after int, end byte, more bool) {
	for i := at; i < len(b); i++ {
		if b[i] == r.delimiter {
			r.text = append(r.text, b[at:i]...)
			return i + 1, r.delimiter, false
		}
		if b[i] == '\n' {
			r.text = append(r.text, bytes.TrimSuffix(b[at:i], []byte{'\r'})...)
			return i + 1, '\n', false
		}
	}
	if !r.ended {
		return 0, 0, true
	}
	r.text = append(r.text, bytes.TrimSuffix(b[at:], []byte{'\r'})...)
	return len(b), '\n', false
}

// quoted copies a field up to its closing quote. An end of '"' says that something follows that quote.
func (r *recordReader) quoted(b []byte, at int) (after int, end byte, more bool) {
	for {
		i := bytes.IndexByte(b[at:], '"')
		if i < 0 {
			return 0, 0, true
		}
		r.text = append(r.text, b[at:at+i]...)
		at += i + 1
		rest := b[at:]
		switch {
		case len(rest) == 0 && !r.ended:
			return 0, 0, true
		case len(rest) == 0:
			return at, '\n', false
		case rest[0] == '"':
			r.text = append(r.text, '"')
			at++
		case rest[0] == r.delimiter:
			return at + 1, r.delimiter, false
		case rest[0] == '\n':
			return at + 1, '\n', false
		case rest[0] == '\r' && len(rest) == 1 && !r.ended:
			return 0, 0, true
		case rest[0] == '\r' && (len(rest) == 1 || rest[1] == '\n'):
			return min(at+2, len(b)), '\n', false
		default:
			return at, '"', false
		}
	}
}

// take hands out the row just parsed. The fields share one string.
func (r *recordReader) take(used int, fault string) record {
	raw := r.buf[r.at : r.at+used]
	rec := record{line: r.line, raw: trimLineEnd(raw), fault: fault}
	r.at += used
	r.line += bytes.Count(raw, []byte{'\n'})
	if fault != "" {
		return rec
	}
	text, from := string(r.text), 0
	r.fields = r.fields[:0]
	for _, end := range r.ends {
		r.fields = append(r.fields, text[from:end])
		from = end
	}
	rec.fields = r.fields
	return rec
}

// takeLine hands out the first line of what is buffered as a fault; a line
// without an end is given up to there and the rest of it passed over.
func (r *recordReader) takeLine(fault string) (record, error) {
	used := lineLength(r.buf[r.at:])
	rec := r.take(used, fault)
	if used < maxRecord || r.buf[r.at-1] == '\n' {
		return rec, nil
	}
	rec.fault = "the line is longer than 4 MiB"
	rec.raw = bytes.Clone(rec.raw)
	return rec, r.skipLine()
}

func (r *recordReader) skipLine() error {
	for {
		if i := bytes.IndexByte(r.buf[r.at:], '\n'); i >= 0 {
			r.at += i + 1
			r.line++
			return nil
		}
		r.at = len(r.buf)
		if r.ended {
			return nil
		}
		if err := r.fill(); err != nil {
			return err
		}
	}
}

// fill reads more, first moving what is unused to the front, and growing as a long row needs.
func (r *recordReader) fill() error {
	unused := copy(r.buf, r.buf[r.at:])
	r.at = 0
	if want := max(1<<17, 2*unused); want > cap(r.buf) {
		r.buf = append(make([]byte, 0, want), r.buf[:unused]...)
	}
	r.buf = r.buf[:unused]
	n, err := r.in.Read(r.buf[unused:cap(r.buf)])
	r.buf = r.buf[:unused+n]
	if errors.Is(err, io.EOF) {
		r.ended = true
		return nil
	}
	return err
}

func lineLength(b []byte) int {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		return i + 1
	}
	return len(b)
}

func trimLineEnd(b []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(b, []byte{'\n'}), []byte{'\r'})
}
