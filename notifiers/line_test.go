package notifiers_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/yardstickd/yardstick/notifiers"
)

func TestLine(t *testing.T) {
	for _, c := range []struct {
		name, text string
		limit      int
		want       string
	}{
		{"spaces run together", "  a \t\r\n b\u00a0\u2003c  ", 50, "a b c"},
		{"direction overrides", "a\u202eb\u2067c\u061cd\u200ee", 50, "abcde"},
		{"isolated", "order 12 שלום", 50, "\u2068order 12 שלום\u2069"},
		{"joiners stay", "می\u200cخواهم 👩\u200d🚒", 50, "\u2068می\u200cخواهم 👩\u200d🚒\u2069"},
		{"flags", "🇩🇪🇵🇹", 50, "🇩🇪🇵🇹"},
		{"a heap of accents", "Z" + strings.Repeat("\u0300", 1000) + "a", 200, "Z" + strings.Repeat("\u0300", 31) + "a"},
		{"tags and fillers", "a\U000e0041\u3164\u00adb", 50, "ab"},
		{"broken UTF-8", "\xc3(\xff)", 50, "()"},
		{"a replacement character", "a\ufffdb", 50, "ab"},
		{"cut", "one two three", 10, "one two…"},
		{"cut after a space", "one two three", 11, "one two…"},
		{"just fits", "one two", 10, "one two"},
		{"a late end", strings.Repeat("\u200b", 10_000) + "end", 50, "end"},
		{"an end too late", "a" + strings.Repeat("\u200b", 50_000) + "end", 50, "a…"},
		{"a late start of a second chunk", strings.Repeat(" ", 10_000) + "a" + strings.Repeat(" ", 10_000) + "b", 50, "a b"},
	} {
		if got := notifiers.Line(c.text, c.limit, utf8.RuneCountInString); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A megabyte of what is not shown is the dearest: all of it is looked at, once.
func BenchmarkLine(b *testing.B) {
	for name, text := range map[string]string{
		"subject":            "Printer on fire, third floor",
		"megabyte":           strings.Repeat("A", 1<<20),
		"invisible megabyte": strings.Repeat("\u202e", 1<<20/3) + "end",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				notifiers.Line(text, 300, utf8.RuneCountInString)
			}
		})
	}
}
