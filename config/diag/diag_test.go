package diag

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestString(t *testing.T) {
	p := Problem{
		File: "a.yaml", Pos: Pos{Line: 12, Col: 9}, Severity: Error, Kind: "unknown-key",
		Message: `unknown key "wihtin" in a target`, Hint: `did you mean "within"?`,
	}
	p.Show("      - wihtin: 2h\r", 6)
	want := `a.yaml:12:9: error: unknown key "wihtin" in a target [unknown-key]
   12 |       - wihtin: 2h
      |         ^~~~~~
      = did you mean "within"?
`
	if diff := cmp.Diff(want, p.String()); diff != "" {
		t.Error(diff)
	}
}

func TestStringWithoutAPlace(t *testing.T) {
	p := Problem{File: "a.yaml", Severity: Error, Kind: "file", Message: "it is not there"}
	if got, want := p.String(), "a.yaml: error: it is not there [file]\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestShowCutsLongLines(t *testing.T) {
	line := strings.Repeat("a", 500) + "ß" + strings.Repeat("b", 1<<20)
	p := Problem{Pos: Pos{Line: 1, Col: 501}}
	p.Show(line, 1<<19)
	runes := []rune(p.Snippet)
	if len(runes) > widest+2 || runes[p.Caret] != 'ß' {
		t.Errorf("%d characters, caret at %q", len(runes), runes[p.Caret])
	}
	if p.Caret+p.Width > len(runes) {
		t.Errorf("the mark of %d from %d runs out of %d", p.Width, p.Caret, len(runes))
	}
}

func TestShowDisarmsTerminals(t *testing.T) {
	p := Problem{Pos: Pos{Line: 1, Col: 99}}
	p.Show("a\x1b[31mb\tc\u202ed", 3)
	if want := "a�[31mb c�d"; p.Snippet != want || p.Width != 1 {
		t.Errorf("%q, width %d", p.Snippet, p.Width)
	}
}

func TestSort(t *testing.T) {
	at := func(file string, line, col int, message string) Problem {
		return Problem{File: file, Pos: Pos{line, col}, Severity: Error, Message: message}
	}
	got := Sort([]Problem{at("b", 1, 1, "x"), at("a", 10, 1, "x"), at("a", 2, 5, "y"), at("a", 2, 5, "x"), at("a", 2, 5, "y")})
	want := []Problem{at("a", 2, 5, "x"), at("a", 2, 5, "y"), at("a", 10, 1, "x"), at("b", 1, 1, "x")}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFailed(t *testing.T) {
	if Failed([]Problem{{Severity: Hint}}) || !Failed([]Problem{{Severity: Hint}, {Severity: Error}}) {
		t.Error("only an error fails")
	}
}

func TestJSON(t *testing.T) {
	p := Problem{File: "a.yaml", Pos: Pos{2, 3}, Severity: Hint, Kind: "k", Message: "m"}
	got, err := json.Marshal(p)
	want := `{"file":"a.yaml","line":2,"col":3,"severity":"hint","kind":"k","message":"m"}`
	if err != nil || string(got) != want {
		t.Errorf("%s %v", got, err)
	}
}
