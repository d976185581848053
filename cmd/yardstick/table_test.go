package main

import (
	"os"
	"strings"
	"testing"
	"time"
)

func TestShownDisarmsTicketText(t *testing.T) {
	cases := map[string]string{
		"plain":                         "plain",
		"  two\r\nlines\t":              "two  lines",
		"\x1b]0;title\x07\x1b[2Jgone":   "�]0;title��[2Jgone",
		"right\u202eleft":               "right�left",
		"\u0085\u009b31m":               "�31m",
		"bad \xff utf8":                 "bad � utf8",
		"日本語の件名":                        "日本語の件名",
		strings.Repeat("x", 1<<20):      strings.Repeat("x", 19) + "…",
		strings.Repeat("日", 30) + "end": strings.Repeat("日", 9) + "…",
	}
	for text, want := range cases {
		if got := shown(text, 20); got != want {
			t.Errorf("%.40q became %q, want %q", text, got, want)
		}
	}
}

func TestTableAlignsWhatIsSeen(t *testing.T) {
	lines := table{
		{{text: "NAME", colour: bold}, {text: "N", colour: bold, right: true}, {text: "EMPTY"}, {text: "LAST"}},
		{{text: "日本", colour: red}, {text: "7", right: true}, {}, {text: "x"}},
		{{text: "abc"}, {text: "1,000", right: true}, {}, {}},
	}
	var plainText, coloured strings.Builder
	if err := lines.write(&plainText, style{}); err != nil {
		t.Fatal(err)
	}
	want := "NAME      N  LAST\n日本      7  x\nabc   1,000\n"
	if plainText.String() != want {
		t.Errorf("got\n%swant\n%s", plainText.String(), want)
	}
	if err := lines.write(&coloured, style{coloured: true}); err != nil {
		t.Fatal(err)
	}
	if got := coloured.String(); !strings.Contains(got, "\x1b[31m日本\x1b[0m") || strip(got) != want {
		t.Errorf("coloured: %q", got)
	}
}

func strip(text string) string {
	for _, code := range []string{bold, dim, red, green, yellow, "0"} {
		text = strings.ReplaceAll(text, "\x1b["+code+"m", "")
	}
	return text
}

// TestColourOnlyOnATerminal: neither a file nor a pipe is one.
func TestColourOnlyOnATerminal(t *testing.T) {
	file, err := os.Create(t.TempDir() + "/out")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if styleOf(file).coloured || styleOf(&strings.Builder{}).coloured {
		t.Error("a file or a buffer is coloured")
	}
	for _, c := range []struct {
		terminal bool
		env      map[string]string
		want     bool
	}{
		{true, nil, true},
		{true, map[string]string{"NO_COLOR": "1"}, false},
		{true, map[string]string{"TERM": "dumb"}, false},
		{false, nil, false},
	} {
		if got := styleFor(c.terminal, func(name string) string { return c.env[name] }).coloured; got != c.want {
			t.Errorf("%+v: coloured %v", c, got)
		}
	}
}

func TestWords(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000"} {
		if got := count(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
	for share, want := range map[float64]string{1: "100.0%", 0.9999: "99.9%", 0.95: "95.0%", 0.29: "29.0%", 0: "0.0%"} {
		if got := percent(share); got != want {
			t.Errorf("%v: %s, want %s", share, got, want)
		}
	}
	for d, want := range map[time.Duration]string{
		26*time.Hour + time.Minute: "1d02h", 65 * time.Minute: "1h05m", 59 * time.Minute: "59m", time.Second: "1s", 0: "0s",
	} {
		if got := lengthText(d); got != want {
			t.Errorf("%s: %s, want %s", d, got, want)
		}
	}
}
