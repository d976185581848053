package csvimport

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

type gotRecord struct {
	Line   int
	Fields []string
	Fault  string
	Raw    string
}

func readAll(t testing.TB, in io.Reader, delimiter byte) []gotRecord {
	t.Helper()
	r := newRecordReader(in, delimiter)
	var all []gotRecord
	for {
		rec, err := r.next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, gotRecord{rec.line, slices.Clone(rec.fields), rec.fault, string(rec.raw)})
	}
}

func TestRecords(t *testing.T) {
	const follows = "text follows the closing quote of a value"
	const open = "a quote opens a value and is never closed"
	for _, c := range []struct {
		name, text string
		want       []gotRecord
	}{
		{"plain", "a,b\nc,d\n", []gotRecord{{1, []string{"a", "b"}, "", "a,b"}, {2, []string{"c", "d"}, "", "c,d"}}},
		{"no last line end", "a,b", []gotRecord{{1, []string{"a", "b"}, "", "a,b"}}},
		{"empty values", ",\n", []gotRecord{{1, []string{"", ""}, "", ","}}},
		{"empty lines", "\n\r\na\n\n", []gotRecord{{3, []string{"a"}, "", "a"}}},
		{"carriage returns", "a,b\r\n\"c\",d\r\n", []gotRecord{{1, []string{"a", "b"}, "", "a,b"}, {2, []string{"c", "d"}, "", "\"c\",d"}}},
		{"carriage return at the end", "a,\"b\"\r", []gotRecord{{1, []string{"a", "b"}, "", "a,\"b\""}}},
		{"quotes", `"a ""b"", c",""` + "\n", []gotRecord{{1, []string{`a "b", c`, ""}, "", `"a ""b"", c",""`}}},
		{"line end in a value", "\"a\nb\",c\nd,e\n", []gotRecord{{1, []string{"a\nb", "c"}, "", "\"a\nb\",c"}, {3, []string{"d", "e"}, "", "d,e"}}},
		{"a quote inside is text", "5\" pipe,b\n", []gotRecord{{1, []string{`5" pipe`, "b"}, "", `5" pipe,b`}}},
		{"text after a quote", "\"a\"b,c\nd,e\n", []gotRecord{{1, nil, follows, `"a"b,c`}, {2, []string{"d", "e"}, "", "d,e"}}},
		{"a quote never closed costs one line", "a,\"b\nc,d\ne,f", []gotRecord{
			{1, nil, open, `a,"b`}, {2, []string{"c", "d"}, "", "c,d"}, {3, []string{"e", "f"}, "", "e,f"},
		}},
		{"a quote closed too late costs two lines", "a,\"b\nc,\"d\"\ne,f\n", []gotRecord{
			{1, nil, follows, `a,"b`}, {2, []string{"c", "d"}, "", `c,"d"`}, {3, []string{"e", "f"}, "", "e,f"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, readAll(t, strings.NewReader(c.text), ',')); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.want, readAll(t, iotest.OneByteReader(strings.NewReader(c.text)), ',')); diff != "" {
				t.Errorf("read byte by byte: %s", diff)
			}
		})
	}
}

func TestOtherDelimiter(t *testing.T) {
	want := []gotRecord{{1, []string{"a,b", "c;d"}, "", `a,b;"c;d"`}}
	if diff := cmp.Diff(want, readAll(t, strings.NewReader(`a,b;"c;d"`), ';')); diff != "" {
		t.Error(diff)
	}
}

func TestHugeRows(t *testing.T) {
	megabyte := strings.Repeat("x", 1<<20)
	got := readAll(t, strings.NewReader("1,"+megabyte+"\n2,"+strings.Repeat(megabyte, 6)+"\n3,\"open\n"+strings.Repeat("4,y\n", 2<<20)), ',')
	if len(got) != 3+2<<20 {
		t.Fatalf("%d rows", len(got))
	}
	if len(got[0].Fields) != 2 || got[0].Fields[1] != megabyte {
		t.Error("a value of 1 MB did not come through")
	}
	if got[1].Fault != "the line is longer than 4 MiB" || got[2].Fault == "" || got[2].Line != 3 {
		t.Errorf("%q, then %q at line %d", got[1].Fault, got[2].Fault, got[2].Line)
	}
	if last := got[len(got)-1]; last.Line != 3+2<<20 || last.Fault != "" {
		t.Errorf("the last row: line %d, %q", last.Line, last.Fault)
	}
}

// Whatever encoding/csv reads without complaint is read alike, and every byte of any file belongs to some row.
func FuzzRecords(f *testing.F) {
	for _, seed := range []string{"a,b\nc,d", "\"a\"\"b\",\r\n\"x\ny\",", "a\"b,c\n\"d\"e\n", "\"", "\r\n\"\r\n\"\r\n", "é,\x00\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got := readAll(t, bytes.NewReader(data), ',')
		length := 0
		for _, rec := range got {
			length += len(rec.Raw)
		}
		if lineEnds := bytes.Count(data, []byte{'\n'}) + bytes.Count(data, []byte{'\r'}); length+lineEnds < len(data) {
			t.Errorf("%d of %d bytes are in no row", len(data)-length-lineEnds, len(data))
		}
		std := csv.NewReader(bytes.NewReader(data))
		std.FieldsPerRecord = -1
		want, err := std.ReadAll()
		if err != nil {
			return
		}
		var have [][]string
		for _, rec := range got {
			if rec.Fault != "" {
				t.Fatalf("%q: %s", rec.Raw, rec.Fault)
			}
			for i, field := range rec.Fields {
				rec.Fields[i] = strings.ReplaceAll(field, "\r\n", "\n") // encoding/csv changes line ends inside values
			}
			have = append(have, rec.Fields)
		}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Error(diff)
		}
	})
}
