package postgres

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func fieldsOf(t testing.TB, r *record, text string) ([]string, error) {
	t.Helper()
	if err := r.parse([]byte(text)); err != nil {
		return nil, err
	}
	var fields []string
	for i := range r.ends {
		if r.null[i] {
			fields = append(fields, "NULL")
		} else {
			fields = append(fields, string(r.field(i)))
		}
	}
	return fields, nil
}

func TestRecord(t *testing.T) {
	var r record
	cases := map[string][]string{
		`()`:                 {"NULL"},
		`("")`:               {""},
		`(a)`:                {"a"},
		`(a,,"")`:            {"a", "NULL", ""},
		`(,)`:                {"NULL", "NULL"},
		`("a ""b"" \\ c",d)`: {`a "b" \ c`, "d"},
		`(1,"(2,3)")`:        {"1", "(2,3)"},
		`("""")`:             {`"`},
		"(\"two\nlines\",é)": {"two\nlines", "é"},
	}
	for text, want := range cases {
		got, err := fieldsOf(t, &r, text)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", text, err, diff)
		}
	}
	for _, text := range []string{"", "(", ")", "a", `("`, `("a`, `("a)`, `("a\)`, `(a,`, `("a\")`} {
		if got, err := fieldsOf(t, &r, text); err == nil {
			t.Errorf("%s gave %q", text, got)
		}
	}
}

// FuzzRecord takes apart what was put together, and never fails on anything else.
func FuzzRecord(f *testing.F) {
	f.Add("a", "b c", `"`, "(x)")
	f.Add("", `\`, `",`, "")
	f.Fuzz(func(t *testing.T, a, b, c, raw string) {
		var r record
		quote := strings.NewReplacer(`"`, `""`, `\`, `\\`)
		want := []string{a, b, c}
		var quotedFields []string
		for _, field := range want {
			quotedFields = append(quotedFields, `"`+quote.Replace(field)+`"`)
		}
		got, err := fieldsOf(t, &r, "("+strings.Join(quotedFields, ",")+")")
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		_ = r.parse([]byte(raw))
	})
}
