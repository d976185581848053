package digest

import "testing"

// What is drawn is written here as it stands on the page, from left to right: the letters of each word are the other way round.
func TestVisual(t *testing.T) {
	const open, shut = "\u2068", "\u2069"
	for _, c := range []struct{ name, text, want string }{
		{"one direction", "ACME, Inc. (2026)", "ACME, Inc. (2026)"},
		{"a Hebrew name", open + "אבג דה" + shut, open + "הד גבא" + shut},
		{"its brackets", open + "אב (גד)" + shut, open + "(דג) בא" + shut},
		{"its number", open + "אב 1,204 גד" + shut, open + "דג 1,204 בא" + shut},
		{"a Latin word in it", open + "אב ACME גד" + shut, open + "דג ACME בא" + shut},
		{"what follows is not turned", "team " + open + "אב" + shut + " 5 of 6", "team " + open + "בא" + shut + " 5 of 6"},
		{"without marks", "in אב 12 גד, then", "in דג 12 בא, then"},
		{"accents stay on their letter", open + "אּב" + shut, open + "באּ" + shut},
		{"a mark without its fellow", open + "אב", open + "בא"},
		{"nothing", "", ""},
	} {
		if got := string(visual(c.text)); got != c.want {
			t.Errorf("%s: %q is drawn as %q, want %q", c.name, c.text, got, c.want)
		}
	}
}

func TestArabicLettersJoin(t *testing.T) {
	for text, want := range map[string]string{
		"سلام": "\ufeb3\ufefc\ufee1",           // initial seen, final lam-alef, isolated meem
		"بيت":  "\ufe91\ufef4\ufe96",           // initial, middle, end
		"دار":  "\ufea9\ufe8d\ufead",           // none of them joins to what follows
		"بَت":  "\ufe91\u064e\ufe96",           // a vowel mark parts nothing
		"a ب":  "a \ufe8f",                     // by itself
		"گچ":   "\ufb94\ufb7b", "ACME": "ACME", // Persian
	} {
		if got := joined(text); got != want {
			t.Errorf("joined(%q) = %+q, want %+q", text, got, want)
		}
	}
}
